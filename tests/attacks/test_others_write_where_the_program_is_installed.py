"""Somebody else on the computer changes the program where it is installed: its place is the user's own, or the check-up says that it is not."""

from pathlib import Path

from ssj_xl.entry.machine.checks import NOTE, examine
from ssj_xl.entry.machine.facts import Facts, is_shared
from ssj_xl.entry.machine.places import home_of_program

OWN = {"LOCALAPPDATA": "/users/zhang/local", "PUBLIC": "/users/public", "USERNAME": "zhang"}
CHINESE = {"LOCALAPPDATA": "/users/张/local", "PUBLIC": "/users/public", "USERNAME": "张"}


def worded(*, shared: bool) -> tuple[str, str]:
    facts = Facts("Linux", (3, 11, 7), 64, Path("/opt/ssj/python"), "UTF-8", shared=shared)
    return next((verdict.state, verdict.found) for check, verdict in examine(facts) if check.key == "shared")


def test_the_program_lies_in_the_users_own_folder() -> None:
    assert home_of_program(OWN).is_relative_to(Path(OWN["LOCALAPPDATA"]))


def test_a_user_whose_name_forces_it_into_a_public_folder_is_told() -> None:
    assert home_of_program(CHINESE).is_relative_to(Path(CHINESE["PUBLIC"]))
    assert is_shared(home_of_program(CHINESE) / "python", CHINESE)
    assert worded(shared=True) == (NOTE, "/opt/ssj 在公共文件夹里，同一台电脑的其他用户可能改动程序")


def test_a_folder_that_everybody_may_write_is_told_too(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert not is_shared(tmp_path, {})
    tmp_path.chmod(0o777)
    assert is_shared(tmp_path, {})
    assert worded(shared=False)[0] != NOTE

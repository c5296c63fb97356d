"""The documentation is held to the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ssj_xl.build.ribbon import BUTTONS, GROUPS
from ssj_xl.entry.cli import cli
from ssj_xl.entry.menu import OTHER, offered
from ssj_xl.tables.catalogue import CATALOGUE
from tools.docs import make

DOCS = make.FOLDER
ROOMS = ("tables", "domain", "office", "engines", "gateways", "papers", "build", "workflows", "entry", "data", "macros", "tests", "tools")
ROOT = DOCS.parent


@pytest.mark.parametrize("page", sorted(make.PAGES))
def test_reference_pages_say_what_the_code_says(page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == make.PAGES[page](), "run python -m tools.docs.make"


COMMANDS = dict(make.every_command(cli))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_chinese_help_with_an_example_and_stands_in_the_manual(name: str) -> None:
    help_text = COMMANDS[name].help or ""

    assert re.search(r"[\u4e00-\u9fff]", help_text)
    assert f"ssj-xl {name}" in help_text
    assert f"ssj-xl {name}" in (DOCS / "手册.md").read_text(encoding="utf-8")


def test_every_problem_code_is_documented() -> None:
    page = (DOCS / "问题代码.md").read_text(encoding="utf-8")
    assert [code for code in sorted(CATALOGUE) if f"| {code} |" not in page] == []


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [t for t in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in t]

    assert [t for t in targets if not (page.parent / t).exists()] == []


def test_every_attack_that_is_tried_stands_in_the_table_and_the_reverse() -> None:
    table = (DOCS / "攻击与防备.md").read_text(encoding="utf-8")
    tried = {path.stem for path in (ROOT / "tests" / "attacks").glob("test_*.py")}

    assert len(tried) > 30
    assert set(re.findall(r"\| \[(test_\w+)\]\(\.\./tests/attacks/\1\.py\) \|$", table, re.MULTILINE)) == tried


def test_every_claim_that_a_draw_cannot_be_rigged_names_what_was_tried() -> None:
    text = (DOCS / "为什么作不了假.md").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"^\| (.*) \|$", text, re.MULTILINE) if "照做一遍" not in row]

    assert len(rows) == 11
    assert [row for row in rows if "](" not in row.rsplit(" | ", 1)[1]] == []


def test_the_sections_that_the_manual_refers_to_are_there() -> None:
    text = (DOCS / "手册.md").read_text(encoding="utf-8")
    sections = {re.sub(r"[^\w -]", "", title).replace(" ", "-").lower() for title in re.findall(r"(?m)^#+ (.+)$", text)}

    assert [target for target in re.findall(r"\]\(#([^)]+)\)", text) if target not in sections] == []


def test_the_manual_shows_the_menu_as_it_is_numbered() -> None:
    text = (DOCS / "手册.md").read_text(encoding="utf-8")
    numbered = text.split("### 没有 Excel：用菜单")[1].split("```")[1].split(f"   {OTHER} ")[0]

    titles = [title for lines in offered().values() for title, _ in lines]
    assert re.findall(r"(\d+) (\S+)", numbered) == [(str(number), title) for number, title in enumerate(titles, 1)]


def test_the_manual_lists_the_buttons_of_the_ribbon_by_group() -> None:
    text = (DOCS / "手册.md").read_text(encoding="utf-8")
    rows = [f"| {group.label} | {' · '.join(button.label for button in group.buttons)} |" for group in GROUPS]

    assert [row for row in rows if row not in text] == []


def test_every_file_that_the_page_for_developers_names_is_there() -> None:
    text = (DOCS / "开发.md").read_text("utf-8")
    named = {name for name in re.findall(r"`([\w/*]+(?:\.\w+)?)`", text) if "/" in name and name.partition("/")[0] in ROOMS}
    assert len(named) > 20
    rooms = (ROOT, ROOT / "ssj_xl")
    assert not [name for name in named if not any([*room.glob(name), *room.glob(f"{name}.py")] for room in rooms)]


def test_whoever_looks_for_a_room_finds_it_in_the_map_of_the_house() -> None:
    text = (ROOT / "docs" / "开发.md").read_text("utf-8")
    rooms = [path.parent.name for path in (ROOT / "ssj_xl" / "workflows").glob("*/__init__.py")]
    assert len(rooms) > 10
    assert [room for room in rooms if f"`{room}`" not in text] == []


def test_what_the_examples_write_of_a_task_is_named_after_it_as_the_archive_looks_for_it() -> None:
    texts = [(DOCS / page).read_text(encoding="utf-8") for page in ("手册.md", "命令.md")] + [(ROOT / "README.md").read_text(encoding="utf-8")]
    written = [found for text in texts for found in re.findall(
        r"ssj-xl (?:papers|notice|publish|lock) +\S+ +([A-Z]+-[A-Z]+-\d{4}-\d{3}).*?(?:-o|--notice) (\S+)", text)]
    assert len(written) > 8
    assert [one for one in written if one[0] not in one[1]] == []


def test_the_manual_says_of_every_button_what_it_asks_and_gives() -> None:
    chapter = (DOCS / "手册.md").read_text(encoding="utf-8").partition("### 当着见证人")[2].partition("### 两种提示")[0]
    told = {name for row in re.findall(r"^\| ([^|]+) \|", chapter, re.MULTILINE) for name in row.split("、")}
    told |= set(re.findall(r"(?:\*\*|点“)([^*”]+)(?:\*\*。|”)", chapter))
    assert {button.label for button in BUTTONS} <= told

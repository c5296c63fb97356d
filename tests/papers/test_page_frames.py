"""Pages of released versions are built again byte for byte in their own frames; what differs is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssj_xl.papers.page import compare, records_of, text_of
from ssj_xl.papers.page.frame import VERSION, freeze, present, released, thaw
from tests import evidence
from tests.papers import page_cases as cases

PAGES = sorted((Path(__file__).parent.parent / "evidence-89b7853").glob("*/公示页-*.html"))


def test_versions_of_frames_are_all_different_and_the_present_one_is_no_released_one() -> None:
    versions = [present().version, *(frame.version for frame in released())]

    assert versions[0] == VERSION
    assert len(versions) == len(set(versions))
    assert "1" in versions


def test_a_frame_that_is_kept_comes_back_as_it_was() -> None:
    assert thaw(freeze(present())).digest == present().digest


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_a_page_of_the_first_version_is_built_again_and_says_what_no_record_binds(path: Path) -> None:
    page = path.read_bytes()
    shown = compare(text_of(page), records_of(page))

    assert (shown.version, shown.altered, shown.unbound) == ("1", (), ("检查结果", "生成日期"))


@pytest.mark.parametrize(("old", "new", "named"), [
    ("<strong><bdi>", "<strong><bdi>别的", "抽查名单"), ("<dt>锁定时间</dt><dd>2021", "<dt>锁定时间</dt><dd>2020", "抽查概况（各项）"),
    ("<h3>第 1 轮", "<h3>第 9 轮", "历次抽取")])
def test_an_old_page_that_was_changed_is_seen(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = PAGES[0].read_text("utf-8")
    assert old in text
    changed = tmp_path / PAGES[0].name
    changed.write_text(text.replace(old, new, 1), "utf-8")

    assert named in compare(text_of(changed.read_bytes()), records_of(changed.read_bytes())).altered
    assert evidence.run("verify", changed)[0] == 4


def test_line_ends_of_another_system_and_a_byte_order_mark_change_nothing_that_is_shown() -> None:
    page = b"\xef\xbb\xbf" + cases.page(cases.open_case().record()).replace(b"\n", b"\r\n")

    assert compare(text_of(page), records_of(page)).altered == ()


def test_a_page_names_its_frame() -> None:
    page = cases.page(cases.private_case().record()).decode()

    assert f'content="ssj_xl page {VERSION} sha256-{present().digest}"' in page
    assert f"网页模板第 {VERSION} 版" in page

"""检查组填写页 in a real browser: filled on a phone's screen without network, and given back as one file that is taken."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.returns import canonical, code_of, read_return
from ssj_xl.gateways.book import Book
from ssj_xl.tables import records
from ssj_xl.tables.registers import FINDINGS, SIGNATURES
from ssj_xl.workflows.desk.given import Given
from ssj_xl.workflows.results.collect import NEW, SAME, UPDATED, collect, plan_collect
from ssj_xl.workflows.results.sheets import sheets
from tests import office
from tests.browser.chromium import Reader
from tests.bureau import TASK, Bureau, desk, matched, rows

pytestmark = pytest.mark.browser
PHONE = (375, 740)
EVIL = "</script><img src=x onerror=alert`1`>律师事务所"
AT = desk(17, 20)


@pytest.fixture(autouse=True)
def no_draft_of_before(tab: Reader) -> Iterator[None]:
    yield
    tab.run("try { localStorage.clear(); } catch (error) { null; }")


def filled(tab: Reader, folder: Path) -> tuple[Book, Path]:
    bureau = Bureau()
    for row in bureau.rows["检查对象"]:
        row |= {"name": row["name"] + EVIL, "address": EVIL, "head": EVIL}
    book = bureau.book()
    matched(book)
    made = sheets(book, TASK, desk(12, 4))
    path = folder / made[0].name
    path.write_bytes(made[0].data)
    tab.size(PHONE)
    tab.open(path)
    return book, path


def answer(tab: Reader, *, problem: bool = False) -> None:
    """Fill the first object: day, signature, every item; with a problem at the first item where one was found."""
    tab.run("""(function () {
      var box = document.querySelector('details[data-object]'), radios, field;
      function change(field, value) { field.value = value; field.dispatchEvent(new Event('input')); field.dispatchEvent(new Event('change')); }
      box.open = true;
      change(Array.from(box.querySelectorAll('label')).filter(function (one) { return one.textContent === '检查日期'; })[0].querySelector('input'), '2026-03-09');
      change(Array.from(box.querySelectorAll('label')).filter(function (one) { return one.textContent.indexOf('纸质记录表的签字') === 0; })[0].querySelector('select'), '已签');
      Array.from(box.querySelectorAll('fieldset')).forEach(function (part, number) {
        var radios = part.querySelectorAll('input[type=radio]');
        if (radios.length) { radios[0].click(); }
      });
    })()""")
    if problem:
        tab.run("""(function () {
          var box = document.querySelector('details[data-object]');
          var part = Array.from(box.querySelectorAll('fieldset')).filter(function (one) { return one.querySelector('input[type=radio]'); })[0];
          function change(field, value) { field.value = value; field.dispatchEvent(new Event('input')); field.dispatchEvent(new Event('change')); }
          part.querySelectorAll('input[type=radio]')[1].click();
          change(part.querySelectorAll('select')[0], '发现问题已责令改正');
          change(part.querySelector('textarea'), '收费公示不全："乙、丙"<b>两处</b>\\\\。');
          change(part.querySelectorAll('select')[1], '责令改正');
          change(part.querySelector('div input[type=date]'), '2026-03-30');
          change(part.querySelector('div input[type=text]'), '收费台账复印件');
          [['检查码', 'JC001'], ['到达时间', '09:30'], ['执法记录仪', '记录仪3号；照片1-4']].forEach(function (one) {
            change(Array.from(box.querySelectorAll('label')).filter(function (each) { return each.textContent.indexOf(one[0]) === 0; })[0].querySelector('input'), one[1]);
          });
        })()""")


def given(tab: Reader) -> bytes:
    tab.run("document.getElementById('copy').click()")
    return str(tab.run("document.getElementById('text').value")).encode()


def reopened(tab: Reader, path: Path) -> list[str]:
    """The first item's problem of each visit on the page opened again.

    Opened up to twenty times, later and later: Chromium opens a file in a process of its own, and what the last one stored may reach it later.
    """
    for turn in range(20):
        time.sleep(turn / 20)
        tab.open(path)
        if visits := json.loads(given(tab))["visits"]:
            return [one["items"][0]["problem"] for one in visits]
    return []


def test_the_page_offers_the_signatures_of_the_register(tab: Reader, tmp_path: Path) -> None:
    filled(tab, tmp_path)
    offered = tab.run("""Array.from(document.querySelectorAll('details[data-object]:first-of-type label')).filter(function (one) {
      return one.textContent.indexOf('纸质记录表的签字') === 0; }).map(function (one) { return Array.from(one.querySelectorAll('option')).map(function (each) { return each.value; }); })[0]""")
    assert offered == ["", *SIGNATURES]


def test_a_page_of_hostile_names_fits_a_phone_and_loads_nothing(tab: Reader, tmp_path: Path) -> None:
    _, path = filled(tab, tmp_path)
    assert tab.run("document.images.length") == 0
    assert tab.text("#main").count(EVIL) >= 1
    tab.run("document.querySelectorAll('details').forEach(function (one) { one.open = true; })")
    assert tab.run("document.documentElement.scrollWidth") <= PHONE[0]
    small = tab.run("""Array.from(document.querySelectorAll('button, .button, label.pick, select, input[type=date], summary'))
        .filter(function (one) { var b = one.getBoundingClientRect(); return b.width && b.height < 44 && !one.parentElement.classList.contains('plain'); }).length""")
    assert small == 0, "everything to touch is as high as a finger"
    assert "draft" not in path.read_text("utf-8").partition("<script")[0]
    for tier in ("信用风险等级", "0399-56000", "分级"):
        assert tier == "0399-56000" or tier not in tab.text("#main")
    assert [one for one in tab.errors if not one.startswith("request to data:image/svg")] == [], "but for the browser's own icons"


def test_the_first_line_says_that_it_cannot_be_filled_in_where_no_script_runs(tab: Reader, tmp_path: Path) -> None:
    _, path = filled(tab, tmp_path)
    assert tab.text("#state").startswith("可以填写")
    assert "这里不能填写" in path.read_text("utf-8").partition("<main")[0]


def test_nothing_is_found_by_default_and_only_whole_visits_are_given_back(tab: Reader, tmp_path: Path) -> None:
    filled(tab, tmp_path)
    assert tab.run("document.querySelectorAll('input:checked').length") == 0
    assert json.loads(given(tab))["visits"] == []
    answer(tab)
    assert len(json.loads(given(tab))["visits"]) == 1
    assert tab.run("document.querySelector('.mark').textContent") == "完成"


def test_a_draft_is_there_again_when_the_page_is_opened_again(tab: Reader, tmp_path: Path) -> None:
    _, path = filled(tab, tmp_path)
    answer(tab, problem=True)
    assert reopened(tab, path) == ['收费公示不全："乙、丙"<b>两处</b>\\。']


@pytest.mark.long
def test_what_the_page_gives_back_is_taken_once_updated_by_a_later_one_and_bound_to_its_token(tab: Reader, tmp_path: Path) -> None:
    book, _ = filled(tab, tmp_path)
    answer(tab)
    first = given(tab)
    token = rows(book, records.WINNERS, object=json.loads(first)["visits"][0]["object"])[0]["sheet_token"]
    body: dict[str, Any] = json.loads(first)
    code = body.pop("code")
    assert code == code_of(token, body), "both languages make one code"
    assert read_return(first, [token]).visits[0].day == date(2026, 3, 9)
    assert canonical(body).decode() in canonical({**body}).decode()
    done = collect(book, [Given("返回件.json", first)], plan_collect(book, [Given("返回件.json", first)], AT), AT)
    assert done.counts == {NEW: 2, UPDATED: 0, SAME: 0, "不收": 0}
    before = [dict(row) for row in rows(book, FINDINGS)]
    again = collect(book, [Given("返回件.json", first)], plan_collect(book, [Given("返回件.json", first)], AT), AT)
    assert again.counts == {NEW: 0, UPDATED: 0, SAME: 2, "不收": 0}
    assert [dict(row) for row in rows(book, FINDINGS)] == before
    tab.run("new Promise(function (done) { setTimeout(done, 1100); })")
    answer(tab, problem=True)
    later = given(tab)
    done = collect(book, [Given("返回件.json", later)], plan_collect(book, [Given("返回件.json", later)], AT), AT)
    assert done.counts == {NEW: 0, UPDATED: 2, SAME: 0, "不收": 0}
    assert {(row["visit_code"], row["arrived"], row["photos"]) for row in rows(book, FINDINGS)} == {("JC001", "09:30", "记录仪3号；照片1-4")}
    assert [row["materials"] for row in rows(book, FINDINGS)] == ["收费台账复印件", ""]
    found = next(row for row in rows(book, FINDINGS) if row["problem"])
    assert (found["result"], found["problem"], found["disposal"], found["disposal_due"]) == (
        "发现问题已责令改正", '收费公示不全："乙、丙"<b>两处</b>\\。', "责令改正", date(2026, 3, 30))


@pytest.mark.long
def test_it_prints_with_every_object_open(tab: Reader, tmp_path: Path) -> None:
    filled(tab, tmp_path)
    tab.pdf(tmp_path / "填写页.pdf")
    text = office.pdf_text(tmp_path / "填写页.pdf")
    assert "检查日期" in text
    assert "生成返回件" not in text

"""The turn of the year: a workbook rolled over, and January's form from two workbooks."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from ssj_xl.domain import logchain
from ssj_xl.domain.counts import Standing
from ssj_xl.domain.period import period_of
from ssj_xl.domain.summary.spans import quarter_of, year_of
from ssj_xl.entry.cli import cli
from ssj_xl.entry.ribbon import acts_results
from ssj_xl.gateways import safe
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import account, records, registers
from ssj_xl.tables.consolidated import SUBMISSIONS
from ssj_xl.tables.problems import errors
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.consolidation.consolidate import Consolidated, consolidate
from ssj_xl.workflows.consolidation.submit import submit_both
from ssj_xl.workflows.deadlines import due
from ssj_xl.workflows.desk import Desk, years
from ssj_xl.workflows.desk.trace import unnoted
from ssj_xl.workflows.desk.years import join_years
from ssj_xl.workflows.monthly.own_form import official
from ssj_xl.workflows.monthly.report import Report, report
from ssj_xl.workflows.registers.account import keep_account
from ssj_xl.workflows.registers.check import check
from ssj_xl.workflows.registers.new import roll_over
from ssj_xl.workflows.registers.restore import STAYING
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.preview import preview
from ssj_xl.workflows.rounds.substitute import void
from ssj_xl.workflows.summary.plans import checked_codes
from ssj_xl.workflows.summary.quarter import quarter
from ssj_xl.workflows.summary.scope import open_scope
from ssj_xl.workflows.summary.year import summarise
from ssj_xl.workflows.verifying.verify import verify
from tests.bureau import ITEMS, PUBLIC, SOURCE, TASK, Bureau, desk, opened, refused, rows
from tests.live.answers import Answers

PLAN, NEXT = "LG-2026-01", replace(desk(), now=datetime(2027, 1, 4, 9))
LAST = "上年台账"


def _finding(object_: str, checked: date, **more: Any) -> list[dict[str, Any]]:
    return [{"task": TASK, "object": object_, "item": item, "checked": checked, "inspectors": ("P01", "P02"),
             "result": "未发现问题", "entered": checked, **more} for item in ITEMS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2026: a task drawn in March; of its objects the first was seen to in April, the second has to mend something by February,

    the third was checked on 28 December and published on the 30th, the fourth is checked and not published, others wait.
    """
    bureau = Bureau().change(registers.TASKS, TASK, plan=PLAN, end=date(2026, 12, 31))
    bureau.settings |= {"site": "网站", "rest_months": 12, "view_day": date(2026, 12, 31)}
    bureau.add(registers.PLANS, code=PLAN, year=2026, name="2026年律师事务所抽查", items=ITEMS, object_type=("律师事务所",),
               draw_type="不定向", start=date(2026, 2, 1), end=date(2026, 11, 30), division="律师处", published=date(2026, 1, 20))
    bureau.add(registers.PLANS, code="LG-2026-02", year=2026, name="不再开展", items=ITEMS, change_kind="取消",
               changed=date(2026, 5, 1), change_why="机构改革")
    path = bureau.file(tmp_path_factory.mktemp("2026"))
    with opened(path, desk()) as book:
        lock(book, TASK, SOURCE, desk())
    with opened(path, desk(10, 4)) as book:
        draw(book, TASK, PUBLIC, desk(10, 4))
    with opened(path, desk(11, 4)) as book:
        first, second, third, fourth = [row["object"] for row in rows(book, records.WINNERS, state="抽中")][:4]
        findings = [*_finding(first, date(2026, 4, 7), published=date(2026, 4, 20)),
                    *_finding(second, date(2026, 11, 9), published=date(2026, 12, 1)),
                    *_finding(third, date(2026, 12, 28), published=date(2026, 12, 30)),
                    *_finding(fourth, date(2026, 12, 29))]
        findings[2] |= {"result": "发现问题待后续处理", "problem": "台账不全", "disposal": "责令改正", "disposal_due": date(2027, 2, 1)}
        book.append(registers.FINDINGS, findings)
        book.commit()
    return path


@pytest.fixture(scope="module")
def rolled(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of 2027 made of it."""
    return roll_over(_book(made), tmp_path_factory.mktemp("2027") / "2027", NEXT).path


@pytest.fixture
def old(made: Path, tmp_path: Path) -> Path:
    """The first, to be changed."""
    return Path(shutil.copytree(made.parent, tmp_path / "2026")) / made.name


@pytest.fixture
def drawn(made: Path) -> list[str]:
    return [row["object"] for row in rows(Book(open_gateway(made)), records.WINNERS, state="抽中")]


@pytest.fixture
def new(rolled: Path, tmp_path: Path) -> Path:
    """The second, to be changed; beside it lies no workbook of the year before that it would name."""
    path = Path(shutil.copytree(rolled.parent, tmp_path / "2027")) / rolled.name
    return _renamed(path, LAST, "")


@pytest.fixture
def both(rolled: Path, old: Path, tmp_path: Path) -> Path:
    """The second, beside the first, which it names."""
    assert old.parent.parent == tmp_path
    path = Path(shutil.copytree(rolled.parent, tmp_path / "2027")) / rolled.name
    return _renamed(path, LAST, "../2026/主台账.xlsx")


def _renamed(path: Path, name: str, value: object) -> Path:
    with opened(path, desk()) as book:
        book.put(name, value)  # type: ignore[arg-type]
        book.commit()
    return path


def _book(path: Path) -> Book:
    return Book(open_gateway(path))


def _same(old: Path, new: Path, spec: TableSpec) -> bool:
    return [dict(row) for row in _book(old).read(spec)] == [dict(row) for row in _book(new).read(spec)]


def _january(book: Book) -> Report:
    return report(book, "2027-01", desk=desk(), filled_on=date(2027, 1, 21))


# --- new --from ------------------------------------------------------------------------------------------

@pytest.mark.long
def test_registers_go_over_cell_by_cell_and_the_old_workbook_stays_as_it_was(old: Path, tmp_path: Path) -> None:
    before = old.read_bytes()
    made = roll_over(_book(old), tmp_path / "2027", NEXT)

    assert old.read_bytes() == before
    for spec in (registers.CODES, registers.TIERS, registers.ITEMS, registers.INSPECTORS, registers.RECUSALS):
        assert _same(old, made.path, spec)
    assert len(_book(made.path).read(registers.OBJECTS)) == 40
    for spec in (records.DRAWS, records.LOCKED, records.LOCKED_PEOPLE, records.WINNERS, registers.ACTIVITIES):
        assert not len(_book(made.path).read(spec))


def test_the_new_log_begins_with_the_head_of_the_old_one(old: Path, new: Path) -> None:
    entry, begun = _book(new).read(records.LOG)
    assert (entry["act"], entry["who"], entry["content"]) == ("年度结转", "张某", logchain.head(_book(old).read(records.LOG)))
    assert begun["act"] == "变更记录"
    assert unnoted(_book(new)) == []
    assert all(one.report.holds for one in verify([new]))


def test_the_new_workbook_is_put_in_place_once_with_what_went_over_noted(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is killed in between would be a workbook in which nobody sees what is typed before the first act."""
    put: list[Path] = []
    whole = safe._put

    def once(path: Path, *given: Any, **more: Any) -> None:
        put.append(path)
        whole(path, *given, **more)

    monkeypatch.setattr(safe, "_put", once)
    path = roll_over(_book(old), tmp_path / "2027", NEXT).path
    assert put == [path]
    assert unnoted(_book(path)) == []


def test_a_workbook_that_somebody_has_open_is_not_replaced_by_the_new_year(old: Path, tmp_path: Path) -> None:
    path = tmp_path / "主台账.xlsx"
    path.write_bytes(b"open")
    path.with_name(".~lock.主台账.xlsx#").write_text("张某", "utf-8")
    with refused("F04"):
        roll_over(_book(old), tmp_path, NEXT, force=True)
    assert path.read_bytes() == b"open"


def test_parameters_go_over_with_the_year_moved_on(new: Path) -> None:
    settings, found = _book(new).settings()
    assert (settings.unit, settings.division_code, settings.site, settings.rest_months) == ("栾谷县司法局", "LS", "网站", 12)
    assert (settings.year, settings.base_day, settings.start_month, settings.view_day) == (2027, date(2027, 1, 1), "2027-01", None)
    assert found == []


def test_plans_go_over_as_a_frame_of_the_new_year_and_those_that_were_dropped_do_not(new: Path) -> None:
    [kept, frame] = rows(_book(new), registers.PLANS)
    assert (kept["code"], kept["year"]) == (PLAN, 2026)
    assert (frame["code"], frame["year"], frame["start"], frame["end"]) == ("LG-2027-01", 2027, date(2027, 2, 1), date(2027, 11, 30))
    assert (frame["name"], frame["items"], frame["published"]) == ("2027年律师事务所抽查", ITEMS, None)


def test_only_what_is_published_and_not_settled_goes_over_and_names_where_it_was_drawn(new: Path, drawn: list[str]) -> None:
    book = _book(new)
    assert [(row["object"], row["item"]) for row in book.read(registers.FINDINGS)] == [(drawn[1], item) for item in ITEMS]
    [task] = rows(book, registers.TASKS)
    assert task["code"] == TASK
    assert task["carried"].startswith("主台账.xlsx ")


def test_the_new_front_page_counts_the_new_years_plans_and_asks_nothing_of_a_task_drawn_in_the_old_workbook(new: Path) -> None:
    book = _book(new)
    counted = book._count(NEXT.today, Standing())
    assert counted is not None
    assert (counted.values["计划合计"], counted.values["计划已公示"], counted.values["计划未启动"]) == (1, 0, 1)
    assert [line.due.state for line in due(book, NEXT.today).lines if line.due.rule.key == "task"] == ["已完成"]


def test_a_task_of_the_old_workbook_can_not_be_locked_or_drawn_in_the_new_one(new: Path) -> None:
    with opened(new, desk()) as book:
        for act in (lambda: lock(book, TASK, "ssq:2027001", desk()), lambda: preview(book, TASK, desk())):
            with refused("D63"):
                act()


def test_the_new_workbook_has_no_errors(new: Path) -> None:
    found = check(_book(new), NEXT.today).problems
    assert errors(found) == []
    assert "R81" not in {problem.code for problem in found}


@pytest.mark.long
def test_the_day_of_the_last_visit_goes_over_for_the_months_of_rest(new: Path, old: Path, drawn: list[str], tmp_path: Path) -> None:
    visited = {row["code"]: row["visited"] for row in _book(new).read(registers.OBJECTS) if row["visited"]}
    days = (date(2026, 4, 7), date(2026, 11, 9), date(2026, 12, 28), date(2026, 12, 29))
    assert visited == dict(zip(drawn, days, strict=False))
    third = roll_over(_book(new), tmp_path / "2028", replace(desk(), now=datetime(2028, 1, 5, 9))).path
    assert {row["code"]: row["visited"] for row in _book(third).read(registers.OBJECTS) if row["visited"]} == visited


def test_every_register_is_handed_on_or_is_evidence_or_the_work_of_a_year(old: Path, tmp_path: Path) -> None:
    """A register that is added some day is not left behind without a word."""
    handed = set(roll_over(_book(old), tmp_path / "2027", NEXT).rows)
    left = {spec.name for spec in (*STAYING, registers.ACTIVITIES, registers.COUNTIES)}
    assert handed | left == {spec.name for spec in records.REGISTERS}
    assert not handed & left


@pytest.mark.long
def test_a_voided_task_with_a_result_that_is_not_published_is_named_too(old: Path, tmp_path: Path) -> None:
    with opened(old, desk(12, 5)) as book:
        void(book, TASK, "名录漏登", desk(12, 5))
    assert roll_over(_book(old), tmp_path / "2027", NEXT).running == (TASK,)


@pytest.mark.long
def test_the_act_names_tasks_that_the_old_workbook_still_has_to_finish(old: Path, tmp_path: Path) -> None:
    assert roll_over(_book(old), tmp_path / "2027", NEXT).running == (TASK,)


def test_an_unknown_year_and_a_workbook_with_errors_are_refused(tmp_path: Path) -> None:
    without, wrong = Bureau(), Bureau().change(registers.INSPECTORS, "P01", valid_to="去年")
    del without.settings["year"]
    with refused("P42"):
        roll_over(without.book(), tmp_path / "甲", NEXT)
    with refused("T05"):
        roll_over(wrong.book(), tmp_path / "乙", NEXT)
    assert not (tmp_path / "甲").exists()


@pytest.mark.parametrize("more", [("--unit", "某局"), ("--year", "2027")], ids=lambda more: more[0])
def test_the_command_takes_the_unit_from_the_old_workbook_alone(old: Path, tmp_path: Path, more: tuple[str, str]) -> None:
    target = tmp_path / "2027"
    done = CliRunner().invoke(cli, ["new", str(target), "--from", str(old)])
    assert done.exit_code == 0, done.output
    assert "结转" in done.output
    assert CliRunner().invoke(cli, ["new", str(tmp_path / "又"), "--from", str(old), *more]).exit_code == 2


# --- January ---------------------------------------------------------------------------------------------

@pytest.mark.long
def test_the_new_workbook_says_that_december_is_missing(new: Path, old: Path) -> None:
    [found] = [one for one in _january(_book(new)).warnings if one.code == "P39"]
    assert (found.params["start"], found.params["end"], found.params["year"]) == (date(2026, 12, 21), date(2026, 12, 31), 2026)
    both = _january(join_years(_book(new), _book(old)))
    assert "P39" not in {one.code for one in both.warnings}


def test_no_other_month_speaks_of_december(new: Path) -> None:
    for month in ("2027-02", "2027-12"):
        found = report(_book(new), month, desk=desk(), filled_on=date(2027, 12, 31)).warnings
        assert "P39" not in {one.code for one in found}


def test_the_form_of_january_counts_december_from_the_old_workbook_and_names_its_cells(new: Path, old: Path) -> None:
    alone, both = _january(_book(new)), _january(join_years(_book(new), _book(old)))
    assert (alone.figures.planned.checks.objects, both.figures.planned.checks.objects) == (0, 2)
    assert (alone.figures.planned.publications.visits, both.figures.planned.publications.visits) == (0, 1)
    sources = [source for figure in both.figures.figures for source in figure.sources]
    assert {Path(source.place.file).parent.name for source in sources if source.table == "检查结果"} == {"2026"}


def test_what_both_workbooks_have_is_counted_once_and_as_the_new_one_has_it(new: Path, old: Path, drawn: list[str]) -> None:
    with opened(new, desk()) as book:
        found = book.read(registers.FINDINGS)
        book.replace(registers.FINDINGS, [(found.rows[0], {"closed": date(2027, 1, 12), "rechecked": date(2027, 1, 12),
                                                           "recheck_result": "整改到位", "rechecker": "张某"})])
        book.commit()
    both = join_years(_book(new), _book(old)).read(registers.FINDINGS)
    assert len(both) == 8
    [mended] = [row for row in both if row["object"] == drawn[1] and row["item"] == ITEMS[0]]
    assert mended["closed"] == date(2027, 1, 12)
    assert Path(both.place(mended).file).parent.name == "2027"


@pytest.mark.parametrize(("name", "value", "code"), [("年度", 2025, "P40"), ("处室编码", "GZ", "P41")])
def test_only_the_own_workbook_of_the_year_before_is_taken(new: Path, old: Path, name: str, value: object, code: str) -> None:
    _renamed(old, name, value)
    with refused(code):
        join_years(_book(new), _book(old))


@pytest.mark.long
def test_the_command_adds_last_years_workbook(new: Path, old: Path, tmp_path: Path) -> None:
    form = tmp_path / "月报表.xlsx"
    common = ["report", str(new), "--month", "2027-01", "--date", "2027-01-21", "-o", str(form)]
    alone = CliRunner().invoke(cli, common)
    both = CliRunner().invoke(cli, [*common, "--also", str(old), "--force"])
    assert (alone.exit_code, both.exit_code) == (0, 0), both.output
    assert "--also" in alone.output
    assert "P39" not in both.output




# --- the workbook that this year's names as last year's --------------------------------------------------

def test_the_new_workbook_names_the_old_one_as_it_is_seen_from_its_folder(old: Path, tmp_path: Path) -> None:
    path = roll_over(_book(old), tmp_path / "2027" / "律师处", NEXT).path
    assert _book(path).settings()[0].last_book == "../../2026/主台账.xlsx"


def _checked_in_february(old: Path, object_: str) -> Path:
    """In last year's workbook a visit of last year's task is made and published in February."""
    with opened(old, desk()) as book:
        book.append(registers.FINDINGS, _finding(object_, date(2027, 2, 3), published=date(2027, 2, 8)))
        book.commit()
    return old


def _waiting(old: Path) -> str:
    """An object that is still to be checked."""
    book = _book(old)
    done = {row["object"] for row in book.read(registers.FINDINGS)}
    return next(row["object"] for row in rows(book, records.WINNERS, state="抽中") if row["object"] not in done)


def test_the_forms_of_the_year_count_what_is_seen_to_in_the_old_workbook(both: Path, old: Path) -> None:
    _checked_in_february(old, _waiting(old))
    january = _january(_book(both))
    assert (january.figures.planned.checks.objects, january.figures.planned.publications.visits) == (2, 1)
    assert "P39" not in {one.code for one in january.warnings}
    february = report(_book(both), "2027-02", desk=desk(), filled_on=date(2027, 2, 21)).figures
    assert (february.planned.checks.objects, february.planned.publications.visits) == (1, 1)


def _pressed(book: Path, *given: object) -> tuple[Any, list[str]]:
    """月报表 pressed for January, and what was asked."""
    answers = Answers(list(given))
    saved = book.parent / "月报表.xlsx"
    case: Any = SimpleNamespace(registers=_book(book), dialogs=answers, desk=replace(desk(), now=datetime(2027, 1, 21, 9)), path=book, day="20270121",
                                save=lambda _name, _data: saved)
    return acts_results.report(case), [asked for asked, *_ in answers.asked]


def test_the_button_asks_for_last_years_workbook_only_where_none_is_named(new: Path, old: Path) -> None:
    done, asked = _pressed(new, "2027-01", True, old)
    assert "12 月的工作登记在 2026 年的台账里" in asked[1]
    assert "P39" not in {one.code for one in done.problems}
    done, asked = _pressed(new, "2027-01", False)
    assert "P39" in {one.code for one in done.problems}
    done, asked = _pressed(_renamed(new, LAST, "../2026/主台账.xlsx"), "2027-01")
    assert len(asked) == 1
    assert "P39" not in {one.code for one in done.problems}


def test_the_button_opens_last_years_workbook_once_for_a_form_that_is_looked_at_first(both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (both.parent / "月报表模板.xlsx").write_bytes(official(".xlsx"))
    opened_files: list[Path] = []
    read = years.reading_on
    monkeypatch.setattr(years, "reading_on", lambda path: opened_files.append(path) or read(path))
    done, asked = _pressed(both, "2027-01", True)
    assert "照此填写？" in asked[-1]
    assert "P39" not in {one.code for one in done.problems}
    assert len(opened_files) == 1


def test_quarter_year_and_bulletin_count_what_the_forms_count(both: Path, old: Path) -> None:
    object_ = _waiting(old)
    _checked_in_february(old, object_)
    book, day = _book(both), date(2027, 3, 31)
    form = report(book, "2027-02", desk=desk(), filled_on=day).figures.whole
    month = open_scope(book, period_of("2027-02", book.settings()[0].period), made_on=day)[0]
    assert (month.conduct.checks.visits, month.conduct.publications.visits) == (form.checks.visits, form.publications.visits) == (1, 1)
    for period in (quarter_of("2027Q1"), year_of(2027)):
        scope = open_scope(book, period, made_on=day)[0]
        assert (scope.conduct.checks.visits, scope.conduct.publications.visits) == (1, 1)
        assert object_ in checked_codes(scope)
        # The lists are this year's, whoever stands on last year's.
        assert len(scope.table(registers.OBJECTS)) == len(book.read(registers.OBJECTS))


def test_what_was_counted_in_last_years_workbook_is_found_there(both: Path, old: Path) -> None:
    _checked_in_february(old, _waiting(old))
    form = report(_book(both), "2027-02", desk=desk(), filled_on=date(2027, 3, 31))
    [checks] = [one for one in form.figures.figures if one.what == "检查主体"]
    assert {(one.origin, Path(one.place.file)) for one in checks.sources} == {(f"上年台账 {old.parent.name}/{old.name}", old)}
    summary = quarter(_book(both), "2027Q1", made_on=date(2027, 3, 31)).summary
    origins = {source.origin for section in summary.sections for fact in section.facts for source in fact.sources if source.table == "检查结果"}
    assert origins == {f"上年台账 {old.parent.name}/{old.name}", ""}  # what is still open was carried over
    assert "本工作簿和上年台账" in summary.definitions[1]


def test_a_firm_that_is_on_last_years_lists_only_keeps_no_report_from_being_made(both: Path, old: Path) -> None:
    gone = rows(_book(old), registers.FINDINGS)[0]["object"]
    with opened(both, desk(12, 4)) as book:
        [row] = rows(book, registers.OBJECTS, code=gone)
        book.replace(registers.OBJECTS, [(row, {"code": "LG-LS-9999"})])
        book.commit()
    assert quarter(_book(both), "2027Q1", made_on=date(2027, 3, 31)).summary.sections


def test_what_was_filed_away_last_year_is_no_work_of_this_year(both: Path, old: Path) -> None:
    def filed() -> tuple[int, int]:
        summary = quarter(_book(both), "2027Q1", made_on=date(2027, 3, 31)).summary
        facts = {fact.name: fact.value for fact in summary.section("archive").facts}
        return facts["累计已归档"], facts["应归档未归档"]

    with opened(old, desk(12, 4)) as book:
        book.append(registers.TASKS, [{**rows(book, registers.TASKS, code=TASK)[0], "code": "LG-LS-2026-900", "state": "已完成", "archived": archived}
                                      for archived in [date(2026, 12, 30)]])
        book.commit()
    assert filed() == (0, 0)
    with opened(old, desk(12, 4)) as book:
        [row] = rows(book, registers.TASKS, code="LG-LS-2026-900")
        book.replace(registers.TASKS, [(row, {"archived": date(2027, 1, 8)})])
        book.commit()
    assert filed() == (1, 0)


def _checks_of(both: Path, *earlier: Path) -> dict[str, int]:
    """Year → how many visits with results the year's report tells of under 问题发现率."""
    found = summarise(_book(both), 2027, made_on=date(2027, 3, 31), earlier=[_book(path) for path in earlier])[0]
    return {row[1]: row[2] for row in found.section("hits").listings[0].rows if row[0] == "年度"}


def test_how_often_checks_find_something_is_counted_once_where_last_years_workbook_is_given_too(both: Path, old: Path) -> None:
    _checked_in_february(old, _waiting(old))
    assert _checks_of(both) == {}
    assert _checks_of(both, old) == {"合计": 5, "2026年": 4, "2027年": 1}


def test_a_workbook_that_is_not_where_the_new_one_says_is_missed_and_not_passed_over(new: Path) -> None:
    _renamed(new, LAST, "../去年/主台账.xlsx")
    with refused("P43"):
        _january(_book(new))


def test_only_the_workbook_that_the_year_was_made_from_is_last_years(both: Path, old: Path) -> None:
    with opened(old, desk(12, 4)) as book:
        log = book.read(records.LOG)
        book.replace(records.LOG, [(log.rows[-1], {"digest": "ab" * 32})])
        book.commit()
    with refused("P44"):
        _january(_book(both))


def test_the_visits_of_last_years_task_are_as_last_years_workbook_has_them(both: Path, old: Path) -> None:
    def told(object_: str) -> dict[str, Any]:
        [row] = [row for row in _book(both).read(account.VISITS) if object_ in row["object"]]
        return {key: row[key] for key in ("task", "state", "start", "counts")}

    waiting = _waiting(old)
    assert told(waiting) == {"task": TASK, "state": "已抽中待检查", "start": None, "counts": "是"}
    _checked_in_february(old, waiting)
    at = replace(desk(), now=datetime(2027, 2, 20, 9))
    with opened(both, at) as book:
        assert keep_account(book, at).filled == 1
    assert told(waiting) == {"task": TASK, "state": "已检查", "start": date(2027, 2, 3), "counts": "是"}
    with opened(both, at) as book:
        assert keep_account(book, at).filled == 0
    with opened(old, desk(12, 5)) as book:
        void(book, TASK, "名录漏登", desk(12, 5))
    with opened(both, at) as book:
        keep_account(book, at)
    states = {row["state"] for row in _book(both).read(account.VISITS)}
    assert states == {"已检查", "已取消"}


def test_what_is_handed_in_of_a_month_is_of_both_workbooks_where_both_have_work_in_it(both: Path, old: Path, tmp_path: Path) -> None:
    at = replace(desk(), now=datetime(2027, 2, 21, 9))
    assert [one.whose for one in submit_both(_book(both), "2027-02", at)] == [""]
    _checked_in_february(old, _waiting(old))
    own, earlier = submit_both(_book(both), "2027-02", at)
    assert earlier.name == own.name.removesuffix(".xlsx") + "-2026年台账.xlsx"
    assert (own.rows[registers.FINDINGS.name], earlier.rows[registers.FINDINGS.name]) == (2, 10)
    path = tmp_path / own.name
    path.write_bytes(own.data)
    assert _book(path).settings()[0].last_book == ""  # where files lie here is nothing that the bureau needs


# --- the bureau's January and after ----------------------------------------------------------------------

def _at(*when: int) -> Desk:
    return replace(desk(), now=datetime(*when))


def _december(old: Path, folder: Path) -> Path:
    """The bureau workbook of December, made of the old workbook alone."""
    done = consolidate([old], month="2026-12", previous=None, desk=_at(2026, 12, 31, 9))
    path = folder / "汇总台账-2026-12.xlsx"
    path.write_bytes(done.data)
    return path


def _consolidated(*books: Path, previous: Path) -> Consolidated:
    return consolidate(list(books), month="2027-01", previous=previous, desk=_at(2027, 1, 22, 9))


@pytest.mark.long
def test_a_units_new_log_is_no_accusation_in_january(old: Path, new: Path, tmp_path: Path) -> None:
    found = {problem.code for problem in _consolidated(new, previous=_december(old, tmp_path)).problems}
    assert not found & {"K14", "K15"}
    assert "K39" in found


@pytest.mark.long
def test_with_both_workbooks_the_bureau_counts_december_and_each_row_once(old: Path, new: Path, tmp_path: Path) -> None:
    done = _consolidated(old, new, previous=_december(old, tmp_path))
    assert not {problem.code for problem in done.problems} & {"K04", "K07", "K14", "K15", "K32", "K39"}
    path = tmp_path / "汇总台账.xlsx"
    path.write_bytes(done.data)
    book = _book(path)
    assert len(book.read(registers.FINDINGS)) == 8
    assert len(book.read(registers.OBJECTS)) == 40
    assert [(row["state"], Path(row["file"]).parts[0]) for row in rows(book, SUBMISSIONS)] == [("上年台账", "2026"), ("按时", "2027")]
    counted = report(book, "2027-01", desk=desk(), filled_on=date(2027, 1, 21)).figures
    assert (counted.planned.checks.objects, counted.planned.publications.visits) == (2, 1)
    count = done.count
    assert count.read == count.merged + count.duplicates + count.rejected


@pytest.mark.long
def test_an_old_workbook_that_was_cut_is_still_found_out_in_january(old: Path, new: Path, tmp_path: Path) -> None:
    december = _december(old, tmp_path)
    with opened(old, desk(12, 4)) as book:
        drawn = book.read(records.DRAWS)
        book.replace(records.DRAWS, [(drawn.rows[0], {"root": "ab" * 32})])
        book.commit()
    assert "K15" in {problem.code for problem in _consolidated(old, new, previous=december).problems}


@pytest.mark.long
def test_in_a_later_month_the_old_workbook_counts_where_it_has_work_and_its_log_is_no_accusation(old: Path, new: Path, tmp_path: Path) -> None:
    january = tmp_path / "汇总台账-2027-01.xlsx"
    january.write_bytes(_consolidated(old, new, previous=_december(old, tmp_path)).data)

    def february() -> Consolidated:
        return consolidate([old, new], month="2027-02", previous=january, desk=_at(2027, 2, 22, 9))

    idle = february()
    assert "K32" in {problem.code for problem in idle.problems}
    assert [row["state"] for row in idle.submissions] == ["未采用", "时间不详"]
    _checked_in_february(old, _waiting(old))
    done = february()
    assert not {problem.code for problem in done.problems} & {"K04", "K07", "K14", "K15", "K32", "K39"}
    assert [row["state"] for row in done.submissions] == ["上年台账", "时间不详"]
    path = tmp_path / "汇总台账-2027-02.xlsx"
    path.write_bytes(done.data)
    counted = report(_book(path), "2027-02", desk=desk(), filled_on=date(2027, 2, 21)).figures
    assert (counted.planned.checks.objects, counted.planned.publications.visits) == (1, 1)
    settings = _book(path).settings()[0]
    assert (settings.year, settings.base_day) == (2027, date(2027, 1, 1))  # those of January's bureau workbook were of 2026


@pytest.mark.long
def test_a_new_log_that_was_cut_is_found_out_with_the_old_workbook_beside_it(old: Path, new: Path, tmp_path: Path) -> None:
    january = tmp_path / "汇总台账-2027-01.xlsx"
    january.write_bytes(_consolidated(old, new, previous=_december(old, tmp_path)).data)
    _checked_in_february(old, _waiting(old))
    with opened(new, desk()) as book:
        log = book.read(records.LOG)
        book.replace(records.LOG, [(row, {"digest": "ab" * 32}) for row in log.rows])
        book.commit()
    found = consolidate([old, new], month="2027-02", previous=january, desk=_at(2027, 2, 22, 9)).problems
    assert [Path(problem.place.file).parts[0] for problem in found if problem.code == "K14"] == ["2027"]

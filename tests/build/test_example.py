"""The example bureau: invented throughout, and as sound as a real bureau's books should be."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from ssj_xl.build import example
from ssj_xl.build.example import Unit
from ssj_xl.build.example_chance import full_row, load, shuffled
from ssj_xl.domain.draw.public_value import canon_public, canon_source, comes_from
from ssj_xl.domain.draw.tiers import TierBook, grouping
from ssj_xl.domain.matching.case import ON_DUTY
from ssj_xl.domain.pool import Limits, build_pool, in_scope
from ssj_xl.domain.staff import barred_pairs, listed, needed_scope
from ssj_xl.domain.uscc import PREFIXES, is_valid
from ssj_xl.tables.defaults import code_rows
from ssj_xl.tables.grid import Grid
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.settings import AS_FLOOR, SETTING_BY_KEY
from ssj_xl.tables.spec import Kind
from ssj_xl.tables.table import Table
from tests.domain.accounts import ledger

PERIOD = (date(2021, 2, 21), date(2021, 3, 20))
UNITS = example.units()
TASKS = [(unit, task) for unit in UNITS for task in unit.own_tasks]
each_unit = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.code)
each_task = pytest.mark.parametrize(("unit", "task"), TASKS, ids=[task["code"] for _, task in TASKS])


def by_code(unit: Unit, table: str) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in unit.rows[table]}


def distinct(table: str, **wanted: str) -> dict[str, dict[str, Any]]:
    rows = (row for unit in example.divisions() for row in unit.rows[table])
    return {row["code"]: row for row in rows if all(row[key] == value for key, value in wanted.items())}


def typed_in(unit: Unit, table: str, rows: list[dict[str, Any]]) -> Table:
    """The rows as a sheet holds them, read back: lists joined by 、 and ratios as numbers in percent cells."""
    spec = BY_NAME[table]

    def raw(value: Any) -> Any:
        if isinstance(value, tuple):
            return "、".join(value)
        return float(value) if isinstance(value, Fraction) else value

    body = [[raw(row[column.key]) for column in spec.columns] for row in rows]
    header = tuple(column.header for column in spec.columns)
    return normalise(Grid(table, header, body, sheet=unit.code, is_percent=lambda _row, _column: True), spec)


def teams(unit: Unit, task: dict[str, Any]) -> dict[str, list[str]]:
    """For every object of a task's pool, the codes of inspectors who may check it, leads first.

    In a joint task the initiator's may where one of its items is for the object, else one of them leads; a partner's may where its is.
    """
    own, partners = able(unit, task), [able(one, task) for one in UNITS if one.code in example.partner_books(task["code"])]
    if not partners:
        return own
    due = {row["code"]: divisions_due(unit, task, row) for row in unit.rows["检查对象"] if row["code"] in own}
    theirs = {code: [c for other in partners for c in other[code][:1]] for code in own if due[code] - {unit.title}}
    return {code: [*codes[:1 if code in theirs else None], *theirs.get(code, ())] for code, codes in own.items()}


def divisions_due(unit: Unit, task: dict[str, Any], body: dict[str, Any]) -> set[str]:
    """The divisions of which an item of a task is for an object."""
    items = by_code(unit, "事项清单")
    return {items[code]["division"] for code in task["items"] if body["object_type"] in items[code]["object_type"]}


def able(unit: Unit, task: dict[str, Any]) -> dict[str, list[str]]:
    """For every object of a task's pool in a unit's register, its inspectors on duty for its items of the task, leads first."""
    items = by_code(unit, "事项清单")
    own = {code for code in needed_scope(task) if code not in items or items[code]["division"] == unit.title or unit.settings["level"] != "处室"}
    people = [person for person, status in listed(unit.rows["执法人员"], task, task["start"], loads={}, base=99)
              if status == ON_DUTY and person.covers(own)]
    people.sort(key=lambda person: not person.lead)
    barred = barred_pairs(unit.rows["回避关系"], task["start"], task["end"])
    pool = [row["code"] for row in unit.rows["检查对象"] if in_scope(row, task)]
    return {code: [p.code for p in people if code not in barred.get(p.code, ())] for code in pool}


def drawn(unit: Unit, task: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Rows of 抽取名单 as a draw and a matching could have made them, one reserve at the end."""
    able = teams(unit, task)
    chosen = shuffled(able, task["code"])[:count + 1]
    return [
        full_row("抽取名单", task=task["code"], attempt=1, rank=rank, object=code, lead=able[code][0],
                 members=able[code][:2], state="抽中" if rank <= count else "候补")
        for rank, code in enumerate(chosen, 1)
    ]


def results(unit: Unit) -> list[dict[str, Any]]:
    sizes = {"YZSFJ-LS-2021-001": 13, "YZSFJ-LS-2021-002": 60, "YZSFJ-JC-2021-001": 12}
    winners = [row for task in unit.own_tasks for row in drawn(unit, task, sizes.get(task["code"], 3))]
    return example.findings(unit, winners)



def test_the_city_bureau_has_as_many_bodies_lawyers_and_inspectors_as_a_real_one() -> None:
    counts = Counter(row["object_type"] for row in distinct("检查对象").values())
    assert counts == {"律师事务所": 140, "公证机构": 12, "司法鉴定机构": 20, "基层法律服务所": 60, "律师": 2000}
    assert len({row["code"] for unit in UNITS for row in unit.rows["执法人员"]}) == 40


def test_there_are_four_divisions_and_three_small_county_bureaus() -> None:
    assert [unit.title for unit in UNITS] == [
        "律师工作处", "公证工作处", "司法鉴定管理处", "基层法律服务处", "云东区司法局", "青麓县司法局", "柳荫县司法局"]
    assert [unit.settings["level"] for unit in UNITS] == ["处室"] * 4 + ["区县局"] * 3
    assert all(15 <= len(unit.rows["检查对象"]) <= 25 for unit in example.counties())


def test_every_setting_is_one_of_the_workbooks_and_none_is_missing() -> None:
    assert all(set(unit.settings) == set(SETTING_BY_KEY) for unit in UNITS)


def test_two_runs_give_the_same_bureau() -> None:
    assert example.units() == example.units()
    assert results(UNITS[0]) == results(example.divisions()[0])


def test_every_row_has_every_column_of_its_table() -> None:
    for unit in UNITS:
        for table, rows in unit.rows.items():
            assert all(list(row) == list(BY_NAME[table].by_key) for row in rows), table


@each_unit
def test_reading_the_books_complains_about_nothing_but_what_was_planted(unit: Unit) -> None:
    found = [(problem.place.sheet, table, problem.place.cell, problem.code)
             for table, rows in unit.rows.items() for problem in typed_in(unit, table, rows).problems]
    planted = []
    for case in example.PLANTED:
        columns = tuple(BY_NAME[case.table].by_key)
        cell = str(Grid("", (), ()).place(case.place, columns.index(case.key)).cell)
        planted += [(case.unit, case.table, cell, case.code)] * (case.unit == unit.code)
    assert sorted(found) == sorted(planted)


def test_what_is_planted_is_doubtful_but_never_blocks() -> None:
    assert {case.unit for case in example.PLANTED} <= {unit.code for unit in example.counties()}
    problems = [p for unit in UNITS for name, rows in unit.rows.items() for p in typed_in(unit, name, rows).problems]
    assert {problem.severity for problem in problems} == {"warning"}


@each_unit
def test_values_come_back_from_the_sheet_as_they_were(unit: Unit) -> None:
    planted = {(case.table, case.place) for case in example.PLANTED if case.unit == unit.code}
    for table, rows in unit.rows.items():
        read = typed_in(unit, table, rows)
        assert all(dict(row) == rows[row.line] for row in read if (table, row.line) not in planted), table


def test_credit_codes_have_the_prefix_of_their_type_and_the_right_check_character() -> None:
    for row in distinct("检查对象").values():
        if row["object_type"] == "律师":
            continue
        assert is_valid(row["uscc"]), row
        assert row["uscc"].startswith(PREFIXES[row["object_type"]] + "1399")
        assert row["code"] == row["uscc"]


def test_a_lawyers_licence_has_17_digits_of_an_unassigned_city() -> None:
    for row in distinct("检查对象", object_type="律师").values():
        assert re.fullmatch(r"11399(199\d|20[01]\d|2020)[12][01]\d{6}", row["licence"]), row
        assert row["code"] == row["licence"]


@each_unit
def test_codes_and_certificates_are_each_used_once(unit: Unit) -> None:
    for table, rows in unit.rows.items():
        keys = BY_NAME[table].unique
        seen = Counter(tuple(str(row[key]) for key in keys) for row in rows) if keys else Counter()
        assert not [key for key, times in seen.items() if times > 1], table
    assert len({row["certificate"] for row in unit.rows["执法人员"]}) == len(unit.rows["执法人员"])


def test_no_two_inspectors_of_the_bureau_share_a_certificate_or_a_name() -> None:
    people = {row["code"]: row for unit in UNITS for row in unit.rows["执法人员"]}
    assert len({row["certificate"].strip() for row in people.values()}) == len(people)
    assert len({row["name"] for row in people.values()}) == len(people)


@each_unit
def test_bodies_have_names_of_their_own(unit: Unit) -> None:
    names = [row["name"] for row in unit.rows["检查对象"] if row["object_type"] != "律师"]
    assert len(set(names)) == len(names)


@each_unit
def test_every_reference_points_to_a_row_of_the_same_workbook(unit: Unit) -> None:
    known = {table: {row.get("code") for row in rows} for table, rows in unit.rows.items()}
    known["执法人员"] |= {"全部"}
    for table, rows in unit.rows.items():
        for column in BY_NAME[table].columns:
            scope = (table, column.key) == ("执法人员", "items")
            target = "事项清单" if scope else column.refers.partition(".")[0]
            for row in rows if target else ():
                values = row[column.key] if isinstance(row[column.key], tuple) else (row[column.key],)
                assert set(values) - {"全部", ""} <= known[target], (table, row["code"], column.key)


@each_unit
def test_every_choice_is_one_of_its_list(unit: Unit) -> None:
    names: dict[str, set[str]] = {}
    for code in code_rows():
        names.setdefault(code.category, set()).add(code.name)
    for table, rows in [*unit.rows.items(), ("检查结果", results(unit))]:
        for column in BY_NAME[table].columns:
            choices = column.choices
            allowed = names[choices] if isinstance(choices, str) else set(choices or ())
            for row in rows if choices else ():
                value = row[column.key]
                assert set(value if isinstance(value, tuple) else (value,)) - {""} <= allowed, (table, column.key)


def test_telephones_are_of_kinds_that_nobody_has() -> None:
    rows = [row for unit in UNITS for row in unit.rows["检查对象"]]
    assert all(row["phone"].startswith("0399-5") for row in rows if row["phone"])
    for unit in UNITS:
        assert unit.settings["phone"].startswith("0399-5")
        assert unit.settings["mobile"].startswith("100")


def test_lawyers_are_listed_without_telephone_and_address() -> None:
    assert not [row for row in distinct("检查对象", object_type="律师").values() if row["phone"] or row["address"]]


def test_most_objects_are_in_practice_and_some_are_in_every_other_state() -> None:
    states = Counter(row["status"] for row in distinct("检查对象").values())
    assert states["正常"] > 0.95 * sum(states.values())
    assert set(states) == {"正常", "失联", "停业", "注销", "吊销", "迁出"}


def test_exactly_one_firm_has_a_lead_and_is_in_practice() -> None:
    objects, leads = distinct("检查对象"), [row for unit in UNITS for row in unit.rows["线索"]]
    assert [(objects[row["object"]]["object_type"], objects[row["object"]]["status"]) for row in leads] == [("律师事务所", "正常")]


def test_tiers_lean_towards_low_risk_and_no_ratio_is_nothing() -> None:
    tiers = Counter(row["tier"] for row in distinct("检查对象", object_type="律师事务所").values())
    assert tiers == {"A": 83, "B": 39, "C": 12, "D": 4, "": 2}
    ratios = [row["ratio"] for unit in UNITS for row in unit.rows["风险等级"]]
    assert all(0 < ratio <= 1 for ratio in ratios)


def test_certificates_hold_but_one_expired_one_expires_in_the_month_and_one_holder_is_away() -> None:
    people = distinct("执法人员").values()
    assert [row["code"] for row in people if row["valid_to"] < PERIOD[0]] == ["YZSFJ-LS-12"]
    assert [row["code"] for row in people if PERIOD[0] <= row["valid_to"] <= PERIOD[1]] == ["YZSFJ-JD-06"]
    assert [row["code"] for row in people if row["away_from"]] == ["YZSFJ-LS-11"]
    assert sum(row["valid_to"] >= date(2022, 12, 31) for row in people) == len(people) - 2


def test_a_task_stands_outside_the_platform_and_only_one() -> None:
    assert [task["code"] for _, task in TASKS if not task["platform"]] == ["YZSFJ-JC-2021-001"]


def test_the_joint_task_stands_in_both_workbooks_word_for_word_and_belongs_to_its_initiator() -> None:
    lawyers, notaries, *_ = UNITS
    code = "YZSFJ-LS-2021-003"
    assert by_code(lawyers, "抽查任务")[code] == by_code(notaries, "抽查任务")[code]
    assert by_code(lawyers, "抽查任务")[code]["partners"] == (notaries.settings["division"],)
    assert code not in {task["code"] for task in notaries.own_tasks}


def test_inspectors_are_of_one_division_each_and_check_its_items_only() -> None:
    for unit in example.divisions():
        items = by_code(unit, "事项清单")
        for row in unit.rows["执法人员"]:
            assert row["division"] == unit.title
            assert {items[code]["division"] for code in row["items"] if code != "全部"} <= {unit.title}


@pytest.mark.long
def test_what_divisions_share_they_say_alike() -> None:
    for table in ("事项清单", "检查对象", "执法人员", "年度计划", "抽查任务"):
        seen: dict[str, Any] = {}
        for unit in example.divisions():
            for row in unit.rows[table]:
                assert seen.setdefault(row["code"], row) == row, (table, row["code"])


@pytest.mark.parametrize("county", example.counties(), ids=lambda unit: unit.code)
def test_a_county_shares_some_objects_with_the_city_and_has_some_of_its_own(county: Unit) -> None:
    city = distinct("检查对象")
    shared = [code for code in by_code(county, "检查对象") if code in city]
    assert 5 <= len(shared) < len(county.rows["检查对象"])


@each_task
def test_a_task_is_planned_published_locked_drawn_and_checked_in_this_order(unit: Unit, task: dict[str, Any]) -> None:
    ceremony = example.ceremony(task["code"])
    plan = by_code(unit, "年度计划")[task["plan"]]
    locked, drew = (date.fromisoformat(text[:10]) for text in (ceremony.locked_at, ceremony.drawn_at))
    steps = [task["scheme_date"], task["scheme_published"], locked, drew, task["start"], task["end"]]
    assert [PERIOD[0], *steps, PERIOD[1]] == sorted([PERIOD[0], *steps, PERIOD[1]])
    assert date(2021, 3, 3) <= locked <= date(2021, 3, 10)
    assert locked < drew <= task["start"]
    assert plan["published"] < task["scheme_date"]
    assert plan["start"] <= task["start"] <= task["end"] <= plan["end"]


@each_task
def test_the_seed_is_of_the_source_named_at_the_lock_and_known_after_it(unit: Unit, task: dict[str, Any]) -> None:
    ceremony = example.ceremony(task["code"])
    assert canon_source(ceremony.source) == ceremony.source
    assert canon_public(ceremony.public) == ceremony.public == example.public_value(task["code"])
    assert comes_from(ceremony.public, ceremony.source)
    # 双色球 is drawn on Tuesday, Thursday and Sunday evenings; period 2021025 fell on Sunday, 7 March.
    evenings = {"ssq:2021024": "2021-03-04", "ssq:2021025": "2021-03-07", "ssq:2021026": "2021-03-09"}
    known = f"{evenings[ceremony.source]} 21:15:00" if ceremony.source != "dice" else ceremony.drawn_at
    assert ceremony.locked_at < known <= ceremony.drawn_at


def test_exactly_one_task_is_drawn_with_dice() -> None:
    codes = [task["code"] for _, task in TASKS]
    assert [code for code in codes if example.public_value(code).startswith("dice:")] == ["YZSFJ-LS-2021-003"]


@each_task
def test_every_object_of_a_pool_can_get_a_team_with_a_lead(unit: Unit, task: dict[str, Any]) -> None:
    leads = {row["code"] for row in unit.rows["执法人员"] if row["may_lead"] == "是"}
    able = teams(unit, task)
    assert able
    assert all(len(codes) >= 2 and codes[0] in leads for codes in able.values())


@each_task
def test_every_object_of_a_pool_has_a_group_with_a_ratio(unit: Unit, task: dict[str, Any]) -> None:
    groups = grouping(task, by_code(unit, "年度计划")[task["plan"]], TierBook.on(unit.rows["风险等级"], task["start"]), AS_FLOOR)
    limits = Limits(task["start"], task["code"])
    pool = build_pool(unit.rows["检查对象"], task, groups, ledger=ledger(task["start"]), limits=limits)
    assert not pool.unrated
    assert all(group.ratio for group in pool.groups.values())
    assert groups.private == (task["code"] in ("YZSFJ-LS-2021-001", "YZSFJ-GZ-2021-001", "YZSFJ-JD-2021-001"))


@each_task
def test_an_item_of_a_task_is_in_force_and_names_its_legal_basis(unit: Unit, task: dict[str, Any]) -> None:
    items = by_code(unit, "事项清单")
    for code in task["items"]:
        item = items[code]
        assert item["valid_from"] <= task["start"]
        assert item["valid_to"] is None or item["valid_to"] >= task["end"]
        assert "《" in item["basis"]
        assert set(item["object_type"]) <= set(task["object_type"])


@each_unit
def test_no_ratio_of_an_ordinary_item_is_above_its_ceiling(unit: Unit) -> None:
    items = by_code(unit, "事项清单")
    for row in (*unit.rows["年度计划"], *unit.rows["抽查任务"]):
        ordinary = [items[code] for code in row["items"] if items[code]["item_class"] == "一般检查事项"]
        assert all(not row["ratio"] or not item["ratio"] or row["ratio"] <= item["ratio"] for item in ordinary), row


@each_unit
def test_there_are_activities_in_the_month_and_documents_have_numbers(unit: Unit) -> None:
    acts = unit.rows["工作动态"]
    inside = [row for row in acts if isinstance(row["day"], date) and PERIOD[0] <= row["day"] <= PERIOD[1]]
    assert inside
    assert all(row["number"] for row in acts if row["category"] == "文件")
    assert all(row["people"] for row in acts if row["category"] == "培训")


def test_counties_are_reported_for_the_month_and_never_more_published_than_checked() -> None:
    rows = [row for unit in UNITS for row in unit.rows["区县开展情况"]]
    assert {row["month"] for row in rows} == {"2021-02", example.MONTH}
    assert all(row["published"] <= row["checked"] for row in rows)


def test_a_task_outside_the_platform_has_no_steps_on_it() -> None:
    assert example.outcome(UNITS[3].own_tasks[0]) == {"state": "实施中"}
    steps = example.outcome(UNITS[0].own_tasks[0])
    assert list(steps) == ["platform_drawn", "platform_people", "platform_published", "state"]
    assert steps["platform_drawn"] <= steps["platform_people"] <= steps["platform_published"]


@each_unit
def test_results_are_of_drawn_objects_only_and_fit_task_item_and_team(unit: Unit) -> None:
    tasks, items, objects = (by_code(unit, table) for table in ("抽查任务", "事项清单", "检查对象"))
    winners = [row for task in unit.own_tasks for row in drawn(unit, task, 4)]
    named = {(row["task"], row["object"]): row for row in winners if row["state"] == "抽中"}
    found = example.findings(unit, winners)
    assert found
    for row in found:
        winner = named[row["task"], row["object"]]
        assert row["item"] in tasks[row["task"]]["items"]
        assert objects[row["object"]]["object_type"] in items[row["item"]]["object_type"]
        assert row["inspectors"] == winner["members"]


@each_unit
def test_dates_of_a_result_are_in_order_on_working_days_and_not_after_the_month(unit: Unit) -> None:
    tasks = by_code(unit, "抽查任务")
    for row in results(unit):
        dates = [day for day in (row["checked"], row["entered"], row["published"]) if day]
        assert dates == sorted(dates)
        assert tasks[row["task"]]["start"] <= row["checked"] <= tasks[row["task"]]["end"]
        assert all(day <= PERIOD[1] and day.weekday() < 5 for day in dates)
        assert not row["closed"] or row["checked"] <= row["closed"] <= PERIOD[1]
        assert bool(row["published"]) == bool(row["site"]) == bool(row["url"])


@each_unit
def test_results_survive_the_sheet_without_a_problem(unit: Unit) -> None:
    assert not typed_in(unit, "检查结果", results(unit)).problems


def test_results_are_mostly_good_some_have_problems_and_no_problem_goes_without_disposal() -> None:
    rows = results(UNITS[0])
    objects = {(row["task"], row["object"]) for row in rows}
    bad = {row.name for row in code_rows() if row.is_problem == "是"}
    troubled = {(row["task"], row["object"]) for row in rows if row["result"] in bad}
    assert 0.05 < len(troubled) / len(objects) < 0.3
    for row in rows:
        assert (row["result"] in bad) == bool(row["problem"]) == bool(row["disposal_due"])
        assert (row["result"] in bad) == (row["disposal"] != "无需后续处置")
    assert {row["result"] for row in rows} == {
        "未发现问题", "发现问题已责令改正", "通过登记的住所（经营场所）无法联系", "发现问题待后续处理"}


def test_one_firm_cannot_be_reached_some_objects_are_unchecked_and_some_results_unpublished() -> None:
    lawyers = UNITS[0]
    rows = results(lawyers)
    assert len({row["object"] for row in rows if "无法联系" in row["result"]}) == 1
    checked = {(row["task"], row["object"]) for row in rows}
    assert 2 <= 13 + 60 + 3 - len(checked) <= 10
    waiting = {(row["task"], row["object"]) for row in rows if row["published"] is None}
    assert 2 <= len(waiting) < len(checked) / 2


def test_earlier_in_the_month_fewer_results_are_known() -> None:
    unit, task = TASKS[1]
    winners = drawn(unit, task, 60)
    early, late = (example.findings(unit, winners, until=date(2021, 3, day)) for day in (12, 20))
    assert 0 < len(early) < len(late)
    assert all(row["checked"] <= date(2021, 3, 12) for row in early)


def test_teams_may_come_as_text_from_a_sheet() -> None:
    unit, task = TASKS[0]
    winners = drawn(unit, task, 5)
    as_text = [{**row, "members": "、".join(row["members"])} for row in winners]
    assert example.findings(unit, as_text) == example.findings(unit, winners)


def test_every_item_that_can_be_found_faulty_has_words_for_it() -> None:
    used = {code for _, task in TASKS for code in task["items"]}
    assert used <= set(load("problems"))


def test_kinds_of_code_columns_hold_text_only() -> None:
    for unit in UNITS:
        for table, rows in unit.rows.items():
            keys = [c.key for c in BY_NAME[table].columns if c.kind in (Kind.CODE, Kind.ID)]
            assert all(isinstance(row[key], str) for row in rows for key in keys), table

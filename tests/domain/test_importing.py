"""Other people's rows against a register: every row in exactly one class, nothing guessed, nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.importing import Asked, Outcome, Terms, Verdict, classify, compare, incoming_rows
from ssj_xl.domain.importing.names import bare, folded, person
from ssj_xl.domain.uscc import check_character
from ssj_xl.tables.grid import Grid, Raw
from ssj_xl.tables.normalising import normalise
from ssj_xl.tables.problems import problem
from ssj_xl.tables.records import BY_NAME
from ssj_xl.tables.registers import ACTIVITIES, HOLIDAYS, INSPECTORS, OBJECTS, RECUSALS, TIERS
from ssj_xl.tables.spec import TableSpec
from ssj_xl.tables.table import Row, Table

FIRM = {"object_type": "律师事务所", "status": "正常"}


def uscc(number: int) -> str:
    """A sound code of a law firm."""
    body = f"31130102MD{number:07}"
    return body + check_character(body)


def register(*rows: dict[str, Any], spec: TableSpec = OBJECTS) -> Table:
    """A register with all its columns; an object is a firm in practice unless it says otherwise."""
    usual = FIRM if spec is OBJECTS else {}
    return normalise(grid(spec, [c.key for c in spec.columns], [{**usual, **row} for row in rows]), spec)


def grid(spec: TableSpec, keys: Sequence[str], rows: Sequence[dict[str, Any]]) -> Grid:
    header = tuple(spec.header(key) for key in keys)
    return Grid(spec.name, header, [[row.get(key) for key in keys] for row in rows], sheet=spec.name)


def taken(old: Table, *rows: dict[str, Raw], asked: Asked | None = None, terms: Terms | None = None) -> list[Verdict]:
    """The verdicts on rows of a file that has the columns which these rows use."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    table = normalise(grid(old.spec, keys, rows), old.spec)
    return classify(old, incoming_rows(table, old, terms or Terms()), asked or Asked())


def outcome(old: Table, *rows: dict[str, Raw], **options: Any) -> list[str]:
    return [verdict.outcome.value for verdict in taken(old, *rows, **options)]


def reasons(verdict: Verdict) -> list[str]:
    assert all("{" not in str(one) for one in (*verdict.reasons, *verdict.notes))
    return [one.code for one in verdict.reasons]


OLD = register(
    {"code": "A1", "name": "甲律师事务所", "uscc": uscc(1), "licence": "L1", "county": "东区", "head": "张三"},
    {"code": "A2", "name": "乙（石家庄）律师事务所", "uscc": uscc(2), "phone": "0311-1"},
    {"code": "A3", "name": "丙律师事务所", "status": "注销"},
    {"code": "B1", "name": "李四", "object_type": "律师", "licence": "11301202110000001", "uscc": uscc(1)},
    {"code": "001234", "name": "丁律师事务所"},
)


# --- which row it is -----------------------------------------------------------------------------------

@pytest.mark.parametrize(("row", "code"), [
    ({"code": "a 1", "name": "甲律师事务所"}, "A1"),
    ({"name": "改了名的律师事务所", "uscc": uscc(1).lower()}, "A1"),
    ({"name": "李　四", "object_type": "律师", "licence": "1130120 2110000001"}, "B1"),
    ({"name": "甲 律师事务所", "object_type": "律师事务所"}, "A1"),
    ({"name": "乙(石家庄)律师事务所"}, "A2"),
    ({"code": 1234, "name": "丁律师事务所"}, "001234"),
    ({"code": 1234.0, "name": "丁律师事务所"}, "001234"),
])
def test_a_row_is_known_by_code_number_or_name(row: dict[str, Raw], code: str) -> None:
    verdict = taken(OLD, row)[0]
    assert verdict.target is not None
    assert (verdict.target["code"], verdict.outcome in (Outcome.SAME, Outcome.CHANGED)) == (code, True)


def test_zeros_in_front_come_back_only_where_the_register_proves_them() -> None:
    proved = taken(OLD, {"code": 1234, "name": "丁律师事务所"})[0]
    assert [note.code for note in proved.notes] == ["I21"]
    unknown = taken(OLD, {"code": 99, "name": "戊律师事务所", **FIRM})[0]
    assert unknown.values["code"] == "99"
    both = register({"code": "1234", "name": "甲"}, {"code": "001234", "name": "乙"})
    assert taken(both, {"code": 1234, "name": "甲"})[0].target == both.rows[0]


@pytest.mark.parametrize("value", [1.130120211e16, "1.13012E+16", 113012021100000010.0])
def test_a_number_that_excel_cut_is_doubtful_and_cannot_be_overruled(value: Raw) -> None:
    row = {"code": "A9", "name": "戊律师事务所", "licence": value, **FIRM}
    verdict = taken(OLD, row, asked=Asked(accepted=frozenset((2,))))[0]
    assert (verdict.outcome, reasons(verdict), verdict.acceptable) == (Outcome.DOUBTFUL, ["I20"], False)


def test_a_number_that_ends_in_zeros_is_told_and_a_day_of_the_year_9999_is_doubtful() -> None:
    row = {"code": "A9", "name": "戊律师事务所", "licence": "11301202110000110", "tier_date": "", **FIRM}
    assert "I29" not in [note.code for note in taken(OLD, row)[0].notes]
    told = taken(OLD, {**row, "licence": "11301202110000000"})[0]
    assert (told.outcome, "I29" in [note.code for note in told.notes]) == (Outcome.ADDED, True)
    assert reasons(taken(OLD, {**row, "tier_date": "9999-09-09"})[0]) == ["I30"]


def test_a_number_that_belongs_to_another_row_is_doubtful() -> None:
    assert [reasons(v) for v in taken(OLD, {"code": "A2", "name": "乙（石家庄）律师事务所", "uscc": uscc(1)})] == [["I24"]]
    assert [reasons(v) for v in taken(OLD, {"code": "A9", "name": "戊律师事务所", "uscc": uscc(1), **FIRM})] == [["I24"]]


def test_persons_may_share_their_employers_number() -> None:
    row = {"code": "B9", "name": "王五", "object_type": "律师", "status": "正常", "uscc": uscc(1), "licence": "L77"}
    assert outcome(OLD, row) == ["新增"]


@pytest.mark.parametrize(("row", "code"), [
    ({"code": "A9", "name": "甲律师事务所"}, "I22"),
    ({"name": "甲律师事务所", "uscc": uscc(9)}, "I22"),
    ({"name": "乙石家庄律师事务所"}, "I23"),
    ({"code": "A9", "name": "乙【石家庄】律师 事务所"}, "I23"),
])
def test_a_namesake_is_doubtful_until_somebody_looked(row: dict[str, Raw], code: str) -> None:
    row = {**row, **FIRM}
    verdict = taken(OLD, row)[0]
    assert (verdict.outcome, reasons(verdict), verdict.acceptable) == (Outcome.DOUBTFUL, [code], True)
    accepted = taken(OLD, {"code": "A9", **row}, asked=Asked(accepted=frozenset((2,))))[0]
    assert (accepted.outcome, accepted.values["code"]) == (Outcome.ADDED, "A9")


def test_two_lawyers_of_one_name_and_two_licences_are_two() -> None:
    row = {"code": "B2", "name": "李四", "object_type": "律师", "status": "正常", "licence": "11301202110000002"}
    assert outcome(OLD, row) == ["新增"]


def test_the_successor_of_a_firm_that_is_gone_is_a_new_one() -> None:
    assert outcome(OLD, {"code": "A9", "name": "丙律师事务所", **FIRM}) == ["新增"]


def test_two_rows_of_the_register_leave_it_open_which_is_meant() -> None:
    twice = register({"code": "A1", "name": "甲", "licence": "L1", "county": "东"},
                     {"code": "A2", "name": "乙", "licence": "L1", "county": "西"})
    assert reasons(taken(twice, {"name": "丙", "licence": "L1", **FIRM})[0]) == ["I27"]
    assert taken(twice, {"name": "乙", "licence": "L1", **FIRM})[0].target == twice.rows[1]


def test_the_user_may_say_by_which_column_rows_are_known() -> None:
    row = {"code": "Z9", "name": "别的名称", "licence": "L1"}
    assert reasons(taken(OLD, row, asked=Asked(key="licence"))[0]) == ["I24"]
    assert outcome(OLD, {"name": "别的名称", "licence": "L1"}, asked=Asked(key="licence")) == ["变更"]
    assert reasons(taken(OLD, {"name": "甲律师事务所", "licence": ""}, asked=Asked(key="licence"))[0]) == ["I35"]


def test_an_inspector_with_a_renewed_certificate_is_not_taken_for_somebody_new() -> None:
    old = register({"code": "P1", "name": "张三", "certificate": "ZF1", "division": "律师处"}, spec=INSPECTORS)
    rows = [{"name": "张　三", "certificate": "ZF9", "division": "律师处", "valid_to": "2030-12-31"},
            {"name": "张三", "certificate": "ZF1", "division": "律师处", "valid_to": "2030-12-31"}]
    verdicts = taken(old, *rows)
    assert [(v.outcome.value, reasons(v)) for v in verdicts] == [("疑似", ["I22"]), ("变更", [])]
    assert [change.key for change in verdicts[1].changes] == ["valid_to"]


# --- what differs --------------------------------------------------------------------------------------

def test_blanks_erase_nothing_and_columns_the_file_lacks_are_left() -> None:
    verdict = taken(OLD, {"code": "A1", "name": "甲律师事务所", "county": "西区", "head": "", "phone": "-"})[0]
    assert [(c.key, c.old, c.new) for c in verdict.changes] == [("county", "东区", "西区"), ("phone", "", "-")]


def test_what_differs_in_writing_only_is_the_same() -> None:
    old = register({"code": "A1", "name": "甲 律师事务所", "labels": "涉外、新设", "note": "第一行\n第二行", "uscc": uscc(1)})
    row = {"code": "A1", "name": "甲律师事务所", "labels": "新设，涉外", "note": "第一行 第二行", "uscc": uscc(1).lower()}
    assert outcome(old, row) == ["一致"]


def test_what_is_set_for_all_rows_fills_new_ones_and_changes_no_old_one() -> None:
    terms = Terms({"object_type": "律师事务所", "status": "正常", "county": "南区"})
    verdicts = taken(OLD, {"code": "A1", "name": "甲律师事务所"}, {"code": "A9", "name": "戊律师事务所"}, terms=terms)
    assert [v.outcome.value for v in verdicts] == ["一致", "新增"]
    assert verdicts[1].values == {"code": "A9", "name": "戊律师事务所", **terms.defaults}


def test_a_persons_name_loses_its_blanks_and_a_firms_keeps_them() -> None:
    rows = [{"code": "B2", "name": "欧阳　某", "object_type": "律师", "head": "", "status": "正常"},
            {"code": "A9", "name": "新 大陆律师事务所", "object_type": "律师事务所", "head": "赵 某", "status": "正常"}]
    person_, firm = taken(OLD, *rows)
    assert (person_.values["name"], firm.values["name"], firm.values["head"]) == ("欧阳某", "新 大陆律师事务所", "赵某")


@pytest.mark.parametrize(("typed", "written"), [("张　三", "张三"), ("张 三 丰", "张三丰"), ("John Smith", "John Smith"),
                                                ("阿里木•买买提", "阿里木·买买提"), ("张三A", "张三A")])
def test_how_a_persons_name_is_written(typed: str, written: str) -> None:
    assert person(typed) == written


@pytest.mark.parametrize(("name", "doubted"), [("赵六、钱七", True), ("张三（组长）", True), ("王九*", True), ("赵六/钱七", True),
                                               ("阿里木·买买提", False), ("欧阳　某", False), ("John Smith", False), ("律师007", False)])
def test_a_name_that_is_more_than_one_persons_is_looked_at(name: str, doubted: bool) -> None:
    row = {"code": "B2", "name": name, "object_type": "律师", "status": "正常"}
    verdict = taken(OLD, row)[0]
    assert reasons(verdict) == ["I56"] * doubted
    firm = taken(OLD, {**row, "name": "丙（云州）律师事务所", "object_type": "律师事务所"})[0]
    assert firm.outcome is Outcome.ADDED


@pytest.mark.parametrize(("name", "status", "doubted"), [
    ("戊律师事务所（已注销）", "正常", True), ("戊律师事务所(注销)", "正常", True), ("戊律师事务所【现已停业整顿】", "失联", True), ("戊律师事务所已吊销", "正常", True),
    ("戊律师事务所（已注销）", "注销", False), ("戊（云州）律师事务所", "正常", False), ("注销公证律师事务所", "正常", False),
])
def test_a_name_that_says_that_its_firm_is_no_more_is_looked_at(name: str, status: str, doubted: bool) -> None:
    row = {"code": "E9", "name": name, "object_type": "律师事务所", "status": status}
    assert reasons(taken(OLD, row)[0]) == ["I60"] * doubted
    del row["status"]
    assert reasons(taken(OLD, row, terms=Terms({"status": status}))[0]) == ["I60"] * doubted
    assert taken(OLD, {**row, "status": status}, asked=Asked(accepted=frozenset({2})))[0].outcome is Outcome.ADDED


def test_a_number_shorter_than_the_others_of_its_column_may_have_lost_zeros() -> None:
    several = [{"code": f"Z{n}", "name": f"{name}律师事务所", "licence": licence, **FIRM} for n, (name, licence) in
               enumerate(zip("东南西北中", ("23990001", "03990002", 23990003, 3990004, "399"), strict=True))]
    assert [reasons(verdict) for verdict in taken(OLD, *several)] == [[], [], [], ["I57"], []]
    serial = [{"code": f"Z{n}", "name": f"{name}律师事务所", "licence": n, **FIRM} for n, name in enumerate("东南西北中", 9)]
    assert not any(reasons(verdict) for verdict in taken(OLD, *serial))


# --- rows that cannot be taken -------------------------------------------------------------------------

@pytest.mark.parametrize(("row", "code"), [
    ({"name": "戊律师事务所", **FIRM}, "I32"),
    ({"code": "A9", "name": "戊律师事务所", "object_type": "律师事务所", "status": ""}, "I33"),
    ({"name": "戊律师事务所", "licence": "冀字第1号", **FIRM}, "I34"),
    ({"code": "A9", "name": "", **FIRM}, "I33"),
    ({"code": "A9", "name": "戊所", "tier_date": "去年", **FIRM}, "T05"),
    ({"code": "编码", "name": "戊所", **FIRM}, "T13"),
    ({"code": "A9", "name": "#N/A", **FIRM}, "T15"),
])
def test_a_row_that_cannot_be_taken_says_why(row: dict[str, Raw], code: str) -> None:
    verdict = taken(OLD, row)[0]
    assert verdict.outcome is Outcome.REJECTED
    assert code in reasons(verdict)


def test_a_number_that_can_be_no_code_leaves_the_code_to_another_or_to_the_name() -> None:
    row = {"name": "戊律师事务所", "licence": "冀字第1号", **FIRM}
    coined = taken(OLD, row, asked=Asked(coining=True))[0]
    assert (coined.outcome, coined.values["code"][:3], coined.values["licence"]) == (Outcome.ADDED, "ZB-", "冀字第1号")
    by_other = taken(OLD, {**row, "uscc": uscc(9) + "（1）", "licence": "L9"})[0]
    assert (by_other.values["code"], reasons(by_other)) == ("L9", ["I28"])


def test_a_row_without_a_number_says_which_numbers_its_register_has() -> None:
    assert taken(OLD, {"name": "戊律师事务所", **FIRM})[0].reasons[0].remedy == "请在文件里补上对象编码、统一社会信用代码、执业证号中的一样。"


def test_a_value_outside_its_list_is_rejected_with_what_is_allowed() -> None:
    terms = Terms(allowed={"status": ("正常", "停业")})
    verdict = taken(OLD, {"code": "A1", "name": "甲律师事务所", "status": "存续"}, terms=terms)[0]
    assert (verdict.outcome, reasons(verdict)) == (Outcome.REJECTED, ["T10"])
    assert "正常、停业" in str(verdict.reasons[0])


@pytest.mark.parametrize(("row", "expected"), [
    ({"name": "戊律师事务所", "uscc": uscc(9), "licence": "L9", **FIRM}, uscc(9)),
    ({"name": "戊律师事务所", "licence": "L9", **FIRM}, "L9"),
    ({"name": "王五", "uscc": uscc(9), "licence": "L9", "object_type": "律师", "status": "正常"}, "L9"),
])
def test_a_new_row_without_a_code_takes_its_own_number(row: dict[str, Raw], expected: str) -> None:
    verdict = taken(OLD, row)[0]
    assert (verdict.outcome, verdict.values["code"]) == (Outcome.ADDED, expected)


def test_a_credit_code_is_checked_where_it_is_new() -> None:
    wrong = uscc(9)[:-1] + ("0" if uscc(9)[-1] != "0" else "1")
    row = {"code": "A9", "name": "戊律师事务所", "uscc": wrong, **FIRM}
    assert reasons(taken(OLD, row)[0]) == ["I28"]
    assert taken(OLD, row, asked=Asked(accepted=frozenset((2,))))[0].outcome is Outcome.ADDED
    kept = register({"code": "A9", "name": "戊律师事务所", "uscc": wrong})
    assert outcome(kept, row) == ["一致"]
    assert outcome(OLD, {**row, "uscc": "130100000012345"}) == ["新增"]  # 注册号


def test_a_formula_without_a_value_makes_its_row_doubtful() -> None:
    table = normalise(grid(OBJECTS, ["code", "county"], [{"code": "A1", "county": None}]), OBJECTS)
    terms = Terms(seen=[problem("I12", table.grid.place(0, 1))])
    assert reasons(classify(OLD, incoming_rows(table, OLD, terms), Asked())[0]) == ["I12"]


# --- rows among themselves -----------------------------------------------------------------------------

def test_a_row_that_stands_twice_counts_once() -> None:
    row = {"code": "A9", "name": "戊律师事务所", **FIRM}
    first, second = taken(OLD, row, row)
    assert (first.outcome, second.outcome) == (Outcome.ADDED, Outcome.SAME)
    assert [note.code for note in second.notes] == ["I31"]


@pytest.mark.parametrize("rows", [
    [{"code": "A9", "name": "戊律师事务所"}, {"code": "A9", "name": "己律师事务所"}],
    [{"code": "A8", "name": "戊律师事务所", "uscc": uscc(8)}, {"code": "A9", "name": "己律师事务所", "uscc": uscc(8)}],
    [{"code": "A8", "name": "戊律师事务所", "licence": "L8"}, {"code": "A9", "name": "己律师事务所", "licence": "L8"}],
])
def test_one_number_with_two_contents_is_doubtful_on_both_sides(rows: list[dict[str, Raw]]) -> None:
    assert [reasons(v) for v in taken(OLD, *({**row, **FIRM} for row in rows))] == [["I25"], ["I25"]]


def test_two_new_rows_of_near_identical_names_are_doubtful() -> None:
    rows = [{"code": "A8", "name": "戊（石家庄）律师事务所"}, {"code": "A9", "name": "戊石家庄律师事务所"}]
    assert [reasons(v) for v in taken(OLD, *({**row, **FIRM} for row in rows))] == [["I26"], ["I26"]]


def test_two_contradicting_changes_of_one_row_are_doubtful() -> None:
    rows = [{"code": "A1", "county": "西区"}, {"code": "A1", "county": "南区"}, {"code": "A1", "county": "东区"}]
    assert outcome(OLD, *rows) == ["疑似", "疑似", "一致"]


# --- registers without codes ---------------------------------------------------------------------------

def test_a_recusal_is_known_by_its_pair_and_its_date_where_the_file_has_one() -> None:
    old = register({"inspector": "P1", "object": "A1", "valid_from": "2021-01-01", "why": "亲属"}, spec=RECUSALS)
    assert outcome(old, {"inspector": "P1", "object": "A1", "why": "亲属"}) == ["一致"]
    dated = [{"inspector": "P1", "object": "A1", "valid_from": day} for day in ("2021-01-01", "2022-01-01", "")]
    assert outcome(old, *dated) == ["一致", "新增", "新增"]


def test_a_tier_for_all_types_is_not_the_tier_of_one_type() -> None:
    old = register({"tier": "A", "object_type": "律师事务所", "ratio": "3%"}, spec=TIERS)
    assert outcome(old, {"tier": "A", "object_type": "", "ratio": "3%"}) == ["新增"]
    assert outcome(old, {"tier": "A", "object_type": "律师事务所", "ratio": "3%"}) == ["一致"]


def test_a_register_without_any_key_takes_what_it_does_not_hold_yet() -> None:
    old = register({"day": "2021-03-01", "category": "会议", "name": "部署会"}, spec=ACTIVITIES)
    rows = [{"day": "2021-03-01", "category": "会议", "name": "部署会"}, {"day": "2021-03-02", "category": "会议", "name": "部署会"}]
    assert outcome(old, *rows, rows[1]) == ["一致", "新增", "一致"]


def test_a_holiday_is_known_by_its_day() -> None:
    old = register({"day": "2021-10-01", "type": "放假"}, spec=HOLIDAYS)
    assert outcome(old, {"day": "2021.10.1", "type": "调休上班"}, {"day": "20211002", "type": "放假"}) == ["变更", "新增"]


# --- 应纳尽纳 --------------------------------------------------------------------------------------------

def compared(old: Table, *rows: dict[str, Raw], **options: Any) -> Any:
    return compare(old, taken(old, *rows, asked=Asked(comparing=True), **options), "name")


def test_both_differences_are_listed_with_names_and_statuses() -> None:
    found = compared(OLD, {"name": "甲甲律师事务所", "uscc": uscc(1), "status": "停业", "object_type": "律师事务所"},
                     {"name": "新律师事务所", "uscc": uscc(9), "status": "正常", "object_type": "律师事务所"})
    assert [v.values["name"] for v in found.only_file] == ["新律师事务所"]
    assert [row["code"] for row in found.only_register] == ["A2", "001234"]
    assert [row["code"] for row in found.gone] == ["A3"]
    assert [(c.old, c.new) for _, c in found.names] == [("甲律师事务所", "甲甲律师事务所")]
    assert [(c.old, c.new) for _, c in found.statuses] == [("正常", "停业")]
    assert (found.scope, found.in_scope, found.differences) == (("对象类型：律师事务所",), 4, 4)


def test_a_roster_may_lack_what_a_register_requires() -> None:
    found = compared(OLD, {"name": "新律师事务所"}, {"name": "甲律师事务所"})
    assert ([v.line for v in found.only_file], found.same) == ([2], 1)


def test_a_doubtful_row_does_not_make_its_likely_twin_missing() -> None:
    found = compared(OLD, {"name": "乙石家庄律师事务所"})
    assert [reasons(v) for v in found.unclear] == [["I23"]]
    assert "A2" not in [row["code"] for row in found.only_register]


def test_what_was_set_for_the_whole_roster_narrows_the_register() -> None:
    found = compared(OLD, {"name": "甲律师事务所"}, terms=Terms({"object_type": "律师事务所", "county": "东区"}))
    assert (found.in_scope, found.only_register, found.differences) == (1, (), 0)


# --- properties ----------------------------------------------------------------------------------------

_NAMES = st.sampled_from(["甲律师事务所", "甲 律师事务所", "（甲）律师事务所", "乙律师事务所", "丙律师事务所", "张三", "张　三", ""])
_ROWS = st.fixed_dictionaries({
    "code": st.sampled_from(["", "A1", "A2", "a3", "007", 7, 1.5, "编码", "1.1E+16"]),
    "name": _NAMES,
    "uscc": st.sampled_from(["", uscc(1), uscc(2), uscc(2).lower(), uscc(3)[:-1] + "I", "130100000012345"]),
    "licence": st.sampled_from(["", "L1", "L2", "L 2", 12.0, 1.130120211e16]),
    "object_type": st.sampled_from(["律师事务所", "律师", ""]),
    "status": st.sampled_from(["正常", "注销", "", "存续"]),
    "tier_date": st.sampled_from([None, "2021.3.5", "去年", 44260]),
})
_FILES = st.lists(_ROWS, max_size=8)
_TERMS = Terms(allowed={"status": ("正常", "注销")})


def applied(old: Table, verdicts: Sequence[Verdict]) -> Table:
    """The register after the import, changes included."""
    rows = [dict(row) for row in old]
    for verdict in verdicts:
        if verdict.outcome is Outcome.CHANGED and verdict.target is not None:
            rows[old.rows.index(verdict.target)].update({c.key: c.new for c in verdict.changes})
    rows += [{**{c.key: "" for c in old.spec.columns}, **v.values} for v in verdicts if v.outcome is Outcome.ADDED]
    cells = [{key: "、".join(value) if isinstance(value, tuple) else value for key, value in row.items()} for row in rows]
    return register(*cells, spec=old.spec)


@given(_FILES, _FILES)
def test_every_row_is_in_exactly_one_class_and_keeps_its_line(first: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    old = applied(register(), taken(register(), *first, terms=_TERMS) if first else [])
    verdicts = taken(old, *rows, terms=_TERMS) if rows else []
    held = [place for place, row in enumerate(rows) if any(value not in ("", None) for value in row.values())]
    assert [verdict.line for verdict in verdicts] == [place + 2 for place in held]
    for verdict in verdicts:
        assert bool(verdict.reasons) == (verdict.outcome in (Outcome.DOUBTFUL, Outcome.REJECTED))
        assert (verdict.outcome is Outcome.CHANGED) <= bool(verdict.changes)


@given(_FILES, _FILES)
def test_importing_the_same_file_twice_changes_nothing_the_second_time(first: list[dict[str, Any]],
                                                                      rows: list[dict[str, Any]]) -> None:
    old = applied(register(), taken(register(), *first, terms=_TERMS) if first else [])
    once = taken(old, *rows, terms=_TERMS) if rows else []
    again = taken(applied(old, once), *rows, terms=_TERMS) if rows else []
    clear = {v.line for v in once if v.outcome not in (Outcome.DOUBTFUL, Outcome.REJECTED)}
    assert all(v.outcome is Outcome.SAME for v in again if v.line in clear)
    if len(clear) == len(once):
        assert all(v.outcome is Outcome.SAME for v in again)


@given(_FILES)
def test_what_the_register_holds_is_the_same_when_it_comes_back(first: list[dict[str, Any]]) -> None:
    old = applied(register(), taken(register(), *first, terms=_TERMS) if first else [])
    rows: list[dict[str, Raw]] = [{k: "、".join(v) if isinstance(v, tuple) else v for k, v in row.items()} for row in old]
    assert not rows or set(outcome(old, *rows, terms=_TERMS)) == {"一致"}


@given(_FILES, _FILES)
def test_both_sides_of_a_comparison_add_up(first: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    old = applied(register(), taken(register(), *first, terms=_TERMS) if first else [])
    if not rows:
        return
    verdicts = taken(old, *rows, asked=Asked(comparing=True), terms=_TERMS)
    found = compare(old, verdicts, "name")
    both = sum(v.outcome in (Outcome.SAME, Outcome.CHANGED) for v in verdicts)
    assert len(verdicts) == both + len(found.only_file) + len(found.unclear)
    met = {v.target["code"] for v in verdicts if v.target is not None}
    assert not met & {row["code"] for row in (*found.only_register, *found.gone)}


@given(st.text(max_size=12), st.text(max_size=12))
def test_folding_a_name_twice_changes_nothing_more(one: str, other: str) -> None:
    assert folded(folded(one)) == folded(one)
    assert bare(bare(one)) == bare(one)
    assert (folded(one) != folded(other)) or bare(one) == bare(other)


def test_every_register_that_staff_keep_can_be_classed() -> None:
    for spec in BY_NAME.values():
        old = Table(spec, [Row({c.key: "" for c in spec.columns}, 0)])
        assert classify(old, [], Asked()) == []


@pytest.mark.parametrize(("row", "expected"), [
    ({"code": "1", "name": "李四", "certificate": "Z2", "division": "律师处"}, ["I17"]),
    ({"code": "1", "name": "李四", "division": "律师处"}, ["I17"]),
    ({"code": "1", "name": "张三", "certificate": "Z9", "division": "律师处"}, []),  # 换了证
    ({"code": "1", "name": "张山", "certificate": "Z1", "division": "律师处"}, []),  # 改了名
    ({"code": "1", "division": "公证处"}, []),
])
def test_a_serial_number_taken_for_a_code_turns_nobody_into_another(row: dict[str, Raw], expected: list[str]) -> None:
    people = register({"code": "1", "name": "张三", "certificate": "Z1", "division": "律师处"}, spec=INSPECTORS)
    assert reasons(taken(people, row)[0]) == expected


@pytest.mark.parametrize(("old", "row"), [
    (OLD, {"code": "A9", "name": "戊律师事务所", "uscc": "11010519491231002X", **FIRM}),
    (OLD, {"code": "A9", "name": "戊律师事务所", "licence": "11010519491231002X", **FIRM}),
    (register({"code": "1", "name": "张三", "certificate": "Z1", "division": "律师处"}, spec=INSPECTORS),
     {"code": "1", "name": "张三", "certificate": "11010519491231002X", "division": "律师处"}),
])
def test_the_number_of_a_persons_identity_card_is_taken_for_no_other(old: Any, row: dict[str, Raw]) -> None:
    verdict = taken(old, row, asked=Asked(accepted=frozenset((2,))))[0]
    assert (verdict.outcome, reasons(verdict)) == (Outcome.DOUBTFUL, ["I19"])

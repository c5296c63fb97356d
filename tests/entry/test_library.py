"""`import ssj_xl`: a book through every source, edits that are saved or given up, acts as the command carries them out."""

from __future__ import annotations

import io
import json
import pickle
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ssj_xl
from ssj_xl.domain.formulas import drawing
from ssj_xl.entry.cli import cli
from ssj_xl.entry.library.frames import rows_of
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.office.formats import Percent
from ssj_xl.tables import records
from ssj_xl.tables.records import BY_NAME
from tests import library
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, refused
from tests.gateways import fake_excel, workbooks

MARCH = datetime(2026, 3, 2, 9)
SOME = ("检查对象", "风险等级", "执法人员")
NEW = {"对象编码": "LS999", "对象名称": "新设律师事务所", "对象类型": "律师事务所", "信用风险等级": "A", "状态": "正常"}


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    library.at(monkeypatch, MARCH)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Bureau().file(tmp_path)


@pytest.fixture(params=["file", "openpyxl", "frames", "xlwings"])
def source(request: pytest.FixtureRequest, path: Path) -> Iterator[Any]:
    """The same office through each of the sources that `open` takes."""
    if request.param == "file":
        yield path
        return
    found = ssj_xl.open(path)
    if request.param == "frames":
        yield {"参数": found.settings, **{name: found[name].df for name in SOME}}
        return
    gateway = open_gateway(path)
    grids = {name: gateway.table(name) for name in SOME}
    tables = {name: (grid.header, [[Percent(cell) if grid.is_percent(row, at) and isinstance(cell, float) else cell for at, cell in enumerate(cells)]
                                   for row, cells in enumerate(grid.rows)]) for name, grid in grids.items()}
    names = {name: gateway.names()[name] for name in ("单位名称", "单位编码", "年度", "联系人")}
    if request.param == "openpyxl":
        yield openpyxl.load_workbook(io.BytesIO(workbooks.plain(tables, names)))
    else:
        yield fake_excel.opened(tables, names, path.with_name("打开着.xlsx"))


# --- registers -------------------------------------------------------------------------------------

def test_a_register_is_a_frame_of_its_kinds(source: Any) -> None:
    book = ssj_xl.open(source)
    firms, tiers = book["检查对象"].df, book["风险等级"]

    assert firms["对象编码"].tolist()[:2] == ["LS001", "LS002"]
    assert firms["等级日期"].dtype == "datetime64[s]"
    assert tiers.df["抽查比例"].tolist() == [Fraction(n, 100) for n in (5, 10, 50, 100)]
    assert tiers.to_df(english=True, floats=True)["ratio"].tolist() == [0.05, 0.1, 0.5, 1.0]
    assert book["执法人员"].df["证件有效期"].dt.year.unique().tolist() == [2030]
    assert (len(book["检查对象"]), book.settings["单位名称"]) == (40, "栾谷县司法局")


@pytest.mark.long(but=1)
def test_rows_are_added_and_changed_through_every_source(source: Any) -> None:
    book = ssj_xl.open(source)

    assert book["检查对象"].append(pandas.DataFrame([NEW])) == 1
    assert book["检查对象"].update({"code": ["LS999", "LS001"], "tier": ["B", "C"], "tier_date": [pandas.Timestamp(2026, 3, 1), None]}) == 2
    book.set(联系人="=张某")
    firms = book["检查对象"].df.set_index("对象编码")
    assert firms.loc["LS999", "信用风险等级"] == "B"
    assert firms.loc["LS999", "等级日期"] == pandas.Timestamp(2026, 3, 1)
    assert firms.loc["LS001", "信用风险等级"] == "C"
    assert book.settings["联系人"] == "=张某"
    assert book["检查对象"].update(firms[["信用风险等级"]].tail(2)) == 2


def test_a_block_that_fails_leaves_everything_as_it_was(source: Any) -> None:
    book = ssj_xl.open(source)

    def fails() -> None:
        with book:
            book["检查对象"].append([NEW])
            assert len(book["检查对象"]) == 41
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    assert len(book["检查对象"]) == len(ssj_xl.open(source)["检查对象"]) == 40


@pytest.mark.long
def test_a_block_is_saved_once_at_its_end(path: Path) -> None:
    before = path.read_bytes()
    with ssj_xl.open(path) as book:
        book["检查对象"].append([NEW])
        book["检查对象"].update([{"对象编码": "LS999", "信用风险等级": "D"}], on="对象编码")
        assert path.read_bytes() == before

    assert ssj_xl.open(path)["检查对象"].df["信用风险等级"].tolist()[-1] == "D"
    assert len(list((path.parent / "备份").iterdir())) == 1


@pytest.mark.long
def test_a_frame_goes_back_as_it_came(path: Path) -> None:
    book = ssj_xl.open(path)
    for name in ("检查对象", "执法人员", "风险等级", "事项清单", "抽查任务", "回避关系"):
        before = book[name].df
        for frame in (before, book[name].to_df(english=True, floats=True)):
            assert rows_of(frame, BY_NAME[name]) == [dict(row) for row in book._read.read(BY_NAME[name])]
    book["风险等级"].update(book["风险等级"].to_df(floats=True), on="等级")
    assert book["风险等级"].df["抽查比例"].tolist() == [Fraction(n, 100) for n in (5, 10, 50, 100)]


@pytest.mark.parametrize("name", ["操作日志", "抽取记录", "抽取名单", "锁定名录"])
def test_evidence_is_written_by_acts_alone(path: Path, name: str) -> None:
    with refused("E32"):
        ssj_xl.open(path)[name].append([{"任务编号": "X"}])
    with refused("E32"):
        ssj_xl.open(path)[name].update([{"任务编号": "X"}])


def test_a_file_that_others_changed_is_read_anew(path: Path) -> None:
    book, other = ssj_xl.open(path), ssj_xl.open(str(path))
    other["检查对象"].append([NEW])

    assert len(book["检查对象"]) == 41


@pytest.mark.parametrize(("rows", "code"), [
    ([{**NEW, "地址x": 1}], "E04"), ([{**NEW, "对象编码": "LS001"}], "E22"), ([NEW, NEW], "E22"), ([{"对象编码": "LS9"}], "T01"),
    ([{**NEW, "等级日期": "哪天"}], "T05"), ([{**NEW, "对象编码": 1.2345678901234567e17}], "T04"), ("检查对象.xlsx", "E05"), ([NEW, 5], "E05"),
    ([{**NEW, "对象名称": None}], "T03"), ([{**NEW, "对象编码": "律所"}], "T13"),
])
def test_what_cannot_be_added_is_said_and_nothing_written(path: Path, rows: Any, code: str) -> None:
    before, book = path.read_bytes(), ssj_xl.open(path)
    with refused(code):
        book["检查对象"].append(rows)

    assert path.read_bytes() == before


@pytest.mark.parametrize(("rows", "on", "code"), [
    ([{"对象编码": "LS777", "信用风险等级": "A"}], None, "E23"), ([{"对象名称": "x", "信用风险等级": "A"}], None, "E24"),
    ([{"信用风险等级": "A", "区县": "东区"}], "区县", "E23"), ([{"对象编码": "LS001", "信用风险等级": "A"}], "编码y", "E24"),
    ([{"对象编码": "LS001"}, {"对象编码": "ls001"}], None, "E23"),
])
def test_rows_that_are_not_one_are_not_updated(path: Path, rows: Any, on: str | None, code: str) -> None:
    with refused(code):
        ssj_xl.open(path)["检查对象"].update(rows, on)


def test_what_is_no_book_and_no_table_is_said(path: Path, tmp_path: Path) -> None:
    with refused("E20"):
        ssj_xl.open(5)
    with refused("F01"):
        ssj_xl.open(tmp_path / "没有.xlsx")
    with refused("E21"):
        ssj_xl.open(path)["检查对像"]
    with refused("E21"):
        ssj_xl.open({"检查对像": pandas.DataFrame()})
    with refused("E21"):
        ssj_xl.open({"参数": {"单位": "栾谷县司法局"}})


def test_text_stays_text_in_an_openpyxl_workbook_and_its_table_grows(tmp_path: Path) -> None:
    header = [column.header for column in BY_NAME["检查对象"].columns]
    firm = ["LS001", "甲所", None, None, "律师事务所", *[None] * (len(header) - 5)]
    held = openpyxl.load_workbook(io.BytesIO(workbooks.plain({"检查对象": (header, [firm])})))
    book = ssj_xl.open(held)
    book["检查对象"].append([{**NEW, "对象名称": "=1+1", "备注": "007"}])
    held.save(tmp_path / "另存.xlsx")

    found = ssj_xl.open(tmp_path / "另存.xlsx")
    assert found["检查对象"].df.iloc[-1][["对象名称", "备注"]].tolist() == ["=1+1", "007"]
    assert open_gateway(tmp_path / "另存.xlsx").table("检查对象").ref_rows == 2


# --- saving into a file ----------------------------------------------------------------------------

@pytest.mark.long
def test_frames_become_a_master_workbook_and_later_go_into_it(path: Path, tmp_path: Path) -> None:
    given = ssj_xl.open(path)
    draft = ssj_xl.open({"检查对象": given["检查对象"].df, "风险等级": given["风险等级"].df, "参数": given.settings})
    made = draft.save(tmp_path / "新.xlsx")
    draft["检查对象"].append([NEW])
    draft["检查对象"].update([{"对象编码": "LS001", "区县": "南区"}])
    draft.save(made)

    found = ssj_xl.open(made)["检查对象"].df
    assert found["对象编码"].tolist() == [*given["检查对象"].df["对象编码"], "LS999"]
    assert found["区县"].tolist()[0] == "南区"


def test_a_book_of_frames_has_no_rows_outside_of_a_table(path: Path) -> None:
    firms = ssj_xl.open(path)["检查对象"].df
    book = ssj_xl.open({"检查对象": firms, "参数": {"单位名称": "云州市司法局", "单位编码": "YZSFJ", "年度": 2021}})
    assert "F12" not in {one.code for one in book.check("2021-03-22")}
    assert not book["检查对象"].problems


def test_saving_into_a_drawn_workbook_leaves_its_evidence(path: Path) -> None:
    book = ssj_xl.open(path)
    firms = book["检查对象"].df
    book.task(TASK).lock(SOURCE)
    log = book["操作日志"].df
    ssj_xl.open({"检查对象": firms.assign(备注="核过"), "参数": {"联系人": "张某"}}).save(path)

    assert book["操作日志"].df.equals(log)
    assert set(book["检查对象"].df["备注"]) == {"核过"}
    with refused("E27"):
        book.save(path.with_name("新.xlsm"))


# --- acts ------------------------------------------------------------------------------------------

@pytest.mark.long
def test_the_ceremony_is_that_of_the_command(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    task = ssj_xl.open(path, operator="张某").task(OPEN_TASK)
    assert task.preview()["抽取"].sum() == 4
    locked = task.lock(SOURCE, notice=tmp_path / "公告.xlsx")
    library.at(monkeypatch, datetime(2026, 3, 6, 9))
    drawn = task.draw(PUBLIC)
    matched = task.match()
    page = task.publish(tmp_path / "页.html")

    assert (locked.source, sum(locked.quotas.values())) == (SOURCE, 4)
    assert all(file.is_file() for file in (*locked.files, *drawn.files, *matched.files, page))
    assert len(drawn.winners) == 4
    assert drawn.record["state"] == "已抽取"
    assert ssj_xl.verify(drawn.record).verdict == ssj_xl.verify([path, page]).verdict == "符合"
    assert task.winners.equals(matched)
    from click.testing import CliRunner
    assert CliRunner().invoke(cli, ["verify", str(path), str(page)]).exit_code == 0


def test_a_draw_stands_whatever_the_block_around_it_does(path: Path) -> None:
    """Else a script could look at the winners and keep nothing."""
    def fails() -> None:
        with ssj_xl.open(path) as book:
            book["检查对象"].append([NEW])
            book.task(TASK).lock(SOURCE)
            book["检查对象"].append([{**NEW, "对象编码": "LS998"}])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    found = ssj_xl.open(path)
    assert found["抽取记录"].df["任务编号"].tolist() == [TASK]
    assert found["检查对象"].df["对象编码"].tolist()[-1] == "LS999"


@pytest.mark.long
def test_changes_of_a_round_are_acts_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = ssj_xl.open(path).task(OPEN_TASK)
    task.lock(SOURCE)
    library.at(monkeypatch, datetime(2026, 3, 6, 9))
    first = task.draw(PUBLIC).winners.iloc[0]
    task.match()
    gone = task.promote(first["对象编码"], "注销", "李某", note="已注销")
    assert gone["状态"].tolist().count("被替换") == 1
    waiting = gone.winners.iloc[-1]["对象编码"]
    task.postpone(waiting, date(2026, 3, 20), "被检查对象申请")
    member = task.winners.winners.iloc[0]["检查组长"]
    assert member not in task.reassign(member, "不在岗", "李某").winners["检查组长"].tolist()
    assert task.void("试办") == 1


@pytest.mark.parametrize("act", ["lock", "match", "void"])
def test_a_book_in_memory_proves_nothing(act: str) -> None:
    task = ssj_xl.open({}).task(TASK)
    with refused("E25"):
        getattr(task, act)(*([SOURCE] if act == "lock" else ["试"] if act == "void" else []))


def test_a_task_of_a_book_in_memory_is_drawn_as_a_trial(path: Path) -> None:
    given = ssj_xl.open(path)
    book = ssj_xl.open({"参数": given.settings, **{name: given[name].df for name in (*SOME, "事项清单", "抽查任务", "回避关系")}})
    drawn = book.task(TASK).draw("试试看")

    assert drawn.groupby("组别").size().to_dict() == {"A": 24, "B": 12, "C": 3, "D": 1}
    assert (drawn["状态"] == "抽中").groupby(drawn["组别"]).sum().to_dict() == {"A": 2, "B": 2, "C": 2, "D": 1}
    assert ssj_xl.verify(drawn).verdict == "无从核验"
    assert len(book["抽取记录"]) == 0


# --- a trial against the real thing ----------------------------------------------------------------

GROUPS = st.lists(st.sampled_from(["A", "B", "X"]), min_size=2, max_size=40).filter(lambda found: {"A", "B"} <= set(found))


@given(GROUPS, st.integers(1, 10_000), st.integers(1, 9), st.text(min_size=1, max_size=9))
def test_library_and_formula_draw_the_same_bit_for_bit(groups: list[str], points: int, count: int, text: str) -> None:
    codes = [f"C{number:02}" for number in range(len(groups))]
    frame = pandas.DataFrame({"code": codes, "等级": groups}, index=range(7, 7 + len(codes)))
    share = f"{points / 100}%"
    drawn = ssj_xl.draw(frame, "等级", ratio={"A": share}, quota={"B": count}, seed=f"种{text}")
    cells = drawing.draw([[c] for c in codes], [[g] for g in groups], [["A", share], ["B", f"{count}家"]], f"种{text}")

    wins = drawn[drawn["状态"] == "抽中"].sort_values(["等级", "名次"])
    assert wins[["code", "等级", "名次", "签号"]].values.tolist() == (cells or [])
    assert drawn.index.tolist() == frame.index.tolist()
    assert drawn.record["result"] == ["\t".join((g, str(n), c, t)) for c, g, n, t in cells or []]


@pytest.mark.long
def test_the_key_of_a_draw_that_was_made_gives_its_winners(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = ssj_xl.open(path)
    for task in (TASK, OPEN_TASK):
        book.task(task).lock(SOURCE)
    library.at(monkeypatch, datetime(2026, 3, 6, 9))
    for task in (TASK, OPEN_TASK):
        record = book.task(task).draw(PUBLIC).record
        lines = pandas.DataFrame([line.split("\t") for line in record["list"]], columns=["code", "group"])
        for seed in (record["K"], record["S"], record["seed_text"]):
            again = ssj_xl.draw(lines, "group", quota=record["quotas"], seed=seed)
            assert sorted(again.winners["签号"]) == sorted(line.split("\t")[3] for line in record["result"])
            assert again.record is None


def test_no_workbook_takes_a_trial_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where its record lies beside the workbook under the name of a record."""
    book = ssj_xl.open(path)
    trial = dict(ssj_xl.draw(book["检查对象"].df, ratio="5%", seed="试").record)
    path.with_name(f"公开记录-{TASK}-1.json").write_text(json.dumps(trial), "utf-8")

    assert ssj_xl.verify([path, path.with_name(f"公开记录-{TASK}-1.json")]).verdict == "无从核验"
    assert len(book["抽取记录"]) == len(book["抽取名单"]) == 0
    with refused("D43"):
        book.task(TASK).lock(SOURCE)


# --- every natural call ----------------------------------------------------------------------------

FRAME = pandas.DataFrame({"对象编码": [f"LS{n:03}" for n in range(100)], "信用风险等级": [*"A" * 60, *"B" * 30, *"C" * 10],
                          "对象类型": ["所", "处"] * 50})
SHARES = {"A": "5%", "B": 0.1, "C": 1}


def drawn(*arguments: Any, **more: Any) -> int:
    return len(ssj_xl.draw(*arguments, seed="种子", **more).winners)


@pytest.mark.parametrize(("arguments", "count"), [
    ({"ratio": "5%"}, 5), ({"ratio": 0.05}, 5), ({"ratio": Fraction(1, 20)}, 5), ({"quota": 7}, 7), ({"quota": 7.0}, 7), ({"ratio": 1}, 100),
    ({"group": "信用风险等级", "ratio": SHARES}, 16), ({"group": "tier", "ratio": pandas.Series(SHARES)}, 16),
    ({"group": FRAME["信用风险等级"], "ratio": SHARES}, 16), ({"group": ["信用风险等级", "对象类型"], "ratio": "1%"}, 6),
    ({"group": "信用风险等级", "ratio": "5%"}, 6), ({"group": "信用风险等级", "ratio": SHARES, "quota": 40}, 40),
    ({"group": "信用风险等级", "ratio": "1%", "least": 2}, 6), ({"group": "信用风险等级", "ratio": "1%", "least": {"A": 3}}, 5),
    ({"group": "信用风险等级", "quota": {"A": 1, "B": 2, "C": 99}}, 13), ({"group": "信用风险等级", "ratio": {"A": "5%"}, "quota": {"B": 1, "C": 0}}, 4),
    ({"group": "信用风险等级", "lots": {"A": 1, "B": 3, "C": 10}, "quota": 9}, 9), ({"group": "信用风险等级", "lots": {"A": 1, "B": 3, "C": "100%"}, "ratio": "10%"}, 19),
    ({"group": "信用风险等级", "lots": {"A": 1, "B": 3, "C": 5, "总数": 4}}, 4), ({"quota": 3, "id": "对象编码"}, 3), ({"quota": 3, "id": "code"}, 3),
    ({"quota": 3, "id": [f"N{n}" for n in range(100)]}, 3), ({"quota": 0}, 0),
])
def test_whatever_says_how_many_is_understood(arguments: dict[str, Any], count: int) -> None:
    assert drawn(FRAME, **arguments) == count


@pytest.mark.parametrize("list_", [
    ["甲所", "乙所", "丙所"], ("A", "B", "C"), pandas.Series(["甲", "乙", "丙"]), {"名称": ["甲", "乙", "丙"]}, [{"code": "A"}, {"code": "B"}],
    FRAME.set_index("对象编码")[["信用风险等级"]], pandas.Index(["A", "B"]), iter(["甲", "乙"]), FRAME["对象编码"].to_numpy(), pandas.DataFrame({"x": ["甲", "A所"]}),
])
def test_whatever_is_a_list_is_drawn_from(list_: Any) -> None:
    assert drawn(list_, quota=2) == 2


@pytest.mark.parametrize(("list_", "arguments", "code"), [
    (FRAME, {}, "E06"), (FRAME, {"quota": 3, "least": 1}, "E06"), (FRAME, {"ratio": {"A": 0.1}, "quota": {"A": 1}, "group": "tier"}, "E06"),
    (FRAME, {"group": "没有", "quota": 1}, "E07"), (FRAME, {"group": [1, 2], "quota": 1}, "E07"), (FRAME, {"id": "没有", "quota": 1}, "E07"),
    (FRAME[["信用风险等级", "对象类型"]], {"quota": 1}, "E09"), (FRAME, {"group": "tier", "lots": {"A": 1, "B": 2, "C": 3}}, "E10"),
    (FRAME, {"group": "tier", "quota": 3}, "E12"), (FRAME.assign(信用风险等级=[*"A" * 99, None]), {"group": "信用风险等级", "ratio": "1%"}, "E13"),
    (FRAME, {"ratio": 3}, "A31"), (FRAME, {"ratio": 0}, "A31"), (FRAME, {"quota": -1}, "A32"), (FRAME, {"quota": 2.5}, "A32"),
    (FRAME, {"quota": True}, "A32"), (FRAME, {"ratio": float("nan")}, "E06"), (FRAME, {"ratio": float("inf")}, "A32"),
    (FRAME, {"group": "tier", "ratio": {"A": 0.1}}, "A27"), ("名单.xlsx", {"quota": 1}, "E05"), (5, {"quota": 1}, "E05"),
    (FRAME.iloc[:0], {"quota": 1}, "E05"), (["A", "a"], {"quota": 1}, "A24"), (["甲", "甲 "], {"quota": 1}, "D50"), (["甲", "B"], {"quota": 1}, "E02"),
    (pandas.concat([FRAME, FRAME["对象类型"]], axis=1), {"quota": 1}, "E40"),
    (pandas.DataFrame({"对象编码": [9.1e17, 2]}), {"quota": 1}, "T04"), (pandas.DataFrame({"code": ["A", None]}), {"quota": 1}, "A23"),
])
def test_what_nobody_can_know_is_asked_in_two_languages(list_: Any, arguments: dict[str, Any], code: str) -> None:
    with refused(code):
        drawn(list_, **arguments)


@pytest.mark.parametrize("seed", [42, "2021年3月", date(2026, 3, 1), pandas.Timestamp(2026, 3, 1), 3.5, "ssq:2026024:01,05,12,19,23,31+07", "dice:" + "3141592653" * 2])
def test_whatever_is_a_seed_is_one(seed: Any) -> None:
    found = ssj_xl.draw(FRAME, quota=3, seed=seed)

    assert ssj_xl.verify(found).verdict == "无从核验"
    assert not ssj_xl.verify(found).problems
    assert pickle.loads(pickle.dumps(found)).record == found.record


@pytest.mark.parametrize(("seed", "code"), [("", "A33"), (None, "A33"), ("ssq:1", "D12"), (float("inf"), "T15")])
def test_a_seed_that_is_none_is_named(seed: Any, code: str) -> None:
    with refused(code):
        ssj_xl.draw(FRAME, quota=3, seed=seed)


# --- teams -----------------------------------------------------------------------------------------

PEOPLE = pandas.DataFrame({"人员编码": ["P1", "P2", "P3"], "姓名": ["甲", "乙", "丙"], "组长资格": ["是", "否", "否"], "电话": "x"})


def test_teams_follow_from_the_draw_alone() -> None:
    won = ssj_xl.draw(FRAME, quota=6, seed="种子")
    teams = ssj_xl.match(won, PEOPLE, recusals=pandas.DataFrame({"人员编码": ["P2"], "对象编码": [won.winners["对象编码"].iloc[0]]}))

    assert set(teams["检查组长"]) == {"P1"}
    assert teams["检查人员"].iloc[0] == "P3"
    assert teams["检查组"].iloc[0] == "甲、丙"
    assert ssj_xl.match(won, PEOPLE).equals(ssj_xl.match(won.sample(frac=1, random_state=1), PEOPLE).loc[won.winners.index])


def test_a_list_is_matched_by_its_own_seed_or_not_at_all() -> None:
    assert ssj_xl.match(["甲所", "乙所"], PEOPLE, seed="种子")["检查组长"].tolist() == ["P1", "P1"]
    with refused("E11"):
        ssj_xl.match(["甲所", "乙所"], PEOPLE)
    with refused("M04"):
        ssj_xl.match(["甲所"], PEOPLE.assign(组长资格="否"), seed="种子")


def test_one_item_is_an_item_and_not_its_letters() -> None:
    people = PEOPLE.assign(可检查事项="LS-01")
    assert ssj_xl.match(["甲所"], people, seed="种子", items="LS-01").equals(ssj_xl.match(["甲所"], people, seed="种子", items=["LS-01"]))


# --- verification ----------------------------------------------------------------------------------

def test_what_cannot_be_verified_is_said(path: Path) -> None:
    with refused("E26"):
        ssj_xl.verify(5)
    with refused("E26"):
        ssj_xl.verify(ssj_xl.open({}))
    assert not ssj_xl.verify(path)
    assert ssj_xl.verify(ssj_xl.open(path)).verdict == ssj_xl.verify(str(path)).verdict
    assert records.LOG.name in ssj_xl.open(path).tables
    with refused("V12") as caught:
        ssj_xl.verify({})
    assert caught.value.problems[0].place.file == ""


# --- any form by its labels ------------------------------------------------------------------------

FORM = (("行政检查情况登记表", None, None, None), ("填报单位（盖章）：________", None, "填表时间：____年__月__日", None), ("被检查单位", None, "检查日期", None),
        ("检查人员", None, "抽查比例", None), ("发现问题", None, None, None), ("处理意见", None, None, None))
VALUES = {"被检查单位": "=甲所", "检查日期": date(2021, 3, 15), "检查人员": ("张某", "李某"), "抽查比例": Fraction(3, 100), "发现问题": "无", "处理意见": None,
          "填报单位": "云州市司法局", "填表时间": pandas.Timestamp(2021, 3, 20)}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A bureau's own form: two columns of labels, wide cells below, blanks in the head."""
    book = openpyxl.Workbook()
    sheet, thin = book.active, openpyxl.styles.Side(style="thin")
    for number, row in enumerate(FORM, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if number > 2:
                cell.border = openpyxl.styles.Border(thin, thin, thin, thin)
    for area in ("A1:D1", "B5:D5", "B6:D6"):
        sheet.merge_cells(area)
    book.save(tmp_path / "登记表.xlsx")
    return tmp_path / "登记表.xlsx"


def standing(path: Path) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active]


@pytest.mark.parametrize("values", [VALUES, pandas.Series(VALUES), pandas.DataFrame([VALUES]),
                                    pandas.DataFrame({"栏目": VALUES.keys(), "内容": VALUES.values()})])
def test_a_form_is_filled_by_its_labels(form: Path, tmp_path: Path, values: Any) -> None:
    done = ssj_xl.fill(form, values, tmp_path / "填好.xlsx")

    assert standing(done.files[0])[1:] == [
        ["填报单位（盖章）：云州市司法局", None, "填表时间：2021年3月20日", None], ["被检查单位", "=甲所", "检查日期", "2021年3月15日"],
        ["检查人员", "张某、李某", "抽查比例", "3%"], ["发现问题", "无", None, None], ["处理意见", None, None, None]]
    assert done.cells["检查日期"].endswith("!D3")
    assert done.cells["填报单位"].endswith("!A2")


def test_a_frame_of_many_rows_fills_a_form_each(form: Path, tmp_path: Path) -> None:
    rows = pandas.DataFrame({"被检查单位": ["甲所", "乙/所"], "检查日期": pandas.to_datetime(["2021-03-01", "2021-03-02"])})
    done = ssj_xl.fill(form, rows, tmp_path / "登记表-{被检查单位}.xlsx")

    assert [path.name for path in done.files] == ["登记表-甲所.xlsx", "登记表-乙-所.xlsx"]
    assert standing(done.files[1])[2] == ["被检查单位", "乙/所", "检查日期", "2021年3月2日"]


def test_a_few_of_a_forms_labels_are_enough(form: Path, tmp_path: Path) -> None:
    done = ssj_xl.fill(form, {"检查人员": "张某"}, tmp_path / "填好.xlsx")

    assert done.cells == {"检查人员": "Sheet!B4"}
    assert standing(done.files[0])[3] == ["检查人员", "张某", "抽查比例", None]


@pytest.mark.parametrize(("values", "out", "code"), [
    ({"没有": 1, "检查人员": 2}, "填好.xlsx", "E37"), ({"没有": 1}, "填好.xlsx", "E37"), (VALUES, "填好.docx", "E30"),
    (pandas.DataFrame({"检查人员": ["甲", "乙"]}), "填好.xlsx", "E30"), (pandas.DataFrame({"检查人员": []}), "填好.xlsx", "E05"), ("甲", "填好.xlsx", "E05"),
])
def test_a_form_that_cannot_be_filled_is_not_written(form: Path, tmp_path: Path, values: Any, out: str, code: str) -> None:
    with refused(code):
        ssj_xl.fill(form, values, tmp_path / out)

    assert not (tmp_path / out).exists()


# --- the bureau's month ----------------------------------------------------------------------------

@pytest.mark.long
def test_a_month_of_units_is_one_of_frames(month: Path, tmp_path: Path) -> None:
    done = ssj_xl.consolidate(str(month / "*" / "报送-*.xlsx"), "2021-03", filled_on=date(2021, 3, 21))
    files = done.save(tmp_path / "汇总台账.xlsx")

    assert done.balance["读取"] == done.balance["并入"] + done.balance["重复"] + done.balance["退回"]
    assert done.frames["检查结果"]["来源单位"].nunique() == 7
    assert [file.name for file in files if file.parent == tmp_path] == ["汇总台账.xlsx", "月报表-汇总-2021-03.xlsx", "月报表-汇总-2021-03-追溯.xlsx"]
    assert len([file for file in files if file.parent.name == "检查次数" and file.name.endswith("-截至20210321.xlsx")]) == 7
    assert ssj_xl.open(files[0])["报送情况"].df["报送状态"].tolist() == done.frames["报送情况"]["报送状态"].tolist()
    assert not done.problems.errors
    assert done.save(tmp_path / "汇总台账.xlsx") == files
    assert {"另一次.xlsx", "月报表-汇总-2021-03-2.xlsx"} <= {file.name for file in done.save(tmp_path / "另一次.xlsx")}
    with refused("K29"):
        ssj_xl.open(files[0])["检查对象"].append([NEW])


@pytest.mark.long
def test_a_form_is_saved_with_what_tells_where_its_figures_come_from(month: Path, tmp_path: Path) -> None:
    book = ssj_xl.open(month / library.LAW / f"主台账-{library.LAW}.xlsx")
    form = book.report("2021-03", filled_on=date(2021, 3, 21))
    with refused("P21"):
        form.save(tmp_path / "月报表.docx")
    book.report("2021-03", tmp_path / "月报表.docx", filled_on=date(2021, 3, 21))

    assert (tmp_path / "月报表-追溯.xlsx").is_file()
    assert book.report(date(2021, 3, 1), filled_on=date(2021, 3, 21)).df.equals(form.df)
    assert form.save(tmp_path / "月报表.xlsx").read_bytes() == form.data
    assert ssj_xl.fill(tmp_path / "月报表.xlsx", form.df, tmp_path / "又一张.xlsx").cells.keys() == set(form.df["栏目"])


@pytest.mark.parametrize(("columns", "recused", "led"), [
    ({"对象类型": ["律师事务所", "律师", "律师"], "执业机构编码": ["", "F1", ""]}, "F1", ["P3", "P3", "P1"]),
    ({"对象类型": ["律师事务所", "律师", "律师"], "执业机构编码": ["", "F1", ""]}, "L1", ["P3", "P3", "P1"]),
    ({"执业机构编码": ["", "F1", ""]}, "L1", ["P3", "P3", "P1"]),
    ({"对象类型": ["律师事务所", "律师", "律师"], "统一社会信用代码": ["U1", "U2", "U1"]}, "F1", ["P3", "P1", "P3"]),
    ({}, "F1", ["P3", "P1", "P1"])])
def test_who_is_recused_from_a_firm_checks_none_of_its_lawyers(columns: dict[str, list[str]], recused: str, led: list[str]) -> None:
    firms = pandas.DataFrame({"对象编码": ["F1", "L1", "L2"], **columns})
    people = pandas.DataFrame({"人员编码": ["P1", "P2", "P3"], "组长资格": ["是", "否", "是"]})
    teams = ssj_xl.match(firms, people, seed="种子", recusals=pandas.DataFrame({"人员编码": ["P1"], "对象编码": [recused]}))
    barred = ["P1" not in f"{row['检查组长']}、{row['检查人员']}" for _, row in teams.iterrows()]
    assert barred == [lead == "P3" for lead in led]

"""What every door to a workbook promises, tried on each of them."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from ssj_xl.gateways.contract import Gateway, Value
from ssj_xl.gateways.live.finding import working_in
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.office.formats import Percent
from ssj_xl.tables.problems import UserError
from tests.gateways import workbooks
from tests.gateways.doors import Door, ExcelDoor, FileDoor, MemoryDoor, OfficeDoor, TwinDoor, rows_of

Open = Callable[..., Gateway]


@pytest.fixture(params=[MemoryDoor, FileDoor, TwinDoor, ExcelDoor,
                        pytest.param(OfficeDoor, marks=pytest.mark.libreoffice)])
def door(request: pytest.FixtureRequest, tmp_path: Path) -> Door:
    made: Door = request.param(tmp_path)
    if isinstance(made, OfficeDoor):
        made.live = request.getfixturevalue("live_office")
    return made


def _codes(error: pytest.ExceptionInfo[UserError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_tables_are_named_in_workbook_order(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1), "执法人员": (("人员编码", "姓名"), [])})
    assert gateway.tables() == ("检查对象", "执法人员")
    assert [name for name in ("检查对象", "执法人员", "回避关系") if gateway.has(name)] == ["检查对象", "执法人员"]


def test_a_table_gives_header_and_rows_with_blanks_as_none(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(2)})
    assert gateway.table("检查对象").header == workbooks.OBJECTS
    assert rows_of(gateway)[1] == ["D0002", "第2律师事务所", date(2021, 3, 1), 0.03, None]


def test_a_missing_table_is_reported_by_name(door: Door) -> None:
    with pytest.raises(UserError, match="抽查任务") as error:
        door.make({"检查对象": workbooks.objects(1)}).table("抽查任务")
    assert _codes(error) == ["F09"]


def test_blank_rows_at_the_end_are_no_rows_and_blank_rows_between_are(door: Door) -> None:
    gateway = door.make({"检查对象": (("对象编码", "备注"), [("A", None), (None, None), ("B", None), (None, None)])})
    assert rows_of(gateway) == [["A", None], [None, None], ["B", None]]


def test_an_appended_row_is_seen_at_once_and_by_the_next_reader(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(2)})
    gateway.append("检查对象", [{"对象编码": "D9", "等级日期": date(2024, 2, 29)}])
    assert rows_of(gateway)[2] == ["D9", None, date(2024, 2, 29), None, None]
    assert rows_of(door.again(gateway))[2] == ["D9", None, date(2024, 2, 29), None, None]


def test_a_table_reaches_as_far_as_the_rows_that_were_appended(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1)})
    gateway.append("检查对象", [{"对象编码": f"D{number}"} for number in range(3)])
    for one in (gateway, door.again(gateway)):
        grid = one.table("检查对象")
        assert grid.ref_rows in (-1, len(grid.rows))


def test_appended_rows_start_where_the_data_end(door: Door) -> None:
    gateway = door.make({"检查对象": (("对象编码", "备注"), [("A", None), (None, None), (None, None)])})
    gateway.append("检查对象", [{"对象编码": "B"}, {"对象编码": "C"}, {"对象编码": "D"}])
    assert [row[0] for row in rows_of(door.again(gateway))] == ["A", "B", "C", "D"]


def test_the_first_row_of_a_new_table_is_the_blank_one(door: Door) -> None:
    gateway = door.make({"检查对象": (("对象编码", "备注"), [])})
    assert rows_of(gateway) == []
    gateway.append("检查对象", [{"对象编码": "A"}])
    gateway.append("检查对象", [{"对象编码": "B"}])
    again = door.again(gateway)
    assert rows_of(again) == [["A", None], ["B", None]]
    assert again.table("检查对象").top == 2


TEXTS = (
    "=1+1", "+86", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "00123", "1e5", "TRUE", "#N/A", "2021-03-01",
    "91130100MA0123456X", "  前后有空格  ", "两\n行", "制表\t符", "_x0041_", "_x000D_", "_X0041_", "a_x00zz_",
    "<b>&\"'</b>",
    "]]>", "😀𠮷", "\u00a0", " ", "'引号",
)


def test_text_stays_text_whatever_it_looks_like(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1)})
    gateway.append("检查对象", [{"对象编码": "行", "备注": text} for text in TEXTS])
    for reader in (gateway, door.again(gateway)):
        assert [row[4] for row in rows_of(reader)[1:]] == list(TEXTS)


MEANT = (
    (3, 3), (0, 0), (-2.5, -2.5), (0.1, 0.1), (True, True), (False, False), (999_999_999_999_999, 999_999_999_999_999),
    (date(2021, 3, 1), date(2021, 3, 1)), (datetime(2021, 3, 1, 9, 30, 5), datetime(2021, 3, 1, 9, 30, 5)),
    (datetime(2021, 3, 1), date(2021, 3, 1)), (date(1900, 1, 1), date(1900, 1, 1)),
    (date(1900, 2, 28), date(1900, 2, 28)),
    (date(1900, 3, 1), date(1900, 3, 1)), (date(9999, 12, 31), date(9999, 12, 31)), ("", None), (None, None),
    ("甲\r\n乙", "甲\n乙"), (1e-12, 1e-12), (1e300, 1e300),
)
"""Values as a caller gives them, and as they are read back."""


@pytest.mark.parametrize("column", ["备注", "等级日期", "抽查比例"])
@pytest.mark.long(but=1)
def test_a_value_is_read_back_as_it_was_meant(door: Door, column: str) -> None:
    gateway = door.make({"检查对象": workbooks.objects(len(MEANT))})
    gateway.append("检查对象", [{column: value, "对象编码": "末"} for value, _ in MEANT])
    gateway.replace("检查对象", {number: {column: value} for number, (value, _) in enumerate(MEANT)})

    at = workbooks.OBJECTS.index(column)
    found = [row[at] for row in rows_of(door.again(gateway))]
    wanted = [(read, isinstance(read, bool)) for _, read in MEANT]
    assert [(value, isinstance(value, bool)) for value in found] == wanted * 2


def test_a_percentage_is_shown_as_one_in_any_column(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1)})
    gateway.append("检查对象", [{"抽查比例": Percent(0.05), "备注": Percent(0.125), "对象名称": 0.5}])
    for reader in (gateway, door.again(gateway)):
        grid = reader.table("检查对象")
        assert [grid.is_percent(1, column) for column in (1, 3, 4)] == [False, True, True]
        assert list(grid.rows[1][3:]) == [0.05, 0.125]


def test_a_percent_format_is_known_from_the_workbook(door: Door) -> None:
    grid = door.make({"检查对象": workbooks.objects(1)}).table("检查对象")
    assert grid.is_percent(0, 3)
    assert not grid.is_percent(0, 2)


def test_unknown_columns_and_impossible_values_are_reported_all_at_once(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1)})
    rows: list[dict[str, Value]] = [
        {"没有的列": "x", "备注": "坏\x07字"}, {"备注": "长" * 32768}, {"等级日期": date(1899, 12, 31)}]
    with pytest.raises(UserError) as error:
        gateway.append("检查对象", rows)
    assert _codes(error) == ["F16", "F18", "F19", "F20"]
    assert [problem.place.cell for problem in error.value.problems][1:] == ["E3", "E4", "C5"]
    assert len(rows_of(gateway)) == 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**15])
def test_a_number_that_no_cell_can_hold_is_a_bug_of_the_caller(door: Door, value: float) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        door.make({"检查对象": workbooks.objects(1)}).append("检查对象", [{"备注": value}])


def test_replaced_cells_change_and_the_others_stay(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(3)})
    gateway.replace("检查对象", {1: {"对象名称": "改名律所", "等级日期": None}})
    for reader in (gateway, door.again(gateway)):
        assert rows_of(reader)[1] == ["D0002", "改名律所", None, 0.03, None]
        assert rows_of(reader)[0][1] == "第1律师事务所"


def test_an_appended_row_can_be_replaced_before_it_is_saved(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1)})
    gateway.append("检查对象", [{"对象编码": "X", "备注": "旧"}])
    gateway.replace("检查对象", {1: {"备注": "新", "对象编码": None}})
    assert rows_of(door.again(gateway))[1] == [None, None, None, None, "新"]


def test_a_row_that_is_not_there_cannot_be_replaced(door: Door) -> None:
    with pytest.raises(IndexError):
        door.make({"检查对象": workbooks.objects(1)}).replace("检查对象", {1: {"备注": "x"}})


def test_a_grid_read_before_a_change_keeps_its_rows(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(2)})
    before = gateway.table("检查对象")
    gateway.append("检查对象", [{"备注": "x"}])
    gateway.replace("检查对象", {0: {"备注": "y"}})
    assert len(before.rows) == 2
    assert before.rows[0][4] is None


def test_named_cells_are_read_and_put(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1)}, {"单位名称": "某区司法局", "年度": 2021, "处室名称": None})
    assert gateway.names() == {"单位名称": "某区司法局", "年度": 2021, "处室名称": None}
    gateway.put("处室名称", "律师工作处")
    gateway.put("年度", 2022)
    for reader in (gateway, door.again(gateway)):
        assert reader.names() == {"单位名称": "某区司法局", "年度": 2022, "处室名称": "律师工作处"}


def test_a_missing_name_cannot_be_put(door: Door) -> None:
    with pytest.raises(UserError) as error:
        door.make({"检查对象": workbooks.objects(1)}).put("单位名称", "x")
    assert _codes(error) == ["F11"]


def test_committing_nothing_and_committing_twice_are_harmless(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1)})
    gateway.commit()
    gateway.append("检查对象", [{"对象编码": "A"}])
    gateway.commit()
    gateway.append("检查对象", [{"对象编码": "B"}])
    gateway.commit()
    gateway.append("检查对象", [])
    assert [row[0] for row in rows_of(door.again(gateway))] == ["D0001", "A", "B"]


def test_several_tables_are_saved_together(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1), "执法人员": (("人员编码", "姓名"), [])})
    gateway.append("执法人员", [{"人员编码": "R1", "姓名": "李四光"}])
    gateway.append("检查对象", [{"对象编码": "A"}])
    again = door.again(gateway)
    assert rows_of(again, "执法人员") == [["R1", "李四光"]]
    assert rows_of(again)[1][0] == "A"


def test_a_dry_run_leaves_its_source_alone(tmp_path: Path) -> None:
    source = FileDoor(tmp_path).make({"检查对象": workbooks.objects(1)}, {"年度": 2021})
    twin = MemoryGateway.copy_of(source)
    twin.append("检查对象", [{"对象编码": "A"}])
    twin.put("年度", 2022)
    twin.commit()
    assert twin.commits == 1
    assert len(rows_of(source)) == 1
    assert source.names() == {"年度": 2021}


def test_a_sheet_that_the_workbook_does_not_have_is_added_and_filled_with_the_rest(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1)}, {"年度": 2021})
    gateway.append("检查对象", [{"对象编码": "A"}])
    titles = ("人员编码", "对象编码", "回避事由", "起始日期", "截止日期")
    gateway.add("回避关系", titles)
    gateway.append("回避关系", [{"人员编码": "00123", "对象编码": "A", "起始日期": date(2024, 2, 29)}, {"人员编码": "R2"}])
    again = door.again(gateway)
    assert again.has("回避关系")
    assert again.table("回避关系").header == titles
    assert rows_of(again, "回避关系") == [["00123", "A", None, date(2024, 2, 29), None], ["R2", None, None, None, None]]
    assert [row[0] for row in rows_of(again)] == ["D0001", "A"]
    assert again.names() == {"年度": 2021}
    again.append("回避关系", [{"人员编码": "R3"}])
    assert rows_of(door.again(again), "回避关系")[2][0] == "R3"


def test_a_sheet_for_the_program_alone_is_added_out_of_sight_and_the_sheet_in_front_stays(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(1), "回避关系": (("人员编码", "对象编码"), [])})
    gateway.add("登记底账", ("表", "序号", "内容"))
    gateway.append("登记底账", [{"表": "检查对象", "序号": 1, "内容": "甲" * 8_000}])
    assert rows_of(door.again(gateway), "登记底账") == [["检查对象", 1, "甲" * 8_000]]
    if isinstance(door, FileDoor) and not isinstance(door, TwinDoor):
        assert openpyxl.load_workbook(door.path)["登记底账"].sheet_state == ("hidden" if isinstance(door, OfficeDoor) else "veryHidden")
    if isinstance(door, ExcelDoor | OfficeDoor):
        assert door.book.sheets.active.name == "检查对象"


@pytest.mark.parametrize("door", [ExcelDoor, pytest.param(OfficeDoor, marks=pytest.mark.libreoffice)], indirect=True)
def test_a_sheet_that_was_added_to_an_open_workbook_goes_where_the_act_comes_to_nothing(door: ExcelDoor | OfficeDoor) -> None:
    door.make({"检查对象": workbooks.objects(1)})
    with contextlib.suppress(KeyError), working_in(door.book, reason="锁定前", now=datetime(2026, 3, 1)) as gateway:
        gateway.add("登记底账", ("表", "序号", "内容"))
        raise KeyError
    assert [sheet.name for sheet in door.book.sheets] == ["检查对象"]
    with working_in(door.book, reason="锁定前", now=datetime(2026, 3, 1)) as gateway:
        gateway.add("登记底账", ("表", "序号", "内容"))
        gateway.append("登记底账", [{"表": "检查对象", "序号": 1, "内容": "甲"}])
        gateway.commit()
    assert [sheet.name for sheet in door.book.sheets] == ["检查对象", "登记底账"]


TAIL = ("新列甲", "公示截止日期")


def test_columns_are_added_at_the_right_and_filled(door: Door) -> None:
    gateway = door.make({"检查结果": (("任务编号", "检查日期", "自己的列"), [("T1", date(2021, 3, 1), "甲"), ("T2", None, "乙")])})
    gateway.widen("检查结果", TAIL)
    gateway.replace("检查结果", {1: {"公示截止日期": date(2024, 2, 29)}})
    gateway.append("检查结果", [{"任务编号": "T3", "新列甲": "=1"}])
    for reader in (gateway, door.again(gateway)):
        assert reader.table("检查结果").header == ("任务编号", "检查日期", "自己的列", *TAIL)
        assert rows_of(reader, "检查结果") == [["T1", date(2021, 3, 1), "甲", None, None], ["T2", None, "乙", None, date(2024, 2, 29)],
                                           ["T3", None, None, "=1", None]]


def test_columns_alone_are_saved_and_can_be_added_to_again(door: Door) -> None:
    gateway = door.make({"检查对象": workbooks.objects(2), "执法人员": (("人员编码", "姓名"), [])})
    gateway.widen("检查对象", ["一"])
    gateway.widen("执法人员", ["一"])
    gateway.widen("检查对象", ["二"])
    again = door.again(gateway)
    assert again.table("检查对象").header == (*workbooks.OBJECTS, "一", "二")
    assert again.table("执法人员").header == ("人员编码", "姓名", "一")
    again.append("执法人员", [{"人员编码": "P1", "一": "x"}])
    assert rows_of(door.again(again), "执法人员") == [["P1", None, "x"]]


@pytest.mark.parametrize("at", [(1, 6), (3, 7)])
def test_columns_are_not_put_over_what_stands_beside(door: Door, at: tuple[int, int]) -> None:
    made = io.BytesIO(workbooks.plain({"检查对象": workbooks.objects(3)}))
    book = openpyxl.load_workbook(made)
    book["检查对象"].cell(*at, "旁注")
    out = io.BytesIO()
    book.save(out)
    gateway = door.opened(out.getvalue())
    if isinstance(door, MemoryDoor | TwinDoor):
        gateway.widen("检查对象", ["一"])  # nothing stands beside a table in memory
        assert gateway.table("检查对象").header[-1] == "一"
        return
    with pytest.raises(UserError) as error:
        gateway.widen("检查对象", ["一", "二"])
    assert _codes(error) == ["F63"]
    assert door.again(gateway).table("检查对象").header == workbooks.OBJECTS


def test_what_is_hidden_beside_or_shown_with_zeros_in_front_is_told_by_every_door(door: Door) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbooks.plain({"检查对象": (("对象编码", "对象名称"), [(float(n), f"{n}所") for n in range(1, 41)])})))
    sheet = book["检查对象"]
    for row in (3, 4, 5, 9, 30):
        sheet.row_dimensions[row].hidden = True
    for row in range(2, 42):
        sheet.cell(row, 1).number_format = "000"
    sheet["D1"], sheet["D2"], sheet["D7"] = "地址", "甲路", "乙路"
    out = io.BytesIO()
    book.save(out)
    grid = door.opened(out.getvalue()).table("检查对象")
    if isinstance(door, MemoryDoor) and not isinstance(door, TwinDoor):
        assert (grid.hidden, grid.beside) == ((), ())  # memory has rows and nothing else
        return
    assert grid.hidden == (1, 2, 3, 7, 28)
    assert [(one.title, one.column, one.values, one.near) for one in grid.beside] == [("地址", 4, 2, "地址")]
    assert [grid.digits(0, 0), grid.digits(39, 0), grid.digits(0, 1)] == [3, 3, 0]

"""导入: previewed row by row, written at once or not at all, and the log says so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ssj_xl.domain import logchain
from ssj_xl.domain.importing import Outcome
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.office.formats import Percent
from ssj_xl.tables import records, registers
from ssj_xl.tables.records import IMPORTED
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.importing.asked import Request
from ssj_xl.workflows.importing.importing import Preview, comparison, preview, write
from ssj_xl.workflows.importing.shown import (
    compared_data,
    compared_lines,
    compared_workbook,
    preview_data,
    preview_lines,
    preview_workbook,
    sum_line,
)
from tests.bureau import TASK, Bureau, cells, desk, drawn, locked, opened, refused, rows

TODAY = date(2026, 3, 2)
HEADER = "对象编码,企业名称,统一社会信用代码,机构类型,登记状态,负责人"
LIST = f"""律师事务所名册,,,,,
{HEADER}
必填,必填,18位,下拉选择,下拉选择,
LS001,第001律师事务所,,律师事务所,正常,
ls002,第002律师事务所,,律师事务所,停业,钱　某
LS900,新律师事务所,,律师事务所,正常,赵某
,无码律师事务所,,律师事务所,正常,
LS901,第003 律师事务所,,律师事务所,正常,
合计,5,,,,
"""


def handed_in(folder: Path, text: str = LIST, name: str = "名册.csv") -> Path:
    """A list as text in GB18030."""
    path = folder / name
    path.write_bytes(text.encode("gb18030"))
    return path


def asked(file: Path, table: str = "检查对象", **more: Any) -> Request:
    return Request(table, file, TODAY, **more)


def classes(done: Preview) -> list[str]:
    return [verdict.outcome.value for verdict in done.verdicts]


def test_every_row_stands_in_one_class_and_the_sum_is_right(tmp_path: Path) -> None:
    done = preview(Bureau().book(), asked(handed_in(tmp_path)))
    assert classes(done) == ["一致", "变更", "新增", "退回", "疑似"]
    assert sum_line(done) == "数据行 5 = 新增 1 + 变更 1 + 一致 1 + 疑似 1 + 退回 1"
    assert [one.kind for one in done.foreign.skipped] == ["提示行", "合计行"]


def test_a_preview_writes_nothing(tmp_path: Path) -> None:
    book = Bureau().book()
    before = cells(book)
    preview(book, asked(handed_in(tmp_path)), update=True)
    assert cells(book) == before


def test_new_rows_are_written_and_changes_only_when_asked_for(tmp_path: Path) -> None:
    book = Bureau().book()
    write(book, preview(book, asked(handed_in(tmp_path))), desk())
    assert rows(book, registers.OBJECTS, code="LS900")[0]["head"] == "赵某"
    assert rows(book, registers.OBJECTS, code="LS002")[0]["status"] == "正常"
    done = preview(book, asked(handed_in(tmp_path)), update=True)
    write(book, done, desk(10))
    changed = rows(book, registers.OBJECTS, code="LS002")[0]
    assert (changed["status"], changed["head"], changed["tier"]) == ("停业", "钱某", "A")
    assert classes(preview(book, asked(handed_in(tmp_path)), update=True)) == ["一致", "一致", "一致", "退回", "疑似"]


def test_the_log_names_the_file_and_the_counts_and_its_chain_holds(tmp_path: Path) -> None:
    book, path = Bureau().book(), handed_in(tmp_path)
    write(book, preview(book, asked(path), update=True), desk(operator="李某"))
    entry = rows(book, records.LOG)[0]
    assert (entry["act"], entry["who"]) == ("导入", "李某")
    assert "新增1行，变更1行；来自名册.csv" in entry["summary"]
    assert entry["content"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert not logchain.verify(rows(book, records.LOG))


def test_a_file_is_saved_once_with_what_was_previewed(tmp_path: Path) -> None:
    path, at = Bureau().file(tmp_path), desk()
    with opened(path, at) as book:
        write(book, preview(book, asked(handed_in(tmp_path))), at)
    again = Book(open_gateway(path))
    assert [row["code"] for row in again.read(registers.OBJECTS)][-1] == "LS900"
    assert not again.read(registers.OBJECTS).problems
    assert len(list((tmp_path / "备份").iterdir())) == 1


def test_a_doubtful_row_is_taken_when_somebody_looked_at_it(tmp_path: Path) -> None:
    book, path = Bureau().book(), handed_in(tmp_path)
    done = preview(book, asked(path, accept=frozenset((8,))))
    assert classes(done)[-1] == "新增"
    write(book, done, desk())
    assert rows(book, registers.OBJECTS, code="LS901")
    with refused("I45"):
        preview(Bureau().book(), asked(path, accept=frozenset((6, 7, 99))))


# --- what a check would say is said before ---------------------------------------------------------------

@pytest.mark.parametrize(("table", "text"), [
    ("回避关系", "人员编码,对象编码,回避事由\nP01,LS002,亲属\nP99,LS002,亲属\n"),
    ("年度计划", "计划编号,年度,任务名称,事项编码\nJH1,2026,检查,LS-01\nJH2,2026,再查,LS-99\n"),
    ("检查对象", f"{HEADER},执业机构编码\nLS950,甲甲律师事务所,,律师事务所,正常,,LS001\nLS951,乙乙律师事务所,,律师事务所,正常,,LS999\n"),
])
def test_a_row_that_would_make_the_register_wrong_is_rejected(tmp_path: Path, table: str, text: str) -> None:
    book = Bureau().book()
    done = preview(book, asked(handed_in(tmp_path, text), table))
    assert classes(done) == ["新增", "退回"]
    assert [reason.code for reason in done.verdicts[1].reasons] == ["I36"]
    assert done.verdicts[1].reasons[0].place.cell == "3:3"
    write(book, done, desk())
    assert not [p for p in book.read(next(s for s in IMPORTED if s.name == table)).problems if p.severity == "error"]


def test_a_warning_about_a_new_row_is_told_with_it(tmp_path: Path) -> None:
    text = "人员编码,姓名,执法证号,证件有效期,所在处室\nP09,孙某,ZF9,2020.1.1,公证处\n"
    done = preview(Bureau().book(), asked(handed_in(tmp_path, text), "执法人员"))
    assert {"R20", "R25"} <= {note.code for note in done.verdicts[0].notes}


def test_errors_that_the_register_had_before_do_not_stand_in_the_way(tmp_path: Path) -> None:
    bureau = Bureau().change(registers.OBJECTS, "LS005", status="未知")
    done = preview(bureau.book(), asked(handed_in(tmp_path)))
    assert (done.counts[Outcome.ADDED], done.blocking) == (1, ())


def test_a_change_that_makes_another_table_wrong_is_not_written(tmp_path: Path) -> None:
    bureau = Bureau().add(registers.FINDINGS, task=TASK, object="LS001", item="LS-01", checked=date(2026, 3, 1),
                          inspectors=("P02", "P03"), result="未发现问题")
    book = bureau.book()
    drawn(book)
    path = handed_in(tmp_path, "事项编码,大项,小项,停用日期\nLS-01,执业监督,LS-01,2026-01-31\n")
    done = preview(book, asked(path, "事项清单"), update=True)
    assert {found.code for found in done.blocking} == {"R42"}
    before = cells(book)
    with refused("R42"):
        write(book, done, desk(12, 4))
    assert cells(book) == before
    assert preview(book, asked(path, "事项清单")).blocking == ()


def test_tasks_under_way_are_named_and_their_locked_list_stays(tmp_path: Path) -> None:
    book = Bureau().book()
    locked(book)
    before = [dict(row) for row in rows(book, records.LOCKED)]
    done = preview(book, asked(handed_in(tmp_path)))
    assert [(found.code, found.params["task"]) for found in done.warnings] == [("I44", TASK)]
    write(book, done, desk(10))
    assert [dict(row) for row in rows(book, records.LOCKED)] == before


def test_nothing_is_written_after_a_broken_log(tmp_path: Path) -> None:
    book = Bureau().book()
    locked(book)
    entry = rows(book, records.LOG)[0]
    book.replace(records.LOG, [(entry, {"summary": "改动"})])
    done = preview(book, asked(handed_in(tmp_path)))
    before = cells(book)
    with refused("D40"):
        write(book, done, desk(10))
    assert cells(book) == before


# --- what the user says --------------------------------------------------------------------------------

def test_columns_words_and_values_are_told_by_the_user(tmp_path: Path) -> None:
    text = "律所全称,许可证号,登记状态,发证机关\n第001律师事务所,,存续,某局\n新律师事务所,LIC9,存续,某局\n"
    book = Bureau().book()
    done = preview(book, asked(
        handed_in(tmp_path, text), sets=("对象类型=律师事务所", "区县＝东区"), words=("登记状态：存续=正常",),
        maps=("律所全称=对象名称", "许可证号=执业证号")))
    assert classes(done) == ["一致", "新增"]
    assert [found.code for found in done.warnings] == ["I10"]
    write(book, done, desk())
    new = rows(book, registers.OBJECTS, code="LIC9")[0]
    assert (new["name"], new["status"], new["county"], new["object_type"]) == ("新律师事务所", "正常", "东区", "律师事务所")


@pytest.mark.parametrize(("more", "codes"), [
    ({"sets": ("状态",)}, ["I41"]), ({"sets": ("颜色=红",)}, ["I42"]), ({"sets": ("等级日期=去年",)}, ["I43"]),
    ({"maps": ("甲",)}, ["I41"]), ({"maps": ("甲=乙",)}, ["I42"]), ({"words": ("状态=正常",)}, ["I41"]),
    ({"words": ("颜色:红=蓝",)}, ["I42"]), ({"key": "颜色"}, ["I42"]),
    ({"sets": ("颜色=红",), "maps": ("甲=乙",), "key": "丙"}, ["I42"]), ({"table": "操作日志"}, ["I40"]),
])
def test_what_cannot_be_made_out_is_told_all_at_once(tmp_path: Path, more: dict[str, Any], codes: list[str]) -> None:
    with refused(*codes) as caught:
        preview(Bureau().book(), asked(handed_in(tmp_path), more.pop("table", "检查对象"), **more))
    assert caught.value.exit_code == 2


def test_a_list_without_rows_is_refused(tmp_path: Path) -> None:
    with refused("I46"):
        preview(Bureau().book(), asked(handed_in(tmp_path, f"{HEADER}\n必填,必填,18位,下拉选择,单选,\n")))


def test_a_register_that_lacks_its_columns_is_refused_and_one_that_lacks_others_warns(tmp_path: Path) -> None:
    from ssj_xl.gateways.memory import MemoryGateway

    gateway = Bureau().gateway()
    tables = {name: (gateway.table(name).header, gateway.table(name).rows) for name in gateway.tables()}
    header = tuple("x" if title == "负责人" else title for title in tables["检查对象"][0])
    lacking = Book(MemoryGateway({**tables, "检查对象": (header, tables["检查对象"][1])}, gateway.names()))
    done = preview(lacking, asked(handed_in(tmp_path)))
    assert [found.code for found in done.warnings] == ["I15"]
    header = tuple("x" if title == "对象名称" else title for title in tables["检查对象"][0])
    with refused("T01"):
        preview(Book(MemoryGateway({**tables, "检查对象": (header, [])}, gateway.names())), asked(handed_in(tmp_path)))


# --- what goes out comes back --------------------------------------------------------------------------

def exported(folder: Path, book: Book, spec: TableSpec, *, text: bool) -> Path:
    """A register as somebody exports it: a workbook, or text with every value as it is shown."""
    grid = book.gateway.table(spec.name)
    path = folder / f"{spec.name}.{'csv' if text else 'xlsx'}"
    if text:
        lines = [grid.header, *([_shown(cell) for cell in row] for row in grid.rows)]
        path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in lines), "utf-8")
        return path
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("导出")
        kinds = {date: made.add_format({"num_format": "yyyy-mm-dd"}), Percent: made.add_format({"num_format": "0%"})}
        sheet.write_row(0, 0, grid.header)
        for number, row in enumerate(grid.rows, 1):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell, kinds.get(type(cell)))
    return path


def _shown(cell: Any) -> str:
    if isinstance(cell, Percent):
        return f"{cell * 100:g}%"
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)


@pytest.mark.parametrize("text", [True, False], ids=["csv", "xlsx"])
@pytest.mark.long
def test_what_the_demonstrations_registers_hold_is_all_the_same_when_it_comes_back(tmp_path: Path, text: bool) -> None:
    from ssj_xl.build import example, master

    unit = example.divisions()[1]
    path = tmp_path / "主台账.xlsx"
    master.build(path, settings=unit.settings, rows=deepcopy(unit.rows))
    book = Book(open_gateway(path))
    for spec in IMPORTED:
        if len(book.read(spec)):
            done = preview(book, asked(exported(tmp_path, book, spec, text=text), spec.name))
            assert set(classes(done)) == {"一致"}, spec.name


_FIRMS = st.lists(st.tuples(st.integers(1, 60), st.sampled_from(["正常", "停业", "注销"]), st.sampled_from(["", "赵　某", "钱某"])),
                  min_size=1, max_size=12, unique_by=lambda firm: firm[0])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_FIRMS)
@pytest.mark.long
def test_the_same_file_again_finds_everything_there(tmp_path: Path, firms: Sequence[tuple[int, str, str]]) -> None:
    lines = [f"LS{n:03},第{n:03}律师事务所,,律师事务所,{status},{head}" for n, status, head in firms]
    path = handed_in(tmp_path, "\n".join([HEADER, *lines]))
    book = Bureau().book()
    first = preview(book, asked(path), update=True)
    assert len(first.verdicts) == len(firms)
    assert set(classes(first)) <= {"新增", "变更", "一致"}
    write(book, first, desk())
    assert set(classes(preview(book, asked(path), update=True))) == {"一致"}


# --- 应纳尽纳, and how it is shown -------------------------------------------------------------------------

def test_a_roster_is_compared_both_ways_and_nothing_is_written(tmp_path: Path) -> None:
    book = Bureau().book()
    before = cells(book)
    done, found = comparison(book, asked(handed_in(tmp_path), maps=()))
    assert [verdict.line for verdict in found.only_file] == [6, 7]
    assert [(change.old, change.new) for _, change in found.statuses] == [("正常", "停业")]
    assert len(found.only_register) == 40 - 3  # LS003 may be the doubtful row's
    assert cells(book) == before
    text = "\n".join(compared_lines(done, found))
    assert "名册行数：5 = 两边都有 2（其中重复 0） + 名册有、名录没有 2 + 无法核对 1" in text
    assert "LS003" in text
    data = compared_data(done, found)
    assert (data["rows_read"], data["differences"]) == (5, found.differences)


def test_a_table_without_codes_is_not_compared(tmp_path: Path) -> None:
    with refused("I47"):
        comparison(Bureau().book(), asked(handed_in(tmp_path, "日期,类型\n2026-10-01,放假\n"), "节假日"))


def test_the_preview_in_words_and_data_says_what_the_classes_say(tmp_path: Path) -> None:
    done = preview(Bureau().book(), asked(handed_in(tmp_path)))
    text = "\n".join(preview_lines(done))
    for part in ("第 3 行作为提示行跳过", "第 9 行作为合计行跳过", "状态：正常 → 停业；负责人：（空白） → 钱某", "[I32]", "[I22]",
                 "变更（1）：加 --update 才写入"):
        assert part in text
    data = preview_data(done)
    assert [row["class"] for row in data["rows"]] == classes(done)
    assert sum(data["counts"].values()) == data["rows_read"] == 5


def test_the_files_are_the_same_bytes_each_time_and_hold_text_only(tmp_path: Path) -> None:
    from tests.gateways import workbooks

    text = LIST.replace("新律师事务所", "=1+1律师事务所")
    book, path = Bureau().book(), handed_in(tmp_path, text)
    done = preview(book, asked(path))
    assert preview_workbook(done) == preview_workbook(preview(book, asked(path)))
    seen = comparison(book, asked(path))
    assert compared_workbook(*seen) == compared_workbook(*comparison(book, asked(path)))
    out = tmp_path / "预览.xlsx"
    out.write_bytes(preview_workbook(done))
    sheets = workbooks.loaded(out)
    assert sheets.sheetnames == ["概要", "新增", "变更", "一致", "疑似", "退回", "跳过的行"]
    kinds = {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}  # n: merged and empty cells
    assert all(sheet.page_setup.paperSize == 9 and sheet.print_title_rows == "$1:$2" for sheet in sheets)


UNCODED = """序号,抽查类别,抽查事项,抽查事项类别,抽查对象,抽查比例
1,执业监督,年度考核,一般,律所、公证处,不低于3%
2,执业监督,财务管理,重点检查事项,律师事务所,10%
3,执业监督,财务管理,重点检查事项,律师事务所,10%
4,执业监督,,一般,律师事务所,3%
"""


def test_items_without_codes_get_codes_that_are_the_same_every_time_and_are_told(tmp_path: Path) -> None:
    book, path = Bureau().book(), handed_in(tmp_path, UNCODED, "清单.csv")
    request = asked(path, "事项清单", words=("对象类型：律所=律师事务所", "对象类型：公证处=公证机构"), sets=("启用日期=2026-01-01",))
    done = preview(book, request)
    assert classes(done) == ["新增", "新增", "一致", "退回"]
    assert [note.code for verdict in done.verdicts[:2] for note in verdict.notes if note.code == "I48"] == ["I48"] * 2
    write(book, done, desk(10))
    first, second = rows(book, registers.ITEMS)[-2:]
    assert (first["object_type"], first["ratio"], first["item_class"]) == (("律师事务所", "公证机构"), Fraction(3, 100), "一般检查事项")
    assert {first["code"][:3], second["code"][:3]} == {"ZB-"}
    assert first["code"] != second["code"]
    assert classes(preview(book, request)) == ["一致", "一致", "一致", "退回"]
    other = Bureau().book()
    write(other, preview(other, request), desk(11))
    assert rows(other, registers.ITEMS)[-2]["code"] == first["code"]

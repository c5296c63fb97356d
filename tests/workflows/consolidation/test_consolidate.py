"""Consolidation on real files: divisions' workbooks in, bureau workbook, problem list and form out."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from ssj_xl.build import master, monthly_form
from ssj_xl.build.bureau_units import TOP
from ssj_xl.domain import logchain
from ssj_xl.entry.cli import cli
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway, working
from ssj_xl.tables import records, registers
from ssj_xl.tables.consolidated import HEADS, MERGED, RECEIPTS, ROSTER, SUBMISSIONS, UNMERGED, with_source
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.consolidation import files
from ssj_xl.workflows.consolidation.consolidate import Consolidated, Output, consolidate
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.monthly.own_form import OwnForm
from tests import office

DESK = Desk(datetime(2021, 3, 21, 15), "协调处王某", lambda: "0" * 64)
APRIL = Desk(datetime(2021, 4, 20, 15), "协调处王某", lambda: "0" * 64)
Rows = dict[str, list[dict[str, Any]]]


def work(unit: str, objects: int, *, task: str, division: str) -> Rows:
    """A month of one unit: objects, one task that drew two of them, one checked and published, one a problem."""
    own = [{"code": f"{task}-{n}", "name": f"{unit}所{n}", "object_type": "律师事务所", "status": "正常",
            "division": division} for n in range(1, objects + 1)]
    drawn = [{"task": task, "attempt": 1, "rank": n, "object": row["code"], "name": row["name"], "state": "抽中",
              "object_type": "律师事务所"} for n, row in enumerate(own[:2], 1)]
    finding = {"task": task, "item": "LS-01", "checked": date(2021, 3, 10)}
    return {
        registers.OBJECTS.name: own,
        registers.ITEMS.name: [{"code": "LS-01", "major": "执业监督", "minor": "执业活动", "item_class": "一般检查事项",
                                "object_type": "律师事务所", "basis": "《律师法》第4条"}],
        registers.TASKS.name: [{"code": task, "plan": "JH-1", "name": f"{unit}抽查", "division": division,
                                "items": ("LS-01",), "end": date(2021, 3, 31), "method": "分级比例",
                                "scope": "全部律师事务所", "scheme_name": f"{unit}方案",
                                "scheme_date": date(2021, 3, 1)}],
        records.DRAWS.name: [{"task": task, "attempt": 1, "count": objects, "root": "ab" * 32,
                              "locked_at": "2021-03-01 09:00:00", "drawn_at": "2021-03-02 09:00:00"}],
        records.WINNERS.name: drawn,
        registers.FINDINGS.name: [
            {**finding, "object": own[0]["code"], "result": "未发现问题", "published": date(2021, 3, 12)},
            {**finding, "object": own[1]["code"], "result": "发现问题已责令改正"}],
        registers.ACTIVITIES.name: [{"day": date(2021, 3, 1), "category": "会议", "name": f"{unit}部署会", "people": 9,
                                     "division": division}],
        records.LOG.name: [logchain.next_entry([], at="2021-03-02 09:00:00", act="抽取", who="张某", summary=task)],
    }


def put(path: Path, division: str, rows: Mapping[str, Any], *, unit: str = "某市司法局", level: str = "处室", **settings: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    given = {"unit": unit, "unit_code": "YS", "division": division, "division_code": "X", "level": level, "year": 2021,
             "site": f"{division}网站", **settings}
    master.build(path, settings=given, rows=rows, spare=1)
    os.utime(path, (datetime(2021, 3, 19).timestamp(),) * 2)
    return path


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two divisions and a county; the county's objects are its own.  Made once, and only read."""
    folder = tmp_path_factory.mktemp("报送")
    put(folder / "律师处.xlsx", "律师处", work("律", 6, task="YS-LS-2021-1", division="律师处"))
    put(folder / "公证" / "公证处.xlsx", "公证处", work("公", 4, task="YS-GZ-2021-1", division="公证处"))
    put(folder / "桥东.xlsx", "法治股", work("桥", 3, task="QD-2021-1", division="法治股"), unit="桥东区司法局",
        level="区县局")
    return folder


@pytest.fixture
def inbox(handed_in: Path, tmp_path: Path) -> Path:
    """What was handed in, for a test that may change it."""
    return Path(shutil.copytree(handed_in, tmp_path / "报送"))


def run(*paths: Path, previous: Path | None = None, desk: Desk = DESK, **output: Any) -> Consolidated:
    return consolidate(paths, month="2021-03" if desk is DESK else "2021-04", previous=previous, desk=desk,
                       output=Output(**output))


def saved(done: Consolidated, path: Path) -> Path:
    path.write_bytes(done.data)
    return path


def rows_of(done: Consolidated, spec: TableSpec, folder: Path) -> list[Any]:
    return list(Book(open_gateway(saved(done, folder / "读.xlsx"))).read(spec))


def codes(done: Consolidated) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in done.problems:
        found.setdefault(problem.code, []).append(str(problem.place))
    return found


def form_texts(done: Consolidated) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(done.form)).active
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.long
def test_the_first_consolidation_proposes_who_must_hand_in_and_once_confirmed_the_next_names_who_did_not(inbox: Path, tmp_path: Path) -> None:
    home = tmp_path / "汇总"
    home.mkdir()
    roster, book_path = home / "应报单位.xlsx", home / "汇总台账-2021-03.xlsx"

    def command(*more: str) -> str:
        return CliRunner().invoke(cli, ["consolidate", str(inbox), "--month", "2021-03", "-o", str(book_path), "--date", "2021-03-21", *more], catch_exceptions=False).output

    said = command()
    assert "[K46] 应报单位有 4 行待确认" in said
    assert f"已生成：{roster}" in said
    with working(roster, reason="试", now=DESK.now) as gateway:
        book = Book(gateway)
        units = book.read(ROSTER).rows
        assert [(row["division"], row["level"]) for row in units] == [("公证处", "处室"), ("律师处", "处室"), ("法治股", "区县局"), ("", "市局")]
        contacts = {"contact": "王某", "mobile": "13800000000"}
        book.replace(ROSTER, [(row, {"confirmed": "是", **(contacts if row["level"] == "市局" else {})}) for row in units])
        book.append(ROSTER, [{"unit": "某市司法局", "division": "鉴定处", "level": "处室", "confirmed": "是"}])
        book.append(RECEIPTS, [{"month": "2021-03", "unit": "某市司法局", "division": "律师处", "received": date(2021, 3, 24), "channel": "光盘", "stamped": "是"}])
        book.commit()

    said = command("--force")
    assert ("K46" in said, "未报：某市司法局鉴定处" in said) == (False, True)
    assert [row["division"] for row in Book(open_gateway(roster)).read(RECEIPTS)] == ["律师处", "公证处", "法治股", "鉴定处"]
    found = {row["division"]: row for row in Book(open_gateway(book_path)).read(SUBMISSIONS)}["律师处"]
    assert [found[key] for key in ("state", "handed_in", "channel", "stamped")] == ["逾期", "2021-03-24（收件登记）", "光盘", "是"]
    form = openpyxl.load_workbook(home / "月报表-汇总-2021-03.xlsx").worksheets[0]
    foot = "".join(str(cell.value or "") for row in form.iter_rows() for cell in row)
    assert ("王某" in foot, "13800000000" in foot) == (True, True)


@pytest.mark.long
def test_the_three_fates_add_up_to_what_was_read_and_the_sum_is_printed(inbox: Path) -> None:
    done = run(inbox)
    count = done.count
    assert count.read == count.merged + count.duplicates + count.rejected > 0
    fates = f"并入 {count.merged} + 重复 {count.duplicates} + 退回 {count.rejected}"
    assert done.summary()[0] == f"读取 {count.read} 行 = {fates}；未读 0 行"
    data = json.loads(json.dumps(done.as_data(), ensure_ascii=False, default=list))
    assert data["rows_read"] == data["merged"] + data["duplicates"] + data["rejected"]
    assert sum(row["rows"] for row in data["files"]) == data["rows_read"]
    assert sum(data["tables"].values()) == data["merged"]
    assert {"code", "file", "sheet", "cell", "text"} <= set(data["problems"][0])


@pytest.mark.long
def test_the_bureau_workbook_holds_every_merged_row_with_its_source(inbox: Path, tmp_path: Path) -> None:
    done = run(inbox)
    rows = rows_of(done, with_source(registers.OBJECTS), tmp_path)
    third = next(row for row in rows if row["code"] == "YS-GZ-2021-1-3")
    assert (third["source_file"], third["source_line"], third["source_level"]) == ("公证处.xlsx", 4, "处室")
    assert len(rows) == 6 + 4 + 3
    unmerged = rows_of(done, UNMERGED, tmp_path)
    assert len(unmerged) == done.count.duplicates + done.count.rejected
    assert all(row["kept"] for row in unmerged if row["fate"] == "重复")


@pytest.mark.long
def test_the_bureau_workbook_reads_without_an_error_in_any_table(inbox: Path, tmp_path: Path) -> None:
    book = Book(open_gateway(saved(run(inbox), tmp_path / "汇总.xlsx")))
    for spec in (*map(with_source, MERGED), SUBMISSIONS, HEADS, UNMERGED, records.PROBLEMS, records.LOG):
        assert [p for p in book.read(spec).problems if p.severity == "error"] == []
    assert book.settings()[0].unit == "某市司法局"
    assert book.settings()[0].level == "市局"


def test_where_a_division_keeps_last_years_workbook_is_not_told_to_the_bureau(tmp_path: Path) -> None:
    put(tmp_path / "律师处.xlsx", "律师处", work("律", 3, task="YS-LS-2021-1", division="律师处"), last_book="../2020/主台账.xlsx")
    book = Book(open_gateway(saved(run(tmp_path / "律师处.xlsx"), tmp_path / "汇总.xlsx")))
    assert (book.settings()[0].unit, book.settings()[0].last_book) == ("某市司法局", "")


@pytest.mark.long
def test_files_handed_in_stay_as_they_were(inbox: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in inbox.rglob("*") if path.is_file()}
    run(inbox)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in inbox.rglob("*") if path.is_file()} == before


@pytest.mark.long
def test_the_same_files_give_the_same_bytes(inbox: Path, tmp_path: Path) -> None:
    first, second = run(inbox, beside=tmp_path), run(inbox, beside=tmp_path)
    assert (first.data, first.form) == (second.data, second.form)


@pytest.mark.long
def test_the_form_adds_up_the_divisions_and_names_the_counties_in_row_5_only(inbox: Path) -> None:
    text = form_texts(run(inbox))
    assert "合计开展随机抽查2次，抽取检查对象4家" in text
    assert "律师处：律部署会" in text
    assert "公证处：公部署会" in text
    assert "桥部署会" not in text
    assert "2家，其中发现问题已责令改正2家" in text
    assert "桥东区司法局抽查检查主体2家，公示抽查结果1家" in text


@pytest.mark.long
def test_results_without_a_site_are_on_the_site_of_their_own_division(inbox: Path) -> None:
    text = form_texts(run(inbox))
    assert "律师处网站1家" in text
    assert "公证处网站1家" in text


@pytest.mark.long
def test_every_figure_of_the_form_leads_to_the_file_and_row_it_came_from(inbox: Path) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(run(inbox).trace))["追溯"]
    shown = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"律师处.xlsx 2", "公证处.xlsx 2"} <= shown


@pytest.mark.long
def test_files_that_cannot_be_read_are_listed_with_a_remedy_and_the_rest_goes_on(inbox: Path) -> None:
    (inbox / "损坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    (inbox / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    done = run(inbox)
    assert {row["file"] for row in done.submissions if row["state"] == "未能读取"} == {"损坏.xlsx", "旧.xls"}
    wrong = [p for p in done.problems if p.place.file in ("损坏.xlsx", "旧.xls")]
    assert all(p.severity == "error" and p.remedy for p in wrong)
    assert {p.place.file for p in wrong} == {"损坏.xlsx", "旧.xls"}
    assert len(done.data) > 0
    assert done.count.merged > 0


class _Unsaid(zipfile.ZipInfo):
    """A member that does not say what its name is in: GBK of Windows in Chinese, UTF-8 of other systems."""

    encoding = "gbk"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(self.encoding), self.flag_bits


class _UnsaidUtf8(_Unsaid):
    encoding = "utf-8"


@pytest.mark.parametrize("member", [_Unsaid, _UnsaidUtf8])
@pytest.mark.long
def test_what_is_packed_is_unpacked_and_counts_as_if_it_lay_there(inbox: Path, member: type[zipfile.ZipInfo]) -> None:
    plain = run(inbox)
    with zipfile.ZipFile(inbox / "报送.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("律师处.xlsx", "公证/公证处.xlsx"):
            archive.writestr(member(name, (2021, 3, 20, 8, 0, 0)), (inbox / name).read_bytes())
        archive.writestr("封面.pdf", b"%PDF")
    for name in ("律师处.xlsx", "公证/公证处.xlsx"):
        (inbox / name).unlink()
    done = run(inbox)
    assert (done.count, done.merged) == (plain.count, plain.merged)
    assert [{row["file"]: (row["state"], row["handed_in"]) for row in one.submissions} for one in (done, plain)] == [
        dict.fromkeys(("律师处.xlsx", "公证处.xlsx", "桥东.xlsx"), ("按时", "2021-03-02 09:00:00（操作日志）"))] * 2
    assert "没有读取的其他文件 1 个：封面.pdf" in done.summary()


@pytest.mark.parametrize(("content", "code"), [(b"PK\x03\x04 half", "F02"), (b"", "F02"), (b"Rar!", "F02")])
@pytest.mark.long
def test_an_archive_that_cannot_be_opened_is_named_and_the_rest_goes_on(inbox: Path, content: bytes, code: str) -> None:
    (inbox / "坏.zip").write_bytes(content)
    done = run(inbox)
    assert codes(done)[code] == ["坏.zip"]
    assert done.count.merged > 0


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xls:MS Excel 97", "ods:calc8"])
@pytest.mark.long
def test_workbooks_of_other_formats_are_read_as_what_they_are(inbox: Path, tmp_path: Path, suffix: str) -> None:
    plain = run(inbox)
    shutil.move(office.converted(inbox / "桥东.xlsx", tmp_path / "旧", suffix), inbox)
    (inbox / "桥东.xlsx").unlink()
    done = run(inbox)
    assert (done.count, done.merged) == (plain.count, plain.merged)


@pytest.mark.long
def test_what_is_no_master_is_left_alone_and_named(inbox: Path) -> None:
    monthly_form.build_sheet(inbox / "月报表.xlsx")
    (inbox / "通知.docx").write_bytes(b"x")
    (inbox / "~$律师处.xlsx").write_bytes(b"x")
    put(inbox / "备份" / "律师处_20210301.xlsx", "律师处", {})
    done = run(inbox)
    assert set(done.skipped) == {"月报表.xlsx", "通知.docx"}
    assert codes(done)["K01"] == ["月报表.xlsx"]
    assert codes(done)["K20"] == ["律师处.xlsx"]


@pytest.mark.long
def test_a_bureau_workbook_in_the_folder_is_not_merged_again(inbox: Path) -> None:
    before = run(inbox)
    saved(before, inbox / "汇总.xlsx")
    after = run(inbox)
    assert after.count == before.count
    assert codes(after)["K02"] == ["汇总.xlsx"]


@pytest.mark.long
def test_a_missing_table_and_a_missing_column_reject_that_table_and_nothing_else(inbox: Path) -> None:
    book = openpyxl.load_workbook(inbox / "律师处.xlsx")
    del book["工作动态"]
    book["检查对象"]["B1"].value = "所名？"
    for table in list(book["检查对象"].tables):
        del book["检查对象"].tables[table]
    book.save(inbox / "律师处.xlsx")
    done = run(inbox)
    assert codes(done)["K05"] == ["律师处.xlsx"]
    assert codes(done)["K06"] == ["律师处.xlsx 检查对象!1:1"]
    assert next(row for row in done.submissions if row["division"] == "律师处")["rejected"] == 6
    assert done.merged["抽取名单"] == 6


def test_folders_in_folders_are_read_however_deep(inbox: Path) -> None:
    plain = run(inbox)
    deeper = inbox / "区县" / "2021年" / "三月"
    deeper.mkdir(parents=True)
    (inbox / "桥东.xlsx").rename(deeper / "桥东.xlsx")
    (deeper / "回到上面").symlink_to(inbox, target_is_directory=True)
    assert run(inbox).count == plain.count
    elsewhere = inbox.parent / "共享盘"
    deeper.rename(elsewhere)
    deeper.symlink_to(elsewhere, target_is_directory=True)
    assert run(inbox).count == plain.count


@pytest.mark.long
def test_workbooks_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    put(tmp_path / "律师处" / "主台账.xlsx", "律师处", {})
    put(tmp_path / "公证处" / "主台账.xlsx", "公证处", {})
    assert [row["file"] for row in run(tmp_path).submissions] == ["公证处/主台账.xlsx", "律师处/主台账.xlsx"]


@pytest.mark.long
def test_patterns_and_paths_given_twice_count_each_file_once(inbox: Path) -> None:
    done = run(inbox / "*.xlsx", inbox / "律师处.xlsx", inbox / "没有.xlsx")
    assert [row["file"] for row in done.submissions] == ["律师处.xlsx", "桥东.xlsx"]
    assert list(codes(done)["F01"]) == [str(inbox / "没有.xlsx")]


@pytest.mark.long
def test_two_workbooks_of_one_division_are_said_and_only_one_is_used(inbox: Path) -> None:
    more = work("律", 8, task="YS-LS-2021-1", division="律师处")
    more[records.LOG.name] = []
    put(inbox / "律师处-旧.xlsx", "律师处", more)
    done = run(inbox)
    assert codes(done)["K04"] == ["律师处-旧.xlsx"]
    assert done.merged["检查对象"] == 6 + 4 + 3
    row = next(row for row in done.submissions if row["file"] == "律师处-旧.xlsx")
    assert (row["state"], row["merged"], row["rejected"]) == ("未采用", 0, 2)


@pytest.mark.long
def test_a_copy_of_a_file_counts_once(inbox: Path) -> None:
    (inbox / "律师处 - 副本.xlsx").write_bytes((inbox / "律师处.xlsx").read_bytes())
    done = run(inbox)
    assert len(codes(done)["K03"]) == 1
    assert done.count.rejected == 0
    assert done.merged["检查对象"] == 6 + 4 + 3


@pytest.mark.long
def test_a_countys_name_is_never_that_of_the_bureau(handed_in: Path, tmp_path: Path) -> None:
    done = run(handed_in / "桥东.xlsx")
    assert "K45" in codes(done)
    assert "桥东区司法局" not in str(next(openpyxl.load_workbook(io.BytesIO(done.form)).active.iter_rows(max_row=2, min_row=2, values_only=True)))

    bureau = put(tmp_path / "市局.xlsx", "", {}, level="市局")
    done = run(handed_in / "桥东.xlsx", bureau)
    assert "K45" not in codes(done)
    assert "单位名称（盖章）：某市司法局" in form_texts(done).replace(" ", "")


@pytest.mark.long
def test_deadlines_are_looked_at_on_the_day_of_the_form(handed_in: Path) -> None:
    found = [codes(run(handed_in / "律师处.xlsx", desk=replace(DESK, now=now), filled_on=date(2021, 3, 21))) for now in (DESK.now, datetime(2026, 11, 29, 9))]
    late = codes(run(handed_in / "律师处.xlsx", desk=DESK, filled_on=date(2021, 4, 30)))

    assert found[0] == found[1]
    assert "R86" in late
    assert "R86" not in found[0]


@pytest.mark.long
def test_next_month_knows_who_is_expected_whose_log_was_cut_and_which_draw_was_changed(inbox: Path,
                                                                                      tmp_path: Path) -> None:
    march = saved(run(inbox), tmp_path / "三月.xlsx")
    (inbox / "公证" / "公证处.xlsx").unlink()
    forged = work("律", 6, task="YS-LS-2021-1", division="律师处")
    forged[records.DRAWS.name][0]["root"] = "cd" * 32
    forged[records.LOG.name] = [logchain.next_entry([], at="2021-03-05 09:00:00", act="抽取", who="张某", summary="另")]
    put(inbox / "律师处.xlsx", "律师处", forged)
    done = run(inbox, previous=march, desk=APRIL)
    assert [row["division"] for row in done.submissions if row["state"] == "未报"] == ["公证处"]
    assert codes(done)["K14"] == ["律师处.xlsx 操作日志"]
    assert codes(done)["K15"] == ["律师处.xlsx 抽取记录!D2"]
    assert {row["division"]: row["state"] for row in rows_of(done, HEADS, tmp_path)}["公证处"].startswith("未报")
    log = rows_of(done, records.LOG, tmp_path)
    assert [row["act"] for row in log] == ["汇总", "汇总"]
    assert logchain.verify(log) == []


@pytest.mark.long
def test_an_honest_next_month_raises_no_suspicion(inbox: Path, tmp_path: Path) -> None:
    march = saved(run(inbox), inbox / "三月汇总.xlsx")
    done = run(inbox, previous=march, desk=APRIL)
    assert {"K02", "K12", "K14", "K15"}.isdisjoint(codes(done))
    assert [row["activity"] for row in done.submissions] == ["本月无"] * 3
    assert "无" in form_texts(done)


def test_a_previous_file_that_is_no_bureau_workbook_is_refused(inbox: Path) -> None:
    with pytest.raises(UserError) as refused:
        run(inbox, previous=inbox / "律师处.xlsx")
    assert [problem.code for problem in refused.value.problems] == ["K19"]


@pytest.mark.long
def test_a_template_that_cannot_be_filled_leaves_the_bureau_workbook_whole(inbox: Path) -> None:
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    done = run(inbox, template=OwnForm(out.getvalue()))
    assert done.form == b""
    assert any(code.startswith("P") for code in codes(done))
    assert done.count.merged > 0


def test_nothing_to_consolidate_is_refused_with_everything_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "损坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(UserError) as refused:
        run(tmp_path)
    assert {problem.code for problem in refused.value.problems} >= {"K23", "F02"}
    with pytest.raises(UserError) as without:
        run()
    assert [problem.code for problem in without.value.problems] == ["U03"]


@pytest.mark.long
def test_problem_cells_lead_to_the_files_relative_to_the_bureau_workbook(inbox: Path) -> None:
    put(inbox / "公证" / "公证处.xlsx", "公证处", {registers.OBJECTS.name: [
        {"code": "GZ-1", "name": "公证处一", "object_type": "公证机构", "status": "正常", "tier_date": "三月"}]})
    done = run(inbox, beside=inbox.parent)
    sheet = openpyxl.load_workbook(io.BytesIO(done.data))["问题清单"]
    links = {cell.value: cell.hyperlink for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink}
    assert links["G2"].target == "报送/公证/公证处.xlsx"
    assert links["G2"].location == "'检查对象'!G2"


@pytest.mark.long
def test_a_division_with_another_reporting_period_is_named(inbox: Path) -> None:
    gateway = open_gateway(inbox / "桥东.xlsx")
    gateway.put("报表周期", "自然月")
    gateway.commit()
    assert codes(run(inbox))["K22"] == ["桥东.xlsx 参数!报表周期"]


@pytest.mark.libreoffice
@pytest.mark.long
def test_the_bureau_workbook_computes_without_an_error_cell_and_has_a_line_a_unit_on_its_first_sheet(inbox: Path, tmp_path: Path) -> None:
    made = saved(run(inbox), tmp_path / "汇总.xlsx")
    path = office.recalculated(made, tmp_path / "算")
    book = openpyxl.load_workbook(path, data_only=True)
    for lines in (list(one["首页"].iter_rows(min_row=TOP + 3, values_only=True)) for one in (book, openpyxl.load_workbook(made, data_only=True))):
        assert [(row[1], row[6], *row[13:19]) for row in lines[:3]] == [
            ("某市司法局公证处", "按时", 1, 2, 1, 1, 1, 1), ("某市司法局律师处", "按时", 1, 2, 1, 1, 1, 1), ("桥东区司法局法治股", "按时", 1, 2, 1, 1, 1, 1)]
        assert "内部资料，不得公开" in lines[4][1]
        assert [row[1] for row in lines[6:] if row[4] == "合计"] == ["年度"]
    wrong = [f"{sheet.title}!{cell.coordinate}" for sheet in book for row in sheet.iter_rows() for cell in row
             if cell.data_type == "e" or cell.value in ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")]
    assert wrong == []


@pytest.mark.long
def test_a_neighbours_workbook_under_ones_own_name_is_named(inbox: Path) -> None:
    put(inbox / "司法鉴定处.xlsx", "司法鉴定处", work("律", 6, task="YS-LS-2021-1", division="律师处"))
    march = run(inbox)
    assert {"司法鉴定处.xlsx"} <= set(codes(march)["K33"])
    (inbox / "司法鉴定处.xlsx").unlink()
    before = saved(run(inbox), inbox.parent / "三月.xlsx")
    shutil.move(inbox / "律师处.xlsx", inbox / "桥东.xlsx")
    put(inbox / "公证" / "公证处.xlsx", "公证处", work("律", 6, task="YS-LS-2021-1", division="律师处"))
    (inbox / "桥东.xlsx").rename(inbox / "律师.xlsx")
    april = run(inbox, previous=before, desk=APRIL)
    assert "其中 1 项任务上月是“某市司法局律师处”报来的" in next(p.text for p in april.problems if p.code == "K33" and p.place.file == "公证处.xlsx")
    put(inbox / "公证" / "公证处.xlsx", "公证处", work("公", 4, task="YS-GZ-2021-1", division="公证处"))
    shutil.move(inbox / "公证" / "公证处.xlsx", inbox / "律师处.xlsx")
    assert codes(run(inbox, previous=before, desk=APRIL))["K34"] == ["律师处.xlsx"]


def test_a_file_that_goes_away_meanwhile_a_folder_that_cannot_be_read_and_a_link_to_nowhere_are_named_and_the_rest_goes_on(
        inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(path: Path) -> Any:
        if path.name == "桥东.xlsx":
            raise FileNotFoundError(2, "No such file", str(path))
        return stamp(path)

    def within(folder: Path) -> Any:
        if folder.name == "锁着":
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(folder)

    def known(path: Path, **way: Any) -> Any:
        if path.parent.name == "可列":
            raise PermissionError(13, "Permission denied", str(path))
        return told(path, **way)

    stamp, listed, told = files._stamp, Path.iterdir, Path.stat
    (inbox / "可列").mkdir()
    (inbox / "可列" / "甲.xlsx").touch()
    monkeypatch.setattr(Path, "stat", known)
    monkeypatch.setattr(Path, "exists", lambda path: isinstance(known(path), os.stat_result) if path.parent.name == "可列" else os.path.exists(path))
    monkeypatch.setattr(files, "_stamp", gone)
    monkeypatch.setattr(Path, "iterdir", within)
    (inbox / "锁着").mkdir()
    (inbox / "断.xlsx").symlink_to("没有.xlsx")
    done = consolidate([inbox, inbox / "可列" / "乙.xlsx"], month="2021-03", previous=None, desk=DESK)
    named = {one.place.file: (one.code, one.text) for one in done.problems if one.code in ("F01", "F78")}
    assert {Path(file).name: code for file, (code, _) in named.items()} == {"桥东.xlsx": "F78", "锁着": "F78", "断.xlsx": "F01", "甲.xlsx": "F78", "乙.xlsx": "F78"}
    assert "刚被移走、改名或删除" in named["桥东.xlsx"][1]
    assert [row["state"] for row in done.submissions].count("未能读取") == 5
    assert done.merged["抽查任务"] == 2

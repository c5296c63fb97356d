"""The menu as a clerk at a terminal uses it, driven by a terminal driver."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner

from ssj_xl.build import example, master
from ssj_xl.build.ribbon import GROUPS as RIBBON
from ssj_xl.entry.acts import ACTS, FORMAT, PAPERS, TERM
from ssj_xl.entry.cli import cli
from ssj_xl.entry.menu import dropped, offered, only_master
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.tables import records, registers
from ssj_xl.workflows.publishing.dossier import TERMS
from ssj_xl.workflows.publishing.papers import EXCEL, STEMS, WORD
from ssj_xl.workflows.registers import new
from tests.bureau import TASK as BUREAUS_TASK
from tests.bureau import Bureau

LINES = [line for lines in offered().values() for line in lines]
NUMBER = {title: str(number) for number, (title, _) in enumerate(LINES, 1)}
DICE = "31415926535897932384"
TASK = "YZSFJ-GZ-2021-001"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A division's workbook before its first draw, in a folder with blanks and Chinese in its name."""
    unit = example.divisions()[1]
    folder = tmp_path / "公证 工作处"
    folder.mkdir()
    master.build(folder / "主台账.xlsx", settings=unit.settings, rows=unit.rows)
    return folder / "主台账.xlsx"


def test_a_suggested_name_ends_in_no_dash_where_an_answer_is_left_out() -> None:
    for title, act in LINES:
        known = {"book": "甲/主台账.xlsx"}
        for ask in act.asks:
            suggested = ask.suggestion(datetime(2021, 3, 20), known)
            assert not Path(suggested).stem.endswith("-"), (title, suggested)
            known[ask.key] = suggested or ("" if ask.optional else "甲")


class Terminal:
    """The program at a terminal: what it says is waited for, what is typed is sent."""

    def __init__(self, *arguments: str, encoding: str = "utf-8") -> None:
        self.child = pexpect.spawn(sys.executable, ["-m", "ssj_xl", *arguments], encoding=encoding, timeout=20,
                                   dimensions=(60, 200), env=_environment(encoding), preexec_fn=_hear_ctrl_c)

    def sees(self, text: str) -> Terminal:
        self.child.expect_exact(text)
        return self

    def types(self, text: str) -> Terminal:
        self.child.sendline(text)
        return self

    def choose(self, title: str) -> Terminal:
        return self.sees("请输入序号").types(NUMBER[title])

    def for_task(self, title: str) -> Terminal:
        return self.choose(title).sees("请选择任务，输入序号").types(TASK)


def _hear_ctrl_c() -> None:
    """What was started in the background ignores Ctrl-C, and its children with it; a terminal does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _environment(encoding: str) -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C.UTF-8", "TERM": "dumb"}


@pytest.fixture
def terminal(book: Path) -> Iterator[Terminal]:
    found = Terminal(str(book))
    yield found
    found.child.close(force=True)


def test_from_lock_to_form_with_numbers_only(terminal: Terminal, book: Path) -> None:
    terminal.for_task("预览").sees("ssj-xl preview")
    terminal.for_task("锁定名录").sees("随机源").sees("dice").types("dice").sees("锁定公告存为").types("").sees("ssj-xl lock")
    terminal.for_task("抽取").sees("随机数").types(DICE).sees("不能重抽。继续吗？").types("y").sees("ssj-xl draw")
    terminal.for_task("匹配人员").sees("ssj-xl match")
    terminal.choose("月报表").sees("月份").types("2021-03").sees("本局自己的").types("").sees("指明填法").types("")
    terminal.sees("存为").types("").sees("日期").types("").sees("PDF").types("").sees("已生成")
    terminal.sees("请输入序号").types("0")
    terminal.child.expect(pexpect.EOF)

    held = Book(open_gateway(book))
    assert [row["source"] for row in held.read(records.DRAWS)] == ["dice"]
    assert [row["state"] for row in held.read(registers.TASKS) if row["code"] == TASK] == ["已匹配"]
    assert all(row["lead"] for row in held.read(records.WINNERS) if row["state"] == "抽中")
    assert {path.name for path in book.parent.iterdir()} >= {f"锁定公告-{TASK}.xlsx", "月报表-2021-03.xlsx", "月报表-2021-03-追溯.xlsx"}


@pytest.mark.long
def test_what_is_there_is_overwritten_only_after_a_yes_and_the_old_file_stays_in_the_backups(terminal: Terminal, book: Path) -> None:
    page = book.parent / "公开台账.html"
    page.write_text("旧的", encoding="utf-8")

    terminal.choose("公开台账").sees("存为").types("").sees("已经有了。覆盖吗").types("n")
    terminal.sees("存为").types("").sees("已经有了。覆盖吗").types("y").sees("--force").sees("请输入序号")

    assert "旧的" not in page.read_text(encoding="utf-8")
    assert [path.read_text(encoding="utf-8") for path in (book.parent / "备份").glob("公开台账*")] == ["旧的"]


@pytest.mark.long
def test_the_workbook_that_was_made_is_the_one_that_is_gone_on_with(tmp_path: Path) -> None:
    terminal = Terminal()
    terminal.choose("新建主台账").sees("放在哪个文件夹").types(str(tmp_path / "桥东"))
    for asked, answer in (("单位名称", "桥东区司法局"), ("单位编码", "QD"), ("处室名称", ""), ("处室编码", ""), ("单位层级", "2"), ("预先登记", "7"), ("信用风险等级", "3")):
        terminal.sees(asked).types(answer)
    terminal.sees("--level '区县局'").sees(f"主台账：{tmp_path / '桥东' / '主台账.xlsx'}")
    terminal.choose("检查登记").sees("ssj-xl check")
    terminal.child.close(force=True)

    assert Book(open_gateway(tmp_path / "桥东" / "主台账.xlsx")).settings()[0].level == "区县局"


def test_a_paper_of_one_kind_in_excel_and_again_into_its_folder_can_be_had_from_the_menu() -> None:
    act = next(act for _, act in LINES if act.key == "papers")
    known = {"book": "b", "task": "t", "folder": "f", "kind": "记录表", "format": "xlsx", "force": "--force"}

    assert set(PAPERS) == set(STEMS)
    assert FORMAT.offered == (WORD, EXCEL)
    assert (set(TERM.offered), TERM.offered[0]) == (set(TERMS), TERMS[1]), "the first is what the command takes by itself"
    assert [ask.kind for ask in act.asks if ask.key == "folder"] == ["output"], "what lies there is asked about"
    assert act.arguments(known) == ["papers", "b", "t", "-o", "f", "--kind", "记录表", "--format", "xlsx", "--force"]
    assert act.arguments({**known, "kind": "", "format": "", "force": ""}) == ["papers", "b", "t", "-o", "f"]


def test_a_folder_with_one_workbook_of_registers_stands_for_it(book: Path) -> None:
    (book.parent / "名单.xlsx").write_bytes(b"no workbook")
    assert only_master(book.parent) == book
    (book.parent / "主台账-2.xlsx").write_bytes(book.read_bytes())
    assert only_master(book.parent) is None


def test_several_commitments_are_as_many_options() -> None:
    act = next(act for _, act in LINES if act.key == "lock_parties")
    known = {"book": "b", "task": "t", "last": "", "why_old": "", "source": "dice", "commits": "甲.json；乙=12 ;", "notice": ""}

    assert act.arguments(known) == ["lock", "b", "t", "--source", "dice", "--commit", "甲.json", "--commit", "乙=12"]


def test_people_who_do_not_take_part_are_parted_as_in_every_other_list() -> None:
    [act] = [one for one in ACTS if one.key == "joint_join"]
    known = dict.fromkeys([ask.key for ask in act.asks], "") | {"book": "b", "file": "f", "out": "o", "force": "", "absent": "张三、李四", "limits": "王五=2，赵六=1"}
    assert act.arguments(known) == ["joint", "join", "b", "f", "--absent", "张三", "--absent", "李四", "--limit", "王五=2", "--limit", "赵六=1", "-o", "o"]


@pytest.mark.long
def test_what_is_wrong_is_said_and_the_menu_goes_on(terminal: Terminal) -> None:
    terminal.sees("请输入序号").types("99").sees("没有“99”这一项")
    terminal.sees("请输入序号").types("抽").sees("没有“抽”这一项")
    terminal.for_task("抽取").sees("还没有锁定").sees("已返回，没有写入")
    terminal.for_task("匹配人员").sees("错误 [D").sees("没有完成，原因见上")
    terminal.for_task("作废").sees("原因").types("").sees("必须填写").types("q").sees("已返回，没有写入")
    terminal.sees("请输入序号").types("q")
    terminal.child.expect(pexpect.EOF)


@pytest.mark.long
def test_the_reasons_are_those_of_the_workbooks_own_list(tmp_path: Path) -> None:
    codes = [{"category": "递补原因", "code": code, "name": name} for code, name in (("1", "不可抗力"), ("2", "本局另定"))]
    path = Bureau().add(registers.CODES, **codes[0]).add(registers.CODES, **codes[1]).file(tmp_path)
    found = Terminal(str(path))
    found.choose("递补").sees("请选择任务，输入序号").types(BUREAUS_TASK).sees("不能检查的对象编码").types("LS001")
    found.sees("1 不可抗力").sees("2 本局另定").sees("递补原因，输入序号").types("q").sees("已返回，没有写入")
    found.child.close(force=True)


@pytest.mark.long
def test_a_draw_that_is_not_confirmed_is_not_made(terminal: Terminal, book: Path) -> None:
    terminal.for_task("锁定名录").sees("随机源").types("dice").sees("锁定公告存为").types("").sees("ssj-xl lock")
    terminal.for_task("抽取").sees("随机数").types(DICE).sees("继续吗？").types("n").sees("已返回，没有写入")

    assert [row["drawn_at"] for row in Book(open_gateway(book)).read(records.DRAWS)] == [""]


@pytest.mark.parametrize("how", ["'{}'", '"{}"', "file://{}", "{} "])
@pytest.mark.long
def test_a_workbook_that_is_dropped_is_found(how: str, book: Path) -> None:
    from urllib.parse import quote

    terminal = Terminal()
    path = quote(str(book)) if how.startswith("file") else str(book)
    terminal.choose("检查登记").sees("请输入主台账的文件名").types(how.format(path)).sees("ssj-xl check")
    terminal.sees("请输入序号").types("0")
    terminal.child.expect(pexpect.EOF)


@pytest.mark.long
def test_a_workbook_that_is_not_there_is_asked_for_again(tmp_path: Path) -> None:
    terminal = Terminal(str(tmp_path / "没有.xlsx"))
    terminal.sees("找不到工作簿").types("q")
    terminal.child.expect(pexpect.EOF)


@pytest.mark.long
def test_end_of_input_and_ctrl_c_leave_in_peace(terminal: Terminal) -> None:
    terminal.for_task("作废").sees("原因").child.sendintr()
    terminal.sees("已返回，没有写入").sees("请输入序号").child.sendeof()
    terminal.child.expect(pexpect.EOF)
    terminal.child.close()

    assert terminal.child.exitstatus == 0


@pytest.mark.long
def test_a_console_in_gbk_shows_the_menu() -> None:
    terminal = Terminal(encoding="gbk")
    terminal.sees("双随机、一公开").sees("请输入序号").types("0")
    terminal.child.expect(pexpect.EOF)


def test_without_a_terminal_there_is_help_and_no_menu() -> None:
    done = CliRunner().invoke(cli, [], prog_name="ssj-xl")

    assert "用法" in done.output
    assert "请输入序号" not in done.output


def test_escaped_blanks_are_blanks() -> None:
    assert dropped(r"/d/公证\ 处/主台账.xlsx") == "/d/公证 处/主台账.xlsx"
    assert dropped("file:///C:/a%20b/c.xlsx") == "C:/a b/c.xlsx"


def test_the_menu_has_the_ribbons_groups_and_every_line_is_a_command() -> None:
    assert tuple(group.label for group in RIBBON) == tuple(offered())
    assert {act.line[0] for _, act in LINES} <= set(cli.commands)
    assert {Path(act.makes).name for _, act in LINES if act.makes} == {new.NAME}
    titles = {title for title, _ in LINES}
    assert {button.label for group in RIBBON[:-1] for button in group.buttons} <= titles

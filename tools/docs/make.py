"""Writes the reference pages of the documentation from the code: `python -m tools.docs.make`.

问题代码.md from the catalogue, 命令.md from the command line's own help, 主台账.md from the registers,
通知逐句对照.md from the duties, 月报措辞.md from the wordings of the form.
A test holds the pages to the code, so they cannot rot.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ssj_xl.domain.form_spec import NUMBERS, TEXTS
from ssj_xl.entry.cli import cli
from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.form_words import WORDS
from ssj_xl.tables.records import REGISTERS
from ssj_xl.tables.settings import SETTINGS
from ssj_xl.tables.spec import Column, TableSpec
from tools.docs import duties

FOLDER = Path(__file__).resolve().parents[2] / "docs"
_LETTERS = {
    "F": "文件与工作簿", "U": "命令的使用", "T": "表头与单元格", "R": "名录、任务与“三无”", "L": "操作日志",
    "D": "锁定、抽取、递补与作废", "M": "匹配执法人员", "P": "月报表", "K": "汇总", "V": "核验",
    "W": "期限", "Q": "季度与年度", "S": "与省监管平台往来", "I": "导入名单", "J": "联合抽查", "G": "名库抽取", "A": "加载项与本机", "B": "检查组的填写页和返回件", "E": "程序库与公式 SSJ_DRAW",
}


def problem_codes() -> str:
    """Every problem code with severity, cause and remedy, by area."""
    out = ["# 问题代码", "", "程序提示的每个问题都带一个代码。“错误”会中止操作（不写入任何内容），“提醒”不影响操作。",
           "花括号里的词在实际提示中是具体的内容。", ""]
    for letter, title in _LETTERS.items():
        codes = sorted(code for code in CATALOGUE if code[0] == letter)
        if codes:
            out += [f"## {letter}：{title}", "", "| 代码 | 级别 | 问题 | 处理办法 |", "|---|---|---|---|"]
            out += [f"| {code} | {_level(code)} | {_cell(CATALOGUE[code].cause)} | {_cell(_remedies(code))} |"
                    for code in codes]
            out.append("")
    return "\n".join(out)


def _remedies(code: str) -> str:
    """What is done about it; beside it what whoever pressed a button does, where that is another thing."""
    entry = CATALOGUE[code]
    return f"{entry.remedy}用按钮的：{entry.window}" if entry.window else entry.remedy


def _level(code: str) -> str:
    return "错误" if CATALOGUE[code].severity == "error" else "提醒"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def commands() -> str:
    """Every command with its help, as the program shows it."""
    out = ["# 命令", "", "没有 Excel 的电脑（WPS、Linux）用命令完成全部工作。每条命令加 `--help` 可看到下面的说明。", "",
           "退出码：0 完成；1 数据有问题（没有写入）；2 命令写法不对；3 文件被占用、打不开或会被覆盖；4 核验不符；70 程序错误；130 已中断。", ""]
    program = click.Context(cli, info_name="ssj-xl", terminal_width=100, **cli.context_settings)
    for name, command in every_command(cli):
        with click.Context(command, info_name=name, parent=program) as inner:
            out += [f"## {name}", "", "```text", command.get_help(inner).rstrip(), "```", ""]
    return "\n".join(out)


def every_command(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """All commands by name in order, those of a group of commands by their full name (`platform export`)."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from every_command(command, f"{before}{name} ")
        else:
            yield before + name, command


def workbook() -> str:
    """Every sheet of the master workbook with its columns, and the parameters."""
    out = ["# 主台账", "", "每张表的列名就是程序识别的依据，请不要改动；括号里是也能识别的其他写法。", "", "## 参数", "",
           "| 名称 | 填写 | 默认值 | 依据或说明 |", "|---|---|---|---|"]
    out += [f"| {s.column.header} | {s.column.kind.value} | {s.default if s.default is not None else ''} | {_setting_note(s.column, s.source)} |"
            for s in SETTINGS]
    for spec in REGISTERS:
        out += ["", *_register(spec)]
    return "\n".join([*out, ""])


def _setting_note(column: Column, source: str) -> str:
    allowed = "、".join(column.choices) if isinstance(column.choices, tuple) else ""
    return "；".join(part for part in (source, allowed, column.note) if part)


def _register(spec: TableSpec) -> list[str]:
    key = "、".join(spec.header(k) for k in spec.unique)
    head = [f"## {spec.name}", "", f"{spec.purpose}由{spec.written_by}填写。" + (f"每行由“{key}”唯一确定。" if key else ""), "",
            "| 列 | 填写 | 必填 | 说明 |", "|---|---|---|---|"]
    return head + [f"| {_title(c)} | {c.kind.value} | {'是' if c.required else ''} | {_note(c)} |" for c in spec.columns]


def _title(column: Column) -> str:
    return column.header + (f"（{'、'.join(column.aliases)}）" if column.aliases else "")


def _note(column: Column) -> str:
    parts = [column.note]
    if isinstance(column.choices, tuple):
        parts.append("可填：" + "、".join(column.choices))
    elif column.choices:
        parts.append(f"取自代码表“{column.choices}”")
    if column.refers:
        table, _, _key = column.refers.partition(".")
        parts.append(f"须在“{table}”中已有")
    if column.low is not None:
        parts.append(f"{column.low}–{column.high}")
    return _cell("；".join(part for part in parts if part))


def wordings() -> str:
    """The wordings of the monthly form by name, as the official ones are."""
    out = ["# 月报措辞", "", "`report`、`consolidate` 的 `--words` 文件可以改的句子：名称和官方措辞。用法见手册“改月报的措辞”。", "",
           "| 名称 | 官方措辞 |", "|---|---|"]
    out += [*(f"| {name} | {_cell(text)} |" for name, text in WORDS.items()), "", "## 别的报表可以用的数", "",
            "`report` 的 `--form` 文件里，“内容”的花括号可以写这些名称；前面加“累计”的是本年到期末的数。用法见手册“填别的报表”。", "",
            f"数：{'、'.join(NUMBERS)}；数对象的量词：量词。", "", f"月报各栏的文字：{'、'.join(TEXTS)}。", ""]
    return "\n".join(out)


PAGES = {"月报措辞.md": wordings, "问题代码.md": problem_codes, "命令.md": commands, "主台账.md": workbook, "通知逐句对照.md": duties.page}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

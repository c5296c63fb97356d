"""What the menu offers, in the order of the work: titles, the command behind each, and what is asked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ssj_xl.tables.defaults import DELAY_REASONS, PROMOTION_REASONS, REASSIGNMENT_REASONS

GROUPS = ("名录库", "抽查", "结果", "报表", "帮助")
_TABLES = ("检查对象", "执法人员", "事项清单")


def _nothing(_now: datetime, _known: Mapping[str, str]) -> str:
    return ""


@dataclass(frozen=True)
class Ask:
    """One question.  kind: text, path, task, source, value, choice or snapshot; optional: an empty answer will do."""

    key: str
    words: str
    kind: str = "text"
    optional: bool = False
    choices: tuple[str, ...] = ()
    suggestion: Callable[[datetime, Mapping[str, str]], str] = field(default=_nothing)


@dataclass(frozen=True)
class Act:
    """One line of the menu.

    line: the command with {keys} of answers, an option with an empty answer left out; warning: what has to be confirmed.
    """

    group: str
    title: str
    line: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    warning: str = ""

    @property
    def needs_book(self) -> bool:
        """Whether it is about a workbook."""
        return "{book}" in self.line

    def arguments(self, known: Mapping[str, str]) -> list[str]:
        """The command's words with the answers in them."""
        out: list[str] = []
        for word in self.line:
            filled = word.format_map(known)
            if filled:
                out.append(filled)
            elif out and out[-1].startswith("-"):
                out.pop()
        return out


def _month(now: datetime, _known: Mapping[str, str]) -> str:
    """The month whose form is due next, or was due last: that of the calendar."""
    return f"{now:%Y-%m}"


def _quarter(now: datetime, _known: Mapping[str, str]) -> str:
    return f"{now.year}Q{(now.month + 2) // 3}"


def _year(now: datetime, _known: Mapping[str, str]) -> str:
    return str(now.year)


def _beside(name: str) -> Callable[[datetime, Mapping[str, str]], str]:
    """A file beside the workbook, its name made of the answers."""
    return lambda _now, known: str(Path(known["book"]).parent / name.format_map(known))


_TASK = Ask("task", "请选择任务", "task")
_WHY, _WHO = Ask("why", "原因（公示页上可见）"), Ask("who", "批准人")

ACTS = (
    Act("名录库", "检查登记", ("check", "{book}")),
    Act("名录库", "导入名单", ("import", "{book}", "{table}", "{file}"),
        (Ask("table", "导入到哪张表", "choice", choices=_TABLES), Ask("file", "名单文件（可以拖进来）", "path"))),
    Act("名录库", "名册比对", ("import", "{book}", "{table}", "{file}", "--compare"),
        (Ask("table", "与哪张表比对", "choice", choices=_TABLES), Ask("file", "名册文件（可以拖进来）", "path"))),
    Act("名录库", "恢复", ("restore", "{book}", "--to", "{which}"), (Ask("which", "恢复到哪一份备份", "snapshot"),)),
    Act("抽查", "预览", ("preview", "{book}", "{task}"), (_TASK,)),
    Act("抽查", "锁定名录", ("lock", "{book}", "{task}", "--source", "{source}", "--notice", "{notice}"),
        (_TASK, Ask("source", "随机源", "source"),
         Ask("notice", "锁定公告存为", "path", suggestion=_beside("锁定公告-{task}.xlsx")))),
    Act("抽查", "抽取", ("draw", "{book}", "{task}", "--public", "{value}"), (_TASK, Ask("value", "随机数", "value")),
        "确定后立即抽取，不能重抽。继续吗？"),
    Act("抽查", "匹配人员", ("match", "{book}", "{task}"), (_TASK,)),
    Act("抽查", "递补", ("promote", "{book}", "{task}", "{object}", "--reason", "{why}", "--approver", "{who}"),
        (_TASK, Ask("object", "不能检查的对象编码"), Ask("why", "递补原因", "choice", choices=PROMOTION_REASONS), _WHO)),
    Act("抽查", "延期", ("postpone", "{book}", "{task}", "{object}", "--until", "{day}", "--reason", "{why}", "--approver", "{who}"),
        (_TASK, Ask("object", "延期检查的对象编码"), Ask("day", "延期到哪一天（如 2021-04-09）"),
         Ask("why", "延期原因", "choice", choices=DELAY_REASONS), _WHO)),
    Act("抽查", "改派", ("reassign", "{book}", "{task}", "{person}", "--reason", "{why}", "--approver", "{who}"),
        (_TASK, Ask("person", "不能参加的人员编码"), Ask("why", "改派原因", "choice", choices=REASSIGNMENT_REASONS), _WHO)),
    Act("抽查", "作废", ("void", "{book}", "{task}", "--reason", "{why}"), (_TASK, _WHY), "作废本轮，记录保留。继续吗？"),
    Act("抽查", "文书", ("papers", "{book}", "{task}", "-o", "{folder}"),
        (_TASK, Ask("folder", "存放的文件夹", "path", suggestion=_beside("文书-{task}")))),
    Act("结果", "到期提醒", ("due", "{book}")),
    Act("结果", "公示页", ("publish", "{book}", "{task}", "-o", "{page}"),
        (_TASK, Ask("page", "公示页存为", "path", suggestion=_beside("公示页-{task}.html")))),
    Act("结果", "核验抽取", ("verify", "{book}")),
    Act("结果", "平台核对", ("platform", "compare", "{book}", "{file}"), (Ask("file", "平台导出的文件（可以拖进来）", "path"),)),
    Act("报表", "月报表", ("report", "{book}", "--month", "{month}", "-o", "{out}"),
        (Ask("month", "月份", suggestion=_month), Ask("out", "存为", "path", suggestion=_beside("月报表-{month}.xlsx")))),
    Act("报表", "季度报告", ("quarter", "{book}", "--quarter", "{quarter}", "-o", "{out}"),
        (Ask("quarter", "季度", suggestion=_quarter), Ask("out", "存为", "path", suggestion=_beside("落实情况-{quarter}.docx")))),
    Act("报表", "年度覆盖", ("year", "{book}", "--year", "{year}", "-o", "{out}"),
        (Ask("year", "年度", suggestion=_year), Ask("out", "存为", "path", suggestion=_beside("年度情况-{year}.xlsx")))),
    Act("报表", "生成报送件", ("submit", "{book}", "--month", "{month}", "-o", "{out}"),
        (Ask("month", "月份", suggestion=_month), Ask("out", "存为", "path", suggestion=_beside("报送-{month}.xlsx")))),
    Act("报表", "汇总", ("consolidate", "{folder}", "--month", "{month}", "-o", "{out}"),
        (Ask("folder", "各处室报送件所在的文件夹（可以拖进来）", "path"), Ask("month", "月份", suggestion=_month),
         Ask("out", "汇总台账存为", "path", suggestion=lambda _now, known: f"汇总台账-{known['month']}.xlsx"))),
    Act("帮助", "体检", ("doctor",)),
    Act("帮助", "新建主台账", ("new", "{folder}", "--unit", "{unit}", "--unit-code", "{code}", "--division", "{division}",
                        "--division-code", "{short}"),
        (Ask("folder", "放在哪个文件夹", "path"), Ask("unit", "单位名称，如 云州市司法局"), Ask("code", "单位编码（大写字母），如 YZSFJ"),
         Ask("division", "处室名称（没有就回车）", optional=True), Ask("short", "处室编码（没有就回车）", optional=True))),
    Act("帮助", "演示", ("demo", "{folder}"), (Ask("folder", "演示放在哪个新文件夹", "path"),)),
)

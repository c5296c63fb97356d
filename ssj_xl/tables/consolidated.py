"""The bureau workbook: the registers with the source of every row, and the sheets that only consolidation writes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from ssj_xl.tables import account, joint, leads, registers, trace
from ssj_xl.tables.records import LOG, PROBLEMS, REGISTERS
from ssj_xl.tables.settings import LEVELS
from ssj_xl.tables.settings import SHEET as SETTINGS_SHEET
from ssj_xl.tables.spec import Column, Kind, TableSpec

K = Kind

NOT_MERGED = (SETTINGS_SHEET, registers.HOLIDAYS.name, account.COUNTS.name, leads.LEADS.name, joint.PARTIES.name, joint.LENT.name, trace.CHANGES.name, LOG.name)
"""What stays in the workbook it came from: parameters, holidays, what the bureau sent, and the log, of which the last fingerprint is kept."""

MERGED: tuple[TableSpec, ...] = tuple(spec for spec in REGISTERS if spec.name not in NOT_MERGED)
"""The registers that are merged, in the order of their sheets."""

SOURCE_COLUMNS = (
    Column("source_file", "来源文件", width=28),
    Column("source_line", "来源行", K.INT),
    Column("source_unit", "来源单位", width=28),
    Column("source_level", "来源层级"),
)
"""Where a merged row came from: file, sheet row in it, unit and division, 单位层级."""


SUBMITTED_MONTH = "报送月份"
"""The defined name by which a 报送件 is known; its cell says for which month it was made."""
SUBMITTED_DAY = "填报日期"
"""The defined name of the day on which a 报送件 was filled in; those of earlier versions do not have it."""


# Other keys than those by which a table is unique within one division's workbook:
# a code list is pointed to by name, so a name must survive whatever its code;
# a division knows its own line of a county's work, so two divisions' rows add up.
_UNIQUE: dict[str, tuple[str, ...]] = {
    registers.CODES.name: ("category", "name"),
    registers.COUNTIES.name: (*registers.COUNTIES.unique, "source_unit"),
}


@cache
def with_source(spec: TableSpec) -> TableSpec:
    """A register as it stands in the bureau workbook: with the source of each row, unique as its rows are merged."""
    if spec not in MERGED:
        return spec
    return replace(spec, columns=(*spec.columns, *SOURCE_COLUMNS), unique=_UNIQUE.get(spec.name, spec.unique))


IN_TIME, LATE, UNDATED, MISSING, UNUSED, UNREADABLE, EARLIER = "按时", "逾期", "时间不详", "未报", "未采用", "未能读取", "上年台账"
SUBMISSION_STATES = (IN_TIME, LATE, UNDATED, MISSING, UNUSED, UNREADABLE, EARLIER)
ACTIVE, IDLE = "有", "本月无"

SUBMISSIONS = TableSpec(
    "报送情况",
    (
        Column("month", "月份", required=True),
        Column("unit", "单位名称", width=24),
        Column("division", "处室名称", width=20),
        Column("level", "单位层级"),
        Column("state", "报送状态", K.CHOICE, choices=SUBMISSION_STATES, required=True),
        Column("activity", "本月开展", K.CHOICE, choices=(ACTIVE, IDLE)),
        Column("file", "文件", width=32),
        Column("handed_in", "报送时间", aliases=("文件时间",), width=32),
        Column("codes", "单位处室编码", later=True),
        Column("rows", "读取行数", K.INT),
        Column("merged", "并入", K.INT),
        Column("duplicates", "重复", K.INT),
        Column("rejected", "退回", K.INT),
        Column("unread", "未读", K.INT, later=True),
        Column("open_locks", "锁定未抽", K.LIST),
        Column("note", "说明", K.LONG),
        Column("channel", "收到方式", later=True),
        Column("version", "版次", K.INT, later=True),
        Column("stamped", "盖章件已收", later=True),
    ),
    written_by="程序",
    purpose="谁已报送、谁逾期、谁未报；下月汇总据此核对应报单位。",
)

HEADS = TableSpec(
    "日志末指纹",
    (
        Column("unit", "单位名称", width=24),
        Column("division", "处室名称", width=20),
        Column("count", "条数", K.INT),
        Column("at", "末条时间", K.TIME),
        Column("head", "末指纹", K.HEX, required=True, width=66),
        Column("state", "日志状态"),
        Column("file", "文件", width=32),
        Column("taken_at", "汇总时间", K.TIME),
    ),
    unique=("unit", "division"),
    written_by="程序",
    purpose="各处室操作日志的末指纹，下月汇总时核对日志没有被截断或重写。",
)

UNMERGED = TableSpec(
    "未并入行",
    (
        Column("file", "文件", width=32),
        Column("sheet", "工作表"),
        Column("cell", "单元格"),
        Column("key", "编码", width=32),
        Column("fate", "去向", K.CHOICE, choices=("重复", "退回")),
        Column("kept", "保留的行", width=40),
        Column("why", "原因", K.LONG, width=60),
    ),
    written_by="程序",
    purpose="没有并入的每一行：重复的保留了哪一行，退回的是什么原因。",
)

CHANNELS = ("政务邮箱", "光盘", "专用U盘", "纸质")
YES, NO = "是", "否"
ROSTER_FILE = "应报单位.xlsx"
"""What the coordinating division's list is called, beside the bureau workbook."""
SUBMISSION, FORM, QUARTER = "报送件", "月报表", "季度落实情况"

ROSTER = TableSpec(
    "应报单位",
    (
        Column("codes", "单位编码", K.CODE),
        Column("unit", "单位名称", required=True, width=24),
        Column("division", "处室名称", width=20),
        Column("level", "层级", K.CHOICE, choices=LEVELS, required=True, note="本局自己的一行填“市局”：不催报，联系人、电话、手机填到汇总的月报表"),
        Column("duties", "应报内容", K.LIST, choices=(SUBMISSION, FORM, QUARTER), note="空着的按报送件"),
        Column("since", "起报月份", K.MONTH),
        Column("until", "停报月份", K.MONTH, note="最后应报的月份"),
        Column("contact", "联系人"),
        Column("phone", "电话", K.ID),
        Column("channel", "渠道", K.CHOICE, choices=CHANNELS),
        Column("confirmed", "已确认", K.CHOICE, choices=(YES, NO), note="程序提出的空着；核对后填“是”（应报，没有报送就点名）或“否”（不用报）"),
        Column("mobile", "手机", K.ID),
        Column("note", "备注", K.LONG),
    ),
    unique=("unit", "division"),
    purpose="协调处的应报单位：谁应当报送。汇总时由程序补上新来的单位，由协调处确认。",
)

RECEIPTS = TableSpec(
    "收件登记",
    (
        Column("month", "月份", K.MONTH, required=True),
        Column("unit", "单位名称", required=True, width=24),
        Column("division", "处室名称", width=20),
        Column("received", "收到时间", K.DATE, aliases=("收到日期",), note="填了的，按时与否只看这一天；空着的看报来的文件自己写着的"),
        Column("channel", "收到方式", K.CHOICE, choices=CHANNELS),
        Column("stamped", "盖章件已收", K.CHOICE, choices=(YES, NO)),
        Column("note", "备注", K.LONG),
    ),
    unique=("month", "unit", "division"),
    purpose="每月收到报送件的时间和方式；每个应报单位一行由程序备好，协调处填写。",
)

OWN_SHEETS = (SUBMISSIONS, PROBLEMS, UNMERGED, HEADS)
"""Sheets of the bureau workbook beside the registers, in their order."""

"""The sheet 参数: one defined name a setting, declared once with kind, default and explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ssj_xl.tables.cells import read_cell
from ssj_xl.tables.spec import Column, Kind

NATURAL_MONTH = "自然月"
TO_THE_20TH = "上月21日至本月20日"
MERGE, REFUSE = "合并等级", "不锁定"
AS_FLOOR, INSTEAD = "合计下限", "代替等级"
NEVER, ON_REQUEST, WITH_NOTICE = "不发", "依申请", "随通知书"
AT_DRAW, AT_NOTICE, WITH_RESULTS = "抽取后", "通知送达后", "结果公示时"
AFTER_VISIT, NOT_SHOWN = "检查后", "不公示"
LEVELS = DIVISION, COUNTY, BUREAU = "处室", "区县局", "市局"
"""单位层级 of a workbook that is handed in."""
MAJOR_MINOR = "大项和小项按清单列计"
CLASS_ITEM = "大项按事项类别计"

SHEET = "参数"

SCHEMA_NAME, SCHEMA = "模板版本", 1
"""Defined name and number of the layout that this program writes; a workbook without the name has the first one."""


@dataclass(frozen=True)
class Setting:
    """One parameter: its column (key, defined name, kind), the default and the source of the rule."""

    column: Column
    default: str | int | date | None = None
    source: str = ""

    @property
    def value(self) -> Any:
        """The default as a value of its kind: "3%" is a fraction."""
        return read_cell(self.default, self.column).value


def _setting(key: str, header: str, default: str | int | None = None, *, column: Column | None = None,
             source: str = "") -> Setting:
    return Setting(column or Column(key, header), default, source)


def _number(key: str, header: str, low: int, high: int, *, before: str = "") -> Column:
    """before: the name that it had in earlier workbooks."""
    return Column(key, header, Kind.INT, (before,) if before else (), low=low, high=high)


_OWN = "由各单位规定"
_OFF = "，0 为不启用"


def _term(column: Column, default: int, source: str) -> Setting:
    """A term that 0 turns off."""
    return Setting(column, default, source + _OFF)


SETTINGS: tuple[Setting, ...] = (
    _setting("unit", "单位名称", column=Column("unit", "单位名称", required=True)),
    _setting("unit_code", "单位编码", column=Column("unit_code", "单位编码", Kind.CODE, required=True)),
    _setting("division", "处室名称"),
    _setting("division_code", "处室编码", column=Column("division_code", "处室编码", Kind.CODE)),
    _setting("level", "单位层级", "处室",
             column=Column("level", "单位层级", Kind.CHOICE, choices=LEVELS)),
    _setting("year", "年度", column=_number("year", "年度", 2000, 2100)),
    _setting("last_book", "上年台账",
             source="上一年的主台账在哪里（相对本台账的文件夹，如 ../2025/主台账.xlsx），年度结转时填好：上年任务跨到今年的检查、公示从那里计入月报；移动、改名后在这里改"),
    _setting("start_month", "启用月份", column=Column("start_month", "启用月份", Kind.MONTH),
             source="从这个月起提醒月报、季报的报送；空白时从登记最早的工作动态、方案或检查起"),
    _setting("view_day", "查看日", column=Column("view_day", "查看日", Kind.DATE),
             source="首页、期限和检查按这一天计算；空白为当天（演示、回看时填写）"),
    _setting("base_day", "名录基准日", column=Column("base_day", "名录基准日", Kind.DATE),
             source="年度抽查比例的分母取该日名录库内的对象数"),
    _setting("period", "报表周期", TO_THE_20TH,
             column=Column("period", "报表周期", Kind.CHOICE, choices=(TO_THE_20TH, NATURAL_MONTH)),
             source="实施方案三（三）：每月21日前报送月报表"),
    _setting("entry_days", "录入期限工作日", 5, column=_number("entry_days", "录入期限工作日", 0, 250),
             source=f"实施方案三（二）：按时限完成结果录入（天数{_OWN}，0 为当日）"),
    _setting("publish_days", "公示期限工作日", 20, column=_number("publish_days", "公示期限工作日", 1, 250),
             source="检查完毕之日起20个工作日内公示"),
    _setting("confirm_days", "平台确认工作日", 2, column=_number("confirm_days", "平台确认工作日", 1, 250),
             source="省监管平台：两个工作日内完成比对和确认"),
    _term(_number("push_days", "信用归集工作日", 0, 250, before="失信推送工作日"), 7,
          f"公共信用信息目录列明的，检查后归集（天数{_OWN}）"),
    _term(_number("transfer_days", "移送反馈工作日", 0, 250), 20,
          f"实施方案二（三）：规范问题线索的转办、移送（天数{_OWN}）"),
    _term(_number("dispute_days", "异议处理工作日", 0, 250), 20,
          f"当事人对公示的结果有异议的，核实后维持、更正或撤下（天数{_OWN}）"),
    _term(_number("lead_days", "线索处理工作日", 0, 250), 15,
          f"实施方案二（三）：规范问题线索的转办、移送（收到线索后决定怎样处理的天数{_OWN}）"),
    _term(_number("recheck_days", "整改复查工作日", 0, 250), 10,
          f"实施方案二（三）：后续处置无例外，责令改正的到期复查（处置期限后的天数{_OWN}）"),
    _term(_number("archive_days", "归档期限工作日", 0, 250), 20,
          f"实施方案三（三）：相关材料归档（结果全部公示后的天数{_OWN}）"),
    _term(_number("scheme_days", "方案公示提前工作日", 0, 250), 1,
          f"实施方案二（二）：实施方案及时向社会公开（抽取前的天数{_OWN}）"),
    _term(_number("plan_month", "计划公示截止月", 0, 12), 3,
          f"实施方案二（二）：年度计划及时向社会公开（当年几月底前{_OWN}）"),
    _term(_number("change_report_days", "变更报备工作日", 0, 250), 5,
          f"实施方案二（二）：调整年度计划及时报行政执法协调监督处（天数{_OWN}）"),
    _term(_number("change_publish_days", "变更公示工作日", 0, 250), 10,
          f"实施方案二（二）：调整年度计划向社会公示（天数{_OWN}）"),
    _term(_number("form_day", "月报报送日", 0, 28), 21,
          "实施方案三（三）：每月21日前报送月报表"),
    _term(_number("quarter_day", "季度报送日", 0, 31), 31,
          "实施方案三（三）：3月、6月、9月、12月底前报送落实情况；大于当月天数的按月末"),
    _setting("certificate_days", "证件到期提醒天数", 60, column=_number("certificate_days", "证件到期提醒天数", 0, 366),
             source=f"执法人员须持有效执法证件（提前天数{_OWN}，0 为不提前提醒）"),
    _setting("soon_days", "到期提醒工作日", 5, column=_number("soon_days", "到期提醒工作日", 0, 250),
             source="还剩这些工作日以内的列为“即将到期”"),
    _setting("yearly_floor", "年度抽查比例下限", "3%", column=Column("yearly_floor", "年度抽查比例下限", Kind.RATIO),
             source="实施方案一：年度随机抽查占比不低于3%"),
    _setting("rest_months", "免查月数", 0, column=_number("rest_months", "免查月数", 0, 120),
             source="无事不扰：N 个月内已检查的对象不再抽取，0 为不启用"),
    _setting("item_reading", "大小项口径", MAJOR_MINOR,
             column=Column("item_reading", "大小项口径", Kind.CHOICE, choices=(MAJOR_MINOR, CLASS_ITEM))),
    _setting("inference_limit", "等级推断上限", "50%", column=Column("inference_limit", "等级推断上限", Kind.RATIO),
             source=f"等级只供内部使用：外人从本年度公布的抽取推断最高等级单位的把握不超过它（{_OWN}，100% 为不限）"),
    _setting("beyond_limit", "超过推断上限时", MERGE,
             column=Column("beyond_limit", "超过推断上限时", Kind.CHOICE, choices=(MERGE, REFUSE)),
             source="合并等级：锁定前把要求最严的两个等级合成一组，按较高的比例抽取，抽取数会增加，预览先列出；仍超过的不锁定"),
    _setting("ratio_use", "比例与等级", AS_FLOOR,
             column=Column("ratio_use", "比例与等级", Kind.CHOICE, choices=(AS_FLOOR, INSTEAD)),
             source="任务或计划写了抽查比例、又有风险等级的：合计下限＝各等级照自己的比例抽，合计不低于它；代替等级＝各对象类型都照它抽。"
                    "没有这一项的旧台账照“代替等级”，预览写明两种各抽几家；只这一个任务要一个比例的，抽取方式填“等比例”"),
    _setting("receipts", "回执发放", ON_REQUEST,
             column=Column("receipts", "回执发放", Kind.CHOICE, choices=(NEVER, ON_REQUEST, WITH_NOTICE)),
             source="回执写明组别：按等级抽取的，只有本单位申请才发；随通知书的只限组别不是等级的抽取"),
    _setting("list_when", "名单公示时点", AT_NOTICE,
             column=Column("list_when", "名单公示时点", Kind.CHOICE, choices=(AT_DRAW, AT_NOTICE, WITH_RESULTS)),
             source=f"抽中名单何时上网（{_OWN}）；名录指纹在锁定时就公布。不是“抽取后”的，锁定的名录一律用代号"),
    _setting("team_when", "检查人员公示", AFTER_VISIT,
             column=Column("team_when", "检查人员公示", Kind.CHOICE, choices=(AFTER_VISIT, NOT_SHOWN)),
             source=f"公开名录的检查组何时上网（{_OWN}）；执法证号、见证人姓名从不上网"),
    _setting("lottery_breaks", "彩票休市", column=Column("lottery_breaks", "彩票休市", Kind.LIST),
             source="财政部公告的休市，程序里还没有的才填，如 2027-02-05至2027-02-14、2027-10-01至2027-10-04；核验时会说明"),
    _setting("backup_months", "备份保留月数", 0, column=_number("backup_months", "备份保留月数", 0, 1200),
             source="备份里有个人信息：满这些月的备份，检查时提醒，由“清理备份”删除并记入操作日志" + f"（{_OWN}{_OFF}）"),
    _setting("day_visits", "每组每日检查家数", 6, column=_number("day_visits", "每组每日检查家数", 0, 1000),
             source=f"一个检查组一天检查的单位超过它的，首页和检查提醒核实检查日期（{_OWN}{_OFF}）"),
    _setting("seats_own", "本局处室席位", 1, column=_number("seats_own", "本局处室席位", 1, 9),
             source=f"联合抽查：本局的一个处室在检查组里的人数（{_OWN}）"),
    _setting("seats_other", "其他机关席位", 2, column=_number("seats_other", "其他机关席位", 1, 9),
             source="联合抽查：其他机关在检查组里的人数，各机关的检查都由两名以上执法人员进行"),
    _setting("invite_days", "邀请提前工作日", 5, column=_number("invite_days", "邀请提前工作日", 0, 250),
             source=f"联合抽查：邀请件在锁定前至少几个工作日发出（天数{_OWN}，0 为不限）"),
    _setting("site", "公示网站"),
    _setting("contact", "联系人"),
    _setting("phone", "联系电话"),
    _setting("mobile", "手机"),
)

SETTING_BY_KEY: Mapping[str, Setting] = {setting.column.key: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Settings:
    """The parameters of one workbook, normalised.  Ratios are fractions, empty texts ''."""

    unit: str = ""
    unit_code: str = ""
    division: str = ""
    division_code: str = ""
    level: str = "处室"
    year: int = 0
    last_book: str = ""
    start_month: str = ""
    view_day: date | None = None
    base_day: date | None = None
    period: str = TO_THE_20TH
    entry_days: int = 5
    publish_days: int = 20
    confirm_days: int = 2
    push_days: int = 7
    transfer_days: int = 20
    dispute_days: int = 20
    lead_days: int = 15
    recheck_days: int = 10
    archive_days: int = 20
    scheme_days: int = 1
    plan_month: int = 3
    change_report_days: int = 5
    change_publish_days: int = 10
    form_day: int = 21
    quarter_day: int = 31
    certificate_days: int = 60
    soon_days: int = 5
    yearly_floor: Fraction = Fraction(3, 100)
    rest_months: int = 0
    item_reading: str = MAJOR_MINOR
    inference_limit: Fraction = Fraction(1, 2)
    beyond_limit: str = MERGE
    ratio_use: str = INSTEAD
    receipts: str = ON_REQUEST
    list_when: str = AT_NOTICE
    team_when: str = AFTER_VISIT
    lottery_breaks: tuple[str, ...] = ()
    backup_months: int = 0
    day_visits: int = 6
    seats_own: int = 1
    seats_other: int = 2
    invite_days: int = 5
    site: str = ""
    contact: str = ""
    phone: str = ""
    mobile: str = ""

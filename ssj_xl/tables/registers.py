"""The registers staff keep: 一单两库, plan, tasks and results.  The only place with their Chinese headers.

Columns are those of the master workbook; other titles by which they are known are data (`ssj_xl.tables.headers`).
Programs' own tables are in `ssj_xl.tables.records`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssj_xl.tables.headers import register
from ssj_xl.tables.spec import Column, Kind, Register

if TYPE_CHECKING:
    from ssj_xl.tables.rows import (
        ActivityRow,
        CodeRow,
        FindingRow,
        InspectorRow,
        ItemRow,
        ObjectRow,
        PlanRow,
        RecusalRow,
        TaskRow,
        TierRow,
    )

K = Kind

STATUSES = ("正常", "失联", "停业", "注销", "吊销", "迁出")
DRAWABLE = ("正常", "失联")  # an unreachable firm stays drawable
GONE = ("注销", "吊销", "迁出")
"""An object that is gone may stand beside its successor."""
ITEM_CLASSES = ("一般检查事项", "重点检查事项")
METHODS = ("分级比例", "加权", "等比例")
EVEN = METHODS[2]
YES_NO = ("是", "否")
ENTERPRISE = ("是", "参照", "否")
"""Whether a visit of a type is one of an enterprise: by the law's own words, by analogy, or not."""
MONTH_REPORT, QUARTER_REPORT = "月报报送", "季度报送"
CHANGES = ("调整", "新增", "取消")

CODES: Register[CodeRow] = register(
    "代码表",
    (
        Column("category", "类别", required=True),
        Column("code", "代码", K.CODE, required=True),
        Column("name", "名称", required=True),
        Column("is_problem", "是否问题", K.CHOICE, choices=YES_NO),
        Column("is_check", "是否计入检查", K.CHOICE, choices=YES_NO),
        Column("national", "对应国家代码", K.ID),
        Column("push", "信用信息归集", K.CHOICE, choices=YES_NO,
               note="检查结果填写：公共信用信息目录列明应归集的才填“是”，并写目录依据"),
        Column("offsite", "非现场", K.CHOICE, choices=YES_NO, note="检查方式填写：是否属于非现场检查"),
        Column("basis", "目录依据", note="公共信用信息目录的名称和条目；没有依据的不归集", later=True),
        Column("person", "自然人", K.CHOICE, choices=YES_NO, note="对象类型填写：是个人（律师、公证员等）的填“是”", later=True),
        Column("measure", "量词", note="对象类型填写：月报和文书里数这类对象用的量词；空着的，单位用“家”、个人用“名”", later=True),
        Column("enterprise", "涉企检查", K.CHOICE, choices=ENTERPRISE,
               note="对象类型填写：检查它算不算涉企检查，“否”的不计入年度上限；空着的，个人为“否”，其他为“参照”", later=True),
    ),
    unique=("category", "code"),
    purpose="下拉列表的来源：检查结果、对象类型、检查方式、后续处置等。",
)

TIERS: Register[TierRow] = register(
    "风险等级",
    (
        Column("scheme", "体系"),
        Column("tier", "等级", required=True),
        Column("name", "名称"),
        Column("object_type", "对象类型", K.CHOICE, choices="对象类型", note="空白表示适用于所有对象类型"),
        Column("lots", "签数", K.INT, low=1, high=100, note="加权抽取时每个对象的签数"),
        Column("ratio", "抽查比例", K.RATIO, note="写成 3%；不得为 0（不免抽）"),
        Column("minimum", "最少数量", K.INT, low=0, high=100_000),
        Column("yearly_cap", "年度检查上限", K.INT, low=1, high=366),
        Column("default", "未评级默认", K.CHOICE, choices=YES_NO),
        Column("valid_from", "启用日期", K.DATE),
        Column("valid_to", "停用日期", K.DATE),
    ),
    unique=("tier", "object_type", "valid_from"),
    purpose="信用风险分级标准。等级仅供内部使用，不得公开。",
)

ITEMS: Register[ItemRow] = register(
    "事项清单",
    (
        Column("code", "事项编码", K.CODE, required=True),
        Column("major", "大项", required=True),
        Column("minor", "小项", required=True),
        Column("item_class", "事项类别", K.CHOICE, choices=ITEM_CLASSES, required=True),
        Column("object_type", "对象类型", K.LIST, choices="对象类型", required=True),
        Column("content", "检查内容", K.LONG),
        Column("basis", "检查依据", K.LONG),
        Column("way", "检查方式", K.LIST, choices="检查方式"),
        Column("ratio", "抽查比例", K.RATIO),
        Column("frequency", "抽查频次"),
        Column("division", "责任处室"),
        Column("valid_from", "启用日期", K.DATE),
        Column("valid_to", "停用日期", K.DATE),
        Column("people_labels", "人员要求", K.LIST, note="检查人员要有的标签，如 鉴定资格；登记任务时提到“人员标签要求”", later=True),
    ),
    unique=("code",),
    purpose="随机抽查事项清单（一单）。清单之外无检查。",
)

SIGNED = "已签"
SIGNATURES = (SIGNED, "拒签", "无人签")
UPHELD, CORRECTED, TAKEN_DOWN = "维持", "更正", "撤下"
DISPUTE_RESULTS = (UPHELD, CORRECTED, TAKEN_DOWN)
RECTIFIED, NOT_RECTIFIED = "整改到位", "未整改到位"
RECHECK_RESULTS = (RECTIFIED, NOT_RECTIFIED)
RECTIFY = ("改正", "整改")
"""Words of a disposal after which somebody has to look again."""

OBJECTS: Register[ObjectRow] = register(
    "检查对象",
    (
        Column("code", "对象编码", K.CODE, required=True),
        Column("name", "对象名称", required=True),
        Column("uscc", "统一社会信用代码", K.ID),
        Column("licence", "执业证号", K.ID),
        Column("object_type", "对象类型", K.CHOICE, choices="对象类型", required=True),
        Column("tier", "信用风险等级", internal=True),
        Column("tier_date", "等级日期", K.DATE, internal=True),
        Column("county", "区县"),
        Column("division", "管理处室"),
        Column("status", "状态", K.CHOICE, choices=STATUSES, required=True),
        Column("labels", "标签", K.LIST, internal=True),
        Column("address", "地址", internal=True),
        Column("head", "负责人", internal=True),
        Column("phone", "联系电话", K.TEXT, internal=True),
        Column("note", "备注", K.LONG, internal=True),
        Column("employer", "执业机构编码", K.CODE, refers="检查对象.code", note="个人填写：所在机构的对象编码，公示时写机构的名称", later=True),
        Column("visited", "上次检查日期", K.DATE, note="以前年度的台账里最近一次检查的日期，免查月数照此计算；年度结转时由程序填写", internal=True, later=True),
        Column("status_date", "状态日期", K.DATE, note="现在的状态从哪一天起；上年及以前注销、吊销、迁出的填了这一栏，锁定时不再列入名录", later=True),
    ),
    unique=("code",),
    purpose="检查对象名录库：律师事务所、公证机构、司法鉴定机构、基层法律服务所和执业人员。",
)

INSPECTORS: Register[InspectorRow] = register(
    "执法人员",
    (
        Column("code", "人员编码", K.CODE, required=True),
        Column("name", "姓名", required=True),
        Column("certificate", "执法证号", K.ID, required=True),
        Column("valid_to", "证件有效期", K.DATE, required=True),
        Column("division", "所在处室", required=True),
        Column("items", "可检查事项", K.CODES, width=24,
               note="事项编码，多个用“、”隔开；填“全部”表示所有事项"),
        Column("labels", "标签", K.LIST),
        Column("may_lead", "组长资格", K.CHOICE, choices=YES_NO),
        Column("away_from", "停用起", K.DATE),
        Column("away_to", "停用止", K.DATE),
        Column("away_why", "停用事由", internal=True),
        Column("note", "备注", K.LONG, internal=True),
    ),
    unique=("code",),
    purpose="执法检查人员名录库。无有效证件者不参与匹配。",
)

RECUSALS: Register[RecusalRow] = register(
    "回避关系",
    (
        Column("inspector", "人员编码", K.CODE, required=True, refers="执法人员.code"),
        Column("object", "对象编码", K.CODE, required=True, refers="检查对象.code"),
        Column("why", "回避事由", internal=True),
        Column("valid_from", "起始日期", K.DATE),
        Column("valid_to", "截止日期", K.DATE),
    ),
    unique=("inspector", "object", "valid_from"),
    purpose="利害关系申报。匹配前先行排除，事由不公开。",
)

PLANS: Register[PlanRow] = register(
    "年度计划",
    (
        Column("code", "计划编号", K.CODE, required=True),
        Column("year", "年度", K.INT, required=True, low=2000, high=2100),
        Column("name", "任务名称", required=True),
        Column("items", "事项编码", K.CODES, required=True, refers="事项清单.code"),
        Column("object_type", "对象类型", K.LIST, choices="对象类型"),
        Column("draw_type", "抽查类型", K.CHOICE, choices=("定向", "不定向")),
        Column("ratio", "抽查比例", K.RATIO),
        Column("frequency", "抽查频次"),
        Column("start", "计划开始", K.DATE),
        Column("end", "计划截止", K.DATE),
        Column("division", "责任处室"),
        Column("published", "公示日期", K.DATE),
        Column("changed", "变更日期", K.DATE),
        Column("change_why", "变更原因", K.LONG),
        Column("change_reported", "变更报备日期", K.DATE),
        Column("change_published", "变更公示日期", K.DATE),
        Column("change_kind", "变更类型", K.CHOICE, choices=CHANGES, note="年中增加的计划填“新增”；不再开展的填“取消”，不删行"),
    ),
    unique=("code",),
    purpose="年度随机抽查计划。",
)

TEAM = 2
"""Inspectors of a team at least, and where a task does not say how many."""

TASKS: Register[TaskRow] = register(
    "抽查任务",
    (
        Column("code", "任务编号", K.CODE, required=True),
        Column("plan", "计划编号", K.CODE, refers="年度计划.code"),
        Column("platform", "平台任务编号", K.ID, note="省监管平台上的任务编号；没有的按“平台之外”提示"),
        Column("name", "任务名称", required=True),
        Column("division", "发起处室", required=True),
        Column("partners", "参与处室", K.LIST),
        Column("items", "事项编码", K.CODES, required=True, refers="事项清单.code"),
        Column("object_type", "对象类型", K.LIST, choices="对象类型", note="抽取范围；空白表示不限"),
        Column("county", "区县", K.LIST, note="抽取范围；空白表示不限"),
        Column("pool_division", "管理处室", K.LIST, note="抽取范围；空白表示不限"),
        Column("labels", "对象标签", K.LIST, note="抽取范围：标签里这些都有的检查对象；空白表示不限"),
        Column("scope", "对象范围", K.LONG, note="对象范围的文字表述，用于月报"),
        Column("scheme_name", "方案文件"),
        Column("scheme_number", "方案文号"),
        Column("scheme_date", "方案日期", K.DATE),
        Column("scheme_published", "方案公示日期", K.DATE),
        Column("way", "检查方式", K.LIST, choices="检查方式"),
        Column("demands", "工作要求", K.LONG),
        Column("start", "开始日期", K.DATE),
        Column("end", "截止日期", K.DATE, required=True),
        Column("method", "抽取方式", K.CHOICE, choices=METHODS, required=True),
        Column("ratio", "抽查比例", K.RATIO, note="空白时取年度计划的；与风险等级并用还是代替它，由参数“比例与等级”定；抽取方式“等比例”的各组都照它"),
        Column("quantity", "抽取数量", K.INT, low=1, high=1_000_000),
        Column("reserve", "候补数量", K.INT, low=0, high=100_000),
        Column("team", "每组人数", K.INT, low=TEAM, high=20, note="不少于 2 人"),
        Column("operator", "操作人"),
        Column("supervisor", "监督人"),
        Column("witness", "见证人", internal=True),
        Column("platform_scheme", "平台方案录入日期", K.DATE),
        Column("platform_drawn", "平台抽取日期", K.DATE),
        Column("platform_people", "平台人员确定日期", K.DATE),
        Column("platform_published", "平台公示日期", K.DATE),
        Column("archived", "归档日期", K.DATE),
        Column("archive", "档号"),
        Column("state", "状态", K.CHOICE, choices=("筹备", "已锁定", "已抽取", "已匹配", "实施中", "已完成", "已取消")),
        Column("notified", "通知送达日期", K.DATE, note="检查通知书全部送达的日期；名单公示时点是“通知送达后”的，从这一天起公布名称", later=True),
        Column("carried", "转自台账", note="上年度的任务：抽取、公示在那本台账里，这里只办后续处置；年度结转时由程序填写", later=True),
        Column("people_labels", "人员标签要求", K.LIST, note="检查人员的标签里这些都要有；空白表示不限。登记任务时照事项清单的“人员要求”提出", later=True, parted="labels"),
        Column("replies_due", "参与件截止", K.DATE, note="联合抽查：各参与方的参与件最迟哪一天收到，由邀请件填写", later=True),
        Column("replied", "参与件收齐日期", K.DATE, note="由程序填写", later=True),
    ),
    unique=("code",),
    purpose="每一次随机抽查任务及其方案。",
    printed="demands",
)

FINDINGS: Register[FindingRow] = register(
    "检查结果",
    (
        Column("task", "任务编号", K.CODE, required=True, refers="抽查任务.code", given=True),
        Column("object", "对象编码", K.CODE, required=True, refers="检查对象.code", given=True),
        Column("name", "对象名称", later=True, given=True, copies="object 检查对象.name"),
        Column("item", "事项编码", K.CODE, required=True, refers="事项清单.code", given=True),
        Column("item_name", "检查事项", later=True, given=True, copies="item 事项清单.minor"),
        Column("checked", "检查日期", K.DATE, note="实际到场的日期；没有检查日期的行还不是检查结果"),
        Column("signed", "签字情况", K.CHOICE, choices=SIGNATURES, note="纸质检查记录表上被检查单位的签字", later=True),
        Column("inspectors", "检查人员", K.CODES, refers="执法人员.code", given=True),
        Column("team_names", "检查人员姓名", later=True, given=True),
        Column("way", "检查方式", K.LIST, choices="检查方式", given=True),
        Column("result", "检查结果", K.CHOICE, choices="检查结果"),
        Column("problem", "问题描述", K.LONG, internal=True),
        Column("entered", "录入日期", K.DATE),
        Column("published", "公示日期", K.DATE),
        Column("site", "公示网站"),
        Column("url", "公示网址", K.LONG),
        Column("disposal", "后续处置", K.CHOICE, choices="后续处置"),
        Column("disposal_due", "处置期限", K.DATE),
        Column("closed", "办结日期", K.DATE),
        Column("transfer_to", "移送部门"),
        Column("transferred", "移送日期", K.DATE),
        Column("transfer_result", "移送结果", K.LONG, internal=True),
        Column("credit_pushed", "信用信息归集日期", K.DATE),
        Column("joint_sanction", "联合惩戒"),
        Column("disputed", "异议日期", K.DATE, note="当事人对公示的结果提出异议的日期", later=True),
        Column("dispute_result", "异议处理", K.CHOICE, choices=DISPUTE_RESULTS, later=True),
        Column("corrected", "更正日期", K.DATE, note="更正或撤下公示的日期；更正后的结果填在“检查结果”", later=True),
        Column("shown_until", "公示截止日期", K.DATE, note="过了这一天，公示页和结果公示表不再列出", later=True),
        Column("rechecked", "复查日期", K.DATE, later=True),
        Column("recheck_result", "复查结果", K.CHOICE, choices=RECHECK_RESULTS, later=True),
        Column("rechecker", "复查人", later=True),
        Column("listed_by", "列入失信决定文号", note="有权机关认定失信的决定，与检查结果是两回事；没有决定的空着", later=True),
        Column("listed_on", "列入失信日期", K.DATE, later=True),
        Column("withdrawn", "下线日期", K.DATE, note="公示截止日期过后，从网上撤下的日期", later=True),
        Column("batch", "批量登记", note="到场、“未发现问题”、公示日期的批量登记在日志里的序号，由程序填写", internal=True, later=True),
        Column("uploaded", "平台录入日期", K.DATE, note="结果录入省监管平台的日期，与公示日期不是一回事", later=True),
        Column("visit_code", "检查码", note="省行政检查系统发的检查码", internal=True, later=True),
        Column("arrived", "到场时间", note="如 9:30", internal=True, later=True),
        Column("photos", "照片编号", K.LONG, note="执法记录仪、照片的编号", internal=True, later=True),
        Column("materials", "纸质材料", K.LONG, note="发现问题时取得的材料名称", internal=True, later=True),
    ),
    unique=("task", "object", "item"),
    purpose="检查结果、公示和后续处置。匹配后每个对象、每个事项一行，没有检查日期的行不是结果。",
    printed="closed",
)

ACTIVITIES: Register[ActivityRow] = register(
    "工作动态",
    (
        Column("day", "日期", K.DATE, note="实际开展（报送）的日期；只填了计划日期的，开展后补填"),
        Column("category", "类别", K.CHOICE, required=True,
               choices=("会议", "文件", "培训", "宣传", "督导", MONTH_REPORT, QUARTER_REPORT)),
        Column("name", "名称", required=True),
        Column("number", "文号"),
        Column("people", "人数", K.INT, low=0, high=100_000),
        Column("content", "内容", K.LONG),
        Column("division", "处室"),
        Column("planned", "计划日期", K.DATE, note="年度培训计划等安排的日期；有计划日期的，日期可以以后补填"),
        Column("month", "所属月份", K.MONTH, note="月报报送填所报的月份；季度报送填季末月份，如 2021-03"),
    ),
    purpose="会议、文件、培训、宣传、督导，是月报第一部分的来源；也登记培训计划和月报表、季度落实情况的报送。",
)

COUNTIES = register(
    "区县开展情况",
    (
        Column("month", "月份", K.MONTH, required=True),
        Column("unit", "单位", required=True),
        Column("checked", "抽查主体数", K.INT, low=0, high=10_000_000),
        Column("published", "公示数", K.INT, low=0, high=10_000_000),
        Column("note", "说明", K.LONG),
    ),
    unique=("month", "unit"),
    purpose="县（市、区）局当月开展情况，是月报第 5 项的来源（不汇总区县工作簿时）。",
)

HOLIDAYS = register(
    "节假日",
    (
        Column("day", "日期", K.DATE, required=True),
        Column("type", "类型", K.CHOICE, choices=("放假", "调休上班"), required=True),
        Column("note", "说明"),
    ),
    unique=("day",),
    purpose="国务院办公厅公布的放假和调休安排，按年补录。",
)

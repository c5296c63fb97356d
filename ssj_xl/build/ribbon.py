"""The ribbon tab 双随机 as data: the one declaration from which customUI14.xml, the VBA callbacks, the add-in's
sheet of states and the Python targets come.

A button is off only where the workbook plainly has nothing for it to do, and then its supertip says why.  What
decides is a formula over the workbook's own tables, so the state follows every change and no Python runs for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ssj_xl.tables.joint import PARTIES
from ssj_xl.tables.records import DRAWS, WINNERS
from ssj_xl.tables.registers import OBJECTS, TASKS
from ssj_xl.tables.spec import TableSpec

TAB_ID, TAB_LABEL, TAB_KEYTIP = "ssj_tab", "双随机", "S"
PREFIX = "ssj_"

Size = Literal["large", "normal"]


@dataclass(frozen=True)
class Rule:
    """When a button is on: an Excel formula that gives TRUE, and the sentence shown while it gives FALSE.

    A formula that gives an error switches nothing off: the workbook is then not what the rule expects, and the
    act itself says what is missing.  At most 255 characters, which is all that Excel's Evaluate takes.
    """

    formula: str
    reason: str


@dataclass(frozen=True)
class Button:
    """One button.  id: also the name of its picture and its Python target.  needs: keys of `RULES`, the first that
    does not hold gives the reason.  keytip: two letters, unique, after the tab's own."""

    id: str
    label: str
    screentip: str
    supertip: str
    keytip: str
    needs: tuple[str, ...] = ("master",)
    size: Size = "normal"

    @property
    def control(self) -> str:
        """The id in customUI: ids there must not meet those of other add-ins."""
        return PREFIX + self.id

    @property
    def callback(self) -> str:
        """The VBA procedure that Excel calls."""
        return f"SsjPress_{self.id}"


@dataclass(frozen=True)
class Group:
    """Buttons of one kind of work."""

    id: str
    label: str
    keytip: str
    buttons: tuple[Button, ...] = field(default=())

    @property
    def control(self) -> str:
        """The id in customUI."""
        return f"{PREFIX}group_{self.id}"


def _counts(*conditions: str) -> str:
    return f'COUNTIFS({",".join(conditions)})'


def _is(text: str) -> str:
    return f'"{text}"'


class Whole:
    """Columns of a table by English key as structured references: Whole(OBJECTS).code → 检查对象[对象编码]."""

    def __init__(self, spec: TableSpec) -> None:
        self._spec = spec

    def __getattr__(self, key: str) -> str:
        return f"{self._spec.name}[{self._spec.header(key)}]"


_TASK, _DRAW, _WIN, _PARTY = Whole(TASKS), Whole(DRAWS), Whole(WINNERS), Whole(PARTIES)
_SOME, _NONE = _is("<>"), _is("")
_A_TASK = f"{_TASK.code},{_SOME}"
_IN_FORCE = f"{_DRAW.task},{_SOME},{_DRAW.void_at},{_NONE}"

# Nobody is locked out by a guess: a rule only asks whether there is anything to act on.
RULES: dict[str, Rule] = {
    "master": Rule(
        f'OR(ISREF(INDIRECT("{OBJECTS.name}")),ISREF(INDIRECT("{OBJECTS.name}!A1")))',
        "现在不能用：当前工作簿不是主台账。请先打开本处室的主台账，再点一次。"),
    "task": Rule(
        f"{_counts(_A_TASK)}>0",
        "现在不能用：“抽查任务”里还没有任务。请先登记任务。"),
    "lock": Rule(
        f"{_counts(_A_TASK)}>{_counts(_A_TASK, _TASK.state, _is('已*'))}+{_counts(_A_TASK, _TASK.state, _is('实施中'))}",
        "现在不能用：没有等待锁定名录的任务。请先在“抽查任务”登记任务；需要重抽的，先作废原轮次。"),
    "draw": Rule(
        f"{_counts(_IN_FORCE, _DRAW.drawn_at, _NONE)}>0",
        "现在不能用：没有已锁定、尚未抽取的名录。请先锁定名录。"),
    "match": Rule(
        f"{_counts(_WIN.state, _is('抽中'), _WIN.lead, _NONE)}+{_counts(_WIN.state, _is('递补'), _WIN.lead, _NONE)}>0",
        "现在不能用：没有等待匹配执法人员的对象。请先抽取；已经匹配的，用“改派”调整。"),
    "promote": Rule(
        f"{_counts(_WIN.state, _is('候补'))}>0",
        "现在不能用：没有候补对象。登记任务时填写“候补数量”，抽取后才有候补。"),
    "reassign": Rule(
        f"{_counts(_WIN.lead, _SOME)}>0",
        "现在不能用：还没有匹配执法人员。请先匹配。"),
    "locked": Rule(
        f"{_counts(_IN_FORCE)}>0",
        "现在不能用：没有锁定或抽取的记录。请先锁定名录。"),
    "drawn": Rule(
        f"{_counts(_IN_FORCE, _DRAW.drawn_at, _SOME)}>0",
        "现在不能用：还没有抽取。请先锁定名录并抽取。"),
    "joint": Rule(
        f"{_counts(_PARTY.task, _SOME)}>0",
        "现在不能用：还没有邀请过参与方。请先“联合邀请”；参与方在自己的台账里用“联合参与”。"),
    "record": Rule(
        f"{_counts(_DRAW.task, _SOME)}>0",
        "现在不能用：没有可核验的记录。请先锁定名录。"),
}

_REGISTERS = Group("registers", "名录库", "ML", (
    Button("check", "检查登记", "检查登记情况", "检查全部名录和登记：编码、必填、日期、三无（清单之外无检查、平台之外无抽查、后续处置无例外）。"
           "问题列出工作表、单元格和处理办法。不改动数据。", "JD", size="large"),
    Button("import", "导入名单", "导入名单", "把外单位的名单（Excel、CSV）导入检查对象、执法人员等名录。先预览新增和变化，确认后才写入。", "DR"),
    Button("compare", "名册比对", "名册比对", "把本台账与登记管理系统的名册逐条比对，列出两边各缺哪些，供应纳尽纳核对。不改动数据。", "BD"),
    Button("add", "新增任务", "登记新任务或新计划", "编号自动接着编，内容照抄上一次（事项、对象范围、抽取方式、人员），日期、文号和各步的办理情况不抄。", "XZ"),
    Button("change", "变更计划", "变更年度计划", "改计划的事项、比例、日期、类型，同时记入“变更记录”：依据、报备日期、公示日期。还缺的以后用同一个按钮补填。", "BG"),
    Button("tiers", "确认等级", "确认信用风险等级", "新建台账带的等级、比例是示例：核对后确认为本局的标准，记入操作日志。第一次锁定前要做。", "QR"),
    Button("restore", "恢复", "从备份恢复", "从“备份”取回名录、计划、任务、结果和参数。现在的内容先存一份；日志、锁定和抽取的记录不会退回。", "HF"),
))

_DRAWING = Group("drawing", "抽查", "CC", (
    Button("preview", "预览", "预览抽查范围", "列出任务的名录数、各组抽取数、中签机会、不参加的对象和可派人员。不产生抽取结果，可以反复看。",
           "YL", ("master", "task"), "large"),
    Button("lock", "锁定名录", "锁定名录和规则", "锁定名录、执法人员和规则，生成指纹和锁定公告。锁定必须在随机数产生之前；之后名录再改也不影响本次抽取。",
           "SD", ("master", "lock"), "large"),
    Button("draw", "抽取", "公开抽取检查对象", "输入约定的公开随机数，按锁定的名录和规则抽取。先保存记录，再显示结果。每轮只能抽取一次。",
           "CQ", ("master", "draw"), "large"),
    Button("match", "匹配人员", "随机匹配执法人员", "为抽中的对象随机匹配两名以上持证执法人员，自动执行回避，工作量尽量平均。配不齐的说明原因。",
           "PP", ("master", "match"), "large"),
    Button("promote", "递补", "由候补对象递补", "抽中的对象已注销、吊销、迁出等不能检查时，由候补对象按顺序递补。须选择原因、写明批准人；对方只是不方便的，不递补。", "DB", ("master", "promote")),
    Button("postpone", "延期", "延期检查", "对方一时不能接受检查的，改日检查：仍在名单上，不由别家递补。须选择原因；超过任务截止日期的写明批准人。", "YQ", ("master", "drawn")),
    Button("reassign", "改派", "改派执法人员", "执法人员须回避或不能参加时，只调整这一个检查组，其余不动。须选择原因、写明批准人，全程留痕。", "GP", ("master", "reassign")),
    Button("void", "作废", "作废一轮锁定或抽取", "作废当前轮次，须填写原因。作废的记录全部保留，重新锁定是新的一轮。", "ZF", ("master", "locked")),
    Button("notice", "锁定公告", "生成锁定公告", "生成锁定公告：名录指纹、规则、随机源和时间，打印签字或当场张贴。", "GG", ("master", "locked")),
    Button("papers", "文书", "生成抽查文书", "生成抽查工作方案、检查通知书、每个对象一份的检查记录表和结果公示表。", "WS", ("master", "task")),
))

_JOINT = Group("joint", "联合抽查", "LH", (
    Button("joint_invite", "联合邀请", "邀请参与方", "写明各参与方的事项、席位和截止日期，生成带指纹的邀请件，登记在“联合参与方”。重新邀请的，各方要重做参与件。",
           "LY", ("master", "lock")),
    Button("joint_join", "联合参与", "生成参与件", "收到邀请件的一方，在自己的台账里生成参与件：人员、回避、对象，带指纹，打印后负责人签字盖章。不改动数据。", "LC"),
    Button("joint_add", "收参与件", "收各方的参与件", "先逐份预览人员、回避、对象和指纹，确认后写入；有一处不对，一份也不收。没有收齐不能锁定。", "LS", ("master", "joint")),
    Button("joint_send", "联合分发", "生成分发件", "匹配以后，每个参与方一个文件：只有它有席位的对象和要它填写的检查结果。填好发回的，用“收回返回件”收。", "LF", ("master", "joint")),
))

_RESULTS = Group("results", "结果", "JG", (
    Button("sheets", "填写页", "生成检查组填写页", "每个检查组一个网页文件，手机断网也能填，填完给回一个文件。页里有地址和电话，是内部资料。", "TX", ("master", "reassign")),
    Button("collect", "收回返回件", "收回检查组的返回件", "读取检查组给回的文件、在电脑上填好的检查记录表，先列出每一行怎么办（新登记、更新、相同、不收），"
           "确认后写入“检查结果”。有人填过的、已公示的不覆盖。",
           "FH", ("master", "reassign")),
    Button("visited", "登记到场", "登记检查日期和签字", "一个检查组的检查日期、纸质记录的签字情况问一次，填到“检查结果”里还没有日期的行。先选中几行，只登记选中的单位。",
           "DC", ("master", "reassign"), "large"),
    Button("passed", "未发现问题", "批量登记未发现问题", "有检查日期、纸质记录已签字、还没有结果的行，登记为“未发现问题”。先选中几行，只登记选中的单位。记入操作日志，可以撤销。",
           "WF", ("master", "reassign"), "large"),
    Button("unpassed", "撤销批量", "撤销批量登记", "撤销最近一次批量登记（到场、“未发现问题”）：只去掉它写的内容，登记后改动过、已公示的不动。", "CX", ("master", "reassign")),
    Button("due", "到期提醒", "查看到期和逾期事项", "列出应录入、应公示、应处置、证件到期等事项，按工作日计算，逾期的在最前。不改动数据。", "DQ", size="large"),
    Button("publish", "公示页", "生成公示页", "生成一个网页文件：抽查结果，以及任何人都可以点“核验”重算的抽取过程。不含风险等级、电话和回避事由。",
           "GS", ("master", "drawn"), "large"),
    Button("archive", "归档", "归档一次抽查", "把一次抽查的文书和记录按顺序复制到一个文件夹，带卷内目录、备考表、指纹清单；缺什么逐项说明。只复制，不移动。", "GD", ("master", "locked")),
    Button("account", "检查台账", "填写检查台账、取入检查次数", "双随机抽查由程序登记，其他检查只填五格，其余由程序填写；再取入协调处发回的“检查次数”。列出达到上限、在免查期的单位。", "TZ"),
    Button("verify", "核验抽取", "核验抽取记录", "按锁定的名录和公开的随机数重新计算，核对名录、结果和操作日志有没有改动。不改动数据。", "HY", ("master", "record")),
    Button("platform", "平台核对", "与省平台核对", "读取省级平台导出的结果，与台账逐条核对，列出不一致的地方；也可导出需要录入平台的内容和录入核对单，登记录入平台的日期。", "PT", ("master", "task")),
))

_REPORTS = Group("reports", "报表", "BB", (
    Button("report", "月报表", "填写月报表", "按报表周期填写官方月报表，并生成追溯表，列出每个数字来自哪些行。", "YB", size="large"),
    Button("reported", "登记报送", "登记已经报送", "月报表、季度落实情况报送以后点一次，记入“工作动态”，期限和首页不再提醒。再点一次可以撤销。", "DS"),
    Button("quarter", "季度报告", "生成季度落实情况", "生成本季度“双随机、一公开”落实情况的数据和文字。", "JB"),
    Button("year", "年度覆盖", "查看年度抽查覆盖", "计算年度抽查比例、各等级和各类型的覆盖情况，列出未检查的对象。", "NB"),
    Button("bulletin", "月度通报", "生成月度通报", "各处室在计划、方案、平台、变更、结果公示和后续处理、归档六项上的情况，一个处室一行，另列报送情况。用汇总台账生成全局的。", "TB"),
    Button("submit", "生成报送件", "生成报给协调处的工作簿", "生成本月的报送件和要签字盖章的封面：只有汇总需要的内容，没有电话、等级、代号对照和事由。不改动数据。", "BS"),
    Button("consolidate", "汇总", "汇总各处室台账", "读取各处室、各区县的报送件（或主台账），生成汇总台账、问题清单和全局月报表。来件不会被改动。", "HZ", ()),
))

_HELP = Group("help", "帮助", "BZ", (
    Button("manual", "手册", "打开使用手册", "打开本机的使用手册。", "SC", (), "large"),
    Button("codes", "问题代码", "查问题代码", "打开问题代码说明：每个代码的原因和处理办法。", "DM", ()),
    Button("doctor", "体检", "检查本机环境", "检查 Excel、Python、加载项和文件夹是否正常，给出处理办法。", "TJ", ()),
    Button("about", "关于", "关于本程序", "显示版本、日志位置和许可。", "GY", ()),
))

GROUPS: tuple[Group, ...] = (_REGISTERS, _DRAWING, _JOINT, _RESULTS, _REPORTS, _HELP)
BUTTONS: tuple[Button, ...] = tuple(button for group in GROUPS for button in group.buttons)
TARGETS: tuple[str, ...] = tuple(button.id for button in BUTTONS)
"""The ids that `ssj_xl.entry.ribbon.press` must know, in the order of the tab."""

DRAWN_OBJECT = ("visited", "postpone", "promote", "reassign")
"""Buttons that are about one drawn object: what its row offers in a context menu."""

NO_RULE = Rule("", "")


def rules(button: Button) -> tuple[Rule, Rule]:
    """A button's rules, first and second; `NO_RULE` where it has fewer."""
    first, second, *_ = (*(RULES[name] for name in button.needs), NO_RULE, NO_RULE)
    return first, second

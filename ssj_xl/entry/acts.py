"""The acts of the program, each declared once: its command, its button, its line in the menu, and where it is carried out.

Command line, menu and ribbon are made from these rows; what carries an act out is loaded when it is asked for, so that
a command costs what it needs itself.  How a button looks and when it is on stands in `build.ribbon`, under the same key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from ssj_xl.domain.codes import DELAY, PROMOTION, REASSIGNMENT
from ssj_xl.tables.defaults import ALL_KINDS, ITEM_KINDS, NO_KIND, TIER_SCHEMES

BOOKS = (".xlsx", ".xlsm")
"""What a workbook's name ends in."""

_NEW_BOOK = "{folder}/主台账.xlsx"
FORCE = "{force}"
"""In a line: where --force goes, if what is there may be overwritten (the old file goes into 备份)."""
PAPERS = ("方案", "确认单", "通知书", "记录表", "公示表")
"""The kinds of papers, as `workflows.publishing.papers` has them; it is loaded only when they are made."""
_COMPARED = ("检查对象", "执法人员", "事项清单")


def _tables() -> tuple[str, ...]:
    # The list of commands needs no register; whoever asks which one is meant has them all.
    from ssj_xl.tables.records import IMPORTED

    return (*_COMPARED, *(spec.name for spec in IMPORTED if spec.name not in _COMPARED))


def _signatures() -> tuple[str, ...]:
    from ssj_xl.tables.registers import SIGNATURES

    return SIGNATURES


def _nothing(_now: datetime, _known: Mapping[str, str]) -> str:
    return ""


def divide(text: str) -> tuple[str, ...]:
    """Several answers typed into one line, divided by semicolons: what they are made of may have commas of its own."""
    return tuple(filter(None, map(str.strip, re.split("[;；]", text))))


def _listed(text: str) -> tuple[str, ...]:
    """The same, divided as a list in a cell is."""
    from ssj_xl.tables.cells import split_list  # not for `--help`

    return split_list(text)


_DIVIDED: Mapping[str, Callable[[str], tuple[str, ...]]] = {"several": divide, "list": _listed}
"""By the kind of question."""


@dataclass(frozen=True)
class Ask:
    """One question; optional: an empty answer will do.  choices: those of a choice, or what tells them.

    Of a choice that is optional the first answer offered is what the command does by itself.
    kind: text, day, path, task, last, old_account, source, value, choice, snapshot; setting, one of the choices of a parameter; reason, of
    which the workbook has the list (`words` names its category); output, a file that is written; several, divided by
    semicolons; list, divided as a list in a cell is; yes, answered with the option --`key`.
    """

    key: str
    words: str
    kind: str = "text"
    optional: bool = False
    choices: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    suggestion: Callable[[datetime, Mapping[str, str]], str] = field(default=_nothing)

    @property
    def offered(self) -> tuple[str, ...]:
        """The answers of a choice."""
        return self.choices if isinstance(self.choices, tuple) else self.choices()


@dataclass(frozen=True)
class Act:
    """One act, as every door knows it.

    key: the button's id where there is a button.  summary: the first line of the command's help.
    command, press: what carries it out, `module:function`, in `entry` and in `entry.ribbon`; "" where it has no such door.
    line: the command that the menu runs, with {keys} of answers, an option with an empty answer left out and one with several
    repeated; () where the menu does not offer it.  warning: what has to be confirmed there.  label: group and title where no
    button has them.  makes: the workbook that the menu goes on with afterwards.
    any_book: whether the button has something to do in a consolidated workbook too.
    """

    key: str
    summary: str = ""
    command: str = ""
    press: str = ""
    line: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    warning: str = ""
    label: tuple[str, str] = ("", "")
    any_book: bool = False
    makes: str = ""

    @property
    def needs_book(self) -> bool:
        """Whether it is about a workbook."""
        return "{book}" in self.line

    def arguments(self, known: Mapping[str, str]) -> list[str]:
        """The command's words with the answers in them."""
        several = {f"{{{ask.key}}}": _DIVIDED[ask.kind] for ask in self.asks if ask.kind in _DIVIDED}
        out: list[str] = []
        for word in self.line:
            filled = word.format_map(known)
            if word in several and filled:
                option, parts = out.pop(), several[word](filled)
                out += [each for part in parts for each in (option, part)]
            elif filled:
                out.append(filled)
            elif word != FORCE and out and out[-1].startswith("-"):
                out.pop()
        return out


def load(target: str, package: str = "ssj_xl.entry") -> Any:
    """What a `module:function` of an act names."""
    module, _, name = target.partition(":")
    return getattr(import_module(f"{package}.{module}"), name)


def _month(now: datetime, _known: Mapping[str, str]) -> str:
    """The month whose form is due next, or was due last: that of the calendar."""
    return f"{now:%Y-%m}"


def _quarter(now: datetime, _known: Mapping[str, str]) -> str:
    return f"{now.year}Q{(now.month + 2) // 3}"


def _year(now: datetime, _known: Mapping[str, str]) -> str:
    return str(now.year)


def _beside(name: str) -> Callable[[datetime, Mapping[str, str]], str]:
    """A file beside the workbook, its name made of the answers; one that was left out leaves no dash."""
    return lambda _now, known: str(Path(known["book"]).parent / name.format_map(known).replace("-.", "."))


def _form_beside(now: datetime, known: Mapping[str, str]) -> str:
    """The form beside the workbook, of the kind of its template."""
    return _beside("月报表-{month}" + (Path(known["template"]).suffix or ".xlsx"))(now, known)


_TEMPLATE = Ask("template", "本局自己的月报表（可以拖进来；用官方格式就回车）", "path", optional=True)
OLD_ACCOUNT = Ask("why_old", "全局检查次数已超过 35 天。为什么仍按它锁定（记入操作日志）", "old_account", optional=True)
"""Asked only where the bureau's account of visits is old."""
LAST = Ask("last", "今年的彩票休市程序里还没有：请填中国福彩网上最近开奖的一期和日期，如 2027020 2027-02-23（不用双色球的直接确定）", "last", optional=True)
"""Asked only in a year of whose breaks nothing is known."""
BY_ITSELF = "照默认"
"""The answer to a choice that is optional which leaves it to the act."""
PAPER = Ask("kind", "要哪一种文书（照默认是现在能生成的全部）", "choice", optional=True, choices=PAPERS)
FORMAT = Ask("format", "检查记录表、公示表的格式（照默认是 Word，公示表另有 Excel）", "choice", optional=True, choices=("docx", "xlsx"))
TERM = Ask("term", "保管期限（照本机关的保管期限表）", "choice", choices=("定期30年", "永久", "定期10年"))
JOINT_PARTIES = "参与方，写成 编码=名称:事项、事项，用分号隔开，如 GZ=公证管理处:GZ-01（不写事项的照“事项清单”的责任处室）"
"""Asked for the parties of a joint draw."""
_TASK = Ask("task", "请选择任务", "task")
_PDF = Ask("pdf", "同时生成 PDF 吗（需要 LibreOffice）", "yes")
_DAY = Ask("day", "日期（今天就回车，否则如 2021-03-20）", "day", optional=True)
_PERIOD = Ask("period", "报的哪个月份或季度（如 2021-03、2021Q1）", suggestion=_month)
_SETS = Ask("sets", "文件里没有、各行又都相同的内容，写成 列=值，用分号隔开，如 区县=东区（没有就回车；必填的后面会逐项问）", "several", optional=True)
_KEY = Ask("key", "只按哪一列与名录库核对，如 执业证号（一般直接回车：依次按编码、证号、名称）", optional=True)
_WHY, _WHO = Ask("why", "原因（公示页上可见）"), Ask("who", "批准人")

ACTS = (
    Act("check", "检查主台账：登记错误、引用、证件、三无、期限，一次列全。有错误时退出码为 1。", "commands.book:check",
        press="acts_registers:check", line=("check", "{book}"), any_book=True),
    Act("import", "把别处的名单（xlsx、xls、csv、网页表格）导入名录库：先预览，确认后才写入。", "commands.importing:import_list",
        press="acts_registers:import_list",
        line=("import", "{book}", "{table}", "{file}", "--set", "{sets}", "--key", "{key}", "-o", "{out}"),
        asks=(Ask("table", "导入到哪张表", "choice", choices=_tables), Ask("file", "名单文件（可以拖进来）", "path"), _SETS, _KEY,
              Ask("out", "预览另存为（不存就回车）", "path", optional=True))),
    Act("compare", press="acts_registers:compare",
        line=("import", "{book}", "{table}", "{file}", "--compare", "--set", "{sets}", "--key", "{key}", "-o", "{out}"),
        asks=(Ask("table", "与哪张表比对", "choice", choices=_COMPARED), Ask("file", "名册文件（可以拖进来）", "path"), _SETS, _KEY,
              Ask("out", "比对结果另存为（不存就回车）", "path", optional=True)),
        any_book=True),
    Act("restore", "从“备份”取回名录、计划、任务、结果和参数；不写 --to 时列出备份的时间和操作。", "commands.files:restore",
        press="acts_registers:restore", line=("restore", "{book}", "--to", "{which}"),
        asks=(Ask("which", "恢复到哪一份备份", "snapshot"),)),
    Act("prune", "清理备份：列出超过参数“备份保留月数”的备份，确认后删除，并记入操作日志。", "commands.files:prune",
        line=("prune", "{book}"), label=("名录库", "清理备份")),
    Act("records", "按工作簿和密钥重新生成一个任务的公开记录、审计记录，补齐缺少的锁定公告；可以反复执行，结果一个字节也不差。",
        "commands.files:records"),
    Act("add", "登记一个新任务或新计划：编号自动接着编，内容照抄上一次；日期、文号、平台编号、各步的办理情况不抄。", "commands.book:add",
        press="acts_registers:add",
        line=("add", "{book}", "{what}", "--like", "{like}", "--name", "{name}", "--start", "{start}", "--end", "{end}", "--set", "{sets}"),
        asks=(Ask("what", "登记什么", "choice", choices=("计划", "任务")), Ask("like", "照抄哪一个的编号（最近一个就回车）", optional=True),
              Ask("name", "任务名称（照上一次的就回车）", optional=True), Ask("start", "开始日期，如 2026-04-01（没有定就回车）", "day", optional=True),
              Ask("end", "截止日期，如 2026-06-30（任务要有；计划没有定就回车）", "day", optional=True),
              Ask("sets", "别的不同的内容，写成 列=值，用分号隔开，如 操作人=张某；监督人=王某；见证人=周某（没有就回车）", "several", optional=True))),
    Act("change", "变更计划：改计划的事项、比例、日期、类型等，同时记入“变更记录”（依据、报备日期、公示日期）；不写改什么的，补填还缺的依据和日期。",
        "commands.book:change", press="acts_registers:change",
        line=("change", "{book}", "{plan}", "--set", "{sets}", "--why", "{why}", "--on", "{day}", "--reported", "{reported}", "--published", "{published}"),
        asks=(Ask("plan", "计划编号"), Ask("sets", "改什么，写成 列=值，用分号隔开，如 抽查比例=5%；计划截止=2026-12-20（只补填依据、日期就回车）", "several", optional=True),
              Ask("why", "依据：决定、通知的名称和文号（已公示的计划必填）", optional=True), Ask("day", "变更日期（今天就回车）", "day", optional=True),
              Ask("reported", "报备日期（还没有报备就回车）", "day", optional=True), Ask("published", "变更的公示日期（还没有公示就回车）", "day", optional=True))),
    Act("tiers", "确认等级：新建台账带的信用风险等级是示例，核对比例、签数后确认为本局的标准，记入操作日志；第一次锁定前要做。",
        "commands.book:tiers", press="acts_registers:tiers", line=("tiers", "{book}")),
    Act("joint", "联合抽查：邀请参与方、各方生成参与件、收齐参与件、分发检查任务；锁定、抽取、匹配照常，每方各有席位。", "commands.joint:joint"),
    Act("joint_invite", press="acts_joint:invite",
        line=("joint", "invite", "{book}", "{task}", "--party", "{parties}", "--outside", "{outside}", "--lock-on", "{day}", "--due", "{due}",
              "--source", "{source}", "--place", "{place}", "-o", "{out}", FORCE),
        asks=(_TASK, Ask("parties", JOINT_PARTIES, "several"),
              Ask("outside", "其中是其他机关的编码，用顿号或分号隔开（都是本局处室就回车）", "list", optional=True),
              Ask("day", "计划锁定的日期（至少提前 5 个工作日）", "day"), Ask("due", "参与件的截止日期", "day"),
              Ask("source", "打算用的随机源（没有定就回车）", optional=True), Ask("place", "抽取的地点（没有定就回车）", optional=True),
              Ask("out", "邀请件存为", "output", suggestion=_beside("邀请件-{task}.xlsx")))),
    Act("joint_join", press="acts_joint:join",
        line=("joint", "join", "{book}", "{file}", "--absent", "{absent}", "--limit", "{limits}", "--leave-out", "{objects}", "--signer", "{signer}",
              "-o", "{out}", FORCE),
        asks=(Ask("file", "收到的邀请件（可以拖进来）", "path"), Ask("absent", "不参加的人员的姓名或编码，用顿号或分号隔开（都参加就回车）", "list", optional=True),
              Ask("limits", "限定次数的人员，写成 姓名（或编码）=次数，用顿号或分号隔开（没有就回车）", "list", optional=True),
              Ask("objects", "不参加的对象的名称或编码，用顿号或分号隔开（没有就回车）", "list", optional=True), Ask("signer", "签发人", optional=True),
              Ask("out", "参与件存为", "output", suggestion=_beside("参与件.xlsx")))),
    Act("joint_add", press="acts_joint:add", line=("joint", "add", "{book}", "{file}"),
        asks=(Ask("file", "参与件，或放着它们的文件夹（可以拖进来）", "path"),)),
    Act("preview", "预览一次抽查：名录、排除、各组数量和比例、可选人数。只看不写。", "commands.draw:preview",
        press="acts_draw:preview", line=("preview", "{book}", "{task}"), asks=(_TASK,)),
    Act("lock", "锁定名录、执法人员、规则和随机源；此后再产生随机数。", "commands.draw:lock", press="acts_draw:lock",
        line=("lock", "{book}", "{task}", "--source", "{source}", "--last", "{last}", "--why-old", "{why_old}", "--notice", "{notice}"),
        asks=(_TASK, OLD_ACCOUNT, LAST, Ask("source", "随机源", "source"), Ask("notice", "锁定公告存为", "path", suggestion=_beside("锁定公告-{task}.xlsx")))),
    Act("draw", "用锁定后产生的随机数抽取；先保存，后显示，不能重抽。", "commands.draw:draw", press="acts_draw:draw",
        line=("draw", "{book}", "{task}", "--public", "{value}"), asks=(_TASK, Ask("value", "随机数", "value")),
        warning="确定后立即抽取，不能重抽。继续吗？"),
    Act("match", "为抽中的对象随机匹配检查组（不少于 2 人，含组长）。", "commands.draw:match", press="acts_draw:match",
        line=("match", "{book}", "{task}"), asks=(_TASK,)),
    Act("joint_send", press="acts_joint:send", line=("joint", "send", "{book}", "{task}", "-o", "{folder}", FORCE),
        asks=(_TASK, Ask("folder", "存放的文件夹", "output", suggestion=_beside("分发件-{task}")))),
    Act("promote", "递补：抽中的对象已不能检查时，由同组签号最小的下一家递补；其余检查组不变。", "commands.draw:promote",
        press="acts_changes:promote",
        line=("promote", "{book}", "{task}", "{object}", "--reason", "{why}", "--approver", "{who}"),
        asks=(_TASK, Ask("object", "不能检查的对象编码"), Ask("why", PROMOTION, "reason"), _WHO)),
    Act("postpone", "延期：对方一时不能接受检查的，改日检查；仍在名单上，不由别家递补。", "commands.draw:postpone",
        press="acts_changes:postpone",
        line=("postpone", "{book}", "{task}", "{object}", "--until", "{day}", "--reason", "{why}", "--approver", "{who}"),
        asks=(_TASK, Ask("object", "延期检查的对象编码"), Ask("day", "延期到哪一天（如 2021-04-09）", "day"),
              Ask("why", DELAY, "reason"), _WHO)),
    Act("reassign", "改派：检查人员不能参加时，只补他空出的席位，其余人员不变。", "commands.draw:reassign",
        press="acts_changes:reassign",
        line=("reassign", "{book}", "{task}", "{person}", "--reason", "{why}", "--approver", "{who}"),
        asks=(_TASK, Ask("person", "不能参加的人员编码"), Ask("why", REASSIGNMENT, "reason"), _WHO)),
    Act("sheets", "填写页：每个检查组一个网页文件，手机断网也能填，填完给回一个文件，用 collect 收回。", "commands.results:sheets",
        press="acts_desk:sheets",
        line=("sheets", "{book}", "{task}", "-o", "{folder}"),
        asks=(_TASK, Ask("folder", "存放的文件夹", "path", suggestion=_beside("填写页-{task}")))),
    Act("collect", "收回返回件、在电脑上填好的检查记录表：先逐行预览（新登记、更新、相同、不收），确认后写入“检查结果”。", "commands.results:collect",
        press="acts_desk:collect", line=("collect", "{book}", "{file}"), asks=(Ask("file", "返回件、填好的检查记录表，或放着它们的文件夹（可以拖进来）", "path"),)),
    Act("visited", "登记到场：一个检查组的检查日期和签字情况问一次，填到“检查结果”里还没有日期的各行；缺的行先补上。",
        "commands.results:visited", press="acts_desk:visited",
        line=("visited", "{book}", "{task}", "--person", "{person}", "--on", "{day}", "--signed", "{signed}"),
        asks=(_TASK, Ask("person", "检查组里任一人的姓名或人员编码（不填为全部）", optional=True), Ask("day", "检查日期（如 2021-03-15）", "day"),
              Ask("signed", "纸质记录表的签字情况", "choice", choices=_signatures))),
    Act("passed", "批量登记“未发现问题”：只登记有检查日期、纸质记录已签字、还没有结果的行；--undo 撤销。",
        "commands.results:passed", press="acts_desk:passed", line=("passed", "{book}", "{task}"), asks=(_TASK,)),
    Act("unpassed", press="acts_desk:unpassed", line=("passed", "{book}", "{task}", "--undo"), asks=(_TASK,)),
    Act("published", "登记公示日期：一个任务里有结果、有签字情况、还没有公示日期的行，一次填好；--undo 撤销。", "commands.results:published",
        line=("published", "{book}", "{task}", "--on", "{day}"), label=("结果", "登记公示日期"),
        asks=(_TASK, Ask("day", "公示的日期（如 2021-03-20）", "day"))),
    Act("unpublished", line=("published", "{book}", "{task}", "--undo"), asks=(_TASK,), label=("结果", "撤销公示日期")),
    Act("void", "作废现行一轮（写明原因，记录保留）；之后可以重新锁定。", "commands.draw:void", press="acts_changes:void",
        line=("void", "{book}", "{task}", "--reason", "{why}"), asks=(_TASK, _WHY), warning="作废本轮，记录保留。继续吗？"),
    Act("notice", "生成锁定公告：一页 A4，签字张贴，锁定的各项指纹和随机源一目了然，附二维码。", "commands.verify:notice",
        press="acts_results:notice", line=("notice", "{book}", "{task}", "-o", "{out}", "{pdf}", FORCE),
        asks=(_TASK, Ask("out", "锁定公告存为", "output", suggestion=_beside("锁定公告-{task}.xlsx")), _PDF)),
    Act("receipt", "给一家单位的名录回执：凭它可以证明自己那一条在锁定的名录里，没有被替换。", "commands.verify:receipt",
        line=("receipt", "{book}", "{task}", "{object}", "-o", "{out}", FORCE), label=("结果", "名录回执"),
        asks=(_TASK, Ask("object", "对象编码"), Ask("out", "回执存为", "output", suggestion=_beside("回执-{task}-{object}.json")))),
    Act("commit", "多方承诺：为一个参与方生成随机原件（密封保存）和承诺（锁定前交出）。", "commands.verify:commit",
        line=("commit", "{task}", "--party", "{party}", "-o", "{out}"), label=("抽查", "多方承诺"),
        asks=(Ask("task", "任务编号"), Ask("party", "参与方名称，如 纪检组"),
              Ask("out", "承诺原件存为（密封保存，随机数产生之前不给人看）", "path",
                  suggestion=lambda _now, known: f"承诺原件-{known['task']}-{known['party']}.json"))),
    Act("lock_parties", line=("lock", "{book}", "{task}", "--source", "{source}", "--last", "{last}", "--why-old", "{why_old}",
                               "--commit", "{commits}", "--notice", "{notice}"),
        asks=(_TASK, OLD_ACCOUNT, LAST, Ask("source", "随机源", "source"), Ask("commits", "各方的承诺：参与方=承诺，或承诺原件文件，用分号隔开", "several"),
              Ask("notice", "锁定公告存为", "path", suggestion=_beside("锁定公告-{task}.xlsx"))), label=("抽查", "锁定（多方承诺）")),
    Act("draw_parties", line=("draw", "{book}", "{task}", "--public", "{value}", "--nonce", "{nonces}"),
        asks=(_TASK, Ask("value", "随机数", "value"), Ask("nonces", "各方的随机原件：参与方=原件，或承诺原件文件，用分号隔开", "several")),
        warning="确定后立即抽取，不能重抽。继续吗？", label=("抽查", "抽取（多方承诺）")),
    Act("papers", "生成一次抽查的文书：抽查方案、抽取结果确认单、行政检查通知书、检查记录表（一企一表）、结果公示表。",
        "commands.papers:papers", press="acts_results:papers",
        line=("papers", "{book}", "{task}", "-o", "{folder}", "--kind", "{kind}", "--format", "{format}", FORCE),
        asks=(_TASK, PAPER, FORMAT, Ask("folder", "存放的文件夹", "output", suggestion=_beside("文书-{task}")))),
    Act("archive", "归档：把一次抽查的文书和记录按顺序复制到一个文件夹，带卷内目录、备考表、指纹清单；缺什么逐项说明。",
        "commands.papers:archive", press="acts_filing:archive", line=("archive", "{book}", "{task}", "--term", "{term}"),
        asks=(_TASK, TERM)),
    Act("due", "期限：已逾期、今日到期、即将到期、待公布的事项，按工作日计算，注明单元格和依据。", "commands.due:due",
        press="acts_results:due", line=("due", "{book}"), any_book=True),
    Act("publish", "生成一次抽查的公示页：一个 HTML 文件，任何人打开后可点“核验”，在自己的浏览器里重算抽取结果。",
        "commands.papers:publish", press="acts_results:publish", line=("publish", "{book}", "{task}", "-o", "{page}", FORCE),
        asks=(_TASK, Ask("page", "公示页存为", "output", suggestion=_beside("公示页-{task}.html")))),
    Act("ledger", line=("publish", "{book}", "--ledger", "-o", "{page}", FORCE), label=("结果", "公开台账"),
        asks=(Ask("page", "公开台账存为（与公示页放在一起）", "output", suggestion=_beside("公开台账.html")),)),
    Act("account", "检查台账：填写没有填的格，列出各机构本年度检查次数、达到上限和在免查期的；写了文件的，取入协调处发回的“检查次数”。",
        "commands.book:account", press="acts_filing:account", line=("account", "{book}", "{file}"),
        asks=(Ask("file", "协调处发回的“检查次数”文件（可以拖进来；没有就回车，只填写、查看检查台账）", "path", optional=True),)),
    Act("verify", "核验：从名录起重新计算，结论是符合（退出码 0）、不符合（4）或无从核验（5）；说明什么已证明、什么不符合、缺什么。",
        "commands.verify:verify", press="acts_results:verify", line=("verify", "{book}", "--notice", "{notice}", "--notice-root", "{root}"),
        asks=(Ask("notice", "锁定公告：二维码扫出的整行文字，或含有它的文件（没有就回车）", optional=True),
              Ask("root", "公告上的名录指纹（没有就回车）", optional=True)), any_book=True),
    Act("platform", "与省监管平台往来：导出录入表、导入平台的抽取和结果、逐项核对（平台之外无抽查）。",
        "commands.platform:platform", press="acts_platform:platform", line=("platform", "compare", "{book}", "{file}"),
        asks=(Ask("file", "平台导出的文件（可以拖进来）", "path"),)),
    Act("platform_export", line=("platform", "export", "{book}", "{task}", "-o", "{out}", FORCE), label=("结果", "平台导出"),
        asks=(Ask("task", "任务编号（全部导出就回车）", optional=True),
              Ask("out", "存为", "output", suggestion=_beside("平台导入表.xlsx")))),
    Act("platform_results", line=("platform", "export", "{book}", "{task}", "--what", "结果", "-o", "{out}", FORCE), label=("结果", "平台录入核对单"),
        asks=(Ask("task", "任务编号（全部导出就回车）", optional=True),
              Ask("out", "存为", "output", suggestion=_beside("平台录入-{task}.xlsx")))),
    Act("platform_entered", line=("platform", "entered", "{book}", "{task}", "--on", "{day}"), label=("结果", "登记平台录入"),
        asks=(_TASK, Ask("day", "结果录入平台的日期（如 2021-03-18）", "day"))),
    Act("platform_import", line=("platform", "import", "{book}", "{task}", "{file}"), label=("结果", "平台导入"),
        asks=(_TASK, Ask("file", "平台导出的文件（可以拖进来）", "path"),)),
    Act("report", "填写官方月报表，每个数字的来源另存为“…-追溯.xlsx”。", "commands.report:report",
        press="acts_results:report",
        line=("report", "{book}", "--month", "{month}", "--template", "{template}", "--map", "{place}", "-o", "{out}",
              "--date", "{day}", "{pdf}", FORCE),
        asks=(Ask("month", "月份", suggestion=_month), _TEMPLATE, Ask("place", "指明填法，如 会议=C5（没有就回车）", optional=True),
              Ask("out", "存为", "output", suggestion=_form_beside), _DAY, _PDF),
        any_book=True),
    Act("reported", "登记一份月报表、季度落实情况已经报送；--undo 撤销。期限、首页、汇总都看这一行（“工作动态”）。", "commands.report:reported",
        press="acts_filing:reported", line=("reported", "{book}", "{period}", "--on", "{day}"), asks=(_PERIOD, _DAY)),
    Act("unreported", line=("reported", "{book}", "{period}", "--undo"), asks=(_PERIOD,), label=("报表", "撤销报送登记")),
    Act("form_show", line=("report", "{book}", "--month", "{month}", "--template", "{template}", "--show"),
        asks=(Ask("month", "月份", suggestion=_month), _TEMPLATE), label=("报表", "月报表先看"), any_book=True),
    Act("quarter", "季度落实情况：计划、方案、平台、变更、结果公示和后续处理、归档六项，有文字、数字、表和图。",
        "commands.summary:quarter", press="acts_results:quarter",
        line=("quarter", "{book}", "--quarter", "{quarter}", "-o", "{out}", "{pdf}", FORCE),
        asks=(Ask("quarter", "季度", suggestion=_quarter), Ask("out", "存为", "output", suggestion=_beside("落实情况-{quarter}.docx")), _PDF),
        any_book=True),
    Act("year", "年度情况：各类对象的抽查比例对照下限（3%），计划执行、结果公示、后续处理，按处室、按风险等级（内部）。",
        "commands.summary:year", press="acts_results:year", line=("year", "{book}", "--year", "{year}", "--earlier", "{earlier}", "-o", "{out}", FORCE),
        asks=(Ask("year", "年度", suggestion=_year), Ask("earlier", "上年度的台账，合在一起统计问题发现率（没有就回车）", "path", optional=True),
              Ask("out", "存为", "output", suggestion=_beside("年度情况-{year}.xlsx"))),
        any_book=True),
    Act("bulletin", "月度通报：各处室在计划、方案、平台、变更、结果公示和后续处理、归档六项上的情况，一个处室一行，另列报送情况。",
        "commands.summary:bulletin", press="acts_filing:bulletin", line=("bulletin", "{book}", "--month", "{month}", "-o", "{out}", "{pdf}", FORCE),
        asks=(Ask("month", "月份", suggestion=_month), Ask("out", "存为", "output", suggestion=_beside("通报-{month}.docx")), _PDF),
        any_book=True),
    Act("urge", line=("due", "{book}", "--notices", "{folder}"), label=("报表", "督办通知"),
        asks=(Ask("folder", "督办通知放在哪个文件夹", "path", suggestion=_beside("督办通知")),), any_book=True),
    Act("submit", "生成报送件：处室、区县报给协调处的工作簿，带一页要签字盖章的封面。", "commands.report:submit",
        press="acts_results:submit", line=("submit", "{book}", "--month", "{month}", "-o", "{out}", FORCE),
        asks=(Ask("month", "月份", suggestion=_month), Ask("out", "存为", "output", suggestion=_beside("报送-{month}.xlsx")))),
    Act("consolidate", "汇总各处室、各区县的报送件（也收主台账）：一本汇总台账、一份问题清单、一张月报表。",
        "commands.consolidate:consolidate", press="acts_results:consolidate",
        line=("consolidate", "{folder}", "--month", "{month}", "--notices", "{notices}", "--previous", "{before}",
              "--template", "{template}", "-o", "{out}", FORCE),
        asks=(Ask("folder", "各处室报送件所在的文件夹（可以拖进来）", "path"), Ask("month", "月份", suggestion=_month),
              Ask("notices", "各处室寄来的锁定声明所在的文件夹（没有就回车）", "path", optional=True),
              Ask("before", "上月的汇总台账（没有就回车）", "path", optional=True), _TEMPLATE,
              Ask("out", "汇总台账存为", "output", suggestion=lambda _now, known: f"汇总台账-{known['month']}.xlsx")),
        any_book=True),
    Act("receive", "登记各处室寄来的锁定声明：收到当天把文件存进一个文件夹，运行一次，收到时间记入“收件日志”。", "commands.consolidate:receive",
        line=("receive", "{folder}"), asks=(Ask("folder", "锁定声明所在的文件夹（可以拖进来）", "path"),), label=("报表", "登记锁定声明")),
    Act("manual", press="acts_registers:manual", any_book=True),
    Act("codes", press="acts_registers:codes", any_book=True),
    Act("about", press="acts_registers:about", any_book=True),
    Act("doctor", "体检：检查 Python、加载项、设置、杀毒软件规则等，逐项给出办法。有问题时退出码为 1。", "doctor:doctor",
        press="acts_registers:doctor", line=("doctor",), any_book=True),
    Act("new", "新建一本主台账（一单两库、计划、任务、结果、日志）：空白的，或者由上一年的台账结转。", "commands.book:new",
        line=("new", "{folder}", "--unit", "{unit}", "--unit-code", "{code}", "--division", "{division}", "--division-code", "{short}",
              "--level", "{level}", "--items", "{items}", "--tiers", "{tiers}"),
        asks=(Ask("folder", "放在哪个文件夹", "path"), Ask("unit", "单位名称，如 云州市司法局"),
              Ask("code", "单位编码（大写字母），如 YZSFJ"), Ask("division", "处室名称（没有就回车）", optional=True),
              Ask("short", "处室编码（没有就回车）", optional=True), Ask("level", "单位层级", "setting"),
              Ask("items", "预先登记哪类事项清单（带法律依据，登记后请对照本局公布的核对）", "choice", choices=(*ITEM_KINDS, ALL_KINDS, NO_KIND)),
              Ask("tiers", "信用风险等级（四级 A–D，五级 A–E；比例是示例，第一次锁定前要确认）", "choice", choices=tuple(TIER_SCHEMES))),
        label=("帮助", "新建主台账"), makes=_NEW_BOOK),
    Act("rollover", line=("new", "{folder}", "--from", "{book}"), asks=(Ask("folder", "新一年的台账放在哪个文件夹", "path"),),
        label=("帮助", "结转到新一年"), makes=_NEW_BOOK),
    Act("demo", "演示：一个虚构的市司法局走完一个月——登记、锁定、抽取、匹配、结果、月报、汇总。", "commands.book:demo",
        line=("demo", "{folder}"), asks=(Ask("folder", "演示放在哪个新文件夹", "path"),), label=("帮助", "演示")),
    Act("draw-registry", "名库抽取：一张表放不下的名录（一百万行到全国），用 DuckDB 或 Spark 锁定、抽取、核验。", "commands.registry:draw_registry"),
    Act("addin", "Excel 加载项：生成、检查。", "commands.addin:addin"),
    Act("serve", "WPS 加载项（试用，还没有在 WPS 里见过）：在本机提供“双随机”按钮，只听 127.0.0.1，半小时没有人用就退出。", "commands.serve:serve"),
)

COMMANDS: Mapping[str, Act] = {act.key: act for act in ACTS if act.command}
"""Every command of the command line by its name."""

"""检查记录表, 一企一表: what is filled in at the visit, by hand, on the PC or from 检查结果, up to the approval of publication.

Its fields are those of 《随机抽查情况记录表》 as a provincial platform prints it, with signatures and approvals.  The names of
its blanks stand here once: `record_reading` reads by them what was filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ssj_xl.domain.codes import NO_DISPOSAL
from ssj_xl.domain.period import long_day
from ssj_xl.papers.handouts.layout import (
    HEI,
    SONG,
    Block,
    Cell,
    Face,
    Form,
    Paper,
    Sheet,
    Text,
    boxes,
    fitting,
    lowest,
    pages_of,
    ruled,
)
from ssj_xl.papers.handouts.results import DISPOSALS, RESULTS, WAYS, Choices, Job, RowLike, Visit, item_name, sheet_name
from ssj_xl.tables.registers import SIGNATURES

TITLE = "“双随机、一公开”检查记录表"
SHEET = Sheet(top=12, bottom=15, left=18, right=18)
_WIDTH = 174.0
_LABEL = 27.0
_SIZES = ((10.5, 16.0, 96.0), (10.5, 15.0, 62.0), (10.5, 14.0, 46.0), (10.0, 13.0, 38.0), (9.5, 12.5, 26.0))
"""Size, pitch, and height of what is written by hand, in points."""
_DAY = "　　　年　　月　　日"
_ITEM_WIDTHS = ((12.0, 38.0, 48.0, 44.0, 32.0), (12.0, 28.0, 67.0, 39.0, 28.0), (12.0, 33.0, 36.0, 60.0, 33.0))
NUMBER, ITEM, CONTENT, FOUND, DISPOSED = ITEM_TITLES = ("序号", "检查事项", "检查内容", "发现问题情况", "处置情况")
TASK, WHEN, BODY, PERSON, SIGNED, INFORMED, SPECIAL = "任务编号", "检查时间", "被检查单位", "被检查人", "签字情况", "现场告知", "特殊情况"
LABELS = ("任务名称", TASK, WHEN, "平台任务编号", BODY, PERSON, "统一社会\n信用代码", "对象类型", "执业证号", "负责人", "联系电话", "地址",
          WAYS, RESULTS, DISPOSALS, INFORMED, SIGNED, SPECIAL)
"""What stands before the blanks that have one."""
CODE = "核对码"
NONE, SOME, AWAY = FOUNDS = ("无", "有", "不涉及")
"""What is ticked of an item: nothing found, a problem, not the object's business (only where 代码表 has a result for that)."""
TERM, END, OTHER = "期限", "办结", "其他"

Row = list[tuple[float, Cell]]
Widths = tuple[float, ...]


def record_forms(job: Job, visits: Iterable[Visit], choices: Choices) -> Paper:
    """The record forms of a task's visits, one an object."""
    return Paper(f"检查记录表 {job.task['code']}", SHEET, tuple(
        Form(_fitted(job, visit, choices), sheet_name(visit.number, visit.object["name"])) for visit in visits))


def _fitted(job: Job, visit: Visit, choices: Choices) -> tuple[Block, ...]:
    blocks = fitting(lambda level: _record(job, visit, choices, level), len(_SIZES), SHEET)
    if pages_of(blocks, SHEET) == 1:
        return blocks
    return fitting(lambda level: _record(job, visit, choices, level, loose=True), len(_SIZES), SHEET)


def _record(job: Job, visit: Visit, choices: Choices, level: int, *, loose: bool = False) -> tuple[Block, ...]:
    """The form at one level of size; loose: signatures may come on a sheet of their own, so they name the form."""
    number = f"{job.task['code']}-{visit.number:03}"
    size, pitch, by_hand = _SIZES[level]
    face = Face(SONG, size, pitch)
    above, below = [*_facts(job, visit, face)], [*_ticked(visit, choices, face), *_signed(visit, face, by_hand, number if loose else "")]
    tables = ([*above, *_items(visit, choices, face, (by_hand, widths)), *below] for widths in _ITEM_WIDTHS)
    return (
        Text(job.settings.unit, Face(SONG, 12, 18, "center")),
        Text(TITLE, Face(HEI, 17, 26, "center", outline=1)),
        Text(f"（一企一表）　表号：{number}　{CODE}：{visit.record_code}", Face(SONG, 10, 16, "right", after=2)),
        lowest(ruled([row for row, _ in rows], least=[least for _, least in rows], keep=3) for rows in tables),
    )


def _label(text: str, face: Face) -> Cell:
    return Cell(text, Face(face.font, face.size, face.pitch, "center"), shade=True)


def _pairs(face: Face, *cells: str) -> tuple[Row, float]:
    """Label and value, twice; or once, over the whole width."""
    widths = (_LABEL, 70.0, _LABEL, _WIDTH - 2 * _LABEL - 70.0) if len(cells) == 4 else (_LABEL, _WIDTH - _LABEL)
    return [(width, _label(text, face) if place % 2 == 0 else Cell(text, face))
            for place, (width, text) in enumerate(zip(widths, cells, strict=True))], 20.0


def _facts(job: Job, visit: Visit, face: Face) -> Iterator[tuple[Row, float]]:
    task, obj = job.task, visit.object
    yield _pairs(face, "任务名称", task["name"], TASK, task["code"])
    yield _pairs(face, WHEN, _checked(visit) or f"{_DAY}　　时", "平台任务编号", task["platform"])
    yield _pairs(face, PERSON if visit.is_person else BODY, obj["name"], "统一社会\n信用代码", obj["uscc"])
    yield _pairs(face, "对象类型", obj["object_type"], "执业证号", obj["licence"])
    yield _pairs(face, "负责人", obj["head"], "联系电话", obj["phone"])
    yield _pairs(face, "地址", obj["address"])


def _checked(visit: Visit) -> str:
    days = sorted({row["checked"] for row in visit.findings.values() if row["checked"]})
    return "、".join(map(long_day, days))


def _items(visit: Visit, choices: Choices, face: Face, room: tuple[float, Widths]) -> Iterator[tuple[Row, float]]:
    by_hand, widths = room
    yield [(width, _label(text, face)) for width, text in zip(widths, ITEM_TITLES, strict=True)], 20.0
    open_ = "　".join(f"□{one}" for one in (FOUNDS if len(choices.harmless) > 1 else FOUNDS[:2]))
    for number, item in enumerate(visit.items, 1):
        found = visit.findings.get(item["code"], {})
        texts = (item_name(item), item["content"], _found(found) or open_, _disposed(found))
        cells = [_centred(str(number), face), *(Cell(text, face, across="top" if text == open_ else "center") for text in texts)]
        yield list(zip(widths, cells, strict=True)), by_hand


def _centred(text: str, face: Face) -> Cell:
    return Cell(text, Face(face.font, face.size, face.pitch, "center"))


def _found(finding: RowLike) -> str:
    """Result and description of a finding; '' where nothing is entered yet."""
    return "：".join(text for text in (finding.get("result"), finding.get("problem")) if text)


def _disposed(finding: RowLike) -> str:
    """Disposal with its term and end."""
    if not finding.get("disposal"):
        return ""
    days = {TERM: finding["disposal_due"], END: finding["closed"]}
    return "\n".join([finding["disposal"], *(f"{what}：{long_day(day)}" for what, day in days.items() if day)])


def _ticked(visit: Visit, choices: Choices, face: Face) -> Iterator[tuple[Row, float]]:
    room = ((_WIDTH - _LABEL) * 72 / 25.4 - 16) / face.size
    whole = all(visit.findings.get(item["code"], {}).get("result") for item in visit.items)
    for category in (WAYS, RESULTS, DISPOSALS):
        options = choices.options[category]
        text = boxes(options, ticked(category, visit.findings, choices, whole=whole), room)
        yield _pairs(face, category, f"{text}　□{OTHER}：＿＿＿＿＿＿" if category == DISPOSALS else text)
    yield _pairs(face, INFORMED, "□已出示执法证件　□已说明检查依据、事项和内容　□已告知申请回避等权利")
    signed = {row.get("signed", "") for row in visit.findings.values()}
    yield _pairs(face, SIGNED, f"{boxes(SIGNATURES, signed if len(signed) == 1 else (), room)}　（被检查{'人' if visit.is_person else '单位'}在纸质记录表上）")
    row, _ = _pairs(face, SPECIAL, "□无法联系　□拒绝检查　　说明（时间、经过、见证人）：")
    yield row, 2 * face.pitch + 6


def ticked(category: str, findings: Mapping[str, RowLike], choices: Choices, *, whole: bool = True) -> set[str]:
    """What is ticked from results that are entered; beside a problem nothing harmless is ticked.

    whole: whether every item has its result; before that nobody can say that there is nothing, or nothing to do.
    """
    key = {WAYS: "way", RESULTS: "result", DISPOSALS: "disposal"}[category]
    values = [row[key] for row in findings.values() if row[key]]
    found = {part for value in values for part in ((value,) if isinstance(value, str) else value)}
    if category == RESULTS:
        return found - choices.harmless or (found if whole else set())
    if category == DISPOSALS and {row["result"] for row in findings.values()} - choices.harmless - {""}:
        serious = {row["disposal"] for row in findings.values() if row["result"] not in choices.harmless and row["disposal"]}
        return serious or found
    return found if whole or category == WAYS else found - {NO_DISPOSAL}


def _signed(visit: Visit, face: Face, by_hand: float, number: str) -> Iterator[tuple[Row, float]]:
    right = Face(face.font, face.size, face.pitch, "right")
    who = "被检查人" if visit.is_person else "被检查单位"
    form = f"（表号：{number}　{visit.object['name']}）\n" if number else ""
    signed = "签名" if visit.is_person else "负责人签名、盖章"
    yield [(_LABEL, _label(f"{who}\n意见", face)),
           (_WIDTH - _LABEL, Cell(f"{form}{signed}：＿＿＿＿＿＿＿＿{_DAY}", right, across="bottom"))], by_hand + 8
    people = "\n".join(f"{'组长' if person.lead else '检查人员'}：{person.name}（执法证号：{person.certificate or '＿＿＿＿'}）　"
                       f"签名：＿＿＿＿＿＿＿" for person in visit.team)
    yield [(_LABEL, _label("检查人员\n签名", face)),
           (_WIDTH - _LABEL, Cell(people, Face(face.font, face.size, max(face.pitch + 2, 16.0))))], 40.0
    half = (_WIDTH - 2 * _LABEL) / 2
    approval = Cell(f"签名：＿＿＿＿＿＿\n{_DAY}", right, across="bottom")
    yield [(_LABEL, _label("组长审核\n意见", face)), (half, approval), (_LABEL, _label("结果公示\n审批意见", face)),
           (half, Cell(f"□同意公示　□暂不公示\n签名：＿＿＿＿＿＿\n{_DAY}", right, across="bottom"))], by_hand + 10

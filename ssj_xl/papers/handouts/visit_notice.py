"""行政检查通知书, one page an object: what will be checked, by whom, and the rights of the checked, with 送达回证.

Elements: 《行政检查文书基本格式文本（试行）》(2025) asks for basis, source of the task, frequency, officers with their
certificates and the right to apply for 回避; that officers are two at least, show their certificates, and may be
turned away without them is 行政处罚法 第四十二、四十三、五十五条.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ssj_xl.domain.period import long_day
from ssj_xl.papers.handouts.layout import (
    FANGSONG,
    HEI,
    SONG,
    Block,
    Cell,
    Face,
    Form,
    Grid,
    Line,
    Paper,
    Sheet,
    Text,
    boxes,
    fitting,
    lowest,
    ruled,
)
from ssj_xl.papers.handouts.results import (
    Job,
    Person,
    RowLike,
    Visit,
    file_stem,
    item_name,
    named_scheme,
    numbered_task,
    quoted,
    span,
)

TITLE = "行政检查通知书"
SHEET = Sheet(top=13, bottom=15, left=22, right=22)
_WIDTH = 166.0
_SIZES = ((12.0, 20.0), (11.0, 17.5), (10.5, 16.0), (10.5, 14.5), (10.0, 13.5))
_BLANK = "＿＿＿＿＿＿"
_DELIVERIES = ("直接送达", "留置送达", "邮寄送达", "电子送达")


def notices(job: Job, visits: Iterable[Visit]) -> Paper:
    """The notices of a task's visits."""
    return Paper(f"{TITLE} {job.task['code']}", SHEET, tuple(
        Form(_fitted(job, visit), file_stem(visit.object["name"])) for visit in visits))


def _fitted(job: Job, visit: Visit) -> tuple[Block, ...]:
    return fitting(lambda level: tuple(_notice(job, visit, *_SIZES[level])), len(_SIZES), SHEET)


def _notice(job: Job, visit: Visit, size: float, pitch: float) -> Iterator[Block]:
    body = Face(FANGSONG, size, pitch, indent=2)
    head = Face(HEI, size, pitch, indent=2, before=pitch / 8)
    plain = Face(FANGSONG, size, pitch)
    cell = Face(SONG, max(9.5, size - 1.5), max(13.0, pitch - 4))
    yield Text(job.settings.unit, Face(SONG, 14, 20, "center"))
    yield Text(TITLE, Face(HEI, 20, 28, "center", outline=1))
    yield Text(f"编号：{_BLANK}", Face(FANGSONG, size, pitch, "right"))
    yield Text(f"{_addressee(visit)}：", plain)
    yield Text(_opening(job, visit), body)
    yield Text("一、检查事项和内容", head, keep=True)
    yield _items(visit.items, cell)
    yield Text("二、检查时间、地点和方式", head, keep=True)
    yield Text(_when(job, visit), body)
    yield Text("三、检查人员", head, keep=True)
    yield _people(visit.team, cell)
    yield Text("协助检查人员：＿＿＿人（没有的填“无”）。", body)
    yield Text("四、需要准备的资料", head, keep=True)
    line = "＿" * int(SHEET.width / size - 6)
    yield Text(f"1. {line}\n2. {line}", body)
    yield Text(f"五、{visit.title}的权利和义务", head, keep=True)
    yield Text(_rights(visit.title), body)
    if visit.list_code:
        yield Text(f"{visit.title}在锁定的抽查名录里的代号：{visit.list_code}。在公示页的“查我的单位”里输入代号，可以核对是不是抽中的那一家；"
                   "代号看得出分在哪一组，请自己保管。", body, keep=True)
    yield Text(_contact(job), body, keep=True)
    yield Text(f"{job.settings.unit}（印章）\n{long_day(job.day)}",
               Face(FANGSONG, size, pitch, "right", inset=3, before=pitch / 2), keep=True)
    yield from _receipt(visit, cell)


def _addressee(visit: Visit) -> str:
    named = {"执业证号": visit.object["licence"]} if visit.is_person else {"统一社会信用代码": visit.object["uscc"]}
    known = "".join(f"（{label}：{value}）" for label, value in named.items() if value)
    return f"{visit.object['name']}{known}"


def _opening(job: Job, visit: Visit) -> str:
    grounds = [f"{job.plan['year']}年度随机抽查计划（计划编号：{job.plan['code']}）"] if job.plan else []
    grounds += [named_scheme(job.task)] if job.task["scheme_name"] else []
    by_plan = f"，按照{'和'.join(grounds)}" if grounds else ""
    basis = "；".join(bases(visit.items)) or _BLANK * 3
    return (f"根据{basis}的规定{by_plan}，通过“双随机、一公开”方式随机抽取，确定{visit.title}为{quoted(job.task['name'])}"
            f"（{numbered_task(job.task)}）的检查对象，现依法对{visit.title}实施行政检查。有关事项通知如下：")


def bases(items: Iterable[RowLike]) -> list[str]:
    """The legal bases of items, each once."""
    parts = (part.strip() for item in items for part in item["basis"].replace("\n", "；").split("；"))
    return list(dict.fromkeys(part.rstrip("。") for part in parts if part))


def _items(items: Sequence[RowLike], face: Face) -> Grid:
    centred = Face(face.font, face.size, face.pitch, "center")
    head = Line(tuple(Cell(text, centred, shade=True) for text in ("序号", "检查事项", "检查内容")), head=True)
    lines = [Line((Cell(str(number), centred), Cell(item_name(item), face), Cell(item["content"], face)))
             for number, item in enumerate(items, 1)]
    return lowest(Grid((12.0, name, _WIDTH - 12.0 - name), (head, *lines)) for name in (62.0, 42.0, 82.0))


def _when(job: Job, visit: Visit) -> str:
    ways = "、".join(job.task["way"]) or _BLANK
    often = "、".join(dict.fromkeys(item["frequency"] for item in visit.items if item["frequency"]))
    return (f"检查时间段：{span(job.task['start'], job.task['end'], blank=_BLANK)}；"
            f"具体时间：＿＿＿月＿＿＿日＿＿＿时。检查地点：{visit.object['address'] or _BLANK * 2}。"
            f"检查方式：{ways}。{f'检查频次：{often}。' if often else ''}")


def _people(team: Sequence[Person], face: Face) -> Grid:
    """Two persons a row, each with certificate and part."""
    centred = Face(face.font, face.size, face.pitch, "center")
    head = Line(tuple(Cell(text, centred, shade=True) for text in ("姓名", "执法证号", "职责") * 2), head=True)
    known = [(person.name, person.certificate, "检查组长" if person.lead else "检查人员") for person in team]
    known += [("", "", "")] * (len(known) % 2)
    rows = [(*known[place], *known[place + 1]) for place in range(0, len(known), 2)]
    return Grid((24.0, 36.0, 23.0) * 2, (head, *(Line(tuple(Cell(text, centred) for text in row)) for row in rows)))


def _rights(title: str) -> str:
    return (f"（一）认为检查人员与{title}有直接利害关系，或者有其他关系可能影响公正检查的，有权申请回避；可以口头或者书面提出。"
            f"（二）检查人员不少于两人，检查时主动出示执法证件；少于两人或者不出示执法证件的，有权拒绝检查。"
            f"（三）对检查情况和检查结果有权陈述、申辩。（四）请配合检查，如实提供有关资料。")


def _contact(job: Job) -> str:
    known = job.settings
    return f"联系人：{known.contact or _BLANK}　联系电话：{known.phone or _BLANK}　监督电话：{_BLANK}"


def _receipt(visit: Visit, face: Face) -> Iterator[Block]:
    label = Face(face.font, face.size, face.pitch, "center")
    yield Text("┈" * 18 + "　送达回证　" + "┈" * 18, Face(SONG, 9, 16, "center", before=6), keep=True)
    quarter = (26.0, 57.0, 26.0, 57.0)
    rows = [
        ("受送达人", visit.object["name"], "送达文书", TITLE),
        ("送达时间\n和地点", "　　　　年　　月　　日　　时\n", "送达方式", boxes(_DELIVERIES, (), 14)),
        ("受送达人\n签名盖章", "", "送达人\n签名", ""),
    ]
    grid = [[(width, Cell(text, label if place % 2 == 0 else face, shade=place % 2 == 0))
             for place, (width, text) in enumerate(zip(quarter, row, strict=True))] for row in rows]
    grid[2][1] = (57.0, Cell("拒收的写明事由、见证人：", face, across="top"))
    yield ruled(grid, least=(18, 18, 40), keep=len(rows))

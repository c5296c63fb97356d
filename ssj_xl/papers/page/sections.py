"""The public page: its sections, and how they are worded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from html import escape
from typing import Any, NamedTuple

from ssj_xl.domain.canon import EXCLUDED, MANDATORY, ONE_POOL, canon_name
from ssj_xl.domain.public_value import drums_of
from ssj_xl.domain.quotas import Group
from ssj_xl.domain.rule import Rule, parse_rule, percent
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.sources import kind_of
from ssj_xl.domain.ssj1 import WEIGHTED

Record = Mapping[str, Any]


def sections(attempts: Sequence[Record], results: Sequence[ResultLine]) -> dict[str, str]:
    """Every part by the name it has in page.html."""
    current = attempts[-1]
    return {
        "status": _status(current), "facts": _facts(current), "rule": _rule(current), "groups": _groups(current),
        "winners": _winners(current), "results": _results(results), "attempts": "".join(map(_attempt, attempts)),
        "explain": division_of_labour(private=is_private(current)),
        "id_label": "名单代号（写在本单位的名录回执上）" if is_private(current) else "对象编码",
    }


def _status(record: Record) -> str:
    state, drawn = state_of(record), is_drawn(record) and not is_void(record)
    text = {
        "已抽取": f"已于 {record.get('drawn_at')} 抽取，名录 {record['count']} 个对象，抽出 {len(record.get('result', ()))} 个。",
        "已锁定（待抽取）": f"名录已于 {record['locked_at']} 锁定，共 {record['count']} 个对象，等待公布随机数后抽取。",
        "已作废": f"第 {record['attempt']} 轮已于 {record.get('void_at')} 作废：{record.get('void_why')}。尚未重新抽取。",
    }[state]
    return f'<p class="status {"done" if drawn else "wait"}"><strong>{state}</strong> {escape(text)}</p>'


def _facts(record: Record) -> str:
    return _pairs([
        ("任务编号", record["draw"]), ("轮次", f"第 {record['attempt']} 轮"), ("锁定时间", record["locked_at"]),
        ("抽取时间", record.get("drawn_at", "")), ("名录", f"{record['count']} 个对象"),
        ("随机源（锁定时指定）", source(record)), ("随机数", public_value(record)),
        ("可信程度", record.get("strength", "")),
    ])


def _rule(record: Record) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in rule(record)) + "</ul>"


def _groups(record: Record) -> str:
    quotas, drawn = record["quotas"], len(record.get("result", ()))
    weighted = bool(record.get("weights"))
    rows = [(group_name(label), size, share(record, label), "—" if label in record.get("weights", {}) else quotas.get(label, 0))
            for label, size in record["counts"].items()]
    rows.append(("合计", record["count"], f"同一签筒取 {quotas.get('*', 0)} 个" if weighted else "",
                 drawn or sum(quotas.values())))
    head = ("组别", "名录个数", "签数" if weighted else "抽取比例", "抽取个数")
    return _table("各组个数和抽取数", head, narrow=True, rows=([escape(str(cell)) for cell in row] for row in rows))


def _winners(record: Record) -> str:
    if is_void(record):
        return "<p>本轮已作废，没有现行名单。作废前的名单见“历次抽取”。</p>"
    if not is_drawn(record):
        return "<p>尚未抽取。锁定之后、随机数公布之前，任何人都不知道结果。</p>"
    if "format" in record and not record["names"] and record.get("result"):
        return ("<p>抽中对象的名称尚未公布，待通知送达或结果公示后列出。抽取本身现在就可以核验；"
                "各单位可凭名录回执上自己的名单代号，在“查我的单位”里核对。</p>") + _marks(record)
    return _private_winners(record) if is_private(record) else _open_winners(record)


def _open_winners(record: Record) -> str:
    """Names, groups, teams; who was replaced stays, struck through, beside the one who came."""
    left = {one["left"]: one for one in record.get("substituted", ())}
    came = {one["came"]: one for one in record.get("substituted", ())}
    rank = {id_: (group, number) for group, number, id_, _ in _lines(record, "result", "reserve")}
    drawn = [id_ for _, _, id_, _ in _lines(record, "result")]
    ids = [*drawn, *(id_ for id_ in came if id_ not in drawn)]
    rows = [[str(number), *_open_row(record, id_, rank.get(id_)), _fate(came.get(id_), left.get(id_))]
            for number, id_ in enumerate(ids, 1)]
    return _table(f"现行名单 {len(record['names'])} 个；被替换的保留在原处，加删除线", ("序号", "检查对象", "组别和名次", "检查人员", "状态"), rows)


def _open_row(record: Record, id_: str, rank: tuple[str, str] | None) -> list[str]:
    """Name, place in the order and team; who left has no team any more."""
    gone = next((one for one in record.get("substituted", ()) if one["left"] == id_), None)
    name = gone["left_name"] if gone else record["names"].get(id_, "")
    place = f"{group_name(rank[0])} 第 {rank[1]} 名" if rank else "—"
    return [_named(name, id_, gone=gone is not None), escape(place), _team(record.get("teams", {}).get(id_, ())) or "—"]


def _fate(came: Record | None, left: Record | None) -> str:
    arrived = f"递补（替补 {escape(came['left'])}）" if came else "抽中"
    return f"{arrived}，后被替换。原因：{escape(left['why'])}" if left else arrived


def _private_winners(record: Record) -> str:
    """Drawn pids and names stand apart, the names sorted by code, so that no firm is linked to its group."""
    gone = record.get("substituted", ())
    names = [[_named(name, code), "在名单上"] for code, name in record.get("names", {}).items()]
    names += [[_named(one["left_name"], one["left"], gone=True), f"已被替换。原因：{escape(one['why'])}"] for one in gone]
    note = f"<p>其中 {len(gone)} 个由同组的下一签递补，已列入名单；为不泄露分组，不标明谁替补谁。</p>" if gone else ""
    return (_table(f"现行名单 {len(record.get('names', ()))} 个，按编码排列，与中签代号的顺序无关", ("检查对象", "状态"), names)
            + note + "<p>名录用代号，所以名称与名单代号分开列出，不作对应。</p>" + _marks(record))


def _marks(record: Record) -> str:
    """The drawn lines as the seed gives them."""
    return _table("中签代号" if is_private(record) else "中签编码", ("序号", "名单代号", "组别和名次", "签号"), narrow=True, rows=(
        [str(number), f"<code>{escape(id_)}</code>", escape(f"{group_name(group)} 第 {rank} 名"),
         f"<code>{escape(mark[:16])}…</code>"]
        for number, (group, rank, id_, mark) in enumerate(_lines(record, "result"), 1)))


def _named(name: str, code: str, *, gone: bool = False) -> str:
    mark = "del" if gone else "strong"
    shown = escape(name or "（无名称）")
    return f'<{mark}><bdi>{shown}</bdi></{mark}> <code class="under">{escape(code)}</code>'


def _team(people: Sequence[str]) -> str:
    return "、".join(f"<bdi>{escape(name)}</bdi>" + ("（组长）" if number == 0 else "") for number, name in enumerate(people))


def _lines(record: Record, *keys: str) -> list[tuple[str, str, str, str]]:
    """(group, rank, id, ticket) of the record's lines."""
    return [tuple(line.split("\t")) for key in keys for line in record.get(key, ())]


def _results(results: Sequence[ResultLine]) -> str:
    if not results:
        return "<p>尚无已公示的检查结果。结果随检查进度陆续公示。</p>"
    rows = ([f"<bdi>{escape(line.name)}</bdi>", escape(line.item), escape(line.result), line.published.isoformat()]
            for line in results)
    return _table(f"已公示 {len(results)} 条", ("检查对象", "抽查事项", "检查结果", "公示日期"), rows)


def _attempt(record: Record) -> str:
    void = [("作废时间", record["void_at"]), ("作废原因", record["void_why"])] if is_void(record) else []
    facts = [("锁定时间", record["locked_at"]), ("名录", f"{record['count']} 个对象"), ("名录指纹", record["root"]),
             ("人员指纹", record.get("people", "")), ("随机源", source(record)),
             ("抽取时间", record.get("drawn_at", "")), ("随机数", record.get("public", "")), ("种子", record.get("S", "")),
             ("结果指纹", record.get("result_digest", "")), ("日志末指纹", record.get("log_head", "")), *void]
    broken = f"<p>{escape(record['broken'])}</p>" if record.get("broken") else ""
    return (f"<article><h3>第 {record['attempt']} 轮：{state_of(record)}</h3>{_pairs(facts)}{broken}"
            f"{_old_names(record)}</article>")


def _old_names(record: Record) -> str:
    """Who had been drawn in an attempt that was voided: it stays visible."""
    names = record.get("names", {}) if is_void(record) else {}
    listed = "、".join(f"<bdi>{escape(name)}</bdi>" for name in names.values())
    return f"<p>作废前抽中（{len(names)} 个，不再有效）：<del>{listed}</del></p>" if names else ""


def _pairs(facts: Iterable[tuple[str, object]]) -> str:
    return "<dl>" + "".join(f"<div><dt>{escape(name)}</dt><dd{_kind(name)}>{escape(str(value))}</dd></div>"
                            for name, value in facts if value not in ("", None)) + "</dl>"


def _kind(name: str) -> str:
    return ' class="hash"' if name.endswith(("指纹", "种子")) else ""


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, narrow: bool = False) -> str:
    """A table; one that is not narrow folds into cards on a phone, where roles and labels keep its meaning.

    Cells are HTML already.
    """
    kind = "narrow" if narrow else "cards"
    titles = "".join(f'<th scope="col" role="columnheader">{escape(title)}</th>' for title in head)
    body = "".join('<tr role="row">' + "".join(
        f'<td role="cell" data-label="{escape(title)}"><div>{cell}</div></td>' for title, cell in zip(head, row, strict=True)) + "</tr>"
        for row in rows)
    return (f'<table role="table" class="{kind}"><caption>{escape(caption)}</caption><thead role="rowgroup"><tr role="row">{titles}</tr></thead>'
            f'<tbody role="rowgroup">{body}</tbody></table>')


# --- A record in plain words -----------------------------------------------------------------------------

def is_drawn(record: Record) -> bool:
    """Whether the seed has entered."""
    return bool(record.get("seed_text"))


def is_void(record: Record) -> bool:
    """Whether the attempt was voided."""
    return bool(record.get("void_at"))


def is_private(record: Record) -> bool:
    """Whether the list is pseudonymous."""
    return bool(record["profile"] == PRIVATE)


def state_of(record: Record) -> str:
    """The attempt's state as a reader sees it."""
    if is_void(record):
        return "已作废"
    return "已抽取" if is_drawn(record) else "已锁定（待抽取）"


def source(record: Record) -> str:
    """The named source in words."""
    kind, number = kind_of(record["source"]), record["source"].partition(":")[2]
    return kind.named.format(number=number) if kind else str(record["source"])


def public_value(record: Record) -> str:
    """The public value in words; '' before the draw."""
    value = str(record.get("public", ""))
    kind = kind_of(value)
    if kind and kind.drums:
        return "，".join(f"{name} {' '.join(numbers)}" for name, numbers in drums_of(kind, value))
    return value.rpartition(":")[2]


def group_name(label: str) -> str:
    """A group label as a reader understands it."""
    return {EXCLUDED: "不参加本次抽取", MANDATORY: "另行安排", ONE_POOL: "全部（同一签筒）"}.get(label, label)


def rule(record: Record) -> list[str]:
    """The rule in sentences; none where the record carries no readable rule."""
    if not record.get("rule"):
        return []
    parsed = parse_rule(record["rule"])
    how = _weighted(parsed) if parsed.mode == WEIGHTED else _by_ratio(parsed)
    reserve = f"每组按签号顺序另列候补 {parsed.reserve} 个。" if parsed.reserve else ""
    return [*how, *([reserve] if reserve else []), f"每个检查小组不少于 {parsed.team} 名执法人员，同样按种子随机匹配。",
            f"检查截止日期：{parsed.end.isoformat()}。"]


def _by_ratio(parsed: Rule) -> list[str]:
    total = [f"合计不少于 {parsed.total} 个，不足部分按各组应抽数补足。"] if parsed.total else []
    return ["分级比例：每组按公布的比例抽取，不足一个的进为一个；组内签号最小者中签。", *total]


def _weighted(parsed: Rule) -> list[str]:
    lots = "、".join(f"{label} {count} 签" for label, count in sorted(parsed.weights.items()))
    whole = "、".join(label for label, group in sorted(parsed.groups.items()) if group.whole)
    taken = [f"{whole} 全部列入，不放签。"] if whole else []
    who = "其余对象" if taken else "所有对象"
    return taken if not lots else [*taken, f"加权：{who}在同一签筒，按签数放签（{lots}），取签号最小的 {parsed.total or 0} 个；每个只中一次。"]


def share(record: Record, label: str) -> str:
    """What the rule says of one group, for the table of groups."""
    if label == EXCLUDED:
        return "不抽"
    if label == MANDATORY:
        return "不抽"
    parsed = parse_rule(record["rule"]) if record.get("rule") else None
    group = parsed.groups.get(label) if parsed else None
    if parsed is None or group is None:
        return "—"
    if parsed.mode == WEIGHTED:
        return "全部列入" if group.whole else f"{group.lots} 签"
    return _ratio(group)


def _ratio(group: Group) -> str:
    ratio = percent(group.ratio or Fraction(0))
    return f"{ratio}，至少 {group.minimum} 个" if group.minimum else ratio


# --- who can check what, in plain words; fixed text, no data ---------------------------------------------

_STRANGER = (
    "任何人：在这个网页上点“开始核验”。您的浏览器会用名录、规则和随机数重算名录指纹、名额、种子、全部签号和中签名单。"
    "网页不连接网络，也可以存下来拿到别的电脑上核验。"
)
_RANDOM = "随机数：请到官方开奖公告、随机信标网站或现场记录核对，网页只能确认它的写法和来源名称。"
_OPEN = (
    _STRANGER, _RANDOM,
    "每家单位：在“查我的单位”里输入对象编码，能看到自己的行号、签号和名次，并可用一条命令自行计算签号。应在名录而不在的，请向抽查机关提出。",
    "审计人员（纪检、公证、上级机关）：凭审计记录核对执法人员名单、回避和人员匹配。",
)
_PRIVATE = (
    _STRANGER + "名录用代号，看不出哪一家属于哪一组。", _RANDOM,
    "每家单位：把名录回执上自己的名单代号输入“查我的单位”，核对自己是否在名录里、是否中签，与公布的单位名称是否一致。",
    "审计人员（纪检、公证、上级机关）：凭审计记录核对每个代号对应哪家单位、分在哪一组，以及执法人员名单、回避和人员匹配。外人核对抽取，单位和审计人员核对名称，合起来才完整。",
)


def division_of_labour(*, private: bool) -> str:
    """The list of who checks what, for an open or a pseudonymous list."""
    return "<ul>" + "".join(f"<li>{text}</li>" for text in (_PRIVATE if private else _OPEN)) + "</ul>"


# --- A published result as the page shows it -------------------------------------------------------------

class ResultLine(NamedTuple):
    """One published result: the object's name, the item, the result in words, 公示日期."""

    name: str
    item: str
    result: str
    published: date

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """The four fields as a record has them."""
        name, item, result = map(canon_name, (self.name, self.item, self.result))
        return name, item, result, self.published.isoformat()

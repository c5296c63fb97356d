"""What the page shows, told from its records; `sections.js` tells the same in the reader's browser, element for element."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from html import escape
from typing import Any, NamedTuple

from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY, canon_name
from ssj_xl.domain.draw.public_value import source_in_words, value_in_words
from ssj_xl.domain.draw.rule import Rule, parse_rule, percent
from ssj_xl.domain.draw.ssj1 import WEIGHTED
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.papers.page.words import WORDS, Words

Record = Mapping[str, Any]
Say = Callable[..., str]


def sections(attempts: Sequence[Record], facts: Record, words: Words = WORDS) -> dict[str, str]:
    """Every part of the page as HTML, by the name of its place (`words.SLOTS`).

    facts: what the page says and no record of it does: `made_on`, `others` (lines of `domain.attempts`), `cautions` (sentences),
    `changes` (lines of attempt, time, act, how many, reason, approval), `tally` (a line of measure word, objects with public results,
    those of them with problems), and `unit`, `title`, `results` (lines of §11) where the last record has none.
    """
    current, say = {**facts, **attempts[-1]}, _speaker(words)
    private = ".private" if is_private(current) else ""
    return {
        "unit": escape(current["unit"]), "title": escape(current["title"]), "draw": escape(current["draw"]), "made_on": escape(facts["made_on"]),
        "status": _status(current, say), "facts": _facts(current, say), "rule": _list(_rule(current, say)), "groups": _groups(current, say),
        "winners": _winners(current, say), "results": _results(current["results"], say),
        "attempts": "".join(_attempt(record, say) for record in attempts),
        "others": _others(facts.get("others", ()), say),
        "cautions": _cautions(facts.get("cautions", ()), say), "changes": _changes(facts.get("changes", ()), say),
        "explain": _list(say(f"explain.{n}{private}" if f"explain.{n}{private}" in words else f"explain.{n}") for n in range(1, 5)),
        "id_label": say(f"id_label{private}"),
    }


def _speaker(words: Words) -> Say:
    told = {**WORDS, **words}  # earlier versions lack what they do not show
    return lambda key, **values: told[key].format(**values)


def _status(record: Record, say: Say) -> str:
    state = _state(record)
    text = say(f"status.{state}", **{**record, "drawn": len(record.get("result", ()))})
    tally = f'<p class="tally"><strong>{escape(_tally(record, say))}</strong></p>' if state == "drawn" and record.get("tally") else ""
    return (f'{tally}<p class="status {"done" if state == "drawn" else "wait"}"><strong>{say(f"state.{state}")}</strong> {escape(text)}</p>')


def _tally(record: Record, say: Say) -> str:
    """How many took part, were drawn, have public results, have problems."""
    measure, published, faulty = record["tally"][0].split("\t")
    aside = sum(record["counts"].get(label, 0) for label in (EXCLUDED, MANDATORY))
    return say("tally", pool=record["count"] - aside, drawn=len(record["result"]), measure=measure, published=published, faulty=faulty)


def _facts(record: Record, say: Say) -> str:
    return _pairs([
        ("draw", record["draw"]), ("attempt", say("attempt.number", **record)), ("locked_at", record["locked_at"]),
        ("drawn_at", record.get("drawn_at", "")), ("count", say("count.number", **record)), ("source.named", source_in_words(str(record["source"]))),
        ("public", value_in_words(str(record.get("public", "")))), ("strength", record.get("strength", "")),
    ], say)


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in items) + "</ul>"


def _groups(record: Record, say: Say) -> str:
    quotas, drawn, weights = record["quotas"], len(record.get("result", ())), record.get("weights", {})
    rows = [(_group(label, say), record["counts"][label], _share(record, label, say), "—" if label in weights else quotas.get(label, 0))
            for label in _sorted(record["counts"])]
    least = 0 if weights or not record.get("rule") else parse_rule(record["rule"]).total or 0
    whole = say("groups.pool", quota=quotas.get("*", 0)) if weights else say("groups.least", total=least) if least else ""
    rows.append((say("groups.total"), record["count"], whole, drawn or sum(quotas.values())))
    return _table(say("groups"), say("groups.head" + (".weighted" if weights else ".least" if least else "")), narrow=True,
                  rows=([escape(str(cell)) for cell in row] for row in rows))


def _winners(record: Record, say: Say) -> str:
    state = _state(record)
    if state != "drawn":
        return f"<p>{say(f'winners.{state}')}</p>"
    if "format" in record and not record["names"] and record.get("result"):
        return f"<p>{say('winners.unnamed')}</p>" + _marks(record, say)
    return _private_winners(record, say) if is_private(record) else _open_winners(record, say)


def _open_winners(record: Record, say: Say) -> str:
    """Names, groups, teams; who was replaced stays, struck through, beside the one who came."""
    left = {one["left"]: one for one in record.get("substituted", ())}
    came = {one["came"]: one for one in record.get("substituted", ())}
    rank = {id_: say("place", group=_group(group, say), rank=number) for group, number, id_, _ in _lines(record, "result", "reserve")}
    drawn = [id_ for _, _, id_, _ in _lines(record, "result")]
    ids = [*drawn, *(id_ for id_ in came if id_ not in drawn)]
    rows = [[str(number), *_open_row(record, id_, left.get(id_), say), _fate(came.get(id_), left.get(id_), say)] for number, id_ in enumerate(ids, 1)]
    for row, id_ in zip(rows, ids, strict=True):
        row.insert(2, escape(rank.get(id_, "—")))
    return _table(say("winners.open", count=len(record["names"])), say("winners.open.head"), rows)


def _open_row(record: Record, id_: str, gone: Record | None, say: Say) -> list[str]:
    """Name and team; who left has no team any more."""
    name = gone["left_name"] if gone else record["names"].get(id_, "")
    return [_named(name, id_, say, gone=gone is not None), _team(record.get("teams", {}).get(id_, ()), say) or "—"]


def _fate(came: Record | None, left: Record | None, say: Say) -> str:
    arrived = say("came", left=came["left"]) if came else say("drawn")
    return escape(arrived + (say("gone", why=left["why"]) if left else ""))


def _private_winners(record: Record, say: Say) -> str:
    """Drawn pids and names stand apart, the names sorted by code, so that no firm is linked to its group."""
    gone, names = record.get("substituted", ()), record["names"]
    rows = [[_named(names[code], code, say), say("listed")] for code in _sorted(names)]
    rows += [[_named(one["left_name"], one["left"], say, gone=True), escape(say("gone.private", why=one["why"]))] for one in gone]
    note = f"<p>{say('winners.came', count=len(gone))}</p>" if gone else ""
    return (_table(say("winners.private", count=len(names)), say("winners.private.head"), rows)
            + note + f"<p>{say('winners.apart')}</p>" + _marks(record, say))


def _marks(record: Record, say: Say) -> str:
    """The drawn lines as the seed gives them."""
    return _table(say("marks.private" if is_private(record) else "marks"), say("marks.head"), narrow=True, rows=(
        [str(number), f"<code>{escape(id_)}</code>", escape(say("place", group=_group(group, say), rank=rank)), f"<code>{escape(mark[:16])}…</code>"]
        for number, (group, rank, id_, mark) in enumerate(_lines(record, "result"), 1)))


def _named(name: str, code: str, say: Say, *, gone: bool = False) -> str:
    mark = "del" if gone else "strong"
    return f'<{mark}><bdi>{escape(name or say("unnamed"))}</bdi></{mark}> <code class="under">{escape(code)}</code>'


def _team(people: Sequence[str], say: Say) -> str:
    return "、".join(f"<bdi>{escape(name)}</bdi>" + ("" if number else say("lead")) for number, name in enumerate(people))


def _lines(record: Record, *keys: str) -> list[tuple[str, str, str, str]]:
    """(group, rank, id, ticket) of the record's lines."""
    return [tuple(line.split("\t")) for key in keys for line in record.get(key, ())]


_PLAIN = 3
"""Bars in the head of the results of version 1, a line an item."""


def _results(lines: Sequence[str], say: Say) -> str:
    if not lines:
        return f"<p>{say('results.none')}</p>"
    if say("results.head").count("|") == _PLAIN:
        rows = [[f"<bdi>{escape(name)}</bdi>", *map(escape, rest)] for name, *rest in (line.split("\t") for line in lines)]
        return _table(say("results", count=len(lines)), say("results.head"), rows)
    rows = [[f"<bdi>{escape(name)}</bdi>", escape("；".join(say("results.line", result=result, items=_items(items)) for result, items in found.items())),
             escape("、".join(days))] for name, found, days in _firms(lines)]
    return _table(say("results", count=len(lines), firms=len(rows)), say("results.head"), rows)


def _items(items: Sequence[str]) -> str:
    """Items with their common head once: 收费：明码标价、开票，档案."""
    text, before = "", ""
    for number, item in enumerate(items):
        head = item[:item.find("：") + 1]
        same = number > 0 and head and head == before
        text += ("、" if same else "，") * (number > 0) + (item[len(head):] if same else item)
        before = head
    return text


def _firms(lines: Sequence[str]) -> list[tuple[str, dict[str, list[str]], list[str]]]:
    """Name, items by result, days of each object; a name that has an item already is of another one."""
    firms: list[tuple[str, dict[str, list[str]], list[str]]] = []
    for name, item, result, day in (line.split("\t") for line in lines):
        firm = next((one for one in firms if one[0] == name and not any(item in items for items in one[1].values())), None)
        if firm is None:
            firm = (name, {}, [])
            firms.append(firm)
        firm[1].setdefault(result, []).append(item)
        firm[2].extend([] if day in firm[2] else [day])
    return firms


def _cautions(sentences: Sequence[str], say: Say) -> str:
    """What the lock warned of."""
    return f"<p>{say('cautions')}</p>{_list(sentences)}" if sentences else f"<p>{say('cautions.none')}</p>"


def _changes(lines: Sequence[str], say: Say) -> str:
    """Each 递补 and 改派."""
    rows = ([*map(escape, line.split("\t"))] for line in lines)
    return _table(say("changes", count=len(lines)), say("changes.head"), rows) if lines else f"<p>{say('changes.none')}</p>"


def _others(lines: Sequence[str], say: Say) -> str:
    """What was locked and drawn for the same purpose under other numbers."""
    rows = ([*map(escape, fields), f"<code>{escape(root)}</code>"] for *fields, root in (line.split("\t") for line in lines))
    return _table(say("others", count=len(lines)), say("others.head"), rows) if lines else f"<p>{say('others.none')}</p>"


def _attempt(record: Record, say: Say) -> str:
    void = [("void_at", record["void_at"]), ("void_why", record["void_why"])] if is_void(record) else []
    facts = [("locked_at", record["locked_at"]), ("count", say("count.number", **record)), ("root", record["root"]),
             ("people", record.get("people", "")), ("source", source_in_words(str(record["source"]))),
             *((key, record.get(key, "")) for key in ("drawn_at", "public", "S", "result_digest", "log_head")), *void]
    broken = f"<p>{escape(record['broken'])}</p>" if record.get("broken") else ""
    head = say("attempt.head", attempt=record["attempt"], state=say(f"state.{_state(record)}"))
    return f"<article><h3>{escape(head)}</h3>{_pairs(facts, say)}{broken}{_old_names(record, say)}</article>"


def _old_names(record: Record, say: Say) -> str:
    """Who had been drawn in an attempt that was voided: it stays visible."""
    names = record.get("names", {}) if is_void(record) else {}
    listed = "、".join(f"<bdi>{escape(names[code])}</bdi>" for code in _sorted(names))
    return f"<p>{say('attempt.names', count=len(names))}<del>{listed}</del></p>" if names else ""


_HEX = ("root", "people", "S", "result_digest", "log_head")


def _pairs(facts: Iterable[tuple[str, object]], say: Say) -> str:
    hex_ = ' class="hash"'
    return "<dl>" + "".join(f"<div><dt>{say(key)}</dt><dd{hex_ if key in _HEX else ''}>{escape(str(value))}</dd></div>"
                            for key, value in facts if value != "") + "</dl>"


def _table(caption: str, heads: str, rows: Iterable[Sequence[str]], *, narrow: bool = False) -> str:
    """A table; one that is not narrow folds into cards on a phone, where roles and labels keep its meaning.

    heads: divided by bars; cells are HTML already.
    """
    head = heads.split("|")
    titles = "".join(f'<th scope="col" role="columnheader">{title}</th>' for title in head)
    body = "".join('<tr role="row">' + "".join(
        f'<td role="cell" data-label="{title}"><div>{cell}</div></td>' for title, cell in zip(head, row, strict=True)) + "</tr>"
        for row in rows)
    return (f'<table role="table" class="{"narrow" if narrow else "cards"}"><caption>{escape(caption)}</caption>'
            f'<thead role="rowgroup"><tr role="row">{titles}</tr></thead><tbody role="rowgroup">{body}</tbody></table>')


def _sorted(texts: Iterable[str]) -> list[str]:
    """By bytes: scripts do not keep the order of keys that are numbers."""
    return sorted(texts, key=str.encode)


# --- A record in plain words -----------------------------------------------------------------------------

def is_void(record: Record) -> bool:
    """Whether the attempt was voided."""
    return bool(record.get("void_at"))


def is_private(record: Record) -> bool:
    """Whether the list is pseudonymous."""
    return bool(record["profile"] == PRIVATE)


def _state(record: Record) -> str:
    return "void" if is_void(record) else "drawn" if record.get("seed_text") else "locked"


def _group(label: str, say: Say) -> str:
    return say(f"group.{label}") if f"group.{label}" in WORDS else label


def group_name(label: str) -> str:
    """A group label as a reader understands it."""
    return _group(label, _speaker(WORDS))


def rule(record: Record) -> list[str]:
    """The rule in sentences; none where the record carries no readable rule."""
    return _rule(record, _speaker(WORDS))


def _rule(record: Record, say: Say) -> list[str]:
    if not record.get("rule"):
        return []
    parsed = parse_rule(record["rule"])
    how = _weighted(parsed, say) if parsed.mode == WEIGHTED else [say("rule.ratio"), *([say("rule.total", total=parsed.total)] if parsed.total else [])]
    return [*how, *([say("rule.reserve", reserve=parsed.reserve)] if parsed.reserve else []),
            say("rule.team", team=parsed.team), say("rule.end", end=parsed.end.isoformat())]


def _weighted(parsed: Rule, say: Say) -> list[str]:
    lots = "、".join(say("rule.lots", group=label, lots=parsed.weights[label]) for label in _sorted(parsed.weights))
    whole = "、".join(label for label in _sorted(parsed.groups) if parsed.groups[label].whole)
    taken = [say("rule.whole", groups=whole)] if whole else []
    who = say("rule.others" if taken else "rule.all")
    return [*taken, *([say("rule.weighted", who=who, lots=lots, total=parsed.total or 0)] if lots else [])]


def _share(record: Record, label: str, say: Say) -> str:
    """What the rule says of one group, for the table of groups."""
    if label in (EXCLUDED, MANDATORY):
        return say(f"share.{label}")
    parsed = parse_rule(record["rule"]) if record.get("rule") else None
    group = parsed.groups.get(label) if parsed else None
    if parsed is None or group is None:
        return "—"
    if parsed.mode == WEIGHTED:
        return say("share.whole") if group.whole else say("share.lots", lots=group.lots)
    ratio = percent(group.ratio or Fraction(0))
    return say("share.minimum", ratio=ratio, minimum=group.minimum) if group.minimum else ratio


# --- A published result as the page shows it -------------------------------------------------------------

class ResultLine(NamedTuple):
    """One published result: the object's name, the item, the result in words, 公示日期."""

    name: str
    item: str
    result: str
    published: date

    @property
    def text(self) -> str:
        """The line as a record has it."""
        return "\t".join((*map(canon_name, (self.name, self.item, self.result)), self.published.isoformat()))

"""An import preview and a roster comparison in words: for the screen, for a file, for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from ssj_xl.domain.importing import Change, Comparison, Outcome, Verdict
from ssj_xl.papers.listing import PrintedList, as_workbook
from ssj_xl.tables.cells import value_text
from ssj_xl.tables.problems import Problem, by_door, fold, folded
from ssj_xl.tables.table import Row
from ssj_xl.workflows.importing.importing import Preview

SHOWN = 30
"""So many rows of each class stand on the screen; a file has them all."""
_Leaf = tuple[str, tuple[tuple[str, int], ...], Sequence[tuple[str, ...]]]
"""One sheet: its name, columns with their widths, rows of text."""
_ROWS = (("文件行", 8), ("编码", 21), ("名称", 26), ("内容", 38), ("说明", 44))


def worded(value: Any) -> str:
    """A value as a person writes it."""
    return value_text(value) or "（空白）"


def _known(verdict: Verdict, key: str) -> str:
    """A value of a row, from the file or else from the register's row."""
    value = {**verdict.values, **verdict.row.values}.get(key)
    if value in ("", None, ()) and verdict.target is not None:
        value = verdict.target.get(key)
    return worded(value) if value not in ("", None, ()) else ""


def _codes(done: Preview, verdict: Verdict) -> str:
    return " ".join(text for key in done.spec.unique if key != done.name_key and (text := _known(verdict, key)))


def _what(done: Preview, verdict: Verdict) -> str:
    """What would be written, or which values differ."""
    header = done.spec.header
    if verdict.outcome is Outcome.ADDED:
        shown = [key for key in done.spec.by_key if key in verdict.values and key not in (*done.spec.unique, done.name_key)]
        return "；".join(f"{header(key)}：{worded(verdict.values[key])}" for key in shown)
    return "；".join(f"{header(c.key)}：{worded(c.old)} → {worded(c.new)}" for c in verdict.changes)


def _why(found: Iterable[Problem]) -> str:
    return "\n".join(f"[{one.code}] {_cell(one)}{one.text}{one.remedy}" for one in found)


def _cell(found: Problem) -> str:
    return f"{found.place.cell}：" if found.place.cell and ":" not in found.place.cell else ""


def sum_line(done: Preview) -> str:
    """The rows of the file and their classes, which add up to them."""
    parts = " + ".join(f"{outcome.value} {done.counts.get(outcome, 0)}" for outcome in Outcome)
    return f"数据行 {len(done.verdicts)} = {parts}"


READINGS = ("各行都填", "按相似认出的列", "别的列名", "用语对照")
"""How a file was read where its words are not the register's."""


def facts(done: Preview) -> list[tuple[str, str]]:
    """What a preview says about the file as a whole."""
    foreign = done.foreign
    kinds = Counter(one.kind for one in foreign.skipped)
    skipped = "、".join(f"{kind} {count} 行" for kind, count in kinds.items())
    tidied = sum(note.code in _TIDIED for verdict in done.verdicts for note in verdict.notes)
    liked = set(foreign.liked)
    readings = zip(READINGS, (
        "、".join(f"{done.spec.header(key)}：{worded(value)}" for key, value in done.wished.defaults.items()),
        _pairs((title, foreign.meant[title]) for title in foreign.liked),
        _pairs((title, own) for title, own in foreign.meant.items() if title not in liked),
        "、".join(f"{header}：{word}→{own or '（空白）'}（{count} 个）" for (header, word, own), count in done.spoken.items())), strict=True)
    return [
        ("导入到", done.spec.name), ("文件", foreign.path.name), ("工作表", foreign.sheet or "（文本文件）"),
        ("表头", f"第 {foreign.grid.top - 1} 行（它上面有 {foreign.above} 行不读）"),
        *(reading for reading in readings if reading[1]),
        ("没有认出的列", "、".join(map(str, foreign.unknown)) or "无"), ("文件没有的必填列", "、".join(foreign.missing) or "无"),
        ("跳过的行", skipped or "无"), ("规范了写法的单元格", f"{tidied} 个（空格、全角、日期文本、数字格式的编码）"),
        ("文件指纹（SHA-256）", done.digest),
    ]


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "、".join(f"{one}→{other}" for one, other in pairs)


def preview_lines(done: Preview) -> Iterator[str]:
    """A preview for the screen."""
    yield from (f"{name}：{text}" for name, text in facts(done)[:-1])
    yield from (f"  第 {one.line} 行作为{one.kind}跳过：{one.text}" for one in done.foreign.skipped[:SHOWN])
    yield ""
    yield sum_line(done)
    for outcome in (Outcome.ADDED, Outcome.CHANGED, Outcome.DOUBTFUL, Outcome.REJECTED):
        rows = done.of(outcome)
        if rows:
            yield ""
            yield f"{outcome.value}（{len(rows)}）{_hint(outcome)}"
            alike = list(_alike(rows))
            often = [notes for notes in fold(note for row in rows for note in row.notes if note.code not in _TIDIED) if len(notes) > 1]
            passed = {id(note) for notes in often for note in notes}
            yield from (line for each in alike[:SHOWN] for line in _group(done, each, passed))
            yield from (f"  {folded(notes)}" for notes in often)
            yield from _rest(len(rows), sum(map(len, alike[:SHOWN])))


def _hint(outcome: Outcome) -> str:
    """What becomes of the rows of a kind."""
    return {Outcome.CHANGED: by_door("：加 --update 才写入", "：问到时同意才写入"), Outcome.DOUBTFUL: "：不写入，请核对",
            Outcome.REJECTED: "：不能导入，请改正文件"}.get(outcome, "")


_TIDIED = ("T06", "T11", "T17")
"""Notes that a value was written another way."""
_ALIKE, _NAMED = 3, 8
"""From so many rows on that are refused for the same reasons, one line says so; it names so many of them."""


def _alike(rows: Sequence[Verdict]) -> Iterator[list[Verdict]]:
    """Rows in their order, those that are refused for the same reasons together where there are three or more."""
    groups: dict[object, list[Verdict]] = {}
    for verdict in rows:
        same = verdict.outcome is Outcome.REJECTED and tuple((one.code, one.text) for one in verdict.reasons)
        groups.setdefault(same or verdict.line, []).append(verdict)
    return (part for group in groups.values() for part in ([group] if len(group) >= _ALIKE else [[one] for one in group]))


def _group(done: Preview, alike: Sequence[Verdict], passed: Container[int]) -> Iterator[str]:
    """Rows that go together; passed: notes that are told for all rows at once."""
    if len(alike) == 1:
        yield from _lines(done, alike[0], passed)
        return
    named = "、".join(f"{verdict.line} {_known(verdict, done.name_key)}".rstrip() for verdict in alike[:_NAMED])
    yield f"  {len(alike)} 行同样的原因：第 {named}{'……' if len(alike) > _NAMED else ''}"
    yield from (f"      [{one.code}] {one.text}{one.remedy}" for one in alike[0].reasons)


def _lines(done: Preview, verdict: Verdict, passed: Container[int]) -> Iterator[str]:
    named = " ".join(part for part in (_codes(done, verdict), _known(verdict, done.name_key)) if part)
    yield f"  第 {verdict.line} 行 {named}" + (f"　{what}" if (what := _what(done, verdict)) else "")
    told = [*verdict.reasons, *(n for n in verdict.notes if n.code not in _TIDIED and id(n) not in passed)]
    yield from (f"      [{one.code}] {_cell(one)}{one.text}{one.remedy}" for one in told)


def _rest(count: int, shown: int = SHOWN) -> Iterator[str]:
    if count > shown:
        yield f"  ……另有 {count - shown} 行{by_door('，用 -o 文件名.xlsx 存下全部', '没有列出')}"


def _workbook(title: str, about: Iterable[tuple[str, str]], leaves: Iterable[_Leaf]) -> bytes:
    """A sheet of facts, and one for each kind of row that there is."""
    first = PrintedList(name="概要", columns=(("项目", 24), ("内容", 100)), rows=list(about), heads=(title,))
    return as_workbook(title, [first, *(
        PrintedList(name=name, columns=columns, rows=rows, heads=(f"{title}：{name}（{len(rows)}）",))
        for name, columns, rows in leaves if rows)])


def preview_workbook(done: Preview) -> bytes:
    """The whole preview as a workbook."""
    leaves: list[_Leaf] = [(outcome.value, _ROWS, [_row(done, verdict) for verdict in done.of(outcome)]) for outcome in Outcome]
    passed = [(str(one.line), one.kind, one.text) for one in done.foreign.skipped]
    leaves.append(("跳过的行", (("文件行", 8), ("当作", 16), ("内容", 100)), passed))
    warned = [(found.code, str(found.place), found.text, found.remedy) for found in (*done.blocking, *done.warnings)]
    leaves.append(("提醒", (("代码", 8), ("位置", 30), ("问题", 52), ("处理办法", 44)), warned))
    return _workbook("导入预览", [*facts(done), ("合计", sum_line(done))], leaves)


def _row(done: Preview, verdict: Verdict) -> tuple[str, ...]:
    return (str(verdict.line), _codes(done, verdict), _known(verdict, done.name_key), _what(done, verdict),
            _why((*verdict.reasons, *verdict.notes)))


def preview_data(done: Preview) -> dict[str, Any]:
    """The preview for programs, with stable keys."""
    return {
        "table": done.spec.name, "file": str(done.foreign.path), "sheet": done.foreign.sheet, "digest": done.digest,
        "header_row": done.foreign.grid.top - 1, "unknown": [one.named for one in done.foreign.unknown], "missing": done.foreign.missing,
        "skipped": [{"row": one.line, "kind": one.kind, "text": one.text} for one in done.foreign.skipped],
        "rows_read": len(done.verdicts), "counts": {one.value: done.counts.get(one, 0) for one in Outcome},
        "rows": [_data(done, verdict) for verdict in done.verdicts],
    }


def _data(done: Preview, verdict: Verdict) -> dict[str, Any]:
    header = done.spec.header
    return {
        "row": verdict.line, "class": verdict.outcome.value, "acceptable": verdict.acceptable,
        "register_row": done.register.grid.top + verdict.target.line if verdict.target is not None else None,
        "values": {header(key): worded(value) for key, value in {**verdict.values, **verdict.row.values}.items()},
        "changes": [{"column": header(c.key), "old": worded(c.old), "new": worded(c.new)} for c in verdict.changes],
        "reasons": [_problem_data(one) for one in verdict.reasons], "notes": [_problem_data(one) for one in verdict.notes],
    }


def _problem_data(found: Problem) -> dict[str, str]:
    return {"code": found.code, "cell": found.place.cell, "text": found.text, "remedy": found.remedy}


# --- 名册核对 --------------------------------------------------------------------------------------------

def compared_facts(done: Preview, found: Comparison) -> list[tuple[str, str]]:
    """The figures of a comparison, both sides adding up."""
    both = [v for v in done.verdicts if v.outcome in (Outcome.SAME, Outcome.CHANGED)]
    twice = len(both) - len({v.target.line for v in both if v.target is not None})
    return [
        ("名录库", done.spec.name), ("名册", f"{done.foreign.path.name}　{done.foreign.sheet}".strip()),
        ("核对范围", "；".join(found.scope) or "全部"),
        ("名册行数", f"{len(done.verdicts)} = 两边都有 {len(both)}（其中重复 {twice}） + 名册有、名录没有 {len(found.only_file)}"
                    f" + 无法核对 {len(found.unclear)}"),
        ("名录范围内", f"{found.in_scope} 行，其中名册没有的 {len(found.only_register)} 行，已注销、吊销、迁出的 {len(found.gone)} 行"),
        ("名称不同", f"{len(found.names)} 处"), ("状态不同", f"{len(found.statuses)} 处"),
        ("其他栏目不同", f"{len(found.others)} 处"),
    ]


def _leaves(done: Preview, found: Comparison) -> list[_Leaf]:
    differing = (("文件行", 8), ("名录行", 8), ("编码", 21), ("名称", 28), ("栏目", 14), ("名录库", 29), ("名册", 29))
    held = (("名录行", 8), ("编码", 24), ("名称", 44), ("状态", 10), ("统一社会信用代码", 24), ("执业证号", 24))
    return [
        ("名册有、名录没有", _ROWS, [_row(done, verdict) for verdict in found.only_file]),
        ("名录有、名册没有", held, [_register_cells(done, row) for row in found.only_register]),
        ("名称不同", differing, [_differing(done, *pair) for pair in found.names]),
        ("状态不同", differing, [_differing(done, *pair) for pair in found.statuses]),
        ("其他栏目不同", differing, [_differing(done, *pair) for pair in found.others]),
        ("无法核对", _ROWS, [_row(done, verdict) for verdict in found.unclear]),
        ("名录已注销、吊销、迁出", held, [_register_cells(done, row) for row in found.gone]),
    ]


def _register_cells(done: Preview, row: Row) -> tuple[str, ...]:
    shown = ("code", done.name_key, "status", "uscc", "licence")
    return (str(done.register.grid.top + row.line), *(value_text(row.get(key)) for key in shown))


def _differing(done: Preview, verdict: Verdict, change: Change) -> tuple[str, ...]:
    line = str(done.register.grid.top + verdict.target.line) if verdict.target is not None else ""
    name = str(verdict.target.get(done.name_key, "")) if verdict.target is not None else ""
    return (str(verdict.line), line, _codes(done, verdict), name, done.spec.header(change.key), worded(change.old),
            worded(change.new))


def compared_lines(done: Preview, found: Comparison) -> Iterator[str]:
    """A comparison for the screen."""
    yield from (f"{name}：{text}" for name, text in compared_facts(done, found))
    for name, columns, rows in _leaves(done, found):
        if rows and name != "名录已注销、吊销、迁出":
            yield ""
            yield f"{name}（{len(rows)}）"
            yield from (f"  {_joined(columns, row)}" for row in rows[:SHOWN])
            yield from _rest(len(rows))


def _joined(columns: Sequence[tuple[str, int]], row: Sequence[str]) -> str:
    """A row on one line: row numbers say which list they count."""
    parts = []
    for (title, _), text in zip(columns, row, strict=True):
        if text:
            parts.append(f"{title[:2]}第 {text} 行" if title in ("文件行", "名录行") else text.replace("\n", " "))
    return "　".join(parts)


def compared_workbook(done: Preview, found: Comparison) -> bytes:
    """A comparison as a workbook."""
    return _workbook("名册核对", compared_facts(done, found), _leaves(done, found))


def compared_data(done: Preview, found: Comparison) -> dict[str, Any]:
    """A comparison for programs, with stable keys."""
    def differing(pairs: Iterable[tuple[Verdict, Change]]) -> list[dict[str, Any]]:
        return [{"row": verdict.line, "code": _codes(done, verdict), "column": done.spec.header(change.key),
                 "register": worded(change.old), "file": worded(change.new)} for verdict, change in pairs]

    def register_data(rows: Iterable[Row]) -> list[dict[str, Any]]:
        return [{"row": done.register.grid.top + row.line, "code": row["code"], "name": row.get(done.name_key, "")}
                for row in rows]

    return {
        "table": done.spec.name, "file": str(done.foreign.path), "scope": found.scope, "rows_read": len(done.verdicts),
        "same": found.same, "only_file": [_data(done, verdict) for verdict in found.only_file],
        "only_register": register_data(found.only_register), "gone": register_data(found.gone), "names": differing(found.names),
        "statuses": differing(found.statuses), "others": differing(found.others),
        "unclear": [_data(done, verdict) for verdict in found.unclear], "differences": found.differences,
    }

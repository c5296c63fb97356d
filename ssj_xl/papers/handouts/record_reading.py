"""检查记录表 that were filled in on the PC: what stands in their blanks, and what it says of each item.

The blanks are those that `visit_record` prints.  What could be read in two ways is read in none, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ssj_xl.domain.codes import NO_DISPOSAL
from ssj_xl.domain.returns import ItemOf, VisitOf
from ssj_xl.papers.handouts import visit_record as form
from ssj_xl.papers.handouts.record_ticks import is_set, read_ticks
from ssj_xl.papers.handouts.results import DISPOSALS, RESULTS, WAYS
from ssj_xl.tables.cells import day_of, halve, in_digits, tidy
from ssj_xl.tables.registers import SIGNATURES

Row = Mapping[int, str]
"""The texts of a row of cells by their column; a paragraph is a row of one."""

_CODE = re.compile(form.CODE + r":?([0-9a-f]{8})-?([0-9a-f]{4})(?![0-9a-f])")
_DAY = re.compile(r"[0-9]{4}\s*[-./年]\s*[0-9]{1,2}\s*[-./月]\s*[0-9]{1,2}(?![0-9])\s*日?")
_MORE_DAYS = re.compile(r"[0-9一二三四五六七八九十]\s*[日号月]")
"""What is left of a day that was written short: 9日至10日."""
_HOUR = re.compile(r"(?<![0-9])([01]?[0-9]|2[0-3])\s*[时点:]\s*([0-5][0-9])?")
_CLEAN = ("没有", "无问题", "没有问题", "未发现", "未发现问题", "没有发现问题", "未见问题", "未见异常", "未发现异常", "正常")
_NOTHING = re.compile(r"[-/\\—–―_＿.。、\s]*")
_DOUBT = "看不清勾的是哪一项"
_UNDATED = date.min
_WRITTEN = re.compile("[0-9一二三四五六七八九十]")
_BY = re.compile(f"(?:{_DAY.pattern})" + r"\s*[之以]?前")
"""A term in words: 责令2026年12月15日前改正."""


class Entry(NamedTuple):
    """A line of the table of items, as it stands there."""

    number: str
    item: str
    found: str
    disposed: str


class RecordForm(NamedTuple):
    """One form.  code: the halves of 核对码, blank where none stands there; values: by label; twice: a label stood there twice."""

    code: tuple[str, str]
    values: Mapping[str, str]
    entries: tuple[Entry, ...]
    twice: bool = False


class Known(NamedTuple):
    """What the words of a form may mean.

    results, problems, disposals, ways: names of 代码表; clean, away: results for 无 and 不涉及, '' where there is none; items: the items
    of the object in the order of the form, by code the name that is printed.
    """

    results: tuple[str, ...]
    problems: frozenset[str]
    clean: str
    away: str
    disposals: tuple[str, ...]
    ways: tuple[str, ...]
    items: Mapping[str, str]


def plain(text: str) -> str:
    """A text as labels and names are compared: half-width, no white space."""
    return "".join(halve(text).split())


_LABELS = {plain(label): label for label in form.LABELS}
_TITLES = {plain(title): title for title in form.ITEM_TITLES}
_TITLE = plain(form.TITLE)


def forms_in(rows: Iterable[Row]) -> list[RecordForm]:
    """The forms of a sheet or document, in order; what stands before the first is passed over."""
    found: list[_Part] = []
    for row in rows:
        texts = {column: plain(text) for column, text in sorted(row.items()) if text.strip()}
        whole = "".join(texts.values())
        code = _CODE.search(whole.lower())
        if (_TITLE in whole or code) and not (found and found[-1].is_new and not found[-1].code[0]):
            found.append(_Part())
        if found and code:
            found[-1].code = code[1], code[2]
        elif found:
            found[-1].take(row, texts)
    return [RecordForm(part.code, part.values, tuple(part.entries), part.twice) for part in found if part.code[0] or not part.is_new]


class _Part:
    """A form while it is read row by row."""

    def __init__(self) -> None:
        self.code = "", ""
        self.values: dict[str, str] = {}
        self.entries: list[Entry] = []
        self.twice = False
        self._columns: dict[str, int] = {}

    @property
    def is_new(self) -> bool:
        return not (self.values or self.entries)

    def take(self, row: Row, texts: Mapping[int, str]) -> None:
        titles = {_TITLES[text]: column for column, text in texts.items() if text in _TITLES}
        labels = [(column, _LABELS[text]) for column, text in texts.items() if text in _LABELS]
        if len(titles) == len(_TITLES):
            self.twice = self.twice or bool(self.entries)
            self._columns = titles
        elif labels:
            self._columns = {}
            self.twice = self.twice or any(label in self.values for _, label in labels)
            self.values.update({label: self._beside(column, row, texts) for column, label in labels})
        elif self._columns:
            self._entry(row)

    def _beside(self, label: int, row: Row, texts: Mapping[int, str]) -> str:
        """The value of a label: what stands right of it, as far as the next label."""
        column = min((each for each in texts if each > label), default=None)
        return "" if column is None or texts[column] in _LABELS else tidy(row[column])

    def _entry(self, row: Row) -> None:
        cells: dict[str, list[str]] = {}
        for column, text in sorted(row.items()):
            title = max((one for one in self._columns if self._columns[one] <= column), key=self._columns.__getitem__, default="")
            cells.setdefault(title, []).append(tidy(text))
        texts = {title: "\n".join(filter(None, parts)) for title, parts in cells.items()}
        if any(texts.get(title) for title in (form.ITEM, form.FOUND, form.DISPOSED)):
            self.entries.append(Entry(*(texts.get(title, "") for title in (form.NUMBER, form.ITEM, form.FOUND, form.DISPOSED))))


def is_blank(one: RecordForm) -> bool:
    """Whether nothing at all was filled in; 检查方式 is printed with its tick."""
    boxes = [read_ticks(entry.found, form.FOUNDS) for entry in one.entries]
    whole = (one.values.get(label, "") for label in (RESULTS, DISPOSALS, form.SIGNED, form.INFORMED, form.SPECIAL))
    return not (_WRITTEN.search(halve(one.values.get(form.WHEN, ""))) or any(map(is_set, whole))
                or any(ticks.chosen or ticks.rest or ticks.doubt for ticks in boxes))


def says_only(one: RecordForm, day: date, signed: str) -> bool:
    """Whether a form says when somebody was there and how it was signed, and nothing else: so it is printed where that was registered."""
    rest = one._replace(values={label: text for label, text in one.values.items() if label not in (form.WHEN, form.SIGNED)})
    when, ticks = one.values.get(form.WHEN, ""), read_ticks(one.values.get(form.SIGNED, ""), SIGNATURES)
    return is_blank(rest) and (_days(when), _hour(when)) == ([day], "") and not ticks.doubt and {*ticks.chosen} == {signed} - {""}


def visit_of(one: RecordForm, object_: str, known: Known) -> VisitOf:
    """What a form says of the visit to an object."""
    days = _days(one.values.get(form.WHEN, ""))
    signed = read_ticks(one.values.get(form.SIGNED, ""), SIGNATURES)
    whole = _Whole(one, known)
    items = tuple(whole.item(entry) for entry in one.entries)
    ways = read_ticks(one.values.get(WAYS, ""), known.ways)
    way = () if ways.doubt else tuple(each for each in known.ways if each in ways.chosen)
    more = ("way", way), ("arrived", _hour(one.values.get(form.WHEN, "")))
    is_clear = len(signed.chosen) == 1 and not signed.doubt
    why = whole.contradicted(items) if is_clear else "没有勾选签字情况（只勾一项）"
    if len(days) != 1 or _MORE_DAYS.search(_DAY.sub("", in_digits(halve(one.values.get(form.WHEN, ""))))):
        why = "检查时间写了几个日期" if days else "没有写检查时间（年月日），或者没有这一天"
    if one.twice:
        why = "同一张表里的栏目出现了两次"
    return VisitOf(object_, days[0] if days else _UNDATED, next(iter(signed.chosen)) if is_clear else "", items,
                   tuple(pair for pair in more if pair[1]), why)


def _days(text: str) -> list[date]:
    """The days of a text; none where one of them is none of the calendar: which was meant, nobody can say."""
    found = {day_of(part) for part in _DAY.findall(in_digits(halve(text)))}
    return sorted(day for day in found if day) if None not in found else []


def _hour(text: str) -> str:
    """The time of a day that stands behind it: 9时30分 is 09:30; '' for none."""
    found = _HOUR.search(halve(text))
    return f"{int(found[1]):02}:{int(found[2] or 0):02}" if found else ""


class _Disposed(NamedTuple):
    """Disposal, its term, its end, and what else was written of it."""

    name: str = ""
    due: date | None = None
    closed: date | None = None
    note: str = ""


def _holds(text: str, name: str) -> bool:
    """Whether a text holds the characters of a name in their order: 责令三日内改正 holds 责令改正."""
    signs = iter(text)
    return all(sign in signs for sign in name)


class _Whole:
    """What is ticked for the whole form, by which its items are understood."""

    def __init__(self, one: RecordForm, known: Known) -> None:
        self._known = known
        self._results = read_ticks(one.values.get(RESULTS, ""), known.results)
        self._disposals = read_ticks(one.values.get(DISPOSALS, ""), (*known.disposals, form.OTHER))

    def contradicted(self, items: Sequence[ItemOf]) -> str:
        """Why the ticks of the whole and those of the items cannot both be true; '' where they can."""
        if self._results.doubt:
            return f"“{RESULTS}”一栏{_DOUBT}"
        problems = self._results.chosen & self._known.problems
        answered = items and not any(item.why for item in items)
        if answered and problems and not any(item.result in self._known.problems for item in items):
            return f"“{RESULTS}”一栏勾了“{'、'.join(sorted(problems))}”，各事项却都没有问题"
        return ""

    def item(self, entry: Entry) -> ItemOf:
        """What an entry says of its item."""
        result, problem, why = self._found(entry.found)
        disposed, wrong = self._disposed(entry.disposed, is_problem=result in self._known.problems)
        more = (("closed", disposed.closed),) if disposed.closed else ()
        problem = "\n".join(filter(None, (problem, disposed.note and f"{form.DISPOSED}：{disposed.note}")))
        return ItemOf(self._code(entry), result, problem, disposed.name, disposed.due, more, why or wrong)

    def _code(self, entry: Entry) -> str:
        """The item whose name an entry has, of several the one whose number it has; the name where it is none's."""
        named = {str(number): code for number, (code, name) in enumerate(self._known.items.items(), 1) if plain(name) == plain(entry.item)}
        return next(iter(named.values())) if len(named) == 1 else named.get(entry.number, entry.item)

    def _found(self, text: str) -> tuple[str, str, str]:
        """Result, problem, and why there is none."""
        ticks = read_ticks(text, form.FOUNDS)
        if ticks.doubt or len(ticks.chosen) > 1:
            return "", "", f"“{form.FOUND}”{_DOUBT}"
        chosen = next(iter(ticks.chosen), "")
        named, problem = self._named(ticks.rest)
        clean = plain(ticks.rest).rstrip("。.") in (*_CLEAN, plain(self._known.clean))
        if chosen in (form.NONE, form.AWAY):
            result = self._known.clean if chosen == form.NONE else self._known.away
            if ticks.rest and not clean:
                return "", "", f"勾了“{chosen}”，又写了“{ticks.rest[:20]}”"
            return (result, "", "") if result else ("", "", f"代码表里没有“{chosen}”的检查结果")
        if not chosen and clean:
            return self._known.clean, "", ""
        if not chosen and _NOTHING.fullmatch(ticks.rest):
            return self._unsaid()
        if named and named not in self._known.problems and not chosen and not problem:
            return named, "", ""
        return self._problem(named, problem or ("" if named else ticks.rest), is_ticked=bool(chosen))

    def _unsaid(self) -> tuple[str, str, str]:
        """An item that nothing was written at is what is ticked for the whole form, where that is one thing and harmless."""
        whole = self._results.chosen
        if len(whole) == 1 and not whole & self._known.problems:
            return next(iter(whole)), "", ""
        return "", "", f"没有勾“{form.NONE}”或“{form.SOME}”"

    def _problem(self, named: str, problem: str, *, is_ticked: bool) -> tuple[str, str, str]:
        whole = self._results.chosen & self._known.problems
        if not is_ticked and not named and (not whole or self._results.chosen - whole):
            return "", "", f"写了“{problem[:20]}”，没有勾“{form.NONE}”或“{form.SOME}”"
        if named and named not in self._known.problems:
            return "", "", f"写了“{named}”，又写了问题"
        if not problem:
            return "", "", "没有写发现了什么问题"
        if not named and len(whole) != 1:
            return "", "", f"“{RESULTS}”一栏没有勾选，或勾了几项，不知道是哪一种问题（可以写成“结果：问题”）"
        return named or next(iter(whole)), problem, ""

    def _named(self, text: str) -> tuple[str, str]:
        """The result of 代码表 that a text begins with, and the text behind it."""
        for name in sorted(self._known.results, key=len, reverse=True):
            if text == name or re.match(re.escape(name) + "[:：]", text):
                return name, tidy(text[len(name) + 1:])
        return "", text

    def _disposed(self, text: str, *, is_problem: bool) -> tuple[_Disposed, str]:
        """What was done about a problem, and why it cannot be taken."""
        rest, days = in_digits(text), {}
        for word in (form.TERM, form.END):
            match = re.search(rf"{word}\s*[:：]?\s*([0-9０-９][^\n]*)", rest)
            if match:
                found = _days(match[1])
                if len(found) != 1:
                    return _Disposed(), f"处置情况里的{word}不是一个日期"
                days[word] = found[0]
                rest = rest[:match.start()] + rest[match.end():]
        named, more = self._disposal(rest)
        if more and is_problem and self._is_note(rest):
            terms = {day for by in _BY.finditer(halve(rest)) for day in _days(by[0])}
            if len(terms | {days[form.TERM]} if form.TERM in days else terms) > 1:
                return _Disposed(), f"处置情况里的{form.TERM}不是一个日期"
            return _Disposed(self._of_whole(), days.get(form.TERM) or next(iter(terms), None), days.get(form.END), tidy(rest)), ""
        wrong = more or ("" if named or not is_problem else self._no_disposal())
        if not is_problem and named not in ("", NO_DISPOSAL):
            wrong = wrong or "没有发现问题，却写了处置"
        chosen = named or (self._of_whole() if is_problem else NO_DISPOSAL)
        return _Disposed(chosen, days.get(form.TERM), days.get(form.END)), wrong

    def _is_note(self, text: str) -> bool:
        """Whether words say no other disposal than the one that is ticked for the whole form, so that they can stand beside it."""
        signs = plain(text)
        others = (one for one in self._known.disposals if one != self._of_whole())
        return bool(self._of_whole()) and not re.search(f"{form.TERM}:", signs) and not any(_holds(signs, one) for one in others)

    def _disposal(self, text: str) -> tuple[str, str]:
        if _NOTHING.fullmatch(text) or plain(text) in ("无", "无需", "无需处置"):
            return "", ""
        ticks = read_ticks(text.strip(" 。，,；;\n"), self._known.disposals)
        if len(ticks.chosen) == 1 and not ticks.rest and not ticks.doubt:
            return next(iter(ticks.chosen)), ""
        return "", f"处置情况“{text[:20]}”不是代码表里的一种后续处置，请在“{DISPOSALS}”勾一项，这里空着或写“{form.TERM}：2026年12月15日”"

    def _of_whole(self) -> str:
        """The one disposal that is ticked for the whole form; '' for none or several."""
        chosen = self._disposals.chosen - {NO_DISPOSAL}
        return next(iter(chosen)) if len(chosen) == 1 and form.OTHER not in chosen and not self._disposals.doubt else ""

    def _no_disposal(self) -> str:
        if self._of_whole():
            return ""
        return f"“{DISPOSALS}”勾了“{form.OTHER}”，代码表里没有" if form.OTHER in self._disposals.chosen else "没有写后续处置，或勾了几项"

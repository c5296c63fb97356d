"""What a list leaves open, as questions with choices: each asked once, and answered as an option of the command would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ssj_xl.domain.importing import Outcome
from ssj_xl.domain.importing.finding import COINED
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers
from ssj_xl.tables.likeness import propose_word
from ssj_xl.tables.problems import Place, Problem, UserError, by_door, problem
from ssj_xl.tables.spec import Column, TableSpec
from ssj_xl.workflows.importing.asked import Request
from ssj_xl.workflows.importing.importing import Preview, classed

Given = tuple[tuple[str, str], ...]
"""Fields of a `Request` with what is added to them."""
NOT_READ, LEFT_OUT, LEFT_BLANK, EVERYTHING = "不读", "这些行不导入", "留空", "全部"
_OPTIONS = {"sets": "--set", "maps": "--map", "words": "--value", "sheet": "--sheet", "coin": "--coin"}
_SHOWN = 3
_AT_ONCE = 5
"""More names of institutions than this are asked about together."""
_UNREAD = "这些列没有认出，不读"
_NUMBERS = ("code", "uscc", "licence", "certificate")
_EITHER = {registers.ITEMS.name: (("大项", "小项"),)}
"""Columns of which lists often have only one, under a name that may mean either."""


class Answer(NamedTuple):
    """One answer that may be chosen: how it is called, and what it gives; nothing where all stays as it is."""

    label: str
    given: Given = ()


class Question(NamedTuple):
    """One thing that a list leaves open.

    words: the question; answers: what may be chosen; likely: the place of the answer that is proposed, from 0;
    typed: where anything may be written, the register's title that it is set for (an empty line leaves it open); columns:
    whether 外部列=列 is written, several divided by semicolons.
    """

    words: str
    answers: tuple[Answer, ...] = ()
    likely: int = 0
    typed: str = ""
    columns: bool = False

    def given_by(self, text: str) -> Given:
        """What an answer gives: the label of a choice, or what was typed."""
        if self.columns:
            return tuple(("maps", part.strip()) for part in text.replace("；", ";").split(";") if part.strip())
        if self.typed:
            return (("sets", f"{self.typed}={text}"),) if text else ()
        return next((answer.given for answer in self.answers if answer.label == text), ())

    @property
    def how(self) -> str:
        """How it is answered: by an option of the command, or when the button asks."""
        if self.typed:
            return by_door(f"如 --set {self.typed}=值。", "再点一次，问到时填写。")
        shown = [options(answer.given) for answer in self.answers if answer.given]
        if not shown:
            return f"不说明就{self.answers[-1].label}；先导入了要登记的，再导入一次就有得选。"
        return by_door(f"用 {'，或 '.join(shown[:_SHOWN])}{'……' if len(shown) > _SHOWN else ''}。", "再点一次，问到时选一项。")


def options(given: Given) -> str:
    """Answers as options of the command."""
    return " ".join(_OPTIONS[field] if field == "coin" else f"{_OPTIONS[field]} {text}" for field, text in given)


def answered(book: Book, asked: Request, ask: Callable[[Question], str], *, comparing: bool = False) -> tuple[Request, Given]:
    """The request with everything asked that its list leaves open, and what was answered.

    ask: gives a choice's label, or what was typed.  Raises UserError as `importing.preview`.
    """
    known: set[str] = set()
    told: list[tuple[str, str]] = []
    while True:
        done, questions = _read(book, asked, comparing=comparing)
        fresh = [question for question in questions if question.words not in known]
        if not fresh and done is not None and _UNREAD not in known:
            known.add(_UNREAD)
            fresh = [*_unread(done)]
        if not fresh:
            return asked, tuple(told)
        for question in fresh:
            known.add(question.words)
            given = question.given_by(ask(question))
            asked = _with(asked, given)
            told += given


def _read(book: Book, asked: Request, *, comparing: bool) -> tuple[Preview | None, list[Question]]:
    """The list with its open questions; where its header is in doubt, only what has to be known before it can be read."""
    try:
        done = classed(book, asked, comparing=comparing)
    except UserError as error:
        questions = [question for found in error.problems for question in _of_header(found)]
        if len(questions) < len(error.problems):
            raise
        return None, questions
    return done, open_questions(done)


def open_questions(done: Preview) -> list[Question]:
    """What of a list that was classed, and not yet tried, cannot be taken as it is."""
    return [*_even(done), *_near(done), *_lacking(done, done.spec), *_words(done, done.spec), *_employers(done)]


def left_open(done: Preview) -> list[Problem]:
    """The open questions as warnings (I50), for whoever cannot be asked."""
    return [problem("I50", Place(str(done.foreign.path)), question=question.words, answer=question.how) for question in open_questions(done)]


def _with(asked: Request, given: Given) -> Request:
    for field, text in given:
        if field == "sheet":
            asked = replace(asked, sheet=text)
        elif field == "coin":
            asked = replace(asked, coin=True)
        else:
            asked = replace(asked, **{field: (*getattr(asked, field), text)})  # type: ignore[arg-type]
    return asked


def _of_header(found: Problem) -> Iterator[Question]:
    """A doubt about sheet or header (I02, I04)."""
    names: Sequence[str] = found.params.get("names", ())  # type: ignore[assignment]
    if found.code == "I02":
        yield Question("有几张工作表都像，读哪一张？", tuple(Answer(name, (("sheet", name),)) for name in names))
    elif found.code == "I04":
        yield _which(str(found.params["header"]), names)


def _which(header: str, titles: Sequence[str]) -> Question:
    none = Answer(NOT_READ, tuple(("maps", f"{title}=") for title in titles))
    return Question(f"{'、'.join(f'“{title}”' for title in titles)}都可能是“{header}”，读哪一列？",
                    (*(Answer(title, (("maps", f"{title}={header}"),)) for title in titles), none))


def _even(done: Preview) -> Iterator[Question]:
    """Columns that may be the same one of the register's, and one that may be either of two."""
    yield from (_which(header, titles) for header, titles in done.foreign.even.items())
    for pair in _EITHER.get(done.spec.name, ()):
        titles = [title for title, own in done.foreign.meant.items() if own in pair and title not in done.wished.renamed]
        if len(titles) == 1 and not {*done.foreign.grid.header} & {*pair}:
            yield Question(f"“{titles[0]}”是“{pair[0]}”，还是“{pair[1]}”？", tuple(Answer(own, (("maps", f"{titles[0]}={own}"),)) for own in pair), 1)


def _near(done: Preview) -> Iterator[Question]:
    """A column that may be one which rows cannot do without, and which the list lacks."""
    missing = {*done.foreign.missing} - {done.spec.header(key) for key in done.wished.defaults}
    for column in done.foreign.unknown:
        if column.near in missing and column.title:
            missing.discard(column.near)
            yield Question(f"没有认出的列“{column.title}”（{column.values} 个值）是不是“{column.near}”？",
                           (Answer(f"是“{column.near}”", (("maps", f"{column.title}={column.near}"),)),
                            Answer(NOT_READ, (("maps", f"{column.title}="),))), likely=1)


def _unread(done: Preview) -> Iterator[Question]:
    """What the list has besides; all of it at once."""
    if columns := [column for column in done.foreign.unknown if column.title]:
        yield Question(f"{_UNREAD}：{'、'.join(map(str, columns))}。要读的写成 文件里的列=登记的列，用分号隔开，如 {columns[0].title}=备注；都不读就直接回车", columns=True)


def _lacking(done: Preview, spec: TableSpec) -> Iterator[Question]:
    """What new rows do not say."""
    rows = [verdict.row for verdict in done.of(Outcome.REJECTED) if verdict.target is None]
    faulty = {(row.line, fault.params.get("header")) for row in rows for fault in row.faults}
    lacking = Counter(column.header for row in rows for column in spec.columns if column.required and column.key != "code"
                      and row.get(column.key) in ("", None, ()) and (row.line, column.header) not in faulty)
    for header, count in lacking.items():
        column = spec.by_title[header]
        allowed = done.allowed.get(column.key, ())
        words = f"{_rows(done, count)}没有写“{header}”，填什么？"
        if not allowed:
            yield Question(f"{words}（{column.kind.value}；直接回车，这些行不导入）", typed=header)
            continue
        labels = [*allowed, LEFT_OUT]
        answers = tuple(Answer(name, (("sets", f"{header}={name}"),)) for name in allowed)
        yield Question(words, (*answers, Answer(LEFT_OUT)), labels.index(_usual(done, column, allowed)))
    nameless = sum(any(one.code in ("I32", "I34") for one in verdict.reasons) or not any(map(verdict.row.get, _NUMBERS)) for verdict in done.of(Outcome.REJECTED))
    if nameless and spec.name in COINED and not done.coining:
        yield Question(f"{_rows(done, nameless)}没有编码，也没有能作编码的证号，按名称自编一个编码吗？（以 ZB- 开头，同一名称每次相同）",
                       (Answer("自编", (("coin", ""),)), Answer(LEFT_OUT)))


def _rows(done: Preview, count: int) -> str:
    return f"各行（{count} 行）都" if count == len(done.verdicts) else f"有 {count} 行"


def _usual(done: Preview, column: Column, allowed: Sequence[str]) -> str:
    """What a whole list is likely to mean; it is only proposed."""
    if column.key == "status":
        return allowed[0]
    titles = "".join(done.foreign.grid.header) + done.foreign.path.stem + str(done.foreign.sheet)
    texts = [titles, *(str(verdict.row.get(done.name_key)) for verdict in done.verdicts)]
    votes = Counter(name for text in texts for name in allowed if name in text or _alike(column, name, text, allowed))
    longest = max(votes, key=lambda name: (votes[name], len(name)), default="")
    return longest or LEFT_OUT


def _alike(column: Column, name: str, text: str, allowed: Sequence[str]) -> bool:
    """Whether a text ends as things of a type are usually called: …公证处."""
    return any(propose_word(column.header, text[-size:], allowed) == name for size in (3, 5, 6) if len(text) > size)


def _words(done: Preview, spec: TableSpec) -> Iterator[Question]:
    """Words of the list that are none of the register's; of a scope that is told in words, whether it is everything."""
    scopes = Counter((str(fault.params["header"]), str(fault.params["value"])) for verdict in done.verdicts for fault in verdict.row.faults
                     if fault.code == "T13" and fault.params["header"] == registers.INSPECTORS.header("items") and spec is registers.INSPECTORS)
    for (header, word), count in scopes.items():
        answers = (Answer(EVERYTHING, (("words", f"{header}:{word}={EVERYTHING}"),)), Answer(LEFT_BLANK, (("words", f"{header}:{word}="),)), Answer(LEFT_OUT))
        yield Question(f"“{header}”写的是“{word}”（{count} 行），不是事项编码，登记为什么？", answers, 2)
    found = Counter((str(fault.params["header"]), word) for verdict in done.verdicts for fault in verdict.row.faults
                    if fault.code == "T10" for word in fault.params.get("words", ()))  # type: ignore[attr-defined]
    for (header, word), count in found.items():
        column = spec.by_title[header]
        allowed = done.allowed[column.key]
        last = Answer(LEFT_OUT) if column.required else Answer(LEFT_BLANK, (("words", f"{header}:{word}="),))
        labels = (*(Answer(name, (("words", f"{header}:{word}={name}"),)) for name in allowed), last)
        proposed = propose_word(header, word, allowed)
        yield Question(f"“{header}”写的是“{word}”（{count} 行），登记为什么？", labels,
                       allowed.index(proposed) if proposed else len(allowed))


def _employers(done: Preview) -> Iterator[Question]:
    """Institutions of persons that the register does not have, or has twice; many of them at once, since the institutions are to be imported first."""
    header = registers.OBJECTS.header("employer")
    if len(done.unplaced) > _AT_ONCE:
        names = "、".join([*done.unplaced][:_SHOWN])
        yield Question(f"“{header}”有 {len(done.unplaced)} 个机构名录里没有（{names}等）。宜先导入机构；现在照样导入，这一栏留空吗？", (Answer(LEFT_BLANK),))
        return
    for name, (count, near) in done.unplaced.items():
        why = "名录里有几家" if len({one for _, one in near}) < len(near) else "名录里没有"
        yield Question(f"“{header}”写的是“{name}”（{count} 行），{why}，登记为哪一家？", (
            *(Answer(f"{code} {own}", (("words", f"{header}:{name}={code}"),)) for code, own in near), Answer(LEFT_BLANK)), len(near))


# --- what is looked at before it is written ---------------------------------------------------------------

def ask_doubtful(done: Preview) -> str:
    """What is asked about doubtful rows that a person may let pass; '' where there are none."""
    lines = [str(verdict.line) for verdict in done.of(Outcome.DOUBTFUL) if verdict.acceptable]
    if not lines:
        return ""
    return f"疑似的行里，核对无误要照样写入的是第几行？可选 {'、'.join(lines[:10])}{'等' if len(lines) > 10 else ''}；都不写入就直接回车"


def let_pass(asked: Request, answer: str) -> Request:
    """The request with rows let pass, as numbers divided by 、 or a blank."""
    numbers = "".join(c if c.isdecimal() else " " for c in answer).split()
    return replace(asked, accept=asked.accept | {int(number) for number in numbers})


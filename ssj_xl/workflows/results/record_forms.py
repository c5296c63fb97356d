"""检查记录表 that were filled in on the PC, each held against the drawn object that its code names; and returns of teams' pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ssj_xl.domain.codes import clean_result, names, problem_results
from ssj_xl.domain.period import team_of
from ssj_xl.domain.returns import Refused, Return, read_return, record_code
from ssj_xl.papers.handouts import visit_record
from ssj_xl.papers.handouts.record_reading import Known, RecordForm, forms_in, is_blank, plain, says_only, visit_of
from ssj_xl.papers.handouts.results import DISPOSALS, RESULTS, WAYS, item_name
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Place, Problem, problem
from ssj_xl.workflows.desk.given import Given
from ssj_xl.workflows.desk.office import Office
from ssj_xl.workflows.publishing.papers import fitting_items

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, WinnerRow

_NAMED = 20


def returns_in(given: Given, tokens: Iterable[str], forms: RecordForms) -> Iterator[Return | Problem]:
    """The returns that a file brings, and what is wrong with it."""
    yield from given.problems
    if given.sheets is not None:
        yield from () if given.problems else forms.read(given)
        return
    try:
        yield read_return(given.data, tokens)
    except Refused as why:
        yield problem(str(why), Place(given.name))


class RecordForms:
    """The record forms of a book's draws.  stamp: the time now, when a form that does not say was saved."""

    def __init__(self, office: Office, stamp: str) -> None:
        self._office, self._stamp = office, stamp
        self._codes = office.table(registers.CODES) if office.book.has(registers.CODES) else ()
        self._registered = defaultdict[tuple[str, str], set[tuple[date, str]]](set)
        for finding in office.table(registers.FINDINGS):
            if finding["checked"] and not finding["result"]:
                self._registered[finding["task"], finding["object"]].add((finding["checked"], finding["signed"]))
        draws = {(row["task"], row["attempt"]): row for row in office.table(records.DRAWS)}
        self._found: dict[str, tuple[DrawRow, WinnerRow, str]] = {}
        for row in office.table(records.WINNERS):
            if draw := draws.get((row["task"], row["attempt"])):
                object_, _, team = record_code(draw, row["object"], team_of(row)).partition("-")
                self._found[object_] = (draw, row, team)

    def read(self, given: Given) -> Iterator[Return | Problem]:
        """A return for each form that is filled in and of an object that was drawn, without items where several differ; what is wrong."""
        forms = list({repr(one): one for rows in given.sheets or () for one in forms_in(rows)}.values())
        if not forms:
            yield problem("B09", Place(given.name), title=visit_record.TITLE)
        filled = [one for one in forms if not self._is_unfilled(one)]
        counts = Counter(one.code for one in filled if one.code[0])
        for one in filled:
            found = self._return(given, one)
            if counts[one.code] < 2:
                yield found
                continue
            doubled = problem("B11", Place(given.name), object=_name(one))
            yield doubled
            if isinstance(found, Return):
                yield found._replace(visits=(found.visits[0]._replace(items=(), why=doubled.text),))
        if blank := [one for one in forms if one not in filled and not counts[one.code]]:
            yield problem("B12", Place(given.name), count=len(blank), objects=_named(blank))

    def _is_unfilled(self, one: RecordForm) -> bool:
        """Whether nobody wrote in a form: it is blank, or says what the program printed of a visit that was registered before."""
        _, winner, _ = self._found.get(one.code[0], (None, None, ""))
        return is_blank(one) or (winner is not None and any(
            says_only(one, day, signed) for day, signed in self._registered[winner["task"], winner["object"]]))

    def _return(self, given: Given, one: RecordForm) -> Return | Problem:
        draw, winner, team = self._found.get(one.code[0], (None, None, ""))
        if draw is None or winner is None or not self._is_of(one, winner):
            return problem("B10", Place(given.name), object=_name(one), printed="-".join(filter(None, one.code)) or "没有")
        visit = visit_of(one, winner["object"], self._known(winner))
        its = team_of(winner) if one.code[1] == team else ()
        return Return(winner["task"], winner["attempt"], draw["seed"], its, 0, min(given.saved or self._stamp, self._stamp), (visit,), "")

    def _is_of(self, one: RecordForm, winner: WinnerRow) -> bool:
        """Whether a form names the task and the object of its code."""
        found = self._office.table(registers.OBJECTS).by("code").get(winner["object"])
        names_ = {plain(winner["name"]), plain(found["name"]) if found else ""} - {""}
        return plain(one.values.get(visit_record.TASK, "")) == plain(winner["task"]) and plain(_name(one)) in names_

    def _known(self, winner: WinnerRow) -> Known:
        problems, clean = problem_results(self._codes), clean_result(self._codes)
        results, disposals, ways = (names(self._codes, category) for category in (RESULTS, DISPOSALS, WAYS))
        away = next((name for name in results if name not in problems and name != clean), "")
        return Known(results, problems, clean, away, disposals, ways, {
            row["code"]: item_name(row) for row in fitting_items(self._office, winner)})


def _named(forms: Sequence[RecordForm]) -> str:
    """Whose forms they are, the first ones where there are many."""
    return "、".join(map(_name, forms[:_NAMED])) + ("等" if len(forms) > _NAMED else "")


def _name(one: RecordForm) -> str:
    return one.values.get(visit_record.BODY) or one.values.get(visit_record.PERSON, "")

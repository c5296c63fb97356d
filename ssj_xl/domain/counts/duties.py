"""What is late and what is near its end, rule by rule: the same duties that `due` lists, counted by formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ssj_xl.domain.codes import NO_DISPOSAL
from ssj_xl.domain.counts.calendar import LATE_EVENT, NEAR, NEAR_EVENT, TODAY, term_line
from ssj_xl.domain.counts.helpers import EXPIRED, EXPIRING
from ssj_xl.domain.counts.language import Column, Helper, countifs, figure, setting
from ssj_xl.domain.counts.reports import LATE_REPORT, NEAR_REPORT, month_cells, quarter_cells
from ssj_xl.domain.counts.view import Figure
from ssj_xl.domain.deadlines import RULES, Rule
from ssj_xl.domain.deadlines.yearly import ADDED
from ssj_xl.domain.plans import CANCELLED, DONE, DROPPED
from ssj_xl.tables.leads import LEADS
from ssj_xl.tables.records import WINNERS
from ssj_xl.tables.registers import ACTIVITIES, FINDINGS, INSPECTORS, PLANS, RECTIFY, TASKS

Pair = tuple[str, str]
"""Formulas that count what is overdue, and what ends today or soon."""

_findings, _tasks, _plans, _activities = Column(FINDINGS), Column(TASKS), Column(PLANS), Column(ACTIVITIES)
_leads = Column(LEADS)
_today, _near = figure(TODAY), figure(NEAR)


def late(rule: str) -> str:
    """The name of the figure that counts what is overdue of a rule."""
    return f"{_TITLES[rule]}·逾期"


def near(rule: str) -> str:
    """The name of the figure that counts what ends today or soon of a rule."""
    return f"{_TITLES[rule]}·临期"


_TITLES: Mapping[str, str] = {rule.key: rule.title for rule in RULES}


def duty_figures() -> Iterator[Figure]:
    """Two figures a rule."""
    for rule in RULES:
        for name, meaning, formula, value in zip(
                (late(rule.key), near(rule.key)), ("已逾期", "今日到期、即将到期"), _FORMULAS[rule.key](), _values(rule), strict=True):
            yield Figure(name, f"{rule.title}{meaning}（与期限清单相同）", _unless_off(rule, formula), value)


def _values(rule: Rule) -> tuple[Callable[..., int], Callable[..., int]]:
    return lambda view: view.late(rule.key), lambda view: view.near(rule.key)


def _unless_off(rule: Rule, formula: str) -> str:
    return f"IF({setting(rule.setting)}=0,0,{formula})" if rule.setting and rule.optional else formula


def _term(term: str, start: str, *conditions: str) -> Pair:
    """Rows whose event lies between the lines of a term and that meet the other conditions."""
    low, over, close = (figure(term_line(term, line)) for line in ("low", "late", "near"))
    return (countifs(start, f'">="&{low}', start, f'"<="&{over}', *conditions),
            countifs(start, f'">="&{low}', start, f'">"&{over}', start, f'"<="&{close}', *conditions))


def _day(day: str, *conditions: str) -> Pair:
    """Rows with a day of their own that meet the other conditions."""
    return (countifs(day, '">0"', day, f'"<"&{_today}', *conditions),
            countifs(day, f'">="&{_today}', day, f'"<="&{_near}', *conditions))


_BLANK, _FILLED = '""', '"?*"'
_NOT_CANCELLED = f'"<>{CANCELLED}"'


def _plan_publication() -> Pair:
    """By the end of a month of the plan's year: the years of which that day has passed, or is near."""
    month = setting("plan_month")
    years = [f"IF(DATE(YEAR({day}),{month}+1,0)<{more},YEAR({day}),YEAR({day})-1)"
             for day, more in ((_today, _today), (_near, f"{_near}+1"))]
    open_ = (_plans.published, _BLANK, _plans.change_kind, f'"<>{ADDED}"', _plans.change_kind, '"<>取消"')
    return (countifs(_plans.year, '">0"', _plans.year, f'"<="&{years[0]}', *open_),
            countifs(_plans.year, f'">"&{years[0]}', _plans.year, f'"<="&{years[1]}', *open_))


def _plan() -> Pair:
    state = Helper(PLANS).state
    return _day(_plans.end, state, f'"<>{DONE}"', state, f'"<>{DROPPED}"')


def _reports(cells: list[str]) -> Pair:
    over, close = ("+".join(f'({cell}="{word}")' for cell in cells) for word in (LATE_REPORT, NEAR_REPORT))
    return over, close


def _certificate() -> Pair:
    state = Helper(INSPECTORS).state
    return countifs(state, str(EXPIRED)), countifs(state, str(EXPIRING))


def _scheme() -> Pair:
    """Before the draw, or before the task's first day: an event that comes before its term."""
    event, open_ = Helper(TASKS).event, (_tasks.scheme_published, _BLANK)
    over, close = figure(LATE_EVENT), figure(NEAR_EVENT)
    return (countifs(event, f'">"&{figure("已公布自")}', event, f'"<="&{over}', *open_),
            countifs(event, f'">"&{over}', event, f'"<="&{close}', *open_))


def _recheck() -> Pair:
    """A disposal with one of the words, and one with both counted once."""
    one, other = (f'"*{word}*"' for word in RECTIFY)
    words = [(_findings.disposal, one), (_findings.disposal, other), (_findings.disposal, one, _findings.disposal, other)]
    first, second, both = (_term("recheck", _findings.disposal_due, *word, _findings.rechecked, _BLANK) for word in words)
    return f"{first[0]}+{second[0]}-{both[0]}", f"{first[1]}+{second[1]}-{both[1]}"


def _pair(function: Callable[..., Pair], *arguments: str) -> Callable[[], Pair]:
    return lambda: function(*arguments)


_FORMULAS: Mapping[str, Callable[[], Pair]] = {
    "plan_publication": _plan_publication,
    "change_report": _pair(_term, "change_report", _plans.changed, _plans.change_reported, _BLANK),
    "change_publication": _pair(_term, "change_publish", _plans.changed, _plans.change_published, _BLANK),
    "plan": _plan,
    "training": _pair(_day, _activities.planned, _activities.day, _BLANK),
    "form": lambda: _reports(month_cells()),
    "quarter": lambda: _reports(quarter_cells()),
    "certificate": _certificate,
    "scheme": _scheme,
    "reply": _pair(_day, _tasks.replies_due, _tasks.replied, _BLANK, _tasks.state, _NOT_CANCELLED),
    "confirm": _pair(_term, "confirm", _tasks.platform_drawn, _tasks.platform_people, _BLANK, _tasks.state, _NOT_CANCELLED),
    "task": _pair(_day, _tasks.end, _tasks.state, _NOT_CANCELLED, Helper(TASKS).open, "1"),
    "put_off": _pair(_day, Helper(WINNERS).later),
    "entry": _pair(_term, "entry", _findings.checked, _findings.entered, _BLANK),
    "publication": _pair(_term, "publish", _findings.checked, _findings.result, _FILLED, _findings.published, _BLANK),
    "disposal": _pair(_day, _findings.disposal_due, _findings.disposal, _FILLED, _findings.disposal, f'"<>{NO_DISPOSAL}"',
                      _findings.closed, _BLANK),
    "recheck": _recheck,
    "objection": _pair(_term, "dispute", _findings.disputed, _findings.dispute_result, _BLANK),
    "expiry": _pair(_day, _findings.shown_until, _findings.published, '">0"', _findings.withdrawn, _BLANK),
    "transfer": _pair(_term, "transfer", _findings.transferred, _findings.transfer_result, _BLANK),
    "lead_handling": _pair(_term, "lead", _leads.received, _leads.number, _FILLED, _leads.handling, _BLANK, _leads.closed, _BLANK),
    "lead": _pair(_day, Helper(LEADS).until),
    "push": _pair(_term, "push", _findings.checked, Helper(FINDINGS).push, "1", _findings.credit_pushed, _BLANK),
    "archive": _pair(_term, "archive", Helper(TASKS).end, _tasks.archived, _BLANK),
}

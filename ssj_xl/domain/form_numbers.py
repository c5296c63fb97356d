"""The numbers that an official form may ask for, by the names that a bureau's file of wordings uses.

Each names the item of the monthly form that it belongs to, under which the trace lists the rows that it was counted from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ssj_xl.domain.monthly import Figures
from ssj_xl.domain.wording import Words, measure, texts
from ssj_xl.tables.form import BODY_FIELDS
from ssj_xl.tables.form_words import WORDS, figures_in


class Number(NamedTuple):
    """One number.  field: the item of the monthly form that it belongs to."""

    field: str
    of: Callable[[Figures], int]


NUMBERS: Mapping[str, Number] = {
    "会议次数": Number("meetings", lambda found: len(found.meetings)),
    "文件份数": Number("documents", lambda found: len(found.documents)),
    "培训次数": Number("trainings", lambda found: len(found.trainings)),
    "培训人数": Number("trainings", lambda found: sum(act.people or 0 for act in found.trainings)),
    "抽查文件份数": Number("task_files", lambda found: len(found.whole.files)),
    "抽查次数": Number("scope", lambda found: len(found.whole.draws)),
    "计划外抽查次数": Number("scope", lambda found: len(found.unplanned.draws)),
    "联合抽查次数": Number("scope", lambda found: sum(bool(draw.partners) for draw in found.whole.draws)),
    "抽取对象数": Number("scope", lambda found: found.whole.objects),
    "大项数": Number("items", lambda found: len(found.whole.items)),
    "小项数": Number("items", lambda found: found.whole.item_count),
    "检查对象数": Number("problem_subjects", lambda found: found.whole.checks.objects),
    "发现问题对象数": Number("problem_subjects", lambda found: found.whole.checks.problems),
    "未发现问题对象数": Number("problem_subjects", lambda found: found.whole.checks.clean),
    "公示对象数": Number("publication", lambda found: found.whole.publications.objects),
    "待检查数": Number("publication", lambda found: found.whole.to_check.closing),
    "待公示数": Number("publication", lambda found: found.whole.to_publish.closing),
    "开展区县数": Number("region", lambda found: sum(bool(one.checked or one.published) for one in found.counties)),
    "区县抽查数": Number("region", lambda found: sum(one.checked for one in found.counties)),
    "区县公示数": Number("region", lambda found: sum(one.published for one in found.counties)),
}
_MEASURE = "量词"
TOTAL = "累计"
"""Before a name: the year's number up to the end of the period."""

TEXTS: Mapping[str, str] = {field.short: field.key for field in BODY_FIELDS}
"""What the monthly form says of an item, by the item's short name."""


def field_of(name: str) -> str:
    """The item of the monthly form that a name belongs to; '' for a name that means nothing."""
    number = NUMBERS.get(name.removeprefix(TOTAL))
    return number.field if number else TEXTS.get(name, "")


def names() -> tuple[str, ...]:
    """Every name that a wording may have in braces."""
    return (*TEXTS, _MEASURE, *NUMBERS, *(TOTAL + name for name in NUMBERS))


def worded(wordings: Mapping[str, str], found: Figures, year: Figures, words: Words = WORDS) -> dict[str, str]:
    """Wordings with their numbers and texts in them.  year: the figures of the year up to the same day."""
    said = texts(found, words)
    facts: dict[str, object] = {name: said[key] for name, key in TEXTS.items()}
    facts[_MEASURE] = measure(found.whole.measures)
    facts |= {name: number.of(found) for name, number in NUMBERS.items()}
    facts |= {TOTAL + name: number.of(year) for name, number in NUMBERS.items()}
    return {key: wording.format(**{name: facts[name] for name in figures_in(wording)}) for key, wording in wordings.items()}


def briefs(found: Figures, words: Words = WORDS) -> dict[str, str]:
    """What the monthly form's items say where all of it does not fit: the sums, and where the rest is."""
    return {key: words["详见附件"].format(合计=text) for key, text in totals(found, words).items()}


def totals(year: Figures, words: Words = WORDS) -> dict[str, str]:
    """The year's running totals of the monthly form's items, for a form that has a column for them."""
    return worded({field.key: words[TOTAL + field.short] for field in BODY_FIELDS}, year, year, words)

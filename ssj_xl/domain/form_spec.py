"""A bureau's file that declares another official form: its labels, and what is written beside each of them.

    {"名称": "季报表", "周期": "季", "小标题": ["一、开展情况"],
     "栏目": [{"标签": "抽查检查主体数（户）", "简称": "检查主体", "别名": ["检查户数"], "提示": "", "内容": "{检查对象数}"}]}

Head and foot (单位、时间、联系人、电话) are those of the monthly form.  The numbers that a wording may ask for are `NUMBERS`;
each belongs to an item of the monthly form, under which the trace lists the rows that it was counted from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ssj_xl.domain.monthly import Figures
from ssj_xl.domain.period import MONTH_SPAN, QUARTER_SPAN, YEAR_SPAN
from ssj_xl.domain.wording import Words, measure, texts
from ssj_xl.tables.form import BODY_FIELDS, THIS_MONTH, FormField, FormSpec
from ssj_xl.tables.form_words import WORDS, figures_in
from ssj_xl.tables.problems import Place, block, problem

_NOW = {MONTH_SPAN: THIS_MONTH, QUARTER_SPAN: ("本季度", "本季", "本期"), YEAR_SPAN: ("本年度", "本年", "全年", "年度")}
SPANS = tuple(_NOW)
_KEYS = frozenset(("名称", "周期", "小标题", "栏目"))
_FIELD_KEYS = frozenset(("标签", "简称", "别名", "提示", "内容"))


class OwnSpec(NamedTuple):
    """A declared form.  span: of `SPANS`; wordings: of each field by its key."""

    spec: FormSpec
    span: str
    wordings: Mapping[str, str]

    @property
    def now(self) -> tuple[str, ...]:
        """What the head of a column begins with for the form's own period."""
        return _NOW[self.span]

    def monthly_fields(self, key: str) -> frozenset[str]:
        """The items of the monthly form whose numbers a field shows: the trace lists the rows under them."""
        return frozenset(map(field_of, figures_in(self.wordings[key])))


def read_spec(given: object, file: str) -> OwnSpec:
    """What a file declares.  Raises UserError P77 with everything in it that is no form."""
    block(problem("P77", Place(file), why=why) for why in _wrong(given))
    assert isinstance(given, dict)
    fields = tuple(FormField(f"own{number}", one["标签"], f"{given['名称']}_{_short(one)}", one.get("提示", ""), tuple(one.get("别名", ())))
                   for number, one in enumerate(given["栏目"], 1))
    wordings = {field.key: one["内容"] for field, one in zip(fields, given["栏目"], strict=True)}
    return OwnSpec(FormSpec(given["名称"], fields, captions=tuple(given.get("小标题", ()))), given["周期"], wordings)


def _short(one: Mapping[str, Any]) -> str:
    return str(one.get("简称") or one["标签"]).replace("_", "")


def _wrong(given: object) -> Iterator[str]:
    """Every reason why something is no declaration of a form."""
    if not isinstance(given, dict) or not isinstance(given.get("栏目"), list) or not given["栏目"]:
        yield "要写成 {“名称”：…，“周期”：…，“栏目”：[…]}，栏目至少一个"
        return
    yield from (f"不认得“{key}”" for key in given if key not in _KEYS)
    if not isinstance(given.get("名称"), str) or not given["名称"].strip():
        yield "没有名称"
    if given.get("周期") not in SPANS:
        yield f"周期只能是{'、'.join(SPANS)}"
    if not _are_texts(given.get("小标题", [])):
        yield "小标题要写成一列文字"
    for number, one in enumerate(given["栏目"], 1):
        yield from (f"第 {number} 个栏目：{why}" for why in _wrong_field(one))
    shorts = [_short(one) for one in given["栏目"] if isinstance(one, dict) and isinstance(one.get("标签"), str)]
    yield from (f"有两个栏目都叫“{short}”" for short in sorted(set(shorts)) if shorts.count(short) > 1)


def _wrong_field(one: object) -> Iterator[str]:
    if not isinstance(one, dict):
        yield "要写成 {“标签”：…，“内容”：…}"
        return
    yield from (f"不认得“{key}”" for key in one if key not in _FIELD_KEYS)
    yield from (f"没有{key}" for key in ("标签", "内容") if not isinstance(one.get(key), str) or not one[key].strip())
    yield from (f"{key}要写成文字" for key in ("简称", "提示") if not isinstance(one.get(key, ""), str))
    if not _are_texts(one.get("别名", [])):
        yield "别名要写成一列文字"
    if isinstance(one.get("内容"), str):
        yield from _wrong_wording(one["内容"])


def _wrong_wording(text: str) -> Iterator[str]:
    try:
        used = figures_in(text)
    except ValueError:
        yield f"内容“{text}”的花括号不成对，或里面不只是名称"
        return
    yield from (f"没有“{{{name}}}”这个数，有：{'、'.join(names())}" for name in sorted(used) if name not in names())


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)


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

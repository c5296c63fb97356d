"""The sentences of the monthly form's cells, from figures.  Numbers are exact; where there is nothing it says 无.

How a sentence is worded stands in `tables.form_words`; here is what is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ssj_xl.domain.monthly import NO_SITE, Activity, Conduct, CountyFigure, Figures, SchemeFile, TaskDraw
from ssj_xl.domain.period import long_day
from ssj_xl.domain.summary.model import percent as two_decimals
from ssj_xl.domain.summary.model import points
from ssj_xl.tables.defaults import OF_BODIES, OF_PERSONS
from ssj_xl.tables.form import NOTHING
from ssj_xl.tables.form_words import WORDS, figures_in
from ssj_xl.tables.problems import Place, Problem, block, fail, problem

Words = Mapping[str, str]


def texts(figures: Figures, words: Words = WORDS) -> dict[str, str]:
    """The text of every body cell by its key (`tables.form.BODY_FIELDS`)."""
    said = _Cells(figures, words)
    return {
        "meetings": said.listed(map(said.meeting, figures.meetings)),
        "documents": said.listed(map(said.document, figures.documents)),
        "trainings": said.listed(map(said.training, figures.trainings)),
        "task_files": said.both([_numbered(list(map(said.file, part.files))) for part in said.parts]),
        "scope": said.scope(),
        "items": said.both(list(map(said.items, said.parts))),
        "problem_subjects": said.both(list(map(said.problems, said.parts))),
        "publication": said.both(list(map(said.publication, said.parts))),
        "region": said.region(),
    }


def own_words(given: object, file: str) -> Words:
    """The wordings with those of a bureau in their place.  given: what its file says.

    Raises UserError P70 with everything in it that is no wording, P71 with every figure that one lost or made up.
    """
    if not isinstance(given, dict):
        raise fail("P70", Place(file), name="（整个文件）")
    found: list[Problem] = []
    for name, text in given.items():
        if name not in WORDS or not isinstance(text, str):
            found.append(problem("P70", Place(file), name=name))
            continue
        wanted = figures_in(WORDS[name])
        try:
            has = figures_in(text)
        except ValueError:
            has = frozenset("?")
        if has != wanted:
            found.append(problem("P71", Place(file), name=name, wanted="、".join(f"{{{one}}}" for one in sorted(wanted)) or "（没有）"))
    block(found)
    return {**WORDS, **given}


def percent(ratio: Fraction) -> str:
    """A ratio with at most two decimals, 约 before it where that is not exact: 10%, 12.5%, 约3.33%.

    Rounded half up, but never up to a whole percent that is not reached: 2.997% shows as 约2.99%.
    """
    shown = two_decimals(ratio).rstrip("%").rstrip("0").rstrip(".") + "%"
    return shown if points(ratio) == ratio * 10_000 else f"约{shown}"


def measure(words: Iterable[str]) -> str:
    """The measure word for objects of several types: that of all of them, 个 where they differ."""
    found = set(words)
    return found.pop() if len(found) == 1 else "个" if found else OF_BODIES


def visits_measure(words: Iterable[str]) -> str:
    """The measure word for visits, which count an object once a task: 家次, 人次, 个次."""
    unit = measure(words)
    return "人次" if unit == OF_PERSONS else f"{unit}次"


def titled(name: str) -> str:
    """A document's name in 《》; marks inside it become 〈〉 (GB/T 15834)."""
    if name.startswith("《") and name.endswith("》"):
        return name
    return f"《{name.replace('《', '〈').replace('》', '〉')}》"


def scope_of(*, types: Sequence[str], counties: Sequence[str], divisions: Sequence[str], labels: Sequence[str]) -> str:
    """The scope of a task in words, from what restricts its pool: 甲区、乙县的律师事务所（标签：涉外）."""
    limits = [f"标签：{'、'.join(labels)}"] if labels else []
    if divisions:
        limits.append(f"{'、'.join(divisions)}管理")
    where = f"{'、'.join(counties)}的" if counties else ""
    return f"{where}{'、'.join(types) or '名录库内检查对象'}" + (f"（{'；'.join(limits)}）" if limits else "")


_UNKNOWN = "（未报）"


def _numbered(entries: Sequence[str]) -> str:
    """'' for none; one entry stands alone; several are numbered, ；between them and 。at the end."""
    plain = [" ".join(entry.split("\n")).rstrip("。；; ") for entry in entries]
    if len(plain) < 2:
        return "".join(f"{entry}。" for entry in plain)
    return "；\n".join(f"{number}. {entry}" for number, entry in enumerate(plain, 1)) + "。"


def _indented(text: str) -> str:
    return f"\n{text}" if "\n" in text else text


class _Cells:
    """What the cells say of some figures, in some words."""

    def __init__(self, figures: Figures, words: Words) -> None:
        self.figures, self.words = figures, words
        self.parts = (figures.planned, figures.unplanned)

    def say(self, name: str, **facts: object) -> str:
        """One wording with its figures."""
        return self.words[name].format(**facts)

    def both(self, parts: Sequence[str]) -> str:
        """The planned tasks' text, and apart from it that of tasks outside the plan."""
        planned, unplanned = parts
        if not unplanned:
            return planned or NOTHING
        return f"{planned or f'{NOTHING}。'}\n{self.say('计划外')}{_indented(unplanned)}"

    def listed(self, entries: Iterable[str]) -> str:
        """Entries as one sentence, or numbered and a line each."""
        return _numbered(list(entries)) or NOTHING

    def owner(self, divisions: Iterable[str]) -> str:
        """Whose an entry is, where several divisions are in the form."""
        named = "、".join(division for division in divisions if division)
        return f"{named}：" if self.figures.several and named else ""

    def meeting(self, act: Activity) -> str:
        """A meeting."""
        people = self.say("会议参加", 人数=act.people) if act.people else ""
        return self.say("会议", 处室=self.owner(act.divisions), 名称=act.name, 日期=long_day(act.day), 参加=people)

    def document(self, act: Activity) -> str:
        """A document."""
        known = [act.number, self.say("文件日期", 日期=long_day(act.day))]
        return self.say("文件", 处室=self.owner(act.divisions), 名称=titled(act.name),
                        文号和日期="，".join(part for part in known if part))

    def training(self, act: Activity) -> str:
        """A training."""
        people = self.say("培训人数", 人数=act.people) if act.people is not None else ""
        content = self.say("培训内容", 内容=act.content) if act.content else ""
        return self.say("培训", 处室=self.owner(act.divisions), 名称=act.name, 日期=long_day(act.day), 人数=people, 内容=content)

    def file(self, file: SchemeFile) -> str:
        """A document that orders a task."""
        name = titled(file.name) if file.name else self.say("抽查文件无名称", 任务="、".join(file.tasks))
        return self.say("抽查文件", 处室=self.owner([file.division]), 名称=name, 文号=f"（{file.number}）" if file.number else "")

    def scope(self) -> str:
        """What was drawn from what, with the days that it is about."""
        figures = self.figures
        text = self.both(list(map(self.draws, self.parts)))
        if figures.joint:
            names = "；".join(self.say("联合任务", 任务=task.name, 处室=task.division) for task in figures.joint)
            own = text if text != NOTHING else f"{NOTHING}。"
            text = f"{own}\n{self.say('联合抽查', 项数=len(figures.joint), 任务=names)}"
        period = self.say("统计期间", 期间=figures.period.text)
        return f"{NOTHING}。{period}" if text == NOTHING else f"{text}\n{period}"

    def draws(self, part: Conduct) -> str:
        """The draws of one set of tasks, and what has come of them."""
        if not part.draws:
            return ""
        lines = [_numbered(list(map(self.draw, part.draws)))]
        measures = {word for draw in part.draws for word in draw.measures}  # not those of what was only checked or published
        unit = measure(measures)
        if len(part.draws) > 1:
            twice = part.visits != part.objects
            visits = self.say("抽取合计家次", 数量=part.visits, 量词=visits_measure(measures)) if twice else ""
            lines.append(self.say("抽取合计", 次数=len(part.draws), 数量=part.objects, 量词=unit, 家次=visits))
        if part.pending:
            unit = unit if part.visits == part.objects else visits_measure(measures)
            lines.append(self.say("抽取进展", 截至=self.figures.period.as_of, 已检查=part.visits - part.pending,
                                  待检查=part.pending, 量词=unit))
        return "\n".join(lines)

    def draw(self, draw: TaskDraw) -> str:
        """One draw."""
        unit = measure(draw.measures)
        return self.say(
            "抽取", 处室=self.owner([draw.division]), 任务=draw.name, 数量=draw.drawn, 量词=unit, 范围=draw.scope.rstrip("。；"),
            联合=self.say("抽取联合", 处室="、".join(draw.partners)) if draw.partners else "",
            名录=self.say("抽取名录", 数量=draw.listed, 量词=unit) if draw.pool is not None else "",
            不参加=self.say("抽取不参加", 数量=draw.excluded, 可抽取=draw.pool, 量词=unit) if draw.excluded else "",
            必查=self.say("抽取必查", 数量=draw.mandatory, 量词=unit) if draw.mandatory else "",
            比例=self.say("抽取比例", 比例=percent(draw.ratio)) if draw.ratio is not None else "")

    def items(self, part: Conduct) -> str:
        """The items of the tasks drawn."""
        if not part.items:
            return ""
        entries = [self.say("事项", 大项=major, 数量=len(minors), 小项="；".join(minors)) for major, minors in part.items]
        return f"{self.say('事项合计', 大项=len(part.items), 小项=part.item_count)}\n{_numbered(entries)}"

    def problems(self, part: Conduct) -> str:
        """Subjects with problems, of how many that were checked."""
        checks, unit = part.checks, measure(part.measures)
        if not checks.objects:
            return ""
        counts = (("问题检查", checks.objects), ("问题未发现", checks.clean), ("问题待录入", checks.pending))
        told = "，".join(self.say(name, 数量=count, 量词=unit) for name, count in counts if count)
        kinds = "、".join(f"{name}{count}{unit}" for name, count in checks.by_result)
        both = sum(count for _, count in checks.by_result) > checks.problems
        which = self.say("问题情形", 情形=kinds, 说明=self.say("问题情形分列") if both else "") if kinds else ""
        return self.say("问题", 数量=checks.problems, 量词=unit, 情形=which, 检查=told)

    def publication(self, part: Conduct) -> str:
        """What was published where, and why numbers differ."""
        done, why = self.published(part), self.reconciled(part)
        return f"{done or self.say('公示没有')}{why}" if done or why else ""

    def published(self, part: Conduct) -> str:
        """What was published where."""
        public = part.publications
        if not public.visits:
            return ""
        unit = measure(part.measures) if public.visits == public.objects else visits_measure(part.measures)
        known = [(site, count) for site, count in public.by_site if site != NO_SITE]
        if not known:
            return self.say("公示无处", 数量=public.visits, 量词=unit)
        if len(public.by_site) == 1:
            return self.say("公示一处", 网站=known[0][0], 数量=public.visits, 量词=unit)
        sites = "、".join(f"{site}{count}{unit}" for site, count in known)
        twice = sum(count for _, count in public.by_site) > public.visits
        return self.say("公示几处", 数量=public.visits, 量词=unit, 网站=sites, 说明=self.say("公示一次") if twice else "")

    def reconciled(self, part: Conduct) -> str:
        """Why drawn, checked and published differ, in numbers that add up; '' where they agree."""
        twice = part.visits != part.objects or part.publications.visits != part.publications.objects
        unit = visits_measure(part.measures) if twice else measure(part.measures)
        as_of = {"截至": self.figures.period.as_of}
        reasons: tuple[tuple[str, int, dict[str, str]], ...] = (
            ("原因期初待检查", part.to_check.opening, {}), ("原因期初待公示", part.to_publish.opening, {}),
            ("原因以前抽取", part.carried, {}), ("原因名单外", part.unlisted, {}), ("原因以前查过", part.checks.again, {}),
            ("原因以前检查", part.publications.earlier, {}), ("原因以前公示", part.publications.again, {}),
            ("原因待检查", part.to_check.closing, as_of), ("原因待公示", part.to_publish.closing, as_of),
        )
        given = "，".join(self.say(name, 数量=count, 量词=unit, **more) for name, count, more in reasons if count)
        if not given:
            return ""
        drawn, checked, published = part.visits, part.checks.visits, part.publications.visits
        if drawn == checked == published:
            return f"{given}。"
        return self.say("数量不一致", 抽取=drawn, 检查=checked, 公示=published, 量词=unit, 原因=given)

    def region(self) -> str:
        """What the counties did."""
        counties = self.figures.counties
        active = [county for county in counties if county.checked or county.published]
        idle = [county.unit for county in counties if not (county.checked or county.published or county.blank)]
        silent = [county.unit for county in counties if county.blank]
        unknown = [self.say("区县未报", 单位="、".join(silent))] if silent else []
        if not active:
            return "\n".join((*([self.say("区县未开展", 单位="、".join(idle))] if idle and silent else []), *unknown)) or NOTHING
        entries = list(map(self.county, active))
        if len(counties) == 1:
            return "\n".join((_numbered(entries), *unknown))
        total = self.say("区县合计", 单位=len(active), 抽查=sum(c.checked for c in active), 公示=sum(c.published for c in active))
        rest = [self.say("区县未开展", 单位="、".join(idle))] if idle else []
        return "\n".join((total, _numbered(entries), *rest, *unknown))

    def county(self, county: CountyFigure) -> str:
        """One county."""
        note = self.say("区县说明", 说明=county.note.rstrip("。；")) if county.note else ""
        return self.say("区县", 单位=county.unit, 说明=note,
                        **{name: _UNKNOWN if key in county.blank else getattr(county, key)
                           for name, key in (("抽查", "checked"), ("公示", "published"))})

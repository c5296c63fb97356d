"""The sentences of the monthly form's cells, from figures.  Numbers are exact; where there is nothing it says 无."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ssj_xl.domain.monthly import Activity, Conduct, Figures, SchemeFile, TaskDraw
from ssj_xl.domain.period import Period, long_day
from ssj_xl.tables.form import NOTHING

UNPLANNED = "计划外抽查："


def texts(figures: Figures) -> dict[str, str]:
    """The text of every body cell by its key (`tables.form.BODY_FIELDS`)."""
    several = figures.several
    return {
        "meetings": _listed(_meeting(act, several) for act in figures.meetings),
        "documents": _listed(_document(act, several) for act in figures.documents),
        "trainings": _listed(_training(act, several) for act in figures.trainings),
        "task_files": _both([_files(part, several) for part in _parts(figures)]),
        "scope": _scope(figures),
        "items": _both([_items(part) for part in _parts(figures)]),
        "problem_subjects": _both([_problems(part) for part in _parts(figures)]),
        "publication": _both([_publication(part, figures.period) for part in _parts(figures)]),
        "region": _region(figures),
    }


def percent(ratio: Fraction) -> str:
    """A ratio with at most two decimals, 约 before it where that is not exact: 10%, 12.5%, 约3.33%.

    Rounded half up, but never up to a whole percent that is not reached: 2.997% shows as 约2.99%.
    """
    exact = ratio * 10_000
    points = int(exact + Fraction(1, 2))
    if points > exact and points % 100 == 0:
        points -= 1
    whole, rest = divmod(points, 100)
    shown = f"{whole}.{rest:02}".rstrip("0").rstrip(".") + "%"
    return shown if points == exact else f"约{shown}"


def measure(persons: Iterable[bool]) -> str:
    """The measure word for objects, of each kind whether it is a person: 家 for bodies, 名 for persons, 个 where mixed."""
    kinds = set(persons)
    return "个" if len(kinds) == 2 else "名" if True in kinds else "家"


def visits_measure(persons: Iterable[bool]) -> str:
    """The measure word for visits, which count an object once a task: 家次, 人次, 个次."""
    unit = measure(persons)
    return "人次" if unit == "名" else f"{unit}次"


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


def _parts(figures: Figures) -> tuple[Conduct, Conduct]:
    return figures.planned, figures.unplanned


def _both(parts: Sequence[str]) -> str:
    """The planned tasks' text, and apart from it that of tasks outside the plan."""
    planned, unplanned = parts
    if not unplanned:
        return planned or NOTHING
    return f"{planned or f'{NOTHING}。'}\n{UNPLANNED}{_indented(unplanned)}"


def _indented(text: str) -> str:
    return f"\n{text}" if "\n" in text else text


def _listed(entries: Iterable[str]) -> str:
    """Entries as one sentence, or numbered and a line each."""
    return _numbered(list(entries)) or NOTHING


def _numbered(entries: Sequence[str]) -> str:
    """'' for none; one entry stands alone; several are numbered, ；between them and 。at the end."""
    plain = [" ".join(entry.split("\n")).rstrip("。；; ") for entry in entries]
    if len(plain) < 2:
        return "".join(f"{entry}。" for entry in plain)
    return "；\n".join(f"{number}. {entry}" for number, entry in enumerate(plain, 1)) + "。"


def _owner(divisions: Iterable[str], several: bool) -> str:
    named = "、".join(division for division in divisions if division)
    return f"{named}：" if several and named else ""


def _meeting(act: Activity, several: bool) -> str:
    people = f"，{act.people}人参加" if act.people else ""
    return f"{_owner(act.divisions, several)}{act.name}（{long_day(act.day)}{people}）"


def _document(act: Activity, several: bool) -> str:
    known = [act.number, f"{long_day(act.day)}印发"]
    return f"{_owner(act.divisions, several)}{titled(act.name)}（{'，'.join(part for part in known if part)}）"


def _training(act: Activity, several: bool) -> str:
    people = f"，培训{act.people}人" if act.people is not None else ""
    content = f"，内容：{act.content}" if act.content else ""
    return f"{_owner(act.divisions, several)}{act.name}（{long_day(act.day)}）{people}{content}"


def _files(part: Conduct, several: bool) -> str:
    return _numbered([_file(file, several) for file in part.files])


def _file(file: SchemeFile, several: bool) -> str:
    name = titled(file.name) if file.name else f"{'、'.join(file.tasks)}的抽查方案"
    number = f"（{file.number}）" if file.number else ""
    return f"{_owner([file.division], several)}{name}{number}"


def _scope(figures: Figures) -> str:
    text = _both([_draws(part, figures) for part in _parts(figures)])
    if figures.joint:
        names = "；".join(f"{task.name}（由{task.division}发起并填报）" for task in figures.joint)
        own = text if text != NOTHING else f"{NOTHING}。"
        text = f"{own}\n另参与联合抽查{len(figures.joint)}项，不重复计数：{names}。"
    period = f"（统计期间：{figures.period.text}）"
    return f"{NOTHING}。{period}" if text == NOTHING else f"{text}\n{period}"


def _draws(part: Conduct, figures: Figures) -> str:
    if not part.draws:
        return ""
    lines = [_numbered([_draw(draw, figures.several) for draw in part.draws])]
    unit = measure(part.persons)
    if len(part.draws) > 1:
        visits = f"（{part.visits}{visits_measure(part.persons)}）" if part.visits != part.objects else ""
        lines.append(f"合计开展随机抽查{len(part.draws)}次，抽取检查对象{part.objects}{unit}{visits}。")
    if part.pending:
        unit = unit if part.visits == part.objects else visits_measure(part.persons)
        lines.append(f"{figures.period.as_of}，上述对象已检查{part.visits - part.pending}{unit}，"
                     f"待检查{part.pending}{unit}。")
    return "\n".join(lines)


def _draw(draw: TaskDraw, several: bool) -> str:
    unit = measure(draw.persons)
    joint = f"（与{'、'.join(draw.partners)}联合抽查）" if draw.partners else ""
    sentence = f"{_owner([draw.division], several)}{draw.name}{joint}：对象范围为{draw.scope.rstrip('。；')}"
    if draw.pool is not None:
        sentence += f"，名录共{draw.listed}{unit}"
    if draw.excluded:
        sentence += f"（按规定不参加本次抽取{draw.excluded}{unit}，可抽取{draw.pool}{unit}）"
    sentence += f"，抽取{draw.drawn}{unit}"
    if draw.mandatory:
        sentence += f"（含有事必查对象{draw.mandatory}{unit}）"
    return sentence + (f"，抽查比例{percent(draw.ratio)}" if draw.ratio is not None else "")


def _items(part: Conduct) -> str:
    if not part.items:
        return ""
    entries = [f"{major}（{len(minors)}个小项：{'；'.join(minors)}）" for major, minors in part.items]
    return f"{len(part.items)}个大项、{part.item_count}个小项。\n{_numbered(entries)}"


def _problems(part: Conduct) -> str:
    checks, unit = part.checks, measure(part.persons)
    if not checks.objects:
        return ""
    parts = [f"本月检查{checks.objects}{unit}"]
    if checks.clean:
        parts.append(f"未发现问题{checks.clean}{unit}")
    if checks.pending:
        parts.append(f"结果待录入{checks.pending}{unit}")
    kinds = "、".join(f"{name}{count}{unit}" for name, count in checks.by_result)
    both = sum(count for _, count in checks.by_result) > checks.problems
    which = f"其中{kinds}{'（有多种情形的分别列计）' if both else ''}" if kinds else ""
    return f"{checks.problems}{unit}{'，' + which if which else ''}。（{'，'.join(parts)}）"


def _publication(part: Conduct, period: Period) -> str:
    done = _published(part)
    why = _reconciled(part, period)
    if not done and not why:
        return ""
    return f"{done or '本月未公示抽查结果。'}{why}"


def _published(part: Conduct) -> str:
    public = part.publications
    if not public.visits:
        return ""
    unit = measure(part.persons) if public.visits == public.objects else visits_measure(part.persons)
    if len(public.by_site) == 1:
        return f"在{public.by_site[0][0]}公示抽查结果{public.visits}{unit}。"
    sites = "、".join(f"{site}{count}{unit}" for site, count in public.by_site)
    twice = "（在几个网站公示的，总数只计一次）" if sum(n for _, n in public.by_site) > public.visits else ""
    return f"公示抽查结果{public.visits}{unit}，其中{sites}{twice}。"


def _reconciled(part: Conduct, period: Period) -> str:
    """Why drawn, checked and published differ, in numbers that add up; '' where they agree."""
    twice = part.visits != part.objects or part.publications.visits != part.publications.objects
    unit = visits_measure(part.persons) if twice else measure(part.persons)
    reasons = [
        (part.carried, "本月检查的对象中以前月份抽取的"),
        (part.unlisted, "本月检查的对象中不在抽取名单内的"),
        (part.publications.earlier, "本月公示的结果中以前月份检查的"),
        (part.publications.again, "本月公示的结果中以前月份已公示部分事项的"),
        (part.to_check.closing, f"{period.as_of}已抽取待检查"),
        (part.to_publish.closing, f"{period.as_of}已检查待公示"),
    ]
    given = "，".join(f"{reason}{count}{unit}" for count, reason in reasons if count)
    if not given:
        return ""
    numbers = (part.visits, part.checks.visits, part.publications.visits)
    if len(set(numbers)) == 1:
        return f"{given}。"
    drawn, checked, published = numbers
    return f"本月抽取{drawn}{unit}、检查{checked}{unit}、公示{published}{unit}，数量不一致的原因：{given}。"


def _region(figures: Figures) -> str:
    active = [county for county in figures.counties if county.checked or county.published]
    idle = [county.unit for county in figures.counties if not (county.checked or county.published)]
    if not active:
        return NOTHING
    entries = [f"{county.unit}抽查检查主体{county.checked}家，公示抽查结果{county.published}家"
               + (f"（{county.note.rstrip('。；')}）" if county.note else "") for county in active]
    if len(figures.counties) == 1:
        return _numbered(entries)
    lines = [f"本月开展随机抽查的单位{len(active)}个，共抽查检查主体{sum(c.checked for c in active)}家，"
             f"公示抽查结果{sum(c.published for c in active)}家。", _numbered(entries)]
    if idle:
        lines.append(f"本月未开展：{'、'.join(idle)}。")
    return "\n".join(lines)

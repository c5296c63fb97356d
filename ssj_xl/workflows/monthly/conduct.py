"""Item 4 of the form: what was ordered, drawn, checked, found and published, counted for one set of tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY
from ssj_xl.domain.monthly import Checks, Conduct, Figure, Publications, SchemeFile, Source, TaskDraw
from ssj_xl.domain.period import Period
from ssj_xl.domain.plans import schemes
from ssj_xl.domain.wording import percent, scope_of
from ssj_xl.tables import records, registers
from ssj_xl.tables.settings import CLASS_ITEM, Settings
from ssj_xl.tables.table import Row
from ssj_xl.workflows.monthly import balance
from ssj_xl.workflows.monthly.frames import VISIT, Frame, Ledger, Month, among, filtered, first_of, sources

if TYPE_CHECKING:
    from ssj_xl.tables.rows import TaskRow

OUTSIDE = "没有平台任务编号（平台之外）"


def conduct(ledger: Ledger, settings: Settings, period: Period, *, tasks: Sequence[TaskRow],
            prefix: str = "") -> tuple[Conduct, list[Figure]]:
    """Item 4 for these tasks of 抽查任务, and its trace."""
    month = Month(ledger, settings, period, {row["code"]: row for row in tasks}, prefix)
    draws = month.holding(ledger.draws, "drawn").sort_values(["drawn_at", "task"], kind="stable")
    winners = among(month.holding(ledger.winners, "drawn"), draws["task"])
    checked = month.holding(ledger.checks, "checked")
    published = month.holding(ledger.publications, "published")
    by_task = dict.fromkeys(draws["task"], winners[:0]) | dict(iter(winners.groupby("task", sort=False)))
    listed = [_task_draw(month, draw, by_task) for draw in draws.to_dict("records")]
    files, file_figures = _files(month)
    items, count, item_figures = _items(month, [draw.code for draw, _ in listed])
    days = balance.days_of(month)
    still_open = balance.open_objects(days, period)
    part = Conduct(
        files, tuple(draw for draw, _ in listed), winners["object"].nunique(), len(winners), items, count,
        _checks(month, checked), _publications(month, published), **balance.flows(days, period),
        months=balance.months(days, settings.period, period),
        measures=ledger.measures({*ledger.types(winners, {*checked["object"], *published["object"]}),
                                  *ledger.types(days.winners[days.winners["object"].isin(still_open)], still_open)}))
    trace = [*file_figures, *(figure for _, figures in listed for figure in figures), *_totals(month, part, winners),
             *item_figures, *_check_figures(month, part, checked), *_publication_figures(month, part, published),
             *balance.figures_of(month, part, days)]
    return part, trace


def _files(month: Month) -> tuple[tuple[SchemeFile, ...], list[Figure]]:
    """4a: schemes dated in the period; one document may order several tasks."""
    found = schemes(month.tasks.values(), month.period.holds)
    files = tuple(SchemeFile(rows[0]["scheme_name"], rows[0]["scheme_number"], tuple(row["name"] for row in rows),
                             rows[0]["division"]) for rows in found)
    by = sources(month.table(registers.TASKS), [row for rows in found for row in rows], "scheme_date")
    note = "按方案日期；同名同号只计一次，没有文号的各处室分别计"
    return files, [month.figure("task_files", "抽查文件", f"{len(files)}份", by=by, note=note)]


def _task_draw(month: Month, draw: Mapping[str, Any], winners: Mapping[str, Frame]) -> tuple[TaskDraw, list[Figure]]:
    """4b for one attempt that stands, and its trace.  winners: by task."""
    task, own = month.tasks[draw["task"]], winners[draw["task"]]
    sizes = month.ledger.sizes.get((draw["task"], draw["attempt"]), {})
    done = {code for code, day in month.ledger.checked_in.get(draw["task"], ()) if day <= month.period.last}
    found = TaskDraw(
        code=task["code"], name=task["name"], scope=task["scope"] or _scope(task), drawn=len(own),
        listed=draw["count"] if draw["count"] is not None else sum(sizes.values()) or None,
        excluded=sizes.get(EXCLUDED, 0), mandatory=sizes.get(MANDATORY, 0), checked=sum(map(done.__contains__, own["object"])),
        measures=month.ledger.measures({kind for kind in own["object_type"] if kind} or task["object_type"]),
        division=task["division"], partners=task["partners"])
    return found, _draw_figures(month, task, draw, own=own, found=found)


def _scope(task: TaskRow) -> str:
    return scope_of(types=task["object_type"], counties=task["county"], divisions=task["pool_division"],
                    labels=task["labels"])


def _draw_figures(month: Month, task: TaskRow, draw: Mapping[str, Any], *, own: Frame, found: TaskDraw) -> list[Figure]:
    attempt = month.table(records.DRAWS).rows[draw["at"]]
    must = f"；含有事必查{found.mandatory}" if found.mandatory else ""
    head = f"任务{task['code']} "
    place = sources(month.table(records.DRAWS), [attempt], "count")
    figures = [
        month.figure("scope", f"{head}抽取时间", attempt["drawn_at"], by=(
            *sources(month.table(registers.TASKS), [task], "code"),
            *sources(month.table(records.DRAWS), [attempt], "drawn_at")), note="" if task["platform"] else OUTSIDE),
        month.figure("scope", f"{head}名录数量", "不详" if found.listed is None else found.listed, by=place),
        month.figure("scope", f"{head}抽取数量", found.drawn, by=month.cells(records.WINNERS, own, "object"),
                     note=f"状态为抽中、递补；被替换的不计{must}"),
    ]
    if found.excluded:
        left_out = month.ledger.left_out[draw["task"], draw["attempt"]]
        by = sources(month.table(records.LOCKED), left_out, "group")
        figures.append(month.figure("scope", f"{head}不参加抽取", found.excluded, by=by, note="锁定名录中组别为 X"))
    if found.ratio is not None:
        note = f"{found.drawn} ÷ {found.pool}" + ("（名录数量减去不参加抽取的）" if found.excluded else "")
        figures.append(month.figure("scope", f"{head}抽查比例", percent(found.ratio), by=place, note=note))
    return figures


def _totals(month: Month, part: Conduct, winners: Frame) -> list[Figure]:
    return [month.figure("scope", "抽取检查对象合计", part.objects, by=month.cells(records.WINNERS, winners, "object"),
                         note=f"对象编码去重；{len(part.draws)}次抽查共{part.visits}家次（人次）")]


def _items(month: Month, drawn: Iterable[str]) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], int, list[Figure]]:
    """4c: the items of the tasks drawn; 小项 by distinct code, 大项 by name or by 事项类别 (大小项口径)."""
    table = month.table(registers.ITEMS)
    listed = table.by("code")
    codes = dict.fromkeys(code for task in drawn for code in month.tasks[task]["items"] if code in listed)
    major = "item_class" if month.settings.item_reading == CLASS_ITEM else "major"
    groups: dict[str, list[Row]] = {}
    for code in codes:
        groups.setdefault(listed[code][major], []).append(listed[code])
    items = tuple((name, _minors(rows)) for name, rows in groups.items())
    by, note = sources(table, (listed[code] for code in codes), "minor"), f"口径：{month.settings.item_reading}"
    return items, len(codes), [month.figure("items", "大项", len(groups), by=sources(table, (
        rows[0] for rows in groups.values()), major), note=note), month.figure("items", "小项", len(codes), by=by,
                                                                            note="事项编码去重")]


def _minors(rows: Sequence[Row]) -> tuple[str, ...]:
    """One name an item; where two items share a name, the object type tells them apart."""
    shared = [row["minor"] for row in rows]
    return tuple(row["minor"] if shared.count(row["minor"]) == 1 else f"{row['minor']}（{'、'.join(row['object_type'])}）"
                 for row in rows)


def _checks(month: Month, checked: Frame) -> Checks:
    """4d, in objects: a problem is a result that 代码表 calls one (是否问题)."""
    problems = checked[checked["result"].isin(month.ledger.problems)]
    faulty = set(problems["object"])
    open_ = set(checked[checked["result"] == ""]["object"]) - faulty
    counts = problems.groupby("result")["object"].nunique().to_dict()
    objects = checked["object"].nunique()
    first = month.holding(first_of(month.ledger.checks, "checked"), "checked")
    again = _before(month, checked.drop_duplicates(VISIT), month.ledger.checks, "checked")
    return Checks(objects, len(first), objects - len(faulty) - len(open_), len(open_), len(faulty),
                  tuple((name, int(counts[name])) for name in month.ledger.results if name in counts), len(again))


def _publications(month: Month, published: Frame) -> Publications:
    """4e, in visits: distinct (task, object) with a 公示日期 in the period, by site."""
    visits = published.drop_duplicates(VISIT)
    sites = Counter(published.drop_duplicates([*VISIT, "site"])["site"])
    earlier = _before(month, visits, month.ledger.checks, "checked")
    again = _before(month, visits, month.ledger.publications, "published")
    return Publications(len(visits), visits["object"].nunique(), tuple(sites.most_common()),
                        len(earlier - again), len(again))


def _before(month: Month, visits: Frame, rows: Frame, key: str) -> set[tuple[str, str]]:
    """Those of the visits whose earliest day lies before the period."""
    early = filtered(first_of(among(rows, month.tasks), key), lambda day: day < month.period.start, key)
    return _keys(visits) & _keys(early)


def _keys(rows: Frame) -> set[tuple[str, str]]:
    return set(zip(rows["task"], rows["object"], strict=True))


def _check_figures(month: Month, part: Conduct, checked: Frame) -> list[Figure]:
    def cells(rows: Frame) -> Sequence[Source]:
        return month.cells(registers.FINDINGS, rows, "result")

    checks = part.checks
    problems = checked[checked["result"].isin(month.ledger.problems)]
    return [
        month.figure("problem_subjects", "发现问题的检查主体", checks.problems, by=cells(problems),
                     note="检查日期在期间内、代码表“是否问题”为“是”；对象编码去重"),
        *(month.figure("problem_subjects", f"其中：{name}", count, by=cells(problems[problems["result"] == name]))
          for name, count in checks.by_result),
        month.figure("problem_subjects", "检查主体", checks.objects, by=month.cells(
            registers.FINDINGS, checked.drop_duplicates("object"), "checked"), note="对象编码去重，各列第一行"),
        month.figure("problem_subjects", "未发现问题的检查主体", checks.clean, note=(
            f"检查主体{checks.objects} － 发现问题{checks.problems} － 结果待录入{checks.pending}")),
    ]


def _publication_figures(month: Month, part: Conduct, published: Frame) -> list[Figure]:
    def figure(what: str, value: int, rows: Frame) -> Figure:
        return month.figure("publication", what, value, by=month.cells(registers.FINDINGS, rows, "published"),
                            note="公示日期在期间内；任务编号＋对象编码去重，同一对象的各事项都列出")

    return [figure("公示数量", part.publications.visits, published),
            *(figure(f"其中：{site}", count, published[published["site"] == site])
              for site, count in part.publications.by_site)]

"""Acts as text for people and as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY, ONE_POOL
from ssj_xl.domain.draw.ceremony import read_pairs, strength
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.summary.model import percent
from ssj_xl.entry import console
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers
from ssj_xl.tables.problems import by_door
from ssj_xl.workflows.rounds.outlook import in_words

if TYPE_CHECKING:
    from ssj_xl.papers.form.fill import Look
    from ssj_xl.workflows.publishing.dossier import Filed
    from ssj_xl.workflows.results.results import Registered
    from ssj_xl.workflows.rounds.draw import Drawn
    from ssj_xl.workflows.rounds.lock import Locked
    from ssj_xl.workflows.rounds.match import Matched
    from ssj_xl.workflows.rounds.preview import Preview
    from ssj_xl.workflows.rounds.substitute import Substituted


@dataclass(frozen=True, kw_only=True)
class Description:
    """An act in words, for every door.

    heading: what was done; facts: what everybody has to know of it; details: the rest, which a small window leaves out;
    titles, rows: a table; brief: its columns that a small window shows; notes: what is to be known or done next.
    """

    heading: str
    facts: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    brief: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """As lines for a terminal, cells parted by tabs."""
        table = ["", *("\t".join(row) for row in (self.titles, *self.rows) if row)] if self.rows else []
        return [self.heading, *self.facts, *self.details, *table, *self.notes]

    def box(self) -> str:
        """As the text of a window that holds few lines."""
        rows = [row for row in (self.titles, *self.rows) if row]
        table = ["　".join(row[at] for at in self.brief if row[at]) for row in rows[:_LISTED]]
        more = [f"……共 {len(self.rows)} 项"] if len(rows) > _LISTED else []
        parts = ([self.heading, *self.facts], [*table, *more], self.notes)
        return "\n\n".join("\n".join(part) for part in parts if part)


_LISTED = 12
_SHOWN = 60
"""Characters of a content by which a list shows it."""


def describe_form(seen: Look) -> Description:
    """The form as it would be filled: each content with its cell, in the form's order, doubt marked."""
    rows = tuple((line.state, line.cell, line.short, _shortened(line.text)) for line in seen.lines)
    asked = [line.short for line in seen.lines if line.is_asked]
    remedy = by_door("用 --map 栏目=单元格 指明。", "可以在模板里写明栏头。")
    notes = (f"分不清填在哪一格的 {len(asked)} 项：{'、'.join(asked)}。{remedy}",) if asked else ()
    return Description(heading=f"月报表填在“{seen.page}”：", titles=("", "单元格", "栏目", "内容"), rows=rows, brief=(0, 1, 2), notes=notes)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def describe_preview(found: Preview) -> Description:
    """The preview, in the order a witness asks: how many, of which groups, who is left out, who can be sent."""
    rows = tuple((g.label, str(g.size), str(g.quota or "—"), str(g.share if g.quota else "—"), f"{float(g.odds):.2%}")
                 for g in found.groups)
    return Description(heading=f"任务 {found.task}：共抽取 {found.drawn} 家（预览，不产生抽取结果）",
                titles=("组别", "名录数", "抽取数", "实际比例", "每家中签机会"), rows=rows, brief=(0, 1, 2),
                notes=tuple(_preview_notes(found)))


def _preview_notes(found: Preview) -> list[str]:
    out = [*([found.steps] if found.steps else []), f"每家中签机会：{found.odds_how}，按百分数四舍五入显示"]
    out.append(f"因状态、检查上限、免查期或另行安排不参加本次抽取：{len(found.excluded)} 家（锁定时仍列入名录，写明原因）")
    out += [f"  {code} {name}：{why}" for code, name, why in found.excluded[:20]]
    out.append(f"上年及以前已经注销、吊销、迁出，不列入名录：{len(found.inactive)} 家")
    out += [f"  {code} {name}：{status}" for code, name, status in found.inactive[:20]]
    if found.choices:
        least = "、".join(f"{name}（{count}人）" for name, count in found.choices[:3])
        out.append(f"可选执法人员最少的对象：{least}")
    if found.changes:
        c = found.changes
        out.append(f"与{c.since}的名录相比：参加抽取的新增 {len(c.added)} 家，减少 {len(c.removed)} 家")
    after = found.coverage_after
    share = percent(Fraction(after.checked, after.registered) if after.registered else Fraction(0))
    met = "达到" if after.checked >= found.floor * after.registered else "未达到"
    out.append(f"完成后本年度覆盖 {after.checked}/{after.registered} 家，占 {share}，{met}下限 {percent(found.floor)}")
    told = in_words(found.inference, found.limit)
    return [*out, f"名录公示方式：{found.profile}", f"规则原文：{found.rule}", *([told] if told else [])]


def preview_json(found: Preview) -> dict[str, Any]:
    """The preview with stable keys."""
    shown = {key: value for key, value in asdict(found).items() if key != "problems"}
    return {**shown, "drawn": found.drawn, "problems": [console.problem_dict(p) for p in found.problems]}


_GROUPS = {MANDATORY: "必须检查的", ONE_POOL: "同一签筒"}


def describe_lock(done: Locked) -> Description:
    """The facts of the lock notice: to be read aloud, signed, and hung up before the seed exists."""
    row, promised = done.row, read_pairs(done.row["commitments"])
    out = sum(line.group == EXCLUDED for line in done.lock.lines)
    quota = "，".join([*(f"{_GROUPS.get(group, group)} 抽 {count}" for group, count in sorted(done.lock.quotas.items()) if group != EXCLUDED),
                      *([f"不参加本次抽取 {out} 家"] if out else [])])
    return Description(
        heading=f"任务 {row['task']} 第 {row['attempt']} 轮名录已锁定并保存（{row['locked_at']}）",
        facts=(f"名录 {row['count']} 条，指纹：{row['root']}", f"抽取数量：{quota}",
               f"随机源：{row['source']}。{strength(row['source'], promised)}"),
        details=(f"执法人员名单指纹：{row['people']}", f"规则：{row['rule_text']}", f"规则指纹：{row['rule']}",
                 *(f"承诺：{party}={value}" for party, value in sorted(promised.items())), f"日志末指纹：{row['log_head']}"),
        notes=("请打印锁定公告（或当场公布以上内容），由操作人、监督人、见证人签字，然后才产生随机数。",
               "请把锁定声明（主台账旁的“锁定声明-…txt”，一行文字）当天发给协调处：随机数产生之前就不在本单位手里的，才是证据。",
               *([done.inference] if done.inference else [])),
    )


def describe_draw(done: Drawn) -> Description:
    """The winners, after everything was saved.  Tickets of a private list stay inside the bureau."""
    row = done.row
    won = sum(winner["state"] == "抽中" for winner in done.winners)
    spare = f"，候补 {len(done.winners) - won} 家" if len(done.winners) > won else ""
    private = row["profile"] == PRIVATE
    rows = tuple((str(w["rank"]), w["state"], w["object"], w["name"], *(() if private else (f"签号 {w['ticket'][:16]}…",)))
                 for w in done.winners)
    return Description(heading=f"任务 {row['task']} 第 {row['attempt']} 轮已抽取并保存（{row['drawn_at']}）：中签 {won} 家{spare}",
                facts=(f"种子：{row['seed']}",), details=(f"结果指纹：{done.digest}",), rows=rows, brief=(0, 1, 3))


@dataclass(frozen=True)
class Names:
    """Names behind the codes of one workbook's objects and inspectors."""

    objects: Mapping[str, str]
    people: Mapping[str, str]

    @classmethod
    def of(cls, book: Book) -> Names:
        """The names of a workbook's registers."""
        return cls({row["code"]: row["name"] for row in book.read(registers.OBJECTS)},
                   {row["code"]: row["name"] for row in book.read(registers.INSPECTORS)})

    def team(self, code: str, team: Iterable[str]) -> tuple[str, str, str]:
        """The object's code and name, and its team, the lead first."""
        return code, self.objects.get(code, ""), "、".join(self.people.get(p, p) for p in team)

    def either(self, code: str) -> str:
        """An object or an inspector, with its name where it is known."""
        name = self.objects.get(code) or self.people.get(code)
        return f"{name}（{code}）" if name else code


def describe_match(done: Matched, names: Names) -> Description:
    """Teams by object, the lead first."""
    return Description(heading=f"已匹配并保存：{len(done.teams)} 个检查组，每人最多 {done.most} 家（组长列在最前）",
                rows=tuple(names.team(code, team) for code, team in done.teams.items()), brief=(1, 2))


def describe_substitution(done: Substituted, names: Names) -> Description:
    """Who left, who came, and the teams that changed."""
    came = "、".join(names.either(code) for code in done.came) or "无人"
    return Description(heading=f"{names.either(done.left)} 退出，{came} 接替。",
                rows=tuple(names.team(code, team) for code, team in done.teams.items()), brief=(0, 1, 2),
                notes=(f"联合抽查：请重新生成分发件，发给 {'、'.join(done.stale)}。",) if done.stale else ())


def describe_postponement(name: str, until: date, times: int) -> Description:
    """An object that stays on the list, and the day of its visit."""
    return Description(heading=f"{name} 延期至 {until}（第 {times} 次），仍在名单上。")


def describe_void(task: str, attempt: int, visited: tuple[int, int]) -> Description:
    """The attempt that has ended.  visited: objects with a result, and with a published one."""
    checked, published = visited
    left = (f"这一轮已检查 {checked} 家、公示 {published} 家：检查结果仍在“检查结果”里，请核对去留；"
            "抽取数不再计入，已经报送的月报表、已经公示的结果要相应更正。") if checked else ""
    return Description(heading=f"任务 {task} 第 {attempt} 轮已作废，记录保留。重新锁定是新的一轮。{left}")


def describe_registration(what: str, done: Registered) -> Description:
    """What an act on 检查结果 did, and what it left.  what: the act, as 已登记检查日期; of one only planned no entry is named."""
    names = tuple(dict.fromkeys(row["name"] or row["object"] for row in done.rows))
    entry = f"（日志第 {done.number} 条）" if done.number else ""
    return Description(heading=f"{what}：{done.firms} 家 {len(done.rows)} 行{entry}。",
                       notes=("、".join(names[:_LISTED]) + "等" * (len(names) > _LISTED),
                              *(f"未动的：{reason}，{count} 行" for reason, count in done.left.items())))


def describe_findings(planned: Registered) -> Description:
    """What 未发现问题 would fill: how many rows of which firms."""
    counts = Counter((row["name"], row["object"]) for row in planned.rows)
    return Description(heading=f"登记为“未发现问题”：{planned.firms} 家 {len(planned.rows)} 行。",
                rows=tuple((name, code, f"{count} 行" + "，这家的表没有收进来" * (code in planned.unreturned)) for (name, code), count in counts.items()), brief=(0, 2),
                notes=(*(f"不登记的：{reason}，{count} 行" for reason, count in planned.left.items()),
                       "请核对：这些单位的纸质记录上都没有写问题；表没有收进来的单位，看过纸质记录再登记。"))


def describe_dossier(filed: Filed) -> str:
    """Where the papers of a round are for the archive, and whether the task was registered as done."""
    ended = "。已登记归档日期，任务状态为“已完成”。" if filed.closed else ""
    return f"任务 {filed.made.task} 的 {filed.made.items} 件" + ("已归入" if filed.new else "以前已归入，没有变化") + f"：{filed.path}{ended}"


def saved(files: Iterable[Path]) -> list[str]:
    """Where files were put, a line each."""
    return [f"已保存：{path}" for path in files]

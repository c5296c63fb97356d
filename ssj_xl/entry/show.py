"""Acts as text for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ssj_xl.domain.ceremony import read_pairs, strength
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.entry import console
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers
from ssj_xl.workflows.draw import Drawn
from ssj_xl.workflows.lock import Locked
from ssj_xl.workflows.match import Matched
from ssj_xl.workflows.outlook import in_words
from ssj_xl.workflows.preview import Preview
from ssj_xl.workflows.substitute import Substituted


@dataclass(frozen=True)
class Told:
    """An act in words, for every door: a heading, a table with titles, and what is to be known besides."""

    heading: str
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]

    def lines(self) -> list[str]:
        """As lines for a terminal, cells parted by tabs."""
        return [self.heading, "", *("\t".join(row) for row in (self.titles, *self.rows)), *self.notes]


def preview_told(found: Preview) -> Told:
    """The preview, in the order a witness asks: how many, of which groups, who is left out, who can be sent."""
    rows = tuple((g.label, str(g.size), str(g.quota or "—"), str(g.share if g.quota else "—"), f"{float(g.odds):.2%}")
                 for g in found.groups)
    return Told(f"任务 {found.task}：共抽取 {found.drawn} 家（预览，不产生抽取结果）",
                ("组别", "名录数", "抽取数", "实际比例", "每家中签机会（加权时为约数）"), rows, tuple(_preview_notes(found)))


def _preview_notes(found: Preview) -> list[str]:
    out = []
    out.append(f"因检查上限、免查期或另行安排不参加本次抽取：{len(found.excluded)} 家（锁定时仍列入名录，写明原因）")
    out += [f"  {code} {name}：{why}" for code, name, why in found.excluded[:20]]
    out.append(f"因状态不在名录内：{len(found.inactive)} 家")
    out += [f"  {code} {name}：{status}" for code, name, status in found.inactive[:20]]
    if found.choices:
        least = "、".join(f"{name}（{count}人）" for name, count in found.choices[:3])
        out.append(f"可选执法人员最少的对象：{least}")
    if found.changes:
        c = found.changes
        out.append(f"与{c.since}的名录相比：新增 {len(c.added)} 家，减少 {len(c.removed)} 家")
    after = found.coverage_after
    share = after.checked / after.registered if after.registered else 0.0
    met = "达到" if after.checked >= found.floor * after.registered else "未达到"
    out.append(f"完成后本年度覆盖 {after.checked}/{after.registered} 家，占 {share:.2%}，{met}下限 {float(found.floor):.1%}")
    told = in_words(found.inference, found.limit)
    return [*out, f"名录公示方式：{found.profile}", f"规则原文：{found.rule}", *([told] if told else [])]


def preview_json(found: Preview) -> dict[str, Any]:
    """The preview with stable keys."""
    shown = {key: value for key, value in asdict(found).items() if key != "problems"}
    return {**shown, "drawn": found.drawn, "problems": [console.problem_dict(p) for p in found.problems]}


def lock_text(done: Locked) -> list[str]:
    """The facts of the lock notice: to be read aloud, signed, and hung up before the seed exists."""
    row, fixed = done.row, done.lock
    quota = "，".join(f"{group} 抽 {count}" for group, count in sorted(fixed.quotas.items()))
    return [
        f"任务 {row['task']} 第 {row['attempt']} 轮名录已锁定（{row['locked_at']}）",
        f"名录 {row['count']} 条，指纹：{row['root']}", f"执法人员名单指纹：{row['people']}",
        f"规则：{row['rule_text']}", f"规则指纹：{row['rule']}", f"抽取数量：{quota}",
        f"随机源：{row['source']}。{strength(row['source'], read_pairs(row['commitments']))}", *_promised(row), f"日志末指纹：{row['log_head']}",
        "请把以上内容打印签字或当场公布，再等待随机数产生。", *([done.inference] if done.inference else []), *_files(done.files),
    ]


def _promised(row: Mapping[str, Any]) -> list[str]:
    return [f"承诺：{party}={value}" for party, value in sorted(read_pairs(row["commitments"]).items())]


def draw_text(done: Drawn) -> list[str]:
    """The winners, after everything was saved.  Tickets of a private list stay inside the bureau."""
    row = done.row
    out = [f"任务 {row['task']} 第 {row['attempt']} 轮已抽取（{row['drawn_at']}）", f"种子：{row['seed']}",
           f"结果指纹：{done.digest}", ""]
    private = row["profile"] == PRIVATE
    out += [f"{w['rank']}\t{w['state']}\t{w['object']}\t{w['name']}" + ("" if private else f"\t签号 {w['ticket'][:16]}…")
            for w in done.winners]
    return [*out, *_files(done.files)]


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

    def team(self, code: str, team: Iterable[str]) -> str:
        """One line: the object's code and name, and its team, the lead first."""
        return f"{code}\t{self.objects.get(code, '')}\t{'、'.join(self.people.get(p, p) for p in team)}"

    def either(self, code: str) -> str:
        """An object or an inspector, with its name where it is known."""
        name = self.objects.get(code) or self.people.get(code)
        return f"{name}（{code}）" if name else code


def match_text(done: Matched, names: Names) -> list[str]:
    """Teams by object, the lead first."""
    out = [f"已匹配 {len(done.teams)} 个检查组，每人最多 {done.most} 家。"]
    out += [names.team(code, team) for code, team in done.teams.items()]
    return [*out, *_files(done.files)]


def substituted_text(done: Substituted, names: Names) -> list[str]:
    """Who left, who came, and the teams that changed."""
    came = "、".join(names.either(code) for code in done.came) or "无人"
    return [f"{names.either(done.left)} 退出，{came} 接替。", *(names.team(c, team) for c, team in done.teams.items())]


def _files(files: Iterable[Path]) -> list[str]:
    return [f"已保存：{path}" for path in files]

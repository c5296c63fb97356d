"""Five changes as a newcomer makes them, tried on a copy of the program: `python -m tools.changes`.

Each names the files that are edited by hand and what has to hold afterwards; what is made from them (reference pages,
VBA, the page's table, help, menu) is not counted, nor what the manual tells users.  A test runs them, so that the page for
developers stays true.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
MOST_FILES = 3


class Change(NamedTuple):
    """One change.

    edits: (file, line that is there or '' for a new file, what stands before it afterwards); holds: a program that fails
    where the change has not arrived.
    """

    edits: Sequence[tuple[str, str, str]]
    holds: str

    @property
    def files(self) -> list[str]:
        """What is edited by hand."""
        return list(dict.fromkeys(name for name, _, _ in self.edits))


CHANGES = {
    "期限": Change((
        ("ssj_xl/domain/deadlines/conduct.py", "CONDUCT_RULES = (", '''\
def _ratings(world: World) -> Iterator[Duty]:
    """Tiers that are older than a year."""
    for row in world[OBJECTS]:
        if row["tier_date"]:
            yield Duty(world[OBJECTS].place(row, "tier_date"), row["name"], start=row["tier_date"], days=world.settings.rating_days)


CONDUCT_RULES = (
    Rule("rating", "风险等级复评", "本局规定", "rating_days", _ratings),
'''),
        ("ssj_xl/tables/settings.py", "SETTINGS: tuple[Setting, ...] = (", '''\
SETTINGS: tuple[Setting, ...] = (
    _term(_number("rating_days", "等级复评工作日", 0, 999), 0, _OWN),
'''),
        ("ssj_xl/tables/settings.py", '    unit: str = ""', "    rating_days: int = 0\n"),
    ), '''
from datetime import date
from ssj_xl.domain.deadlines import RULES
from ssj_xl.tables.settings import Settings
assert "rating" in {rule.key for rule in RULES} and Settings().rating_days == 0
'''),
    "随机源": Change((
        ("ssj_xl/domain/draw/sources.py", "SOURCES = (", '''\
SOURCES = (
    Source(key="pl5", number="[0-9]{7}", value="[0-9]{5}", evenings=(0, 1, 2, 3, 4, 5, 6), hour=21, flaw="应是 5 位数字",
           strength="公共随机源：种子取自锁定后开奖的排列5。", named="排列5 第 {number} 期", source_spelling="pl5:期号",
           value_spelling="排列5 写成 pl5:2021026:12345", offered="下一期排列5", announced="排列5 第 {number} 期。"),
'''),
        ("docs/核验示例.py", 'VALUE = {"dice"', '''\
SOURCE += "|pl5:[0-9]{7}"
'''),
        ("docs/抽取规范-SSJ-1.md", "| `dice` | `dice:`", "| `pl5:期号` | `pl5:期号:` + 5 个数字 | 排列5 |\n"),
    ), '''
from ssj_xl.domain.draw.public_value import canon_public, canon_source, comes_from
from ssj_xl.entry.ribbon.tasks import value_prompt
from ssj_xl.papers.page.frame import TABLE, source
assert comes_from(canon_public("PL5:2026001：12345"), canon_source("pl5:2026001"))
assert chr(34) + "pl5" + chr(34) in source(TABLE) and value_prompt("T", "pl5:2026001")
'''),
    "按钮": Change((
        ("ssj_xl/build/ribbon.py", '    Button("manual"', '''\
    Button("hello", "问好", "问好", "显示一句话。", "WH", ()),
'''),
        ("ssj_xl/entry/acts.py", '    Act("manual"', '''\
    Act("hello", press="acts_registers:hello", any_book=True),
'''),
        ("ssj_xl/entry/ribbon/acts_registers.py", "def about(", '''\
def hello(case: Case) -> Outcome:
    """问好: one sentence."""
    return Outcome("您好。")


'''),
    ), '''
from ssj_xl.build.ribbon import TARGETS
from ssj_xl.build.ribbon_files import custom_ui
from ssj_xl.entry.acts import ACTS, load
act = {act.key: act for act in ACTS}["hello"]
assert "hello" in TARGETS and load(act.press, "ssj_xl.entry.ribbon")(None).text == "您好。"
assert "SsjPress_hello" in str(custom_ui())
'''),
    "公式": Change((
        ("ssj_xl/domain/formulas/declarations.py", '        "SSJ_IDCHECK",', '''\
        "SSJ_HALF", "一半。", (Argument("count", "数量"),), ("=SSJ_HALF(4)",)),
    Formula(
'''),
        ("ssj_xl/domain/formulas/numbers.py", "def idcheck(", '''\
def half(count: Any) -> Any:
    """Half of a number."""
    return count / 2


'''),
        ("ssj_xl/entry/udf.py", "@formula\ndef SSJ_IDCHECK(", '''\
@formula
def SSJ_HALF(count: Any) -> Any:
    """Half of a number."""
    return answered(numbers.half, count)


'''),
    ), '''
from ssj_xl.build.ribbon_files import help_rows, wrappers
from ssj_xl.domain.formulas.declarations import BY_NAME
from ssj_xl.entry import udf
assert BY_NAME["SSJ_HALF"].usage == "SSJ_HALF(count)" and udf.SSJ_HALF(4) == 2
assert "SSJ_HALF" in wrappers() and "SSJ_HALF" in str(help_rows())
'''),
    "文书": Change((
        ("ssj_xl/papers/handouts/thanks.py", "", '''\
"""致谢 to the firms of a draw."""

from ssj_xl.papers.handouts.layout import Face, Form, Paper, Text
from ssj_xl.papers.handouts.results import Job
from ssj_xl.papers.handouts.scheme import SHEET


def thanks(job: Job) -> Paper:
    """One page."""
    return Paper("致谢", SHEET, (Form((Text(f"感谢各单位配合{job.task['name']}。", Face()),), "致谢"),))
'''),
        ("ssj_xl/workflows/publishing/papers.py", "    RESULTS_TABLE: lambda office", '''\
    "致谢": lambda _office, job: thanks.thanks(job),
'''),
    ), '''
from ssj_xl.workflows.publishing import papers
assert "致谢" in papers._MAKERS
'''),
}


def try_out(change: Change, folder: Path) -> str:
    """Make a change on a copy of the program in `folder`; '' where it holds, else what went wrong.

    Raises ValueError where a line that the change goes by is not there once.
    """
    shutil.copytree(ROOT / "ssj_xl", folder / "ssj_xl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("图"))
    for name, before, text in change.edits:
        _edit(folder / name, before, text)
    run = subprocess.run([sys.executable, "-c", change.holds], cwd=folder, capture_output=True, text=True, check=False)
    return run.stderr[-2000:]


def _edit(path: Path, before: str, text: str) -> None:
    if not before:
        path.write_text(text, "utf-8")
        return
    old = path.read_text("utf-8")
    if old.count(before) != 1:
        raise ValueError(f"{path.name} has {before!r} {old.count(before)} times")
    # An opening line is part of what is put in; any other stays behind it.
    path.write_text(old.replace(before, text.rstrip("\n") if before in text else text + before), "utf-8")


def main() -> int:
    """Every change, a line each."""
    wrong = 0
    for name, change in CHANGES.items():
        with tempfile.TemporaryDirectory() as folder:
            fault = try_out(change, Path(folder))
        wrong += bool(fault)
        print(f"{name}\t{len(change.files)} 个文件\t{'、'.join(change.files)}{chr(10) + fault if fault else ''}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())

"""What one folder of frozen evidence shows: asked in the same words when it is made and ever after.

Everything goes through the command line, because that is what stays the same while the program changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import python_calamine
from click.testing import CliRunner

from ssj_xl.entry.cli import cli

MONTH, FILLED_ON, QUARTER, QUARTER_DAY = "2021-03", "2021-03-21", "2021Q1", "2021-03-29"
EXPECTED = "说明.json"
BUREAU = "汇总"
# What `verify` reads, by the beginnings of names; a notice is read too, but it is an anchor and no evidence.
EVIDENCE = ("主台账-", "公开记录-", "审计记录-", "公示页-", "名录回执-")


def run(*arguments: object) -> tuple[int, Any]:
    """Exit code of a command, and what it prints: as data where it is JSON, else as text."""
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    return done.exit_code, json.loads(done.stdout) if "--json" in arguments and done.stdout else done.output


def offices(folder: Path) -> list[Path]:
    """The folders that hold a master workbook."""
    return sorted(book.parent for book in folder.glob("*/主台账-*.xlsx"))


def master(office: Path) -> Path:
    """The master workbook of an office."""
    return next(office.glob("主台账-*.xlsx"))


def bureau(folder: Path) -> Path:
    """The consolidated workbook."""
    return folder / BUREAU / f"汇总台账-{MONTH}.xlsx"


def evidence(office: Path) -> list[Path]:
    """The files of an office that `verify` reads."""
    return sorted(path for path in office.iterdir() if path.name.startswith(EVIDENCE) and path.suffix != ".txt")


def notices(office: Path) -> list[Path]:
    """The data of its lock notices."""
    return sorted(office.glob("锁定公告-*.json"))


def verdict(files: Iterable[Path], *options: object) -> dict[str, Any]:
    """What `verify` says of files: exit code, and for each thing verified what is proved, by code."""
    code, said = run("verify", *files, *options, "--json")
    proved = {f"{Path(one['file']).name}：{one['title']}": sorted({fact["code"] for fact in one["proved"]})
              for one in said["checked"]}
    return {"exit": code, "proved": proved}


def verdicts(office: Path) -> dict[str, dict[str, Any]]:
    """Verdicts of an office's files: each alone, all together, and all with each notice."""
    files = evidence(office)
    alone = {path.name: verdict([path]) for path in files}
    noticed = {notice.name: verdict(files, "--notice", notice) for notice in notices(office)}
    return {**alone, "一并核验": verdict(files), **noticed}


def errors(book: Path) -> list[str]:
    """Codes of the errors that `check` finds, sorted."""
    _, found = run("check", book, "--today", FILLED_ON, "--json")
    return sorted(problem["code"] for problem in found["problems"] if problem["severity"] == "error")


def form(book: Path, target: Path) -> list[list[str]]:
    """The form of the month, filled anew: the texts of its sheet."""
    code, said = run("report", book, "--month", MONTH, "--date", FILLED_ON, "-o", target)
    assert code == 0, said
    return cells(target)


def cells(form_: Path) -> list[list[str]]:
    """The texts of the first sheet of a form."""
    book = python_calamine.CalamineWorkbook.from_path(form_)
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def quarter(book: Path, target: Path) -> dict[str, str]:
    """The figures of the quarter by section and name."""
    code, said = run("quarter", book, "--quarter", QUARTER, "--date", QUARTER_DAY, "-o", target, "--json")
    assert code == 0, said
    return {f"{section['title']}/{fact['name']}": fact["value"] for section in said["sections"] for fact in section["facts"]}

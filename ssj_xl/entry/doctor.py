"""体检: what on this computer keeps the program or the add-in from working, each finding with its remedy."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

import click

from ssj_xl.entry import console
from ssj_xl.entry.machine.checks import BAD, SKIPPED, Check, Verdict, examine
from ssj_xl.entry.machine.facts import gather
from ssj_xl.entry.machine.places import ADDIN


def findings() -> tuple[tuple[Check, Verdict], ...]:
    """Every check of this computer with its verdict."""
    return tuple(examine(gather(shipped=sha256(shipped_addin()).hexdigest(), log=str(console.log_path()))))


def shipped_addin() -> bytes:
    """The add-in that belongs to this program."""
    return files("ssj_xl").joinpath("data", "addin", ADDIN).read_bytes()


def report() -> str:
    """The findings as plain text, a line each, remedies below."""
    return "\n".join(_lines(findings()))


def _lines(found: tuple[tuple[Check, Verdict], ...]) -> list[str]:
    out, skipped = [], [(check, verdict) for check, verdict in found if verdict.state == SKIPPED]
    for check, verdict in found:
        if verdict.state == SKIPPED:
            continue
        out.append(f"[{verdict.state}] {check.title}：{verdict.found}")
        if verdict.remedy:
            out.append(f"        {verdict.remedy}")
    # What does not concern this computer is one line: it must not hide the rest.
    for why in dict.fromkeys(verdict.found for _, verdict in skipped):
        out.append(f"[{SKIPPED}] {why}：{'、'.join(check.title for check, verdict in skipped if verdict.found == why)}")
    wrong = sum(verdict.state == BAD for _, verdict in found)
    return [*out, f"发现 {wrong} 个问题。" if wrong else "没有发现问题。"]


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, callback=console.note_json, help="输出 JSON。")
def doctor(as_json: bool) -> None:
    """体检：检查 Python、加载项、设置、杀毒软件规则等，逐项给出办法。有问题时退出码为 1。

    \b
    例：ssj-xl doctor
    """
    found = findings()
    if as_json:
        console.as_json({"checks": [{"key": check.key, "title": check.title, "state": verdict.state, "found": verdict.found,
                                  "remedy": verdict.remedy} for check, verdict in found]})
    else:
        console.lines(_lines(found))
    if any(verdict.state == BAD for _, verdict in found):
        raise SystemExit(1)


COMMANDS: tuple[click.Command, ...] = (doctor,)

"""What the notice asks for, sentence by sentence, and where the program does, checks or counts it.

Source: 《2021年度石家庄市司法局“双随机、一公开”监管工作实施方案》 and its 附件1 (the monthly form), quoted verbatim and in order.
A test holds every command, button, sheet, column, code, deadline and setting named here to the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ssj_xl.build.ribbon import BUTTONS
from ssj_xl.domain.deadlines import RULES

TEXT = Path(__file__).with_name("duties.txt")
KINDS = {"命令": "commands", "按钮": "buttons", "表": "sheets", "参数": "settings", "期限": "deadlines", "代码": "codes"}
HOW = {"做": "由程序做", "查": "由程序检查、提醒", "数": "由程序计数", "人": "由人做，程序不代替"}


@dataclass(frozen=True)
class Duty:
    """One sentence (or clause) of the notice.

    quote: verbatim. how: keys of HOW. what: what the program does about it, in a sentence.
    commands: names of commands; buttons: ids; sheets: sheet or sheet.column; settings: names on 参数;
    codes: of problems; deadlines: keys of rules.
    """

    quote: str
    how: str
    what: str
    commands: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()


def _read(entry: str) -> Duty:
    """`quote | how | what | kind words… | …`; the name of a command inside a group is written with _."""
    quote, how, what, *places = (part.strip() for part in entry.split("|"))
    named = {KINDS[kind]: tuple(words.split()) for kind, _, words in (place.partition(" ") for place in places)}
    named["commands"] = tuple(name.replace("_", " ") for name in named.get("commands", ()))
    return Duty(quote, how, what, **named)


def duties() -> Iterator[tuple[str, tuple[Duty, ...]]]:
    """Chapters of the notice with their duties, in order."""
    for chapter in TEXT.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, *entries = chapter.strip().splitlines()
        yield title, tuple(map(_read, entries))


def page() -> str:
    """The table as a page: sentence, what is done, where."""
    out = ["# 通知逐句对照", "",
           "左边是通知原文（《2021年度石家庄市司法局“双随机、一公开”监管工作实施方案》及附件 1），一句不漏；右边是程序怎么办、在哪里办。", "",
           "办法一栏：" + "；".join(f"**{key}** {text}" for key, text in HOW.items()) + "。", "",
           "一览里的命令、按钮、表、列、参数、问题代码和期限由测试与程序核对，程序改了这里不改，测试就不通过。"]
    for title, entries in duties():
        out += ["", f"## {title}", "", "| 通知原文 | 办法 | 程序怎么办 | 在哪里 |", "|---|---|---|---|"]
        out += [f"| {duty.quote} | {'、'.join(duty.how)} | {duty.what} | {_places(duty)} |" for duty in entries]
    return "\n".join([*out, ""])


def _places(duty: Duty) -> str:
    labels = {button.id: button.label for button in BUTTONS}
    titles = {rule.key: rule.title for rule in RULES}
    parts = [
        ("命令", "、".join(f"`{name}`" for name in duty.commands)),
        ("按钮", "、".join(labels[name] for name in duty.buttons)),
        ("表", "、".join(name.replace(".", "·") for name in duty.sheets)),
        ("参数", "、".join(duty.settings)),
        ("期限", "、".join(titles[key] for key in duty.deadlines)),
        ("代码", "、".join(duty.codes)),
    ]
    return "；".join(f"{kind} {text}" for kind, text in parts if text)

"""Whatever the command line says to a clerk is Chinese, click's own words included."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

import ssj_xl
from ssj_xl.entry.cli import cli

CATALOGUE = Path(ssj_xl.__file__).parent / "data" / "locale" / "zh_CN" / "LC_MESSAGES" / "ssj_xl.po"
OURS = re.compile(r"ssj-xl|--?\w[\w-]*|'[^']*'|2000<=x<=2100|x\.xlsx")


@pytest.mark.parametrize("line", [
    "lock", "lock x.xlsx", "lock x.xlsx T --source", "lock --foo", "nothing", "verify", "year --year 30 x.xlsx",
    "year x.xlsx", "check a b c d", "lock --help-me",
])
def test_a_command_written_wrong_is_explained_in_chinese(line: str) -> None:
    run = CliRunner().invoke(cli, line.split(), prog_name="ssj-xl")

    assert run.exit_code == 2
    assert "写法有误：" in run.output
    assert re.findall(r"[A-Za-z]{2,}", OURS.sub("", run.output.split("写法有误：")[1])) == []


def test_help_has_chinese_headings() -> None:
    text = CliRunner().invoke(cli, ["lock", "--help"], prog_name="ssj-xl").output

    assert "用法" in text
    assert "选项" in text
    assert "显示本说明" in text
    assert "[必填]" in text


@pytest.mark.parametrize("words", [[], ["joint"], ["joint", "add"], ["draw-registry"], ["platform"], ["check"]])
def test_the_line_of_usage_is_chinese_for_every_kind_of_command(words: list[str]) -> None:
    usage = CliRunner().invoke(cli, [*words, "--help"], prog_name="ssj-xl").output.splitlines()[0]

    assert re.findall(r"[A-Za-z]{2,}", usage.removeprefix(f"用法： {' '.join(['ssj-xl', *words])} ")) == []


def _words(message: Message) -> tuple[str, ...]:
    ids, strings = ((text,) if isinstance(text, str) else tuple(text or ()) for text in (message.id, message.string))
    return (*ids, *strings)


def test_the_compiled_words_are_those_of_the_text() -> None:
    with CATALOGUE.open("rb") as text, CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        written, read = read_po(text, locale="zh_CN"), read_mo(compiled)

    assert {_words(message) for message in read if message.id} \
        == {_words(message) for message in written if message.id}

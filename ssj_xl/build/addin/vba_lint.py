"""Rules of the VBA sources in macros/: a wire, and nothing that depends on the Windows it runs under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ssj_xl.build.addin.opened import Finding
from ssj_xl.build.addin.sources import Module

LONGEST = 5
_PROCEDURE = re.compile(r"^(?:(?:Public|Private|Friend)\s+)?(?:Static\s+)?(Sub|Function|Property \w+)\s+(\w+)", re.IGNORECASE)
_END = re.compile(r"^End (Sub|Function|Property)\b", re.IGNORECASE)
_SPEAKING = re.compile(r"\b(MsgBox|InputBox|StatusBar|ShowError)\b", re.IGNORECASE)
_RAW = re.compile(r"\b(Declare|Shell|CreateObject|GetObject|Kill|ChDir|SendKeys|VBProject|OnTime|ExecuteExcel4Macro)\b", re.IGNORECASE)
_STRING = re.compile(r'"(?:[^"\r\n]|"")*"')
_VB_NAME = re.compile(r'^Attribute VB_Name = "([^"]*)"\r$', re.MULTILINE)


def lint_sources(modules: Sequence[Module]) -> list[Finding]:
    """Every finding in the modules; those of other projects only need to be ASCII with CRLF, and to parse."""
    return [finding for module in modules for finding in _lint(module)]


def _lint(module: Module) -> Iterator[Finding]:
    part = f"macros/vba/{module.name}"
    yield from (Finding("vba-source", part, fault) for fault in _everywhere(module))
    if not module.foreign:
        yield from (Finding("vba-source", part, fault) for fault in _ours(module))
    yield from (Finding("vba-syntax", part, fault) for fault in _syntax(module))


def _everywhere(module: Module) -> Iterator[str]:
    if not module.text.isascii():
        yield "含有 ASCII 之外的字符"
    if module.text.count("\r\n") != module.text.count("\n") or module.text.count("\r") != module.text.count("\n"):
        yield "有不以 CRLF 结尾的行"
    if not module.text.endswith("\r\n"):
        yield "最后一行没有结束"
    named = _VB_NAME.search(module.text)
    if module.kind != "document" and (named is None or named[1] != module.name):
        yield f"VB_Name 与文件名不符：{named[1] if named else '没有'}"


def _ours(module: Module) -> Iterator[str]:
    lines = module.text.split("\r\n")
    if "Option Explicit" not in lines:
        yield "缺少 Option Explicit"
    for number, line in enumerate(lines, 1):
        code = _STRING.sub('""', line).partition("'")[0]
        if _SPEAKING.search(code):
            yield f"第 {number} 行直接向用户显示文字；文字应由 Python 显示"
        if _RAW.search(code):
            yield f"第 {number} 行绕过 xlwings 调用系统"
    for name, length in _lengths(lines):
        if length > LONGEST:
            yield f"{name} 有 {length} 行，最多 {LONGEST} 行"


def _lengths(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Lines of code in the body of each procedure."""
    name, length = "", 0
    for line in lines:
        code = line.strip()
        started = _PROCEDURE.match(code)
        if started:
            name, length = started[2], 0
        elif _END.match(code):
            yield name, length
        elif name and code and not code.startswith("'"):
            length += 1


def _syntax(module: Module) -> Iterator[str]:
    from pyopenvba.exceptions import VBACompileError
    from pyopenvba.interpreter._parse import parse_module  # not public, and the version is pinned

    try:
        parse_module(parsable(module.text))
    except VBACompileError as error:
        yield f"语法错误（{error}）"


def parsable(text: str) -> str:
    """A module without what the parser does not know: attributes, the head of a class file, comments after
    directives, WithEvents."""
    text = re.sub(r"\AVERSION .*?\r\nEND\r\n", "", text, flags=re.DOTALL)
    text = re.sub(r"(?m)^Attribute .*\r\n", "", text)
    text = re.sub(r"(?m)^(\s*#(?:Const|If|ElseIf) [^'\r\n]*)'.*$", r"\1", text)
    return re.sub(r"(?mi)^((?:Private|Public|Dim) )WithEvents ", r"\1", text).replace("\r\n", "\n")

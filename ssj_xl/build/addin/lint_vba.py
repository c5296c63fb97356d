"""Gates of VBA: its sources, and what stands in a built project."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ssj_xl.build.addin.opened import MAIN, Finding, Opened
from ssj_xl.build.addin.project import CODE_PAGE, PROJECT_NAMES, Module

_COOKIE = 0xFFFF
_CACHE = bytes.fromhex("cc61")
_VB_NAME = re.compile(r'^Attribute VB_Name = "([^"]*)"', re.MULTILINE)
_DECLARED = re.compile(r"^(Document|Module|Class|BaseClass)=([^/\r\n]+)", re.MULTILINE)
_LINE_LIMIT, _CONTINUATIONS, _LINES = 1023, 24, 65_534
_NAME = re.compile(r"[^\W\d_]\w{0,30}")


def readable(book: Opened) -> Iterator[Finding]:
    """The project can be read, and a macro-enabled add-in has one."""
    try:
        found = project(book.parts)
    except UnreadableProjectError as error:
        yield Finding("vba", PART, f"VBA 项目读不出来（{error}）")
        return
    if found is None and "addin" in book.main_type:
        yield Finding("vba", PART, "加载项没有 VBA 项目")
    if found is None and any(link.kind.endswith("/vbaProject") for link in book.links("xl/workbook.xml")):
        yield Finding("vba", PART, "缺少 VBA 项目部件")
    related = [link for link in book.links("xl/workbook.xml") if link.kind.endswith("/vbaProject") and link.target == PART]
    if found is not None and not related:
        yield Finding("vba", "xl/_rels/workbook.xml.rels", "工作簿没有指向 VBA 项目的关系")


def _read(book: Opened) -> VbaProject | None:
    try:
        return project(book.parts)
    except UnreadableProjectError:
        return None


def listed(book: Opened) -> Iterator[Finding]:
    """The two places that name the modules agree, and names are unique and allowed."""
    found = _read(book)
    if found is None:
        return
    declared = {name.strip().casefold() for _, name in _DECLARED.findall(found.listing)}
    held = Counter(module.name.casefold() for module in found.modules)
    for name in sorted(declared ^ held.keys()):
        yield Finding("vba-list", PART, f"模块 {name} 只在 PROJECT 与 dir 的一处列出")
    for name, count in held.items():
        if count > 1:
            yield Finding("vba-list", PART, f"模块 {name} 重复")
    for module in found.modules:
        inner = _VB_NAME.search(module.text)
        if inner is None or inner[1] != module.name:
            yield Finding("vba-list", PART, f"模块 {module.name} 的 VB_Name 是 {inner[1] if inner else '空'}")
        if not _NAME.fullmatch(module.name):
            yield Finding("vba-list", PART, f"模块名不合规定：{module.name}")


def written_form(book: Opened) -> Iterator[Finding]:
    """A project without a performance cache says so by its version and cookies ([MS-OVBA] 2.3.4)."""
    found = _read(book)
    if found is None:
        return
    if not found.cache.startswith(_CACHE):
        yield Finding("vba-form", PART, "_VBA_PROJECT 的标记不对")
    elif found.cache[2:4] == b"\xff\xff" and len(found.cache) != 7:
        yield Finding("vba-form", PART, "_VBA_PROJECT 写明没有缓存，却带有内容")
    elif _is_ours(found) and found.cache[2:4] != b"\xff\xff":
        yield Finding("vba-form", PART, "_VBA_PROJECT 没有可用的缓存，版本应为 0xFFFF")
    if _is_ours(found) and (found.cookie != _COOKIE or any(module.cookie != _COOKIE for module in found.modules)):
        yield Finding("vba-form", PART, "没有缓存的项目，各模块的 cookie 应为 0xFFFF")
    if _is_ours(found) and found.code_page != CODE_PAGE:
        yield Finding("vba-form", PART, f"代码页应为 {CODE_PAGE}，现为 {found.code_page}")


def _is_ours(found: VbaProject) -> bool:
    """Whether this build wrote the project: others, Excel's own included, take liberties that Excel forgives."""
    return found.name in PROJECT_NAMES


def code_names(book: Opened) -> Iterator[Finding]:
    """Workbook and sheets each have a document module of their code name, and no module is left over."""
    found = _read(book)
    if found is None:
        return
    documents = {module.name for module in found.modules if module.is_document}
    owner = book.workbook.find(f"{MAIN}workbookPr")
    names = [("xl/workbook.xml", None if owner is None else owner.get("codeName"))]
    for sheet in book.sheets:
        settings = sheet.root.find(f"{MAIN}sheetPr")
        names.append((sheet.part, None if settings is None else settings.get("codeName")))
    for part, name in names:
        if name is None:
            yield Finding("code-name", part, "没有代码名（codeName）")
        elif name not in documents:
            yield Finding("code-name", part, f"代码名 {name} 没有对应的 VBA 模块")
    for name, count in Counter(name for _, name in names if name).items():
        if count > 1:
            yield Finding("code-name", "xl/workbook.xml", f"代码名 {name} 重复")
    for name in sorted(documents - {name for _, name in names if name}):
        yield Finding("code-name", PART, f"文档模块 {name} 没有对应的工作表")


def texts(book: Opened) -> Iterator[Finding]:
    """Lines that the VBA editor can hold, and characters that survived the code page."""
    found = _read(book)
    for module in found.modules if found else ():
        for fault in text_faults(module.text, strict=found is not None and _is_ours(found)):
            yield Finding("vba-text", PART, f"模块 {module.name} {fault}")


def text_faults(text: str, *, strict: bool) -> Iterator[str]:
    """What is wrong with a module's text, as Chinese phrases.  strict: as this build writes it, ASCII and CRLF."""
    bare = text.replace("\r\n", "")
    if strict and ("\n" in bare or "\r" in bare):
        yield "有不以 CRLF 结尾的行"
    if strict and not text.isascii():
        yield "含有 ASCII 之外的字符"
    lines = text.splitlines()
    if len(lines) > _LINES:
        yield f"超过 {_LINES} 行"
    if any(len(line) > _LINE_LIMIT for line in lines):
        yield f"有超过 {_LINE_LIMIT} 个字符的行"
    run = 0
    for line in lines:
        run = run + 1 if line.endswith(" _") else 0
        if run > _CONTINUATIONS:
            yield f"续行超过 {_CONTINUATIONS} 次"
            return
    if "\x00" in text or "\ufffd" in text:
        yield "含有损坏的字符"


RULES = (readable, listed, written_form, code_names, texts)


# --- rules of the VBA sources in macros/ -----------------------------------------------------------------

LONGEST = 5
_PROCEDURE = re.compile(r"^(?:(?:Public|Private|Friend)\s+)?(?:Static\s+)?(Sub|Function|Property \w+)\s+(\w+)", re.IGNORECASE)
_END = re.compile(r"^End (Sub|Function|Property)\b", re.IGNORECASE)
_SPEAKING = re.compile(r"\b(MsgBox|InputBox|StatusBar|ShowError)\b", re.IGNORECASE)
_MAY = {"SsjPython": {"declare"}, "SsjState": {"declare", "ontime"}}
"""Words that reach past the object model, and the modules of the wire that need them."""
_RAW = re.compile(r"\b(Declare|Shell|CreateObject|GetObject|Kill|ChDir|SendKeys|VBProject|OnTime|ExecuteExcel4Macro)\b", re.IGNORECASE)
_STRING = re.compile(r'"(?:[^"\r\n]|"")*"')
_NAME_LINE = re.compile(r'^Attribute VB_Name = "([^"]*)"\r$', re.MULTILINE)


def lint_sources(modules: Sequence[Module]) -> list[Finding]:
    """Every finding in the modules."""
    return [finding for module in modules for finding in _lint(module)]


def _lint(module: Module) -> Iterator[Finding]:
    part = f"macros/vba/{module.name}"
    yield from (Finding("vba-source", part, fault) for fault in (*_in_form(module), *_in_style(module)))
    yield from (Finding("vba-syntax", part, fault) for fault in _syntax(module))


def _in_form(module: Module) -> Iterator[str]:
    if not module.text.isascii():
        yield "含有 ASCII 之外的字符"
    if module.text.count("\r\n") != module.text.count("\n") or module.text.count("\r") != module.text.count("\n"):
        yield "有不以 CRLF 结尾的行"
    if not module.text.endswith("\r\n"):
        yield "最后一行没有结束"
    named = _NAME_LINE.search(module.text)
    if module.kind != "document" and (named is None or named[1] != module.name):
        yield f"VB_Name 与文件名不符：{named[1] if named else '没有'}"


def _in_style(module: Module) -> Iterator[str]:
    lines = module.text.split("\r\n")
    if "Option Explicit" not in lines:
        yield "缺少 Option Explicit"
    for number, line in enumerate(lines, 1):
        code = _STRING.sub('""', line).partition("'")[0]
        if _SPEAKING.search(code):
            yield f"第 {number} 行直接向用户显示文字；文字应由 Python 显示"
        if {word.lower() for word in _RAW.findall(code)} - _MAY.get(module.name, set()):
            yield f"第 {number} 行直接调用系统"
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


# --- VBA modules read back out of a package --------------------------------------------------------------

PART = "xl/vbaProject.bin"


class UnreadableProjectError(Exception):
    """The VBA project cannot be read; the message says what the reader met."""


@dataclass(frozen=True)
class VbaModule:
    """One module.  text: with its attribute lines, CRLF.  stream: its name inside the project."""

    name: str
    text: str
    is_standard: bool
    is_document: bool
    stream: str
    cookie: int


@dataclass(frozen=True)
class VbaProject:
    """What the project declares, and its modules.  cache: the stream _VBA_PROJECT; listing: the stream PROJECT."""

    name: str
    code_page: int
    cookie: int
    modules: tuple[VbaModule, ...]
    cache: bytes
    listing: str


def project(parts: Mapping[str, bytes]) -> VbaProject | None:
    """The VBA project of a package, or None where there is none.  Raises UnreadableProjectError."""
    if PART not in parts:
        return None
    from pyopenvba.cfb import CFB
    from pyopenvba.exceptions import PyOpenVBAError
    from pyopenvba.vba import parse_vba_project

    try:
        cfb = CFB.from_bytes(parts[PART])
        read = parse_vba_project(cfb)
        listing = cfb.get_stream("PROJECT").decode(f"cp{read.code_page}")
        cache = bytes(cfb.get_stream_in_storage("VBA", "_VBA_PROJECT"))
        modules = tuple(_module(module, listing) for module in read.modules)
    except (PyOpenVBAError, ValueError, KeyError, IndexError, OverflowError, LookupError, struct.error) as error:
        raise UnreadableProjectError(f"{type(error).__name__}: {error}") from error
    return VbaProject(read.name, read.code_page, read.project_cookie, modules, cache, listing)


def _module(module: Any, listing: str) -> VbaModule:
    from pyopenvba.vba import VBAModuleKind

    return VbaModule(module.name, module.source, module.kind == VBAModuleKind.standard,
                     f"\nDocument={module.name}/" in f"\n{listing}".replace("\r", ""), module.stream_name, module.cookie)


def sources(parts: Mapping[str, bytes]) -> tuple[VbaModule, ...]:
    """The modules of a package; none where there is no project or it cannot be read."""
    try:
        found = project(parts)
    except UnreadableProjectError:
        return ()
    return found.modules if found else ()

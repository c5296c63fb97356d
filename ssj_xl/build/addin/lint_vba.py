"""Rules of the VBA project: readable, in the form that [MS-OVBA] asks of a writer, and matched to the sheets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ssj_xl.build.addin.opened import MAIN, Finding, Opened
from ssj_xl.build.addin.project import CODE_PAGE, PROJECT_NAMES
from ssj_xl.build.addin.vba_read import PART, UnreadableProjectError, VbaProject, project

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

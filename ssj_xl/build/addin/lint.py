"""Gates of a built workbook: what is asked of its cells and formulas."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from ssj_xl.build.addin import lint_package, lint_tables, lint_vba
from ssj_xl.build.addin.opened import MAIN, Finding, Opened, Sheet, area, cell, number
from ssj_xl.office.refs import LAST_ROW
from ssj_xl.tables.grid import column_letters

_TYPES = {"b", "d", "e", "inlineStr", "n", "s", "str"}
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_TEXT_LIMIT = 32_767
_SHOWN = 5  # findings of one rule a sheet: a systematic fault is one fault


def rows(book: Opened) -> Iterator[Finding]:
    """Rows ascend, and cells ascend within their row and name it."""
    for sheet in book.sheets:
        yield from _few(_order(sheet))


def cells(book: Opened) -> Iterator[Finding]:
    """A cell's type, value, style and string agree with each other."""
    styles, strings = max(book.count("cellXfs"), 1), len(book.strings)
    for sheet in book.sheets:
        yield from _few(finding for entry in sheet.root.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c")
                        for finding in _cell(sheet, entry, styles, strings))


def row_styles(book: Opened) -> Iterator[Finding]:
    """Styles of rows and columns exist."""
    styles = max(book.count("cellXfs"), 1)
    for sheet in book.sheets:
        entries = [(entry, "s") for entry in sheet.root.iterfind(f"{MAIN}sheetData/{MAIN}row")]
        entries += [(entry, "style") for entry in sheet.root.iterfind(f"{MAIN}cols/{MAIN}col")]
        yield from _few(Finding("style", sheet.part, f"行或列的样式 {entry.get(name)} 不存在") for entry, name in entries
                        if not 0 <= number(entry, name) < styles)


def _few(findings: Iterator[Finding]) -> Iterator[Finding]:
    for finding, _ in zip(findings, range(_SHOWN), strict=False):
        yield finding


def _order(sheet: Sheet) -> Iterator[Finding]:
    last_row = 0
    for row in sheet.root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        line = number(row, "r", last_row + 1)
        if not last_row < line <= LAST_ROW:
            yield Finding("row-order", sheet.part, f"第 {line} 行的位置不对")
        last_row, last_column = line, 0
        for entry in row.iterfind(f"{MAIN}c"):
            at = cell(str(entry.get("r", f"{column_letters(last_column + 1)}{line}")))
            if at is None or at[0] != line or at[1] <= last_column:
                yield Finding("cell-order", sheet.part, f"单元格 {entry.get('r')} 不在第 {line} 行的顺序里")
            else:
                last_column = at[1]


def _cell(sheet: Sheet, entry: Any, styles: int, strings: int) -> Iterator[Finding]:
    at, kind = entry.get("r"), entry.get("t", "n")
    value = entry.findtext(f"{MAIN}v")
    if not 0 <= number(entry, "s") < styles:
        yield Finding("style", sheet.part, f"{at} 的样式 {entry.get('s')} 不存在")
    if kind not in _TYPES:
        yield Finding("cell-type", sheet.part, f"{at} 的类型 {kind} 不存在")
    elif value is not None and not _fits(kind, value, strings):
        yield Finding("cell-value", sheet.part, f"{at} 的值与类型 {kind} 不符：{value[:20]}")
    text = "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))
    if len(text) > _TEXT_LIMIT:
        yield Finding("cell-value", sheet.part, f"{at} 的文字超过 {_TEXT_LIMIT} 个字符")


def _fits(kind: str, value: str, strings: int) -> bool:
    if kind == "s":
        return value.isdecimal() and int(value) < strings
    if kind == "n":
        return _NUMBER.fullmatch(value) is not None
    if kind == "b":
        return value in ("0", "1")
    return kind != "e" or value in _ERRORS


CELL_RULES = (rows, cells, row_styles)


# --- rules of formulas as they stand in the file ---------------------------------------------------------

_LIMIT = 8192

_STRING = re.compile(r'"(?:[^"]|"")*"')
_FUNCTION = re.compile(r"(?<![\w.])([A-Za-z][A-Za-z0-9.]*)\(")
_STRUCTURED = re.compile(r"(?<![\w.\]'])([^\W\d][\w.]*)\[")
_COLUMN = re.compile(r"\[((?:[^\[\]#@']|'.)+)\]")
_PAIRS = {")": "(", "]": "[", "}": "{"}

# Written with the prefix _xlfn. in the file; without it Excel shows #NAME? until the formula is typed again.
_NEWER = """
ACOT ACOTH AGGREGATE ANCHORARRAY ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE BINOM.INV BITAND
BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT
CHISQ.TEST CHOOSECOLS CHOOSEROWS COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P COVARIANCE.S CSC CSCH
DAYS DECIMAL DROP ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST F.DIST F.DIST.RT F.INV F.INV.RT F.TEST FILTER FILTERXML
FLOOR.MATH FLOOR.PRECISE FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR
FORMULATEXT GAMMA GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS HSTACK HYPGEOM.DIST IFNA IFS IMAGE IMCOSH IMCOT IMCSC IMCSCH
IMSEC IMSECH IMSINH IMTAN ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET LOGNORM.DIST LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS
MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC
PERCENTILE.INC PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI POISSON.DIST QUARTILE.EXC QUARTILE.INC QUERYSTRING
RANDARRAY RANK.AVG RANK.EQ REDUCE RRI SCAN SEC SECH SEQUENCE SHEET SHEETS SKEW.P SORT SORTBY STDEV.P STDEV.S SWITCH T.DIST
T.DIST.2T T.DIST.RT T.INV T.INV.2T T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW UNICHAR UNICODE UNIQUE
VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST
"""
NEWER = frozenset(_NEWER.split())


def formulas(book: Opened) -> Iterator[tuple[str, str, str]]:
    """Part, place and text of every formula: cells, validation, conditional formats, tables, names."""
    for sheet in book.sheets:
        for tag in ("f", "formula", "formula1", "formula2"):
            for element in sheet.root.iter(f"{MAIN}{tag}"):
                if element.text:
                    owner = element.getparent()
                    yield sheet.part, str(owner.get("r") or owner.get("sqref") or "条件格式")[:40], element.text
    for _, part, root in book.tables:
        for element in root.iter(f"{MAIN}calculatedColumnFormula", f"{MAIN}totalsRowFormula"):
            yield part, str(element.getparent().get("name")), element.text or ""
    for entry in book.workbook.iter(f"{MAIN}definedName"):
        yield "xl/workbook.xml", str(entry.get("name")), entry.text or ""


def tokens(book: Opened) -> Iterator[Finding]:
    """Formulas are complete, short enough, without the equals sign, and name functions as the file must."""
    columns = {str(root.get("displayName")).casefold(): _columns(root) for _, _, root in book.tables}
    shown: dict[tuple[str, str], int] = {}
    for part, place, text in formulas(book):
        for fault in faults(text, columns):
            shown[part, fault] = shown.get((part, fault), 0) + 1
            if shown[part, fault] == 1 and sum(1 for seen, _ in shown if seen == part) <= _SHOWN:
                yield Finding("formula", part, f"{place} 的公式{fault}")


def faults(text: str, columns: dict[str, set[str]]) -> Iterator[str]:
    """What is wrong with one formula, as Chinese phrases.  columns: header texts by table, both case-folded."""
    if len(text) > _LIMIT:
        yield f"超过 {_LIMIT} 个字符"
    if text.startswith("="):
        yield "不能以等号开头"
    if _STRING.sub("", text).count('"'):
        yield "引号不配对"
    bare = _STRING.sub('""', text)
    if not _balanced(bare):
        yield "括号不配对"
    if re.search(r"\[\[#This Row\],[^\[]", bare):
        yield "的“本行”写法不对，列名应在方括号内"
    for name in sorted(set(_FUNCTION.findall(bare)) & NEWER):
        yield f"用了 {name}，缺少前缀 _xlfn."
    for name, rest in ((found[1], bare[found.end() - 1:]) for found in _STRUCTURED.finditer(bare)):
        known = columns.get(name.casefold())
        inner = _bracketed(rest)
        if known is None:
            yield f"引用了不存在的表“{name}”"
        else:
            wanted = {_plain(column).casefold() for column in _COLUMN.findall(inner)}
            for column in sorted(wanted - known):
                yield f"引用了“{name}”中不存在的列“{column}”"


def _plain(column: str) -> str:
    return re.sub(r"'(.)", r"\1", column)


def _columns(root: object) -> set[str]:
    return {str(column.get("name")).casefold() for column in root.iter(f"{MAIN}tableColumn")}  # type: ignore[attr-defined]


def _bracketed(text: str) -> str:
    """The bracket with which a text begins, to its own end."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if depth == 0:
            return text[:at + 1]
    return text


def _balanced(text: str) -> bool:
    """Whether brackets match, names of sheets in apostrophes apart."""
    open_: list[str] = []
    quoted = False
    for character in text:
        if character == "'" and (quoted or "[" not in open_):
            quoted = not quoted
        elif quoted:
            continue
        elif character in "([{":
            open_.append(character)
        elif character in _PAIRS and (not open_ or open_.pop() != _PAIRS[character]):
            return False
    return not open_ and not quoted


def calculation_chain(book: Opened) -> Iterator[Finding]:
    """Excel repairs a workbook whose calculation chain names a cell without a formula."""
    if "xl/calcChain.xml" not in book.parts:
        return
    ids = {str(entry.get("sheetId")): str(entry.get("name")) for entry in book.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")}
    held = {(sheet.name, str(entry.getparent().get("r"))) for sheet in book.sheets for entry in sheet.root.iter(f"{MAIN}f")}
    sheet = ""
    for entry in book.root("xl/calcChain.xml"):
        sheet = entry.get("i", sheet)
        if (ids.get(sheet, ""), str(entry.get("r"))) not in held:
            yield Finding("calc-chain", "xl/calcChain.xml", f"计算链中的 {entry.get('r')} 没有公式")
            return


FORMULA_RULES = (tokens, calculation_chain)


# --- rules of data validation and conditional formats ----------------------------------------------------

_LIMITS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
_FORMULA_LIMIT = 255


def validations(book: Opened) -> Iterator[Finding]:
    """Data validation keeps to Excel's lengths and names cells."""
    for sheet in book.sheets:
        entries = list(sheet.root.iterfind(f"{MAIN}dataValidations/{MAIN}dataValidation"))
        for entry in entries:
            where = str(entry.get("sqref", ""))
            for fault in _faults(entry):
                yield Finding("validation", sheet.part, f"{where[:40]} {fault}")
        told = sheet.root.find(f"{MAIN}dataValidations")
        if told is not None and told.get("count") is not None and number(told, "count") != len(entries):
            yield Finding("validation", sheet.part, f"写明 {told.get('count')} 条数据验证，实有 {len(entries)} 条")


def _faults(entry: Any) -> Iterator[str]:
    if not _is_sqref(entry.get("sqref")):
        yield "数据验证的区域写法不对"
    for name, limit in _LIMITS.items():
        if len(entry.get(name, "")) > limit:
            yield f"数据验证的 {name} 超过 {limit} 个字符"
    for name in ("formula1", "formula2"):
        text = entry.findtext(f"{MAIN}{name}") or ""
        inner = text[1:-1] if text.startswith('"') and text.endswith('"') else text
        if len(inner) > _FORMULA_LIMIT:
            yield f"数据验证的序列或公式超过 {_FORMULA_LIMIT} 个字符"
        if text.startswith("="):
            yield "数据验证的公式不能以等号开头"
    if entry.get("type") == "list" and not entry.findtext(f"{MAIN}formula1"):
        yield "数据验证的序列是空的"


def conditional_formats(book: Opened) -> Iterator[Finding]:
    """Conditional formats name cells, a format that exists, and a priority."""
    formats = book.count("dxfs")
    for sheet in book.sheets:
        for block in sheet.root.iterfind(f"{MAIN}conditionalFormatting"):
            where = str(block.get("sqref", ""))
            if not _is_sqref(where):
                yield Finding("conditional-format", sheet.part, f"条件格式的区域写法不对：{where[:40]}")
            for rule in block.iterfind(f"{MAIN}cfRule"):
                if number(rule, "dxfId", -1) >= formats:
                    yield Finding("conditional-format", sheet.part, f"{where[:40]} 条件格式的样式 {rule.get('dxfId')} 不存在")
                if number(rule, "priority") < 1:
                    yield Finding("conditional-format", sheet.part, f"{where[:40]} 条件格式没有优先级")
                if rule.get("type") in ("expression", "cellIs") and rule.find(f"{MAIN}formula") is None:
                    yield Finding("conditional-format", sheet.part, f"{where[:40]} 条件格式没有公式")


def _is_sqref(text: str | None) -> bool:
    return bool(text) and all(area(part) is not None for part in str(text).split())


VALIDATION_RULES = (validations, conditional_formats)


# --- what makes Excel repair or refuse a workbook --------------------------------------------------------

Rule = Callable[[Opened], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *lint_package.RULES, *lint_package.BOOK_RULES, *CELL_RULES, *VALIDATION_RULES, *lint_tables.RULES,
    *FORMULA_RULES, *lint_vba.RULES, *lint_package.RIBBON_RULES,
)


def lint(data: bytes) -> list[Finding]:
    """Every finding in a workbook given as bytes, in a fixed order.

    A package that cannot be read at all is one finding.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            twice = sorted({name for name in package.namelist() if package.namelist().count(name) > 1})
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        return [Finding("zip", "", f"压缩包损坏（{error}）")]
    if twice:
        return [Finding("zip", name, "部件重复") for name in twice]
    opened = Opened(parts)
    found = list(opened.malformed())
    if found or "xl/workbook.xml" not in parts:
        return found or [Finding("workbook", "xl/workbook.xml", "缺少工作簿部件")]
    return [finding for rule in RULES for finding in rule(opened)]

"""Rules of formulas as they stand in the file: tokens, lengths, function names, tables and columns that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ssj_xl.build.addin.opened import MAIN, Finding, Opened

_LIMIT = 8192
_SHOWN = 5
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


RULES = (tokens, calculation_chain)

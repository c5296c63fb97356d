"""What makes Excel repair or refuse a workbook, looked for in the file itself; there is no Excel where it is built.

Microsoft's own validator knows the schema; these rules know what Excel holds against a file that keeps to it:
names, references and counts that must agree.  They run over .xlsx, .xlsm and .xlam alike.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

from ssj_xl.build.addin import (
    lint_book,
    lint_cells,
    lint_formulas,
    lint_package,
    lint_ribbon,
    lint_rules,
    lint_tables,
    lint_vba,
)
from ssj_xl.build.addin.opened import Finding, Opened

Rule = Callable[[Opened], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *lint_package.RULES, *lint_book.RULES, *lint_cells.RULES, *lint_rules.RULES, *lint_tables.RULES,
    *lint_formulas.RULES, *lint_vba.RULES, *lint_ribbon.RULES,
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

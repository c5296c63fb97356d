"""Data validations put into a worksheet that is there already: input messages, drop-down lists, what typing is checked for.

A rule is a dict with the keys of XlsxWriter's data_validation, and is written as XlsxWriter writes it.
Source: ECMA-376 part 1, §18.3.1.32, §18.3.1.33; the order of a worksheet's parts: §18.3.1.99.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ssj_xl.office.days import serial
from ssj_xl.office.xml import MAIN

_BEFORE = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges",
           "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting")
"""What stands before the validations of a worksheet."""
_KINDS = {"list": "list", "date": "date", "decimal": "decimal", "integer": "whole", "custom": "custom"}
_STYLES = {"warning": "warning", "information": "information"}

Rule = tuple[str, Mapping[str, Any]]
"""The area, as a sheet writes it, and the rule."""


def add_rules(frame: Any, rules: Iterable[Rule], *, from_1904: bool = False) -> None:
    """Put rules behind those that a worksheet has.  frame: the worksheet; nothing else of it changes."""
    found = frame.find(f"{{{MAIN}}}dataValidations")
    made = [_element(frame, area, rule, from_1904=from_1904) for area, rule in rules]
    if not made:
        return
    if found is None:
        found = frame.makeelement(f"{{{MAIN}}}dataValidations")
        before = [at for at, part in enumerate(frame) if isinstance(part.tag, str) and part.tag.rpartition("}")[2] in _BEFORE]
        frame.insert(before[-1] + 1 if before else 0, found)
    found.extend(made)
    found.set("count", str(len(found)))


def _element(frame: Any, area: str, rule: Mapping[str, Any], *, from_1904: bool) -> Any:
    kind, style = _KINDS.get(rule["validate"]), _STYLES.get(rule.get("error_type", ""))
    words = {"errorTitle": rule.get("error_title"), "error": rule.get("error_message"), "promptTitle": rule.get("input_title"),
             "prompt": rule.get("input_message")}
    element = frame.makeelement(f"{{{MAIN}}}dataValidation", {
        **({"type": kind} if kind else {}), **({"errorStyle": style} if style else {}),
        "allowBlank": "1", "showInputMessage": "1", "showErrorMessage": "1", **{key: word for key, word in words.items() if word}, "sqref": area})
    for number, formula in enumerate(_formulas(rule, from_1904=from_1904), start=1):
        child = element.makeelement(f"{{{MAIN}}}formula{number}")
        child.text = formula
        element.append(child)
    return element


def _formulas(rule: Mapping[str, Any], *, from_1904: bool) -> list[str]:
    if rule["validate"] == "list":
        source = rule["source"]
        return [source.removeprefix("=") if isinstance(source, str) else f'"{",".join(source)}"']
    if rule["validate"] == "custom":
        return [rule["value"].removeprefix("=")]
    ends = [rule[key] for key in ("minimum", "maximum") if key in rule]
    return [f"{serial(end, from_1904=from_1904):g}" if isinstance(end, date) else str(end) for end in ends]

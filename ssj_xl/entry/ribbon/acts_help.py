"""Buttons of the group 帮助: manual, codes, doctor, about.  They need no workbook."""

from __future__ import annotations

import html
import importlib
import os
import sys
import tempfile
import webbrowser
from pathlib import Path

import ssj_xl
from ssj_xl.entry import console
from ssj_xl.entry.ribbon.case import Case, Outcome
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.catalogue import CATALOGUE
from ssj_xl.tables.problems import fail

_MANUALS = tuple(f"手册{ending}" for ending in (".html", ".pdf", ".docx", ".md", ".txt"))


def open_document(path: Path) -> None:
    """Open a file with the program that this computer has for it."""
    start = getattr(os, "startfile", None)
    if start is not None:
        start(str(path))
        return
    webbrowser.open(path.as_uri())


def manual_file() -> Path | None:
    """Where the manual is: beside the program as installed, or in the folder of its source."""
    package = Path(ssj_xl.__file__).resolve().parent
    folders = (package / "data" / "docs", Path(sys.prefix), Path(sys.prefix).parent, package.parent / "docs")
    return next((folder / name for folder in folders for name in _MANUALS if (folder / name).is_file()), None)


def manual(case: Case) -> Outcome:
    """手册: opened in the program of this computer."""
    found = manual_file()
    if found is None:
        raise fail("A44", what="手册", folder=Path(sys.prefix).parent)
    open_document(found)
    return Outcome(f"已打开手册：{found}")


def codes(case: Case) -> Outcome:
    """问题代码: every code with cause and remedy, as a page in the browser."""
    path = Path(tempfile.gettempdir()) / "ssj_xl-问题代码.html"
    atomic_write(path, codes_page().encode())
    open_document(path)
    return Outcome(f"已打开问题代码说明，共 {len(CATALOGUE)} 个代码。")


def codes_page() -> str:
    """The catalogue as HTML; {…} stands for what a problem names in its place."""
    rows = "\n".join(
        f"<tr><td>{code}</td><td>{'错误' if entry.severity == 'error' else '提醒'}</td>"
        f"<td>{html.escape(entry.cause)}</td><td>{html.escape(entry.remedy)}</td></tr>"
        for code, entry in sorted(CATALOGUE.items()))
    return ('<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>问题代码</title>'
            "<style>body{font-family:sans-serif;margin:2em}td,th{border:1px solid #999;padding:4px 8px;vertical-align:top}"
            "table{border-collapse:collapse}</style><h1>问题代码</h1><p>花括号处在提示中是具体内容。按 Ctrl+F 查找代码。</p>"
            f"<table><tr><th>代码</th><th>程度</th><th>原因</th><th>处理办法</th></tr>{rows}</table></html>")


def doctor(case: Case) -> Outcome:
    """体检: what is wrong with this computer."""
    # It looks at the whole computer, so it is loaded for this button only.
    report = importlib.import_module("ssj_xl.entry.doctor").report

    return Outcome(str(report()))


def about(case: Case) -> Outcome:
    """关于: version, where the log is, licence."""
    python = ".".join(map(str, sys.version_info[:3]))
    return Outcome(f"双随机（ssj_xl）{ssj_xl.__version__}\nPython {python}\n日志：{console.log_path()}\n许可：MIT。xlwings 为 BSD 许可。")

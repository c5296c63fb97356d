"""The extension for LibreOffice, ssj_xl.oxt, made from the declarations of ribbon and formulas: menu, toolbar, pictures,
the nine formulas with their help, and what macros/libreoffice/ssj_office.py needs to know of them.

No second telling: labels, tips, states and help are those of `build.ribbon` and `domain.formulas`, sentences those of the
catalogue.  The interface of the formulas is a text in LibreOffice's own language for types (IDL), so that nothing has to be
compiled: an argument is anything, a result rows of anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from ssj_xl import __version__
from ssj_xl.build import ribbon
from ssj_xl.build.ribbon import BUTTONS, DRAWN_OBJECT, GROUPS, RULES, Button
from ssj_xl.domain.formulas import FAULT, fault_text
from ssj_xl.domain.formulas.declarations import CATEGORY, FORMULAS, Argument, Formula
from ssj_xl.office.package import packed
from ssj_xl.tables.problems import problem
from ssj_xl.tables.records import WINNERS
from ssj_xl.tables.registers import FINDINGS, OBJECTS

NAME, IDENTIFIER, PROTOCOL = "ssj_xl.oxt", "ssj_xl.extension", "ssj-xl:"
SERVICE, HANDLER = "ssj_xl.Formulas", "ssj_xl.Acts"
"""Names of the two parts of the component, for LibreOffice: its formulas, and what a press goes to."""
INTERFACE = "ssjxl.XFormulas"
TIPPED = "?tip"
"""Ends the address of a button on the toolbar: its state comes with a tip, which a menu would show as its text."""
COMPONENT, DECLARED, TYPES = "ssj_office.py", "declared.json", "formulas.idl"
SENTENCES = {"absent": "A80", "broken": "A82", "dates": "A83"}
"""What the component says itself, because there is no program to say it."""
PICTURES = {"Small": 16, "Big": 32}

_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_LANGUAGES = ("en", "zh-CN")
_DATA = ('<?xml version="1.0" encoding="UTF-8"?>\n<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
         'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{name}" oor:package="{package}">\n{content}\n</oor:component-data>\n')
_FILES = {COMPONENT: "application/vnd.sun.star.uno-component;type=Python", TYPES: "application/vnd.sun.star.uno-typelibrary;type=RDB",
          **dict.fromkeys(("Addons.xcu", "CalcAddIns.xcu", "ProtocolHandler.xcu", "CalcWindowState.xcu"),
                          "application/vnd.sun.star.configuration-data")}


def extension(macros: Path) -> bytes:
    """The extension from the text and the pictures in macros/.  The same sources give the same bytes."""
    parts = {"META-INF/manifest.xml": _manifest(), "description.xml": _description(),
             COMPONENT: (macros / "libreoffice" / COMPONENT).read_bytes(), TYPES: _types(), DECLARED: declared(),
             "Addons.xcu": _data("Addons", "org.openoffice.Office", _addons()),
             "CalcAddIns.xcu": _data("CalcAddIns", "org.openoffice.Office", _formulas()),
             "ProtocolHandler.xcu": _data("ProtocolHandler", "org.openoffice.Office", _protocol()),
             "CalcWindowState.xcu": _data("CalcWindowState", "org.openoffice.Office.UI", _bar())}
    pictures = {f"icons/{size}/{button.id}.png": (macros / "icons" / str(size) / f"{button.id}.png").read_bytes()
                for size in PICTURES.values() for button in BUTTONS}
    return packed({**parts, **pictures})


def method(formula: Formula) -> str:
    """A formula's name in the interface: UNO wants no underscore."""
    return f"ssj{formula.name.partition('_')[2].capitalize()}"


def declared() -> bytes:
    """What the component knows: version, buttons with their rules, formulas, sentences."""
    buttons = {button.id: {"label": button.label, "tip": button.supertip, "needs": list(button.needs)} for button in BUTTONS}
    rules = {name: {"reason": rule.reason, "holds": holds(rule.formula)} for name, rule in RULES.items()}
    formulas = {method(one): {"name": one.name, "values": [argument.number for argument in one.arguments]} for one in FORMULAS}
    sentences = {name: fault_text(problem(code)).removeprefix(FAULT) for name, code in SENTENCES.items()}
    known = {"version": __version__, "title": ribbon.TAB_LABEL, "protocol": PROTOCOL, "tipped": TIPPED, "service": SERVICE,
             "handler": HANDLER, "interface": INTERFACE, "master": OBJECTS.name, "buttons": buttons, "rules": rules,
             "drawn": {"sheets": [WINNERS.name, FINDINGS.name], "buttons": list(DRAWN_OBJECT)},
             "formulas": formulas, "fault": FAULT, "sentences": sentences}
    return json.dumps(known, ensure_ascii=False, indent=1).encode("utf-8")


_COUNT = re.compile(r'COUNTIFS\(((?:[^"()]|"[^"]*")*)\)')
_CONDITION = re.compile(r'([^\[\],]+)\[([^\]]+)\],"([^"]*)"')

Holds = list[list[list[list[str]]]]


def holds(formula: str) -> Holds:
    """A rule of the ribbon as two sums of counts, of which the first must be the greater; no sums where it asks for a master.

    A count is a list of conditions: table, column, and what the cell must be, as COUNTIFS takes it.
    Raises ValueError for a formula of another form.
    """
    if formula == RULES["master"].formula:
        return []
    sides = [[[list(one) for one in _CONDITION.findall(count)] for count in _COUNT.findall(side)] for side in _sides(formula)]
    if _written(sides) != formula:
        raise ValueError(f"not a comparison of counts: {formula}")
    return sides


def _sides(formula: str) -> list[str]:
    quoted = re.sub(r'"[^"]*"', lambda text: "x" * len(text[0]), formula)
    at = quoted.index(">")
    return [formula[:at], formula[at + 1:]]


def _written(sides: Holds) -> str:
    counts = [[f'COUNTIFS({",".join(f"{table}[{column}],{chr(34)}{value}{chr(34)}" for table, column, value in count)})' for count in side]
              for side in sides]
    return ">".join("+".join(side) or "0" for side in counts)


# --- configuration ---------------------------------------------------------------------------------------

def _node(name: str, *content: str, new: bool = False) -> str:
    return f'<node oor:name="{escape(name)}"{" oor:op=" + chr(34) + "replace" + chr(34) if new else ""}>{"".join(content)}</node>'


def _text(name: str, value: str) -> str:
    return f'<prop oor:name="{name}" oor:type="xs:string"><value>{escape(value)}</value></prop>'


def _shown(name: str, value: str) -> str:
    """A text that LibreOffice keeps by language; ours is the same in every one."""
    values = "".join(f'<value xml:lang="{language}">{escape(value)}</value>' for language in _LANGUAGES)
    return f'<prop oor:name="{name}" oor:type="xs:string">{values}</prop>'


def _data(name: str, package: str, content: Iterable[str]) -> bytes:
    return _DATA.format(name=name, package=package, content="\n".join(content)).encode("utf-8")


def _numbered(items: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Entries in this order: LibreOffice goes by their names."""
    for number, content in enumerate(items, 1):
        yield _node(f"N{number:03}", *content, new=True)


def _addons() -> Iterator[str]:
    """Menu, toolbar and pictures."""
    menu = [(_shown("Title", group.label), _node("Submenu", *_numbered(_item(button) for button in group.buttons))) for group in GROUPS]
    bar: list[tuple[str, ...]] = []
    for group in GROUPS:
        bar += [(_text("URL", "private:separator"),)] if bar else []
        bar += [_item(button, TIPPED) for button in group.buttons]
    yield _node("AddonUI",
                _node("OfficeMenuBar", _node("ssj_xl.menu", _shown("Title", ribbon.TAB_LABEL), _text("Context", _CALC),
                                             _node("Submenu", *_numbered(menu)), new=True)),
                _node("OfficeToolBar", _node("ssj_xl.bar", *_numbered(bar), new=True)),
                _node("Images", *(_picture(button, ending) for ending in ("", TIPPED) for button in BUTTONS)))


def _item(button: Button, ending: str = "") -> tuple[str, ...]:
    return (_text("URL", PROTOCOL + button.id + ending), _shown("Title", button.label), _text("Target", "_self"), _text("Context", _CALC))


def _picture(button: Button, ending: str) -> str:
    files = (_text(f"Image{kind}URL", f"%origin%/icons/{size}/{button.id}.png") for kind, size in PICTURES.items())
    return _node(f"ssj_xl.{button.id}{ending}", _text("URL", PROTOCOL + button.id + ending), _node("UserDefinedImages", *files), new=True)


def _bar() -> Iterator[str]:
    """The toolbar's name, and that it is shown below the others."""
    yield _node("UIElements", _node("States", _node(
        "private:resource/toolbar/addon_ssj_xl.bar", _shown("UIName", ribbon.TAB_LABEL),
        '<prop oor:name="Docked" oor:type="xs:boolean"><value>true</value></prop>',
        '<prop oor:name="Visible" oor:type="xs:boolean"><value>true</value></prop>',
        '<prop oor:name="DockPos" oor:type="xs:string"><value>0,3</value></prop>', new=True)))


def _protocol() -> Iterator[str]:
    yield _node("HandlerSet", _node(HANDLER, '<prop oor:name="Protocols" oor:type="oor:string-list">'
                                             f"<value>{PROTOCOL}*</value></prop>", new=True))


def _formulas() -> Iterator[str]:
    """Names, category, help and arguments, as the function wizard shows them and as Excel's files name them."""
    yield _node("AddInInfo", _node(SERVICE, _node("AddInFunctions", *map(_formula, FORMULAS)), new=True))


def _formula(one: Formula) -> str:
    arguments = (_node(name, _shown("DisplayName", argument.name), _shown("Description", argument.text), new=True)
                 for name, argument in _arguments(one))
    return _node(method(one), _shown("DisplayName", one.name), _shown("Description", one.text), _text("Category", "Add-In"),
                 _shown("CategoryDisplayName", CATEGORY), _shown("CompatibilityName", one.name), _node("Parameters", *arguments), new=True)


def _arguments(one: Formula) -> Iterator[tuple[str, Argument]]:
    """The arguments with their names in the interface: LibreOffice shows them in the order of those."""
    return ((f"a{number}", argument) for number, argument in enumerate(one.arguments, 1))


def _types() -> bytes:
    """The interface of the formulas.  The document in which one stands comes first, from LibreOffice itself."""
    module, _, interface = INTERFACE.rpartition(".")
    methods = (f"    sequence< sequence< any > > {method(one)}([in] com::sun::star::beans::XPropertySet document, "
               + ", ".join(f"[in] any {name}" for name, _ in _arguments(one)) + ");" for one in FORMULAS)
    return "\n".join([f"module {module} {{", f"  interface {interface} {{", *methods, "  };", "};", ""]).encode("ascii")


def _manifest() -> bytes:
    entries = "".join(f'\n <manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>' for name, kind in _FILES.items())
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">'
            f"{entries}\n</manifest:manifest>\n").encode("ascii")


def _description() -> bytes:
    names = "".join(f'<name lang="{language}">{ribbon.TAB_LABEL}（ssj_xl）</name>' for language in _LANGUAGES)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<description xmlns="http://openoffice.org/extensions/description/2006">\n'
            f' <identifier value="{IDENTIFIER}"/>\n <version value="{__version__}"/>\n <platform value="all"/>\n'
            f" <display-name>{names}</display-name>\n</description>\n").encode()

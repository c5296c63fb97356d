"""The add-in of WPS, made from the declarations of the ribbon: what `ssj-xl serve` hands out, and its line in publish.xml."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from ssj_xl.build import ribbon
from ssj_xl.build.ribbon_files import attributes
from ssj_xl.domain.counts.language import SHEET

NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
NAME = "ssj_xl"
_WORDS = {
    "title": ribbon.TAB_LABEL, "skip": SHEET,
    "changed": "点按钮之后工作簿又被改动过，请重新点一次",
    "refused": "工作簿不让添加工作表。",
    "left": "有的格没有恢复原样，请不要保存，关闭工作簿后重新打开",
    "absent": "双随机没有运行，或者工作簿读不出来，什么也没有写。\n请先运行“ssj-xl serve”，再点一次。",
    "cut": "工作簿已经写入，但程序中途停了，文件可能没有生成齐全。\n请重新运行“ssj-xl serve”，再点一次“检查登记”：缺的记录文件会补上。",
}
_CALLBACKS = {"onAction": "OnAction", "getEnabled": "OnGetEnabled", "getSupertip": "OnGetSupertip"}
_INDEX = b'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><script src="main.js"></script></head><body></body></html>'


def ribbon_xml() -> bytes:
    """ribbon.xml: the tab, its groups and buttons; what a button does and when it is on are functions of main.js."""
    lines = [f'<customUI xmlns="{NAMESPACE}" onLoad="OnAddinLoad"><ribbon startFromScratch="false"><tabs>',
             f"<tab{attributes(id=ribbon.TAB_ID, label=ribbon.TAB_LABEL)}>"]
    for group in ribbon.GROUPS:
        lines.append(f"<group{attributes(id=group.control, label=group.label)}>")
        for one in group.buttons:
            shown = attributes(id=one.control, label=one.label, screentip=one.screentip, size=one.size, **_CALLBACKS)
            lines.append(f"<button{shown}/>")
        lines.append("</group>")
    return "\n".join([*lines, "</tab></tabs></ribbon></customUI>", ""]).encode()


def main_js(agreed: Mapping[str, str]) -> bytes:
    """main.js: the buttons and words, then what runs.  agreed: what it shares with the server, which gives it."""
    buttons = {one.id: {"supertip": one.supertip, "rules": [[ribbon.RULES[key].formula, ribbon.RULES[key].reason] for key in one.needs]}
               for one in ribbon.BUTTONS}
    shared = resources.files("ssj_xl").joinpath("data/wps/main.js").read_text("utf-8")
    return f"const BUTTONS = {_js(buttons)};\nconst WORDS = {_js({**_WORDS, **agreed})};\n{shared}".encode()


def _js(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def files(agreed: Mapping[str, str]) -> dict[str, tuple[bytes, str]]:
    """What the server hands out: address → content and kind.  agreed: as for `main_js`."""
    return {"/": (_INDEX, "text/html"), "/index.html": (_INDEX, "text/html"), "/main.js": (main_js(agreed), "text/javascript"),
            "/ribbon.xml": (ribbon_xml(), "application/xml")}


def published(old: bytes, port: int | None) -> bytes:
    """A publish.xml with our line for this port, or without it (None); the lines of others stay.  Raises ValueError for what is none."""
    from lxml import etree

    try:
        root = etree.fromstring(old or b"<jsplugins/>", etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root.tag != "jsplugins":
        raise ValueError(str(root.tag))
    for line in root.findall("jspluginonline"):
        if line.get("name") == NAME:
            root.remove(line)
    if port is not None:
        etree.SubElement(root, "jspluginonline", name=NAME, type="et", url=f"http://127.0.0.1:{port}/", debug="", enable="enable_dev", install="null")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)  # type: ignore[no-any-return]


def publish_file(env: Mapping[str, str], *, windows: bool) -> Path:
    """Where WPS reads which add-ins there are."""
    home = Path(env["APPDATA"]) / "kingsoft" / "wps" if windows else Path(env["HOME"]) / ".local/share/Kingsoft/wps"
    return home / "jsaddons" / "publish.xml"

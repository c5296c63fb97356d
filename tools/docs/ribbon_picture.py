"""Draws the ribbon for the manual from the add-in's own customUI14.xml: `python -m tools.docs.ribbon_picture`.

There is no Excel here, so the picture is a sketch, and says so.  Needs Chromium.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "图" / "功能区.png"
RIBBON, ICONS = ROOT / "macros" / "customUI14.xml", ROOT / "macros" / "icons"
TABS = ("文件", "开始", "插入", "页面布局", "公式", "数据", "审阅", "视图")
STACK = 3
"""Normal buttons that stand one above the other."""

_STYLE = """
body { margin: 0; width: 1180px; font: 12px 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; color: #222; background: #fff }
.tabs { display: flex; gap: 4px; padding: 6px 10px 0; background: #217346; color: #fff }
.tabs span { padding: 5px 11px } .tabs .on { background: #f3f2f1; color: #217346; font-weight: bold }
.ribbon { display: flex; background: #f3f2f1; border-bottom: 1px solid #d0cecb; padding: 4px 6px 0; height: 96px }
.group { display: flex; flex-direction: column; border-right: 1px solid #d6d4d1; padding: 0 6px }
.row { display: flex; flex: 1 } .name { text-align: center; color: #605e5c; font-size: 11px; padding: 2px 0 4px }
.large { width: 58px; text-align: center; padding-top: 4px } .large img { width: 32px; height: 32px; display: block; margin: 0 auto 4px }
.stack { display: flex; flex-direction: column; padding: 2px 4px }
.normal { display: flex; align-items: center; gap: 5px; height: 23px; white-space: nowrap } .normal img { width: 16px; height: 16px }
.note { padding: 5px 10px; color: #605e5c }
"""


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "ribbon.html")
        page.write_text(html(ElementTree.fromstring(RIBBON.read_bytes())), "utf-8")
        program = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
        subprocess.run([program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                        f"--user-data-dir={folder}/profile", "--window-size=1180,158", "--force-device-scale-factor=1.5",
                        f"--screenshot={PICTURE}", page.as_uri()], check=True, capture_output=True)


def html(ribbon: Any) -> str:
    """The page: tabs, and the groups of our tab as Excel lays them out."""
    tab = next(element for element in ribbon.iter() if element.tag.endswith("}tab"))
    tabs = "".join(f"<span>{name}</span>" for name in TABS) + f'<span class="on">{escape(tab.get("label"))}</span>'
    return (f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><style>{_STYLE}</style><div class="tabs">{tabs}</div>'
            f'<div class="ribbon">{"".join(map(_group, tab))}</div>'
            '<div class="note">示意图：按加载项的定义绘制，实际外观因 Excel 版本和窗口宽度而异。</div></html>')


def _group(group: Any) -> str:
    out: list[str] = []
    waiting: list[str] = []
    for button in group:
        if button.get("size") == "large":
            out += [*_stacks(waiting), _button(button, 64, "large")]
            waiting = []
        else:
            waiting.append(_button(button, 32, "normal"))
    out += _stacks(waiting)
    return f'<div class="group"><div class="row">{"".join(out)}</div><div class="name">{escape(group.get("label"))}</div></div>'


def _stacks(buttons: list[str]) -> list[str]:
    return [f'<div class="stack">{"".join(buttons[at:at + STACK])}</div>' for at in range(0, len(buttons), STACK)]


def _button(button: Any, pixels: int, kind: str) -> str:
    data = base64.b64encode((ICONS / str(pixels) / f'{button.get("image")}.png').read_bytes()).decode("ascii")
    return f'<div class="{kind}"><img src="data:image/png;base64,{data}" alt="">{escape(button.get("label"))}</div>'


if __name__ == "__main__":
    main()

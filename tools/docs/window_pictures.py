"""Makes the manual's pictures of the extension in a window of LibreOffice: `python -m tools.docs.window_pictures`.

The example bureau's workbook is opened in a window under Xvfb with the extension; menu, context menu, the list of problems and
formulas are photographed as they stand there.  Needs LibreOffice, Xvfb, xdotool and ImageMagick (import).
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from ssj_xl.build.ribbon import TAB_LABEL
from ssj_xl.gateways.libreoffice.bridge import url
from tests.live.window import OXT, Window, children, named
from tools.docs.pictures import FOLDER

SETTLING = 1.5
"""Seconds for LibreOffice to draw."""


def main() -> None:
    """Make every picture."""
    window = Window()
    with tempfile.TemporaryDirectory() as folder:
        window.start()
        try:
            _photograph(window, _opened(window, OXT.parent / "示例局" / "主台账-柳荫县司法局.xlsx", Path(folder)))
            _opened(window, OXT.parent / "公式示例.xlsx", Path(folder))
            _take(window, "LibreOffice-公式", "1340x520+0+0")
        finally:
            window.stop()


def _opened(window: Window, source: Path, folder: Path) -> Any:
    """A copy of the workbook as a person opens it, without the tests' word on its macros."""
    path = Path(shutil.copy(source, folder))
    window.engine.apps.active.books.impl.api.loadComponentFromURL(url(path), "_blank", 0, ())
    return window.engine.apps.active.books.active


def _photograph(window: Window, book: Any) -> None:
    top = book.api.CurrentController.Frame.ContainerWindow.getAccessibleContext()
    menu = next(one for bar in children(top) for one in children(bar) if one.getAccessibleName() == TAB_LABEL)
    at = menu.getLocationOnScreen()
    window.click(at.X + 10, at.Y + 8)
    window.key("Down", "Down", "Right")
    _take(window, "LibreOffice-菜单", "1000x300+0+0")
    window.key("Escape", "Escape", "Escape")
    book.sheets["抽取名单"].activate()
    window.click(400, 500)
    with window.menu(book.sheets["抽取名单"].range("D3")):
        _take(window, "LibreOffice-右键", "820x560+0+75")
    with window.real():
        window.push("check", book)
        box = named(window.opened("ALERT"))
        _take(window, "LibreOffice-问题清单", "1340x420+0+75")
        box["OK"].doAccessibleAction(0)
        window.settled(book)


def _take(window: Window, name: str, area: str) -> None:
    """Photograph a part of the screen, with few colours."""
    time.sleep(SETTLING)
    subprocess.run(["import", "-display", window.display, "-window", "root", "-crop", area, "+repage", "+dither", "-colors", "64",
                    f"png8:{FOLDER / name}.png"], check=True)


if __name__ == "__main__":
    main()

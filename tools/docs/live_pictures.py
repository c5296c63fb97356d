"""Makes the manual's pictures of what the buttons do: `python -m tools.docs.live_pictures`.

The month of `tests.live.month` is pressed in a window of LibreOffice; the sheets as they stand there
afterwards are printed and become PNG files.  Needs LibreOffice, Xvfb, xdotool and poppler (pdftotext, pdftoppm).
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.live.month import carried_through
from tests.live.window import Window
from tools.docs.pictures import DPI, FOLDER, pages


class Picture(NamedTuple):
    """One picture: its name, how the page begins that it shows, how many pixels of the page's top are kept."""

    name: str
    begins: str
    height: int


PICTURES = (
    Picture("实时-预览", "预览（程序填写", 390),
    Picture("实时-问题清单", "问题清单（程序填写", 340),
    Picture("实时-导入预览", "导入预览（程序填写", 400),
    Picture("实时-核验结果", "核验结果（程序填写", 560),
    Picture("实时-到期提醒", "到期提醒（程序填写", 230),
)


def main() -> None:
    """Make every picture."""
    FOLDER.mkdir(exist_ok=True)
    office = Window()
    with tempfile.TemporaryDirectory() as name:
        pdf = Path(name) / "实时.pdf"
        try:
            office.start()
            carried_through(office, Path(name)).book.to_pdf(str(pdf))
        finally:
            office.stop()
        texts = pages(pdf)
        for picture in PICTURES:
            number = next(n for n, text in enumerate(texts, 1) if text.strip().startswith(picture.begins))
            subprocess.run(["pdftoppm", "-png", "-r", str(DPI), "-f", str(number), "-l", str(number), "-singlefile",
                            "-W", "2000", "-H", str(picture.height), str(pdf), str(FOLDER / picture.name)], check=True)


if __name__ == "__main__":
    main()

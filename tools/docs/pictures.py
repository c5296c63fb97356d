"""Makes the manual's pictures from the demonstration's real files: `python -m tools.docs.pictures`.

The demonstration is run, commands of the manual are run on its workbooks, what comes is printed by LibreOffice, and
the pages named here become PNG files; `tools.docs.live_pictures` makes those of the buttons.  Needs LibreOffice, poppler (pdftotext,
pdftoppm), Chromium and ImageMagick (mogrify).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from ssj_xl.papers.pdf import to_pdf
from ssj_xl.workflows.demo import demo
from tests.browser.chromium import reader
from tests.browser.test_sheet import PHONE, answer

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "图"
DPI = 80
PAGE = "公证工作处/公示页-YZSFJ-GZ-2021-001.html"


BOOK = "律师工作处/主台账-律师工作处.xlsx"
TASK = "YZSFJ-LS-2021-001"
PAPERS = f"律师工作处/文书-{TASK}"
COMMANDS = (
    f"papers {BOOK} {TASK} -o {PAPERS} --date 2021-03-20",
    f"sheets {BOOK} {TASK} -o 填写页",
    f"archive {BOOK} {TASK} --term 定期30年",
    f"quarter {BOOK} --quarter 2021Q1 --date 2021-03-29 -o 落实情况.docx",
    f"year {BOOK} --year 2021 --date 2021-12-31 -o 年度情况.xlsx",
    f"due {BOOK} --today 2021-03-19 -o 期限清单.xlsx",
    f"platform export {BOOK} {TASK} -o 平台导入.xlsx",
    "report 公证工作处/主台账-公证工作处.xlsx --month 2021-03 --date 2021-03-20 -o 月报表.docx",
)
"""What is run in the demonstration's folder, besides the demonstration, for the pictures of what it makes."""


class Picture(NamedTuple):
    """One picture: its name, the file it shows (below the demonstration), the sheet (in the footer) or the number of
    the page, how many pixels of the page's top are kept (0: all of it)."""

    name: str
    file: str
    sheet: str | int = 1
    height: int = 0


PICTURES = (
    Picture("首页", "律师工作处/主台账-律师工作处.xlsx", "首页"),
    Picture("参数", "公证工作处/主台账-公证工作处.xlsx", "参数"),
    Picture("检查对象", "公证工作处/主台账-公证工作处.xlsx", "检查对象", height=260),
    Picture("执法人员", "公证工作处/主台账-公证工作处.xlsx", "执法人员", height=220),
    Picture("抽查任务", "公证工作处/主台账-公证工作处.xlsx", "抽查任务", height=180),
    Picture("抽取名单", "公证工作处/主台账-公证工作处.xlsx", "抽取名单", height=230),
    Picture("检查结果", "公证工作处/主台账-公证工作处.xlsx", "检查结果", height=300),
    Picture("操作日志", "公证工作处/主台账-公证工作处.xlsx", "操作日志", height=300),
    Picture("锁定公告", "律师工作处/锁定公告-YZSFJ-LS-2021-001.xlsx"),
    Picture("月报表", "公证工作处/月报表-公证工作处-2021-03.xlsx"),
    Picture("月报追溯", "公证工作处/月报追溯-公证工作处-2021-03.xlsx", height=300),
    Picture("报送情况", "汇总/汇总台账-2021-03.xlsx", "报送情况", height=280),
    Picture("问题清单", "汇总/汇总台账-2021-03.xlsx", "问题清单"),
    Picture("抽查方案", f"{PAPERS}/抽查方案.docx"),
    Picture("行政检查通知书", f"{PAPERS}/行政检查通知书.docx"),
    Picture("检查记录表", f"{PAPERS}/检查记录表.docx"),
    Picture("结果公示表", f"{PAPERS}/结果公示表.docx", height=420),
    Picture("落实情况-首页", "落实情况.docx"),
    Picture("落实情况-图表", "落实情况.docx", 2),
    Picture("年度情况", "年度情况.xlsx"),
    Picture("期限清单", "期限清单.xlsx", height=420),
    Picture("平台导入", "平台导入.xlsx", height=300),
    Picture("月报表-Word", "月报表.docx"),
    Picture("卷内目录", f"律师工作处/归档-{TASK}/卷内目录和备考表.xlsx", height=420),
)


def pages(pdf: Path) -> list[str]:
    """The text of every page."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, text=True).stdout
    return text.split("\f")


def _page_of(pdf: Path, picture: Picture) -> int:
    """The 1-based page that a picture shows; a page belongs to the sheet that its footer names."""
    if isinstance(picture.sheet, int):
        return picture.sheet
    return next(number for number, text in enumerate(pages(pdf), 1)
                if text.strip() and text.strip().splitlines()[-1].rstrip().endswith(picture.sheet))


def _draw(pdf: Path, picture: Picture) -> None:
    page = str(_page_of(pdf, picture))
    crop = ["-W", "2000", "-H", str(picture.height)] if picture.height else []
    subprocess.run(["pdftoppm", "-png", "-r", str(DPI), "-f", page, "-l", page, "-singlefile", *crop, str(pdf),
                    str(FOLDER / picture.name)], check=True)


def main() -> None:
    """Make every picture."""
    if missing := [program for program in ("pdftoppm", "mogrify") if not shutil.which(program)]:
        sys.exit(f"not installed: {', '.join(missing)}")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "演示"
        demo(root)
        for command in COMMANDS:
            subprocess.run([sys.executable, "-m", "ssj_xl", *command.split()], cwd=root, check=True)
        printed: dict[str, Path] = {}
        for picture in PICTURES:
            if picture.file not in printed:
                printed[picture.file] = (root / picture.file).with_suffix(".pdf")
                to_pdf(root / picture.file, printed[picture.file])
            _draw(printed[picture.file], picture)
        _photograph(root / PAGE, FOLDER / "公示页.png")
        _photograph_sheet(min((root / "填写页").iterdir()), FOLDER / "填写页.png")


def _photograph(page: Path, picture: Path) -> None:
    """The public page as Chromium shows it after 核验."""
    with reader() as tab:
        tab.size((900, 1500))
        tab.open(page)
        tab.submit("#verify-form")
        tab.wait("document.getElementById('verify').className === 'finished'")
        tab.picture(picture)
    _crop(picture, "900x1500+0+0")


def _photograph_sheet(page: Path, picture: Path) -> None:
    """A team's page on a telephone, its first object open with a day and a result."""
    with reader() as tab:
        tab.size(PHONE)
        tab.open(page)
        answer(tab)
        tab.picture(picture)
    _crop(picture, "375x1250+0+0")


def _crop(picture: Path, area: str) -> None:
    subprocess.run(["mogrify", "-crop", area, "+repage", "-colors", "64", str(picture)], check=True)


if __name__ == "__main__":
    main()

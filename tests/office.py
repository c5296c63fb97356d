"""Real programs as witnesses: LibreOffice, Poppler and Chromium, for tests that look at what users get.

Every LibreOffice run has a profile of its own, so tests in parallel do not meet each other.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

# A cold start on a busy machine takes some seconds; a hung office program would take for ever.
TIMEOUT_SECONDS = 180

# Recalculate every formula on loading (0 = always): builders store 0 as a formula's value.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


class OfficeError(Exception):
    """A program failed, hung, or made no file; the message holds what it printed."""


def soffice() -> str | None:
    """LibreOffice's command, or None where it is not installed."""
    return _found("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice",
                  r"C:\Program Files\LibreOffice\program\soffice.com")


def chromium() -> str | None:
    """The command of Chromium or Chrome, or None where there is neither."""
    return _found("chromium", "chromium-browser", "google-chrome", "chrome",
                  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                  r"C:\Program Files\Google\Chrome\Application\chrome.exe")


def to_pdf(path: Path, out_dir: Path) -> Path:
    """The file as LibreOffice prints it, formulas recalculated."""
    return _convert(path, out_dir, "pdf")


def recalculated(path: Path, out_dir: Path) -> Path:
    """The workbook as .xlsx with every formula's value computed by LibreOffice."""
    return _convert(path, out_dir, "xlsx:Calc MS Excel 2007 XML")


def pdf_pages(path: Path) -> int:
    """How many pages a PDF has."""
    found = re.search(r"^Pages:\s+(\d+)", _run(["pdfinfo", str(path)]), re.MULTILINE)
    if found is None:
        raise OfficeError(f"pdfinfo gives no page count for {path.name}")
    return int(found[1])


def pdf_text(path: Path) -> str:
    """The text of a PDF, laid out as on the page; pages end with a form feed."""
    return _run(["pdftotext", "-enc", "UTF-8", "-layout", str(path), "-"])


def to_png(pdf: Path, out_dir: Path, dpi: int = 60) -> list[Path]:
    """One picture a page, in page order."""
    out_dir.mkdir(parents=True, exist_ok=True)
    _run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(out_dir / pdf.stem)])
    return sorted(out_dir.glob(f"{pdf.stem}-*.png"))


def _found(*candidates: str) -> str | None:
    return next((path for path in map(shutil.which, candidates) if path), None)


def _convert(path: Path, out_dir: Path, target: str) -> Path:
    """Convert by LibreOffice, whose exit code says nothing: only the file that appears does."""
    command = soffice()
    if command is None:
        raise OfficeError("LibreOffice is not installed; mark the test `libreoffice`")
    made = out_dir / f"{path.stem}.{target.partition(':')[0]}"
    if made.resolve() == path.resolve():
        raise OfficeError(f"{path.name} would be overwritten; give another folder")
    made.unlink(missing_ok=True)
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ssj_xl_office_", ignore_cleanup_errors=True) as folder:
        user = Path(folder, "user")
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
        profile = f"-env:UserInstallation={Path(folder).as_uri()}"
        printed = _run([command, profile, "--headless", "--norestore", "--convert-to", target,
                        "--outdir", str(out_dir), str(path)])
    if not made.is_file():
        raise OfficeError(f"LibreOffice made no {made.name} from {path}: {printed}")
    return made


def _run(command: Sequence[str]) -> str:
    """Run a program; return what it printed.  Its children die with it when it hangs."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          start_new_session=True) as process:
        try:
            out, err = process.communicate(timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            _kill_group(process)
            raise OfficeError(f"no end after {TIMEOUT_SECONDS} s: {' '.join(command)}") from None
    text, complaint = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
    if process.returncode:
        raise OfficeError(f"exit code {process.returncode}: {' '.join(command)}\n{text}{complaint}")
    return text


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and the ones it started (soffice is a script around soffice.bin)."""
    if os.name == "posix":
        os.killpg(process.pid, 9)
    else:
        process.kill()

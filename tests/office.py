"""Real programs as witnesses: LibreOffice, Poppler and Chromium, for tests that look at what users get.

One LibreOffice runs in each process of the tests, with a profile of its own, from the first test that needs it to
the end: it converts and prints files, and has workbooks open.

A test that needs a workbook open in a spreadsheet program takes the fixture `live_office` (one LibreOffice a
session) and the marker `libreoffice`:

    @pytest.mark.libreoffice
    def test_a_button(live_office: LiveOffice, tmp_path: Path) -> None:
        live_office.reply = "yes"                   # what message boxes answer
        book = live_office.open(path)               # an xlwings.Book; closed when the test ends
        book.sheets["参数"]["B5"].value = "某局"
        assert live_office.messages == [("已完成。", "双随机", "ok", "info")]
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
import uuid
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.office.programs import environment, find_soffice

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


_FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "docx": "MS Word 2007 XML", "xls": "MS Excel 97", "ods": "calc8", "doc": "MS Word 97", "odt": "writer8"}


class OfficeError(Exception):
    """A program failed, hung, or made no file; the message holds what it printed."""


def chromium() -> str | None:
    """The command of Chromium or Chrome, or None where there is neither."""
    return _found("chromium", "chromium-browser", "google-chrome", "chrome",
                  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                  r"C:\Program Files\Google\Chrome\Application\chrome.exe")


def to_pdf(path: Path, out_dir: Path) -> Path:
    """The file as LibreOffice prints it, formulas recalculated."""
    return _convert(path, out_dir, "pdf")


def converted(path: Path, out_dir: Path, target: str) -> Path:
    """The file in another format of LibreOffice's, in a folder."""
    return _convert(path, out_dir, target)


def by_the_running_one(_program: str, source: Path, folder: Path, target: str) -> str:
    """What `papers.pdf` starts a LibreOffice for: convert a file into a folder; returns why it failed, or nothing."""
    kind = "writer" if source.suffix in (".docx", ".doc", ".odt", ".rtf", ".wps") else "calc"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        RUNNING.convert(source, folder / f"{source.stem}.{target}", _FILTERS.get(target, f"{kind}_{target}_Export"))
    except OfficeError as error:
        return str(error)
    return ""


def recalculated(path: Path, out_dir: Path) -> Path:
    """The workbook as .xlsx with every formula's value computed by LibreOffice."""
    return _convert(path, out_dir, "xlsx:Calc MS Excel 2007 XML")


def hold_today(path: Path, day: date) -> Path:
    """Put a day in the place of every TODAY() of a workbook, so that it computes the same whenever a test runs."""
    with zipfile.ZipFile(path) as book:
        parts = {item.filename: book.read(item) for item in book.infolist()}
    if b"NOW()" in b"".join(parts.values()):
        raise OfficeError(f"{path.name} reads the clock by NOW(), which this does not hold")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content.replace(b"TODAY()", f"DATE({day.year},{day.month},{day.day})".encode()))
    return path


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
    """Convert by LibreOffice.  target: the ending, then the name of a filter of LibreOffice."""
    ending, _, name = target.partition(":")
    made = out_dir / f"{path.stem}.{ending}"
    if made.resolve() == path.resolve():
        raise OfficeError(f"{path.name} would be overwritten; give another folder")
    made.unlink(missing_ok=True)
    out_dir.mkdir(parents=True, exist_ok=True)
    RUNNING.convert(path, made, name or f"{'writer' if path.suffix == '.docx' else 'calc'}_pdf_Export")
    if not made.is_file():
        raise OfficeError(f"LibreOffice made no {made.name} from {path}")
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


# Formulas are written and read as Excel has them; macros of our own test files may run.
_LIVE_PROFILE = _PROFILE.replace("</oor:items>", """<item oor:path="/org.openoffice.Office.Calc/Formula/Syntax">
<prop oor:name="Grammar" oor:op="fuse"><value>1</value></prop>
<prop oor:name="EnglishFunctionName" oor:op="fuse"><value>true</value></prop>
<prop oor:name="SeparatorArg" oor:op="fuse"><value>,</value></prop>
<prop oor:name="SeparatorArrayCol" oor:op="fuse"><value>,</value></prop>
<prop oor:name="SeparatorArrayRow" oor:op="fuse"><value>;</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>""")


class LiveOffice:
    """A LibreOffice without windows that keeps running, connected to xlwings as its active engine.

    engine: the xlwings engine.  messages: what was shown in message boxes (text, title, buttons, kind) since
    the last `close_books`.  reply: the button that "is pressed" in them.
    """

    def __init__(self) -> None:
        self.messages: list[tuple[str, str, str, str]] = []
        self.reply = "ok"
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.engine: Any = None
        self.context: Any = None

    def start(self) -> None:
        """Start the program, unless it is running.  Raises OfficeError, TimeoutError."""
        from ssj_xl.gateways.libreoffice.app import register
        from ssj_xl.gateways.libreoffice.bridge import connect

        if self._process is not None and self._process.poll() is None:
            self.engine.activate()
            return
        self.stop()
        command = find_soffice()
        if command is None:
            raise OfficeError("LibreOffice is not installed; mark the test `libreoffice`")
        self._folder = tempfile.TemporaryDirectory(prefix="ssj_xl_live_", ignore_cleanup_errors=True)
        user = Path(self._folder.name, "user")
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_LIVE_PROFILE, "utf-8")
        pipe = f"pipe,name=ssj_xl_{uuid.uuid4().hex}"
        options, environment = self._prepared(Path(self._folder.name))
        self._process = subprocess.Popen(
            [command, f"-env:UserInstallation={Path(self._folder.name).as_uri()}", *options, "--norestore", "--nologo",
             "--nodefault", f"--accept={pipe};urp;"], env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.context = connect(pipe, seconds=TIMEOUT_SECONDS)
        self.engine = register(self.context, pid=self._process.pid, answer=self._answer)

    def _prepared(self, folder: Path) -> tuple[list[str], dict[str, str]]:
        """What else soffice is told, and its environment.  folder: the profile, which is there already."""
        return ["--headless"], environment()

    def _answer(self, *message: str) -> str:
        self.messages.append(message)  # type: ignore[arg-type]
        return self.reply

    def convert(self, path: Path, made: Path, name: str) -> None:
        """Load a file, its formulas recalculated and its macros off, and store it by a filter of this name.

        A LibreOffice that hangs is killed after a while; then, and where it fails, the bridge's own exception comes.
        """
        from ssj_xl.gateways.libreoffice.bridge import properties, url

        self.start()
        assert self._process is not None
        watchdog = threading.Timer(TIMEOUT_SECONDS, _kill_group, [self._process])
        watchdog.start()
        try:
            document = self.engine.apps.active.books.impl.api.loadComponentFromURL(
                url(str(path)), "_blank", 0, properties(Hidden=True))
            if document is None:
                raise OfficeError(f"LibreOffice does not open {path}")
            document.storeToURL(url(str(made)), properties(FilterName=name))
            document.close(True)
        finally:
            watchdog.cancel()

    def open(self, path: Path) -> Any:
        """The workbook, opened: an xlwings.Book."""
        self.start()
        return self.engine.apps.active.books.open(str(path))

    def close_books(self) -> None:
        """Close every workbook without saving, and forget the messages."""
        self.messages.clear()
        self.reply = "ok"
        if self._process is None or self._process.poll() is not None:
            return
        app = self.engine.apps.active
        app.screen_updating, app.calculation, app.status_bar = True, "automatic", False
        for book in list(app.books):
            book.close()

    def stop(self) -> None:
        """End the program, whatever it does, and remove its profile."""
        if self._process is not None:
            if self._process.poll() is None:
                _kill_group(self._process)
            self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()
        self._process = self._folder = self.engine = self.context = None


RUNNING = LiveOffice()
"""The LibreOffice of this process; started when first needed, ended by the session's fixture."""

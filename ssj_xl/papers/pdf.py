"""What LibreOffice makes of a file, a PDF or a newer format, with a profile of its own, so an open window is not in the way."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ssj_xl.office.programs import environment, find_soffice
from ssj_xl.tables.problems import Place, UserError, fail

_TIMEOUT_SECONDS = 180


def to_pdf(path: Path, out: Path, *, soffice: str | None = None) -> Path:
    """Print the workbook or document `path` into the PDF file `out`, and return `out`.

    soffice: the LibreOffice program, looked for where it is not given.  Raises UserError U04 (no
    LibreOffice) and U05 (it made no PDF).
    """
    program = soffice or find_soffice()
    if program is None:
        raise fail("U04", exit_code=3)
    with tempfile.TemporaryDirectory(prefix="ssj-pdf-") as scratch:
        folder = Path(scratch)
        source = folder / f"in{path.suffix}"
        shutil.copyfile(path, source)
        why = _convert(program, source, folder, "pdf")
        made = source.with_suffix(".pdf")
        if why or not made.is_file():
            raise fail("U05", Place(file=path.name), exit_code=3, why=why or "没有输出文件")
        shutil.copyfile(made, out)
    return out


def converted(path: Path, out: Path) -> bool:
    """Convert a file into the format that the name of `out` tells; whether there is a LibreOffice that could."""
    program = find_soffice()
    if program is None:
        return False
    with tempfile.TemporaryDirectory(prefix="ssj-copy-") as scratch:
        folder = Path(scratch)
        source = folder / f"in{path.suffix}"
        shutil.copyfile(path, source)
        made = folder / "out" / f"in{out.suffix}"
        if _convert(program, source, made.parent, out.suffix[1:]) or not made.is_file():
            return False
        shutil.copyfile(made, out)
    return True


OLD = {".xls": ".xlsx", ".et": ".xlsx", ".ods": ".xlsx", ".doc": ".docx", ".wps": ".docx", ".rtf": ".docx", ".odt": ".docx"}
"""Formats of which LibreOffice makes one that can be read and filled."""
_REFUSED_AS_OLD = frozenset(("F02", "F05", "P16", "P18", "P22", "B08"))
T = TypeVar("T")


def read_modern(path: Path, read: Callable[[Path], T]) -> T:
    """What a reader makes of a file; of an older format, of the copy that LibreOffice makes of it.  Raises what the reader raises."""
    try:
        return read(path)
    except UserError as error:
        suffix = OLD.get(path.suffix.lower(), "")
        if not suffix or not {found.code for found in error.problems} & _REFUSED_AS_OLD:
            raise
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / f"{path.stem}{suffix}"
            if not converted(path, copy):
                raise
            return read(copy)


def _convert(program: str, source: Path, folder: Path, target: str) -> str:
    """Run LibreOffice once; returns why it failed, or nothing."""
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
               "--convert-to", target, "--outdir", str(folder), str(source)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False,
                              stdin=subprocess.DEVNULL, env=environment())
    except subprocess.TimeoutExpired:
        return f"{_TIMEOUT_SECONDS} 秒内没有完成"
    except OSError as error:
        return f"无法启动：{error.strerror}"
    return "" if done.returncode == 0 else f"退出码 {done.returncode}"

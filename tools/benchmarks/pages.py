"""What every page of figures says of the machine, and how it is shown and written."""

from __future__ import annotations

import os
import platform
import sys
from datetime import date
from pathlib import Path


def machine() -> str:
    """Where and when, and how many programs waited for the processors: with more than there are, only ratios tell something."""
    load = f"，同时等着处理器的程序约 {os.getloadavg()[1]:.0f} 个" if hasattr(os, "getloadavg") else ""
    return f"{platform.machine()}，{os.cpu_count()} 个处理器，Python {platform.python_version()}，{date.today()}{load}"


def publish(text: str, document: Path, *, show: bool) -> None:
    """Print a page and write it into docs; show: only print."""
    sys.stdout.write(text)
    if not show:
        document.write_text(text, "utf-8")

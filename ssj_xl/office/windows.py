"""Whether this is Windows, asked in one place, so that every branch for it is entered by a test on any machine."""

from __future__ import annotations

import os
from pathlib import Path

WINDOWS = os.name == "nt"
LONGEST = 259
"""As many characters of a path Windows takes, as it comes; of a longer one it says that there is no such folder."""


def is_windows() -> bool:
    """Whether the program runs on Windows."""
    return WINDOWS


def is_too_long(path: Path | str) -> bool:
    """Whether a path is too long for this system."""
    return WINDOWS and len(os.path.abspath(path)) > LONGEST

"""Names of files and sheets from names that people gave: whatever Windows, Excel and USB sticks refuse is left out."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\[\]\']+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LONGEST = 50
"""Characters of a name: Windows takes 260 for the whole path, Linux 255 bytes for a name (85 Chinese characters)."""
_SHEET = 31


def file_stem(name: str, *, longest: int = _LONGEST) -> str:
    """A name as part of a file name, without suffix.

    >>> file_stem('甲/乙:律师事务所. ')
    '甲_乙_律师事务所'
    >>> file_stem('con')
    '_con'
    """
    text = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    text = _cut(_FORBIDDEN.sub("_", text), longest).strip(" .")
    return f"_{text}" if not text or _RESERVED.fullmatch(text) else text


def _cut(text: str, longest: int) -> str:
    """At most so many characters as Windows and Excel count them: rare ones count twice."""
    return text.encode("utf-16-le")[:2 * longest].decode("utf-16-le", "ignore")


def sheet_name(number: int, name: str) -> str:
    """A sheet's name, unique by its number."""
    return file_stem(f"{number:03}-{name}", longest=_SHEET)

"""What a file is that holds no table we read, told by its content: the reason for which it is refused."""

from __future__ import annotations

import io
import re
import zipfile

from ssj_xl.office.hostile import BIFF, LOCAL, OLE

_STARTS = ((b"%PDF", "是 PDF 文件"), (b"\x89PNG", "是图片"), (b"\xff\xd8\xff", "是图片"), (b"GIF8", "是图片"), (b"II*\0", "是图片"),
           (b"MM\0*", "是图片"), (b"Rar!", "是压缩包"), (b"7z\xbc\xaf", "是压缩包"), (b"\x1f\x8b", "是压缩包"), (b"{\\rtf", "是 RTF 文档"),
           (b"MIME-Version", "是网页存档（.mht）"), (b"From: <Saved by", "是网页存档（.mht）"),
           (b"TABLE\r\n0,1", "是 DIF 文件（.dif）"), (b"TABLE\n0,1", "是 DIF 文件（.dif）"), (b"SQLite format 3\0", "是 SQLite 数据库"),
           (b"\0\1\0\0Standard ", "是 Access 数据库"))
_WORD, _SLIDES = "是 Word 文档", "是演示文稿"
_PACKED = {"word/document.xml": _WORD, "ppt/presentation.xml": _SLIDES, "OFD.xml": "是 OFD 文件", "Index/Document.iwa": "是 Numbers 表格"}
_WORKBOOK = ("[Content_Types].xml", "content.xml", "encrypted-package")
"""Of an .ods with a password LibreOffice 24.8 and later packs everything into the last one."""
_ODF_TEXT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_OLD = (("WordDocument", _WORD), ("PowerPoint Document", _SLIDES))
_SYLK = re.compile(rb"ID;P[^\r\n]*(?:\r\n?|\n)[BCFEPO];")
"""Its first line and a record after it: a list of staff may begin with the columns ID;Personal…, too."""
_NESTED = re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{])")
_TREE = re.compile(r"\s*<\?xml\b")
_START = 4096
_BEFORE_97 = "是 Excel 95 或更早的工作簿"


def why_by_start(data: bytes) -> str:
    """What a file is of which nothing is read, told by its first bytes; '' where they do not tell."""
    found = next((why for mark, why in _STARTS if data.startswith(mark)), "")
    return found or ("是 SYLK 文件（.slk）" if _SYLK.match(data[:_START]) else "")


def why_no_table(data: bytes, start: str) -> str:
    """What a file is in which there is no table to be read, '' where there may be one.

    start: its first characters as text.
    """
    found = why_by_start(data)
    if not found and data.startswith(LOCAL):
        return _packed(data)
    if not found and data.startswith((OLE, *BIFF)):
        return _old(data)
    return found or ("是 JSON 数据" if _NESTED.match(start) else "")


def is_other_tree(start: str) -> bool:
    """Whether a text is XML; asked when it is known to be none that holds a table."""
    return _TREE.match(start) is not None


def _packed(data: bytes) -> str:
    """Of an archive: by the names of its members, as those of what is packed inside one stand in it too."""
    if _ODF_TEXT in data[:_START]:
        return _WORD
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return ""
    found = next((why for name, why in _PACKED.items() if name in names), "")
    return found or ("" if names.intersection(_WORKBOOK) else "是压缩包，要先解压")


def _old(data: bytes) -> str:
    """Of an old Office file: the names of its streams stand in it as UTF-16; only .xls since Excel 97 has a Workbook."""
    if data.startswith(BIFF):
        return _BEFORE_97
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "EncryptedPackage")):
        return ""
    if found := next((why for name, why in _OLD if name.encode("utf-16-le") in data), ""):
        return found
    return _BEFORE_97 if "Book".encode("utf-16-le") in data else ""

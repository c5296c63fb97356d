"""Checks before parsing: a file from elsewhere is hostile until it has passed here."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ssj_xl.office.programs import LONGEST, is_too_long
from ssj_xl.office.refusals import why_not_read
from ssj_xl.tables.problems import Place, UserError, fail

if TYPE_CHECKING:
    from zipfile import ZipInfo

_GB = 30
FILE_LIMIT = 1 << _GB
TOTAL_LIMIT = 2 << _GB
"""More than a hundred thousand objects with their results take, where each cell of a column has its formula written out (1.0 GB)."""
RATIO_LIMIT = 200
RATIO_FROM = 10 << 20
ENTRY_LIMIT = 10_000
_CHUNK = 1 << 20
_FEED = 1 << 16
LOCAL, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
"""What an archive, an old Office file and an old sheet without one begin with."""
_BOF = re.compile(rb"\x09(?:\x00\x04\x00|[\x02\x04]\x06\x00|\x08[\x08\x10]\x00)\x00[\x02-\x06]")
_GLOBALS = 200
FILEPASS, DATEMODE = 0x2F, 0x22
"""Records of an old workbook: that it has a password; [1, 0] where day numbers count from 1904."""
_XML = (".xml", ".rels", ".vml")
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)")
_OVERLAP = max(map(len, _FORBIDDEN))


_TOLD = ("compress_type", "CRC", "compress_size", "file_size")
"""What a directory record says of a member's content."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of the archive: its directory record, and where its compressed bytes stand.

    fault: why no reader of ours may look into it.  What none looks into is carried as it is: Power Query keeps UTF-16.
    """

    info: ZipInfo
    start: int
    fault: UserError | None = None

    @property
    def name(self) -> str:
        """The member's name as it is stored."""
        return self.info.orig_filename

    def raw(self, data: bytes) -> bytes:
        """The compressed bytes."""
        return data[self.start : self.start + self.info.compress_size]

    def is_same(self, data: bytes, other: Entry, others: bytes) -> bool:
        """Whether another archive (`others`) holds the very same compressed bytes, and says the same of them."""
        return all(getattr(self.info, name) == getattr(other.info, name) for name in _TOLD) and self.raw(data) == other.raw(others)

    def content(self, data: bytes) -> bytes:
        """The content; its size was checked on opening."""
        raw = self.raw(data)
        return raw if not raw or self.info.compress_type == zipfile.ZIP_STORED else zlib.decompress(raw, -15)


def missing(path: Path) -> UserError:
    """The error for a file that is not there: F79 a folder, F80 a path too long for Windows, else F01."""
    if is_too_long(path):
        return fail("F80", Place(str(path)), exit_code=3, count=len(os.path.abspath(path)), most=LONGEST)
    return fail("F79" if path.is_dir() else "F01", Place(str(path)), exit_code=3)


def read_file(path: Path) -> bytes:
    """The bytes of a file, as far as one can be read at all.  Raises as `missing`, F78 unreadable, F08 too large."""
    place, real = Place(str(path)), Path(os.path.realpath(path))
    if not real.is_file():
        raise missing(path)
    try:
        check_size(real, place)
        return real.read_bytes()
    except OSError as error:
        raise unreadable(error, place) from error


def check_size(path: Path, place: Place) -> None:
    """Raises UserError F08 for a file that is too large to be read, OSError where the system does not tell."""
    if path.stat().st_size > FILE_LIMIT:
        raise _refused(f"文件超过 {FILE_LIMIT >> _GB} GB", place)


def unreadable(error: OSError, place: Place) -> UserError:
    """F78: the system refused to read a file or folder, or it went away meanwhile."""
    return fail("F78", place, exit_code=3, why=why_not_read(error))


def check(data: bytes, file: str, *, before: bytes = b"", known: Mapping[str, Entry] = {}) -> tuple[Entry, ...]:
    """The archive's members, after every one was inflated once under limits.

    known: by name, members of an archive (`before`) that passed; one that is the same to the byte is not inflated again.

    Raises UserError (exit code 3): F02 not a workbook or damaged, F03 encrypted, F05 an older or
    foreign format, F08 what only a hostile file has, F86 where what has been added to `before` is more than will be opened again.
    """
    place = Place(file)
    if not data.startswith(LOCAL):
        raise _foreign(data, place)
    entries = _members(data, place)
    _check_names([entry.name for entry in entries], place)
    total = 0
    found = []
    for entry in entries:
        old = known.get(entry.name)
        if old and entry.is_same(data, old, before):
            size, fault = entry.info.file_size, old.fault
        else:
            size, fault = _check_content(entry, data, place, TOTAL_LIMIT - total)
        total += size
        if total > TOTAL_LIMIT:
            limit = TOTAL_LIMIT >> _GB
            raise fail("F86", place, exit_code=3, limit=limit) if before else _refused(f"解压后超过 {limit} GB", place)
        found.append(replace(entry, fault=fault) if fault else entry)
    return tuple(found)


def _refused(why: str, place: Place) -> UserError:
    return fail("F08", place, exit_code=3, why=why)


def damaged(why: str, place: Place) -> UserError:
    """The error for a file that cannot be understood."""
    return fail("F02", place, exit_code=3, why=why)


def _foreign(data: bytes, place: Place) -> UserError:
    if not data:
        return damaged("文件是空的", place)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return fail("F03", place, exit_code=3)
        if FILEPASS in old_globals(data):
            return fail("F03", place, exit_code=3)
        if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
            return fail("F05", place, exit_code=3, suffix=".xls")
        return damaged("是别的 Office 旧格式文件", place)
    if data.startswith(BIFF):
        return fail("F05", place, exit_code=3, suffix=".xls")
    if data[:512].lstrip().lower().startswith((b"<html", b"<!doctype html", b"<table")):
        return damaged("其实是网页文件", place)
    return damaged("不是 .xlsx/.xlsm 文件", place)


def old_globals(data: bytes) -> dict[int, bytes]:
    """The first records of an old workbook (.xls) by their number, as far as they stand in one piece.

    Source: [MS-XLS] 2.1.4: a stream is records of number, length (2 bytes each) and content, from BOF to EOF.
    """
    found: dict[int, bytes] = {}
    start = _BOF.search(data)
    at = start.start() if start else len(data)
    while at + 4 <= len(data) and len(found) < _GLOBALS:
        number, length = struct.unpack_from("<2H", data, at)
        if number == 0x0A or length > 8224:
            break
        found.setdefault(number, data[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def _members(data: bytes, place: Place) -> tuple[Entry, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise damaged("文件不完整", place) from error
    if len(infos) > ENTRY_LIMIT:
        raise _refused(f"内部部件多达 {len(infos)} 个", place)
    return tuple(_member(data, info, place) for info in infos)


def _member(data: bytes, info: ZipInfo, place: Place) -> Entry:
    at = info.header_offset
    if at < 0 or data[at : at + 4] != LOCAL or at + 30 > len(data):
        raise damaged("文件不完整", place)
    if info.flag_bits & 1:
        raise fail("F03", place, exit_code=3)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged("压缩方式不受支持", place)
    start = at + 30 + sum(struct.unpack_from("<2H", data, at + 26))
    if start + info.compress_size > len(data):
        raise damaged("文件不完整", place)
    return Entry(info, start)


def _check_names(names: list[str], place: Place) -> None:
    for name in names:
        steps = name.replace("\\", "/").split("/")
        if ".." in steps or not steps[0] or ":" in steps[0] or "\0" in name:
            raise _refused("内部部件的路径指向文件之外", place)
    if len({name.casefold() for name in names}) < len(names):
        raise _refused("内部部件重名", place)


def _check_content(entry: Entry, data: bytes, place: Place, room: int) -> tuple[int, UserError | None]:
    """How large a member is, and its fault; read no further than it takes to see that it is larger than `room`."""
    size = crc = 0
    is_xml = entry.name.lower().endswith(_XML)
    before = b""
    fault = None
    for chunk in _inflated(entry, data, place):
        if is_xml and not size:
            fault = _wrong_encoding(chunk, entry.name, place)
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        if size > room:
            return size, fault
        if size > RATIO_FROM and size > RATIO_LIMIT * entry.info.compress_size:
            raise _refused("压缩比异常，疑似压缩炸弹", place)
        if is_xml and any(word in before + chunk for word in _FORBIDDEN):
            fault = _refused(f"{entry.name} 中含有文档类型或实体声明", place)
        before = chunk[-_OVERLAP:]
    if size != entry.info.file_size or crc != entry.info.CRC:
        raise damaged("文件不完整", place)
    return size, fault


def _wrong_encoding(start: bytes, name: str, place: Place) -> UserError | None:
    """Of what a fast reader, which knows only UTF-8, would take for an empty part."""
    declared = _ENCODING.match(start)
    if b"\0" in start[:4] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        return damaged(f"内部部件 {name} 不是 UTF-8 编码", place)
    return None


def _inflated(entry: Entry, data: bytes, place: Place) -> Iterator[bytes]:
    raw = memoryview(data)[entry.start : entry.start + entry.info.compress_size]
    if entry.info.compress_type == zipfile.ZIP_STORED or not raw:
        yield from (bytes(raw[at : at + _CHUNK]) for at in range(0, len(raw), _CHUNK))
        return
    inflater = zlib.decompressobj(-15)
    try:
        for at in range(0, len(raw), _FEED):
            yield inflater.decompress(raw[at : at + _FEED], _CHUNK)
            while inflater.unconsumed_tail:
                yield inflater.decompress(inflater.unconsumed_tail, _CHUNK)
        yield inflater.flush()
    except zlib.error as error:
        raise damaged("文件不完整", place) from error
    if not inflater.eof:
        raise damaged("文件不完整", place)


def parse_xml(data: bytes, place: Place, part: str = "") -> Any:
    """The root element of a part (named in the refusal); nothing outside the bytes is read, no entity is expanded.

    Raises UserError F02 for malformed XML, F08 for a document type.
    """
    from lxml import etree

    # huge_tree lifts libxml2's own limits; `check` has bounded the size already.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(f"内部部件 {part} 有错" if part else "内部 XML 有错", place) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused("XML 中含有文档类型或实体声明", place)
    return root

"""The zip archive of an Office file: parts, relations, and writing back only what changed."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from ssj_xl.office.hostile import Entry, check, damaged, parse_xml
from ssj_xl.tables.problems import Place, UserError

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8 = 0x800
_ZIP64_EXTRA = 1
_CORE, _CORE_LIMIT = "docProps/core.xml", 1 << 20
_SAVED = re.compile(rb"<(?:\w+:)?modified[^>]*>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")


class Relation(NamedTuple):
    """A relation of a part: the last word of its type, and the target part."""

    kind: str
    target: str


class FidelityError(AssertionError):
    """A part that was not to change would have changed: a bug, and the reason not to save."""


class Package:
    """The parts of an Office file by name, with changes held until `build`.

    before: the package of which this one was built: what is the same to the byte is not inflated again.
    """

    def __init__(self, data: bytes, file: str, before: Package | None = None) -> None:
        self.data = data
        self.place = Place(file)
        checked = check(data, file, before=before.data, known=before._entries) if before else check(data, file)
        self._entries: dict[str, Entry] = {entry.name: entry for entry in checked}
        self._folded = {_plain(name).casefold(): name for name in self._entries}
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts."""
        return (*map(_plain, self._entries), *self._added)

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the parts that differ from the file."""
        return (*self._changed, *self._added)

    def has(self, name: str) -> bool:
        """Whether there is such a part (names fold case)."""
        return name.casefold() in self._folded

    def add(self, name: str, content: bytes) -> None:
        """Add a part behind all others."""
        self._added[name] = content
        self._folded[name.casefold()] = name

    def part(self, name: str) -> bytes:
        """A part's content.  Raises UserError F02 where it is missing, F02 or F08 where it may not be read."""
        if not self.has(name):
            raise damaged(f"缺少内部部件 {name}", self.place)
        name = self._folded[name.casefold()]
        written = self._changed.get(name, self._added.get(name))
        if written is not None:
            return written
        entry = self._entries[name]
        if entry.fault:
            raise entry.fault
        return entry.content(self.data)

    def tree(self, name: str) -> Any:
        """A part's root element.  Raises UserError F02 where it is missing or broken, F08 what only a hostile file has."""
        return parse_xml(self.part(name), self.place, name)

    def refuse_faults(self, names: Iterable[str]) -> None:
        """Raise UserError where a part that others read for us has a fault (F02, F08)."""
        for name in names:
            entry = self._entries.get(self._folded.get(name.casefold(), ""))
            if entry and entry.fault:
                raise entry.fault

    def put(self, name: str, content: bytes) -> None:
        """Give an existing part other content."""
        name = self._folded[name.casefold()]
        (self._added if name in self._added else self._changed)[name] = content

    def relations(self, name: str) -> dict[str, Relation]:
        """Relations of a part ("" is the package itself) by id; those that lead outside are left out."""
        folder, base = posixpath.split(name)
        source = posixpath.join(folder, "_rels", base + ".rels")
        if not self.has(source):
            return {}
        root = self.tree(source)
        items = [item for item in root.iterchildren("{*}Relationship") if item.get("TargetMode") != "External"]
        return {item.get("Id", ""): _relation(folder, item.get("Type", ""), item.get("Target", "")) for item in items}

    def build(self) -> bytes:
        """The archive anew: unchanged members with their very bytes, in the same order."""
        return self._built(self._changed)

    def build_with(self, parts: Mapping[str, bytes]) -> bytes:
        """The archive as it was but for some parts: for a reader that needs these in another form.  Names have slashes."""
        return self._built({self._folded[name.casefold()]: content for name, content in parts.items()}, slashes=True)

    def _built(self, changed: Mapping[str, bytes], *, slashes: bool = False) -> bytes:
        body: list[bytes] = []
        directory: list[bytes] = []
        offset = 0
        for entry in self._entries.values():
            shown = _plain(entry.name) if slashes else entry.name
            local, central = self._member(entry, changed.get(entry.name), offset, shown)
            body.append(local)
            directory.append(central)
            offset += len(local)
        for name, content in ({} if slashes else self._added).items():
            local, central = _new_member(name, content, offset)
            body.append(local)
            directory.append(central)
            offset += len(local)
        central_size = sum(map(len, directory))
        count = len(directory)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, central_size, offset, 0)
        return b"".join((*body, *directory, end))

    def _member(self, entry: Entry, content: bytes | None, offset: int, shown: str) -> tuple[bytes, bytes]:
        info = entry.info
        method, crc, size, raw = info.compress_type, info.CRC, info.file_size, entry.raw(self.data)
        if content is not None:
            method, crc, size, raw = zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content), _deflated(content)
        flags = info.flag_bits & _UTF8
        name = shown.encode("utf-8" if flags else "cp437")
        year, month, day, hour, minute, second = info.date_time
        stamp = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
        common = (20, flags, method, *stamp, crc, len(raw), size, len(name))
        local = _LOCAL.pack(b"PK\3\4", *common, 0) + name + raw
        extra = b"".join(_extras(info.extra))
        central = _CENTRAL.pack(
            b"PK\1\2", info.create_version | info.create_system << 8, *common,
            len(extra), 0, 0, info.internal_attr, info.external_attr, offset,
        )
        return local, central + name + extra

    def verify(self, built: bytes) -> Package:
        """Read the new archive independently, compare every untouched part and the order, parse what changed; returns it as a package.

        Raises FidelityError on any difference, UserError F02 where a part to be changed was broken before, F86 where it got too large.
        """
        try:
            saved = Package(built, self.place.file, before=self)
        except UserError as error:
            if any(found.code == "F02" for found in error.problems):
                raise FidelityError("what would be saved could not be read again") from error
            raise
        if [*saved._entries] != [*self._entries, *self._added]:
            raise FidelityError("the parts are not the same as before")
        for name, entry in saved._entries.items():
            written = self._changed.get(name, self._added.get(name))
            if not (entry.is_same(built, self._entries[name], self.data) if written is None else entry.content(built) == written):
                raise FidelityError(f"{name} would not be saved as it was meant to be")
        for name, content in self._changed.items():
            if not _is_well_formed(content):
                if not _is_well_formed(self._entries[name].content(self.data)):
                    raise damaged(f"内部部件 {name} 有错", self.place)
                raise FidelityError(f"{name} would be saved broken")
        return saved


def _new_member(name: str, content: bytes, offset: int) -> tuple[bytes, bytes]:
    """A part that the archive did not have: its own bytes, and its record in the directory."""
    raw, shown = _deflated(content), name.encode()
    common = (20, _UTF8, zipfile.ZIP_DEFLATED, 0, 33, zlib.crc32(content), len(raw), len(content), len(shown))
    return (_LOCAL.pack(b"PK\3\4", *common, 0) + shown + raw,
            _CENTRAL.pack(b"PK\1\2", 20, *common, 0, 0, 0, 0, 0, offset) + shown)


def _plain(name: str) -> str:
    """A member's name with slashes; some programs write backslashes, and Excel takes them."""
    return name.replace("\\", "/")


def _is_well_formed(content: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError:
        return False
    return True


def _relation(folder: str, kind: str, target: str) -> Relation:
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    absolute = path if path.startswith("/") else posixpath.join(folder, path)
    return Relation(kind.rpartition("/")[2], posixpath.normpath(absolute).lstrip("/"))


def _deflated(content: bytes) -> bytes:
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
    return deflater.compress(content) + deflater.flush()


def _extras(extra: bytes) -> Iterator[bytes]:
    """The extra fields without the 64-bit sizes, which no longer hold and are not needed below 4 GB."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<2H", extra)
        if kind != _ZIP64_EXTRA:
            yield extra[: 4 + size]
        extra = extra[4 + size :]


# --- packages that the program makes itself --------------------------------------------------------------

Parts = dict[str, bytes]
"""Parts in memory: the same parts give the same bytes."""
Pieces = Iterable[bytes]
"""A part that is written as it is made."""

_STAMP = (1980, 1, 1, 0, 0, 0)
CREATED = datetime(2021, 1, 1)
"""The date of making that files carry inside, so that the same content is the same file."""


def unpacked(data: bytes) -> Parts:
    """The parts of a package that we made, in the order in which it holds them."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes | Pieces]) -> bytes:
    """The package, without a time or a machine in it."""
    return packed_in_turn(parts.items())


def packed_in_turn(parts: Iterable[tuple[str, bytes | Pieces]]) -> bytes:
    """The same of parts that are asked for one after the other."""
    out = io.BytesIO()
    with ThreadPoolExecutor(1) as beside, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            part.external_attr = 0o600 << 16
            with package.open(part, "w") as member:
                _write(member, [content] if isinstance(content, bytes) else content, beside)
    return out.getvalue()


def _write(member: IO[bytes], pieces: Pieces, beside: Executor) -> None:
    """Write the pieces; while one is compressed, the next is made."""
    before: Future[int] | None = None
    for piece in pieces:
        if before:
            before.result()
        before = beside.submit(member.write, piece)
    if before:
        before.result()


def reproducible(data: bytes) -> bytes:
    """The same package, whenever and wherever a library made it."""
    return packed(unpacked(data))


def saved_at(path: Path) -> datetime | None:
    """When a program last saved an Office file, as the file itself says, to the second (UTC, but LibreOffice means its own time); None
    where it does not."""
    try:
        with zipfile.ZipFile(path) as package:
            found = _SAVED.search(package.read(_CORE)) if package.getinfo(_CORE).file_size <= _CORE_LIMIT else None
        return datetime.strptime(found[1].decode(), "%Y-%m-%dT%H:%M:%S") if found else None
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        return None

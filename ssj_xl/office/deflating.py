"""A compressed stream put together of pieces, some of which were compressed elsewhere."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import IO, NamedTuple

_POLYNOMIAL, _BITS = 0xEDB88320, 32


class Deflated(NamedTuple):
    """A piece that is compressed so that it may stand behind any other.  size, crc: of what it was made of."""

    data: bytes
    size: int
    crc: int


def deflated(pieces: Iterable[bytes]) -> Deflated:
    """Compress pieces into one."""
    packer, data, size, crc = _packer(), list[bytes](), 0, 0
    for piece in pieces:
        data.append(packer.compress(piece))
        size, crc = size + len(piece), zlib.crc32(piece, crc)
    data.append(packer.flush(zlib.Z_FULL_FLUSH))
    return Deflated(b"".join(data), size, crc)


class Stream:
    """A raw stream that is written into a file as its pieces come.  size, crc: of what was written; packed: bytes in the file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._packer = file, _packer()
        self.size = self.crc = self.packed = 0

    def write(self, piece: bytes | Deflated) -> None:
        """Add a piece."""
        if isinstance(piece, Deflated):
            self._put(self._packer.flush(zlib.Z_FULL_FLUSH))  # what comes behind refers to nothing before it
            self._put(piece.data)
            self.size, self.crc = self.size + piece.size, joined(self.crc, piece.crc, piece.size)
        else:
            self._put(self._packer.compress(piece))
            self.size, self.crc = self.size + len(piece), zlib.crc32(piece, self.crc)

    def close(self) -> None:
        """End the stream; the file stays open."""
        self._put(self._packer.flush())

    def _put(self, data: bytes) -> None:
        self.packed += self._file.write(data)


def joined(first: int, second: int, size: int) -> int:
    """The CRC-32 of two texts one behind the other.  size: bytes of the second.

    As zlib's crc32_combine: `size` zero bytes behind the first are a matrix over GF(2), raised to that power by squaring.
    """
    power = _squared(_squared(_squared([_POLYNOMIAL, *(1 << bit for bit in range(_BITS - 1))])))
    while size:
        if size & 1:
            first = _times(power, first)
        power, size = _squared(power), size >> 1
    return first ^ second


def _times(matrix: list[int], vector: int) -> int:
    found = 0
    for column in matrix:
        if vector & 1:
            found ^= column
        vector >>= 1
    return found


def _squared(matrix: list[int]) -> list[int]:
    return [_times(matrix, column) for column in matrix]


def _packer() -> zlib._Compress:
    return zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)

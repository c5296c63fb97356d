"""A stream put together of pieces that were compressed here and elsewhere is the text itself."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.office.deflating import Deflated, Stream, deflated, joined
from ssj_xl.office.package import packed_in_turn

_TEXT = st.binary(max_size=60).map(lambda text: text * 40)


@given(_TEXT, _TEXT)
def test_the_sum_of_two_texts_is_that_of_both(first: bytes, second: bytes) -> None:
    assert joined(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


@given(st.lists(st.tuples(_TEXT, st.booleans()), max_size=6))
def test_whoever_compressed_a_piece_the_stream_is_the_text(pieces: list[tuple[bytes, bool]]) -> None:
    file = io.BytesIO()
    stream = Stream(file)
    for text, elsewhere in pieces:
        stream.write(deflated([text[:7], text[7:]]) if elsewhere else text)
    stream.close()
    whole = b"".join(text for text, _ in pieces)
    assert zlib.decompress(file.getvalue(), -zlib.MAX_WBITS) == whole
    assert (stream.size, stream.crc, stream.packed) == (len(whole), zlib.crc32(whole), len(file.getvalue()))


def test_a_package_of_such_parts_is_sound_and_the_same_each_time() -> None:
    def pieces() -> Iterator[bytes | Deflated]:
        yield b"<rows>"
        yield from (deflated([f"<row>{number}</row>".encode() * 500]) for number in range(5))
        yield b"</rows>"

    made = [packed_in_turn([("[Content_Types].xml", b"<Types/>"), ("xl/行.xml", pieces())]) for _ in range(2)]
    with zipfile.ZipFile(io.BytesIO(made[0])) as package:
        assert package.testzip() is None
        assert package.namelist() == ["[Content_Types].xml", "xl/行.xml"]
        assert package.read("xl/行.xml") == b"<rows>" + b"".join(f"<row>{number}</row>".encode() * 500 for number in range(5)) + b"</rows>"
    assert made[0] == made[1]


def test_a_package_is_what_the_library_makes_of_the_same_parts() -> None:
    parts = {"[Content_Types].xml": b"<Types/>" * 9, "xl/行.xml": b"", "a/b.bin": bytes(range(256)) * 300}
    theirs = io.BytesIO()
    with zipfile.ZipFile(theirs, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 0, 0o600 << 16
            with package.open(part, "w") as member:
                member.write(content)
    assert packed_in_turn(parts.items()) == theirs.getvalue()

"""Kinds of damage to a workbook: each makes other bytes out of a whole one, the same for the same random generator."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from tools.benchmarks.fuzz_books import Archive, zipped

Damage = Callable[[Archive, Random], bytes]

_ELEMENT = re.compile(rb"<([A-Za-z][\w:]*)(?:\s[^<>]*)?(?:/>|>[^<]*</\1>)")
"""An element that holds no other."""
_CELL = re.compile(rb'<c r="[A-Z]+\d+"[^>]*>')
_ODD_NUMBERS = (b"-1", b"0", b"99999999", b"4294967296", b"", b"x", b"1e308", b"\xd9\xa3", b"1" * 40)
_TYPES = (b"s", b"str", b"inlineStr", b"b", b"e", b"d", b"n", b"x", b"")
_HOSTILE = ("1e999", "-1e999", "nan", "1e308", "-1e308", "-5", "2958465", "2958466", "0x10", " 5 ", "1e-400")


def remove_part(whole: Archive, random: Random) -> bytes:
    """A part is gone."""
    gone = random.choice(sorted(whole.parts))
    return zipped({name: content for name, content in whole.parts.items() if name != gone})


def truncate_part(whole: Archive, random: Random) -> bytes:
    """A part ends too soon."""
    name = random.choice(sorted(whole.parts))
    return whole.with_parts({name: whole.parts[name][:random.randrange(len(whole.parts[name]))]})


def swap_parts(whole: Archive, random: Random) -> bytes:
    """Two parts have each other's content."""
    one, other = random.sample(sorted(whole.parts), 2)
    return whole.with_parts({one: whole.parts[other], other: whole.parts[one]})


def spoil_archive(whole: Archive, random: Random) -> bytes:
    """The file is cut off, or some of its bytes are others."""
    data = bytearray(zipped(whole.parts))
    if random.random() < 0.3:
        return bytes(data[:random.randrange(len(data))])
    for _ in range(random.choice((1, 1, 3, 20))):
        data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data)


def drop_node(whole: Archive, random: Random) -> bytes:
    """An element is gone."""
    return _of_a_node(whole, random, lambda found: b"")


def double_node(whole: Archive, random: Random) -> bytes:
    """An element stands twice."""
    return _of_a_node(whole, random, lambda found: found * 2)


def garble_node(whole: Archive, random: Random) -> bytes:
    """A letter of an element is another one, or a piece of it is gone."""
    def garbled(found: bytes) -> bytes:
        at = random.randrange(len(found))
        return found[:at] + random.choice((b"", b"<", b">", b'"', b"&", b"\xff", b"0", b"x", b"&#0;")) + found[at + 1:]

    return _of_a_node(whole, random, garbled)


def change_attribute(whole: Archive, random: Random) -> bytes:
    """An attribute has an odd value."""
    return _replaced(whole, random, _xml_part(whole, random), re.compile(rb'(?<==")[^"<>]*(?=")'),
                     lambda found: random.choice((*_ODD_NUMBERS, found[::-1], b"A0", b"XFE1048577", b"rId99", b"../x")))


def change_type(whole: Archive, random: Random) -> bytes:
    """A cell is said to be of another type."""
    def typed(found: bytes) -> bytes:
        bare = re.sub(rb'\st="\w*"', b"", found).rstrip(b"/>")
        return bare + b' t="' + random.choice(_TYPES) + (b'"/>' if found.endswith(b"/>") else b'">')

    return _replaced(whole, random, _sheet_part(whole, random), _CELL, typed)


def change_index(whole: Archive, random: Random) -> bytes:
    """A cell's shared text has another number."""
    return _replaced(whole, random, _sheet_part(whole, random), re.compile(rb'(?<=t="s"><v>)\d+'),
                     lambda found: random.choice((*_ODD_NUMBERS, b"1")))


def change_style(whole: Archive, random: Random) -> bytes:
    """A cell has another style, or a style another format."""
    if random.random() < 0.5:
        return _replaced(whole, random, _sheet_part(whole, random), re.compile(rb'(?<=\ss=")\d+(?=")'),
                         lambda found: random.choice((*_ODD_NUMBERS, b"1", b"5", b"20")))
    return _replaced(whole, random, "xl/styles.xml", re.compile(rb'(?<=numFmtId=")\d+(?=")'),
                     lambda found: random.choice((*_ODD_NUMBERS, b"14", b"9", b"22", b"46")))


def change_number(whole: Archive, random: Random) -> bytes:
    """A declared cell holds a number that no cell can hold, or a day at an end of the calendar."""
    if not whole.cells:
        return change_type(whole, random)
    return whole.with_cells({random.choice(whole.cells): f"<v>{random.choice(_HOSTILE)}</v>"})


def change_extent(whole: Archive, random: Random) -> bytes:
    """A dimension, a table's range, a row's or a cell's address is another one."""
    part = random.choice([name for name in whole.parts if "/tables/" in name or "/worksheets/sheet" in name])
    place = re.compile(rb'(?<=ref=")[^"]+(?=")|(?<=\sr=")[^"]+(?=")')
    return _replaced(whole, random, part, place, lambda found: random.choice(
        (b"A1", b"A1:XFD1048576", b"B2:A1", b"A1048577", b"ZZZZ9", b"A0", b"", b"5", b"A2:B3", b"A1:T3")))


KINDS: dict[str, tuple[Damage, ...]] = {
    "部件缺失": (remove_part,), "部件截断": (truncate_part,), "部件互换": (swap_parts,), "压缩包损坏": (spoil_archive,),
    "XML 节点缺失": (drop_node,), "XML 节点重复": (double_node,), "XML 节点损坏": (garble_node,),
    "属性改变": (change_attribute,), "单元格类型改变": (change_type,), "共享文本序号改变": (change_index,),
    "样式改变": (change_style,), "数字和日期改变": (change_number,), "范围和地址改变": (change_extent,),
}
"""Kinds as the table names them."""


def damaged(whole: Archive, number: int, seed: int) -> tuple[str, bytes]:
    """The `number`-th damage under a seed: its kind and the bytes; the same wherever it is asked for."""
    names: Sequence[str] = tuple(KINDS)
    random = Random(f"{seed}:{number}")
    kind = names[number % len(names)]
    return kind, random.choice(KINDS[kind])(whole, random)


def _xml_part(whole: Archive, random: Random) -> str:
    return random.choice([name for name in sorted(whole.parts) if name.endswith((".xml", ".rels"))])


def _sheet_part(whole: Archive, random: Random) -> str:
    """Registers are hit more often than the first page."""
    return random.choice(sorted({cell.part for cell in whole.cells}) if whole.cells else [_xml_part(whole, random)])


def _of_a_node(whole: Archive, random: Random, change: Callable[[bytes], bytes]) -> bytes:
    part = _sheet_part(whole, random) if random.random() < 0.4 else _xml_part(whole, random)
    return _replaced(whole, random, part, _ELEMENT, change)


def _replaced(whole: Archive, random: Random, part: str, what: re.Pattern[bytes],
              change: Callable[[bytes], bytes]) -> bytes:
    """One occurrence in a part changed; the part cut in half where there is none."""
    xml = whole.parts.get(part, b"")
    found = [match.span() for match in what.finditer(xml)]
    if not found:
        return truncate_part(whole, random)
    start, end = random.choice(found)
    return whole.with_parts({part: xml[:start] + change(xml[start:end]) + xml[end:]})

"""The icons of the ribbon, drawn: `python -m macros.icons.draw`."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, hypot, radians, sin
from pathlib import Path

GRID = 32
Colour = tuple[int, int, int]
Distance = Callable[[float, float], float]
Layer = tuple[Distance, Colour]
Point = tuple[float, float]

NAVY, TEAL, RED, AMBER, BLUE = (31, 58, 95), (32, 128, 110), (192, 57, 43), (217, 140, 24), (58, 120, 190)
PAPER, GREY, MIST = (255, 255, 255), (122, 134, 150), (221, 230, 240)


def circle(x: float, y: float, r: float) -> Distance:
    """A disc."""
    return lambda px, py: hypot(px - x, py - y) - r


def ring(x: float, y: float, r: float, width: float) -> Distance:
    """A circle drawn with a pen; r to the middle of the line."""
    return lambda px, py: abs(hypot(px - x, py - y) - r) - width / 2


def box(left: float, top: float, right: float, bottom: float, *, corner: float = 0.0) -> Distance:
    """A rectangle, its corners rounded."""
    x, y, half_w, half_h = (left + right) / 2, (top + bottom) / 2, (right - left) / 2 - corner, (bottom - top) / 2 - corner

    def distance(px: float, py: float) -> float:
        dx, dy = abs(px - x) - half_w, abs(py - y) - half_h
        return hypot(max(dx, 0.0), max(dy, 0.0)) + min(max(dx, dy), 0.0) - corner
    return distance


def line(*points: Point, width: float = 2.5) -> Distance:
    """A pen drawn from point to point, with round ends."""
    pairs = list(pairwise(points))
    return lambda px, py: min(_to_segment((px, py), a, b) for a, b in pairs) - width / 2


def polygon(*points: Point) -> Distance:
    """A filled polygon."""
    pairs = list(zip(points, (*points[1:], points[0]), strict=True))

    def distance(px: float, py: float) -> float:
        edge = min(_to_segment((px, py), a, b) for a, b in pairs)
        return -edge if _inside((px, py), pairs) else edge
    return distance


def arc(x: float, y: float, r: float, *, start: float, end: float, width: float = 2.5) -> Distance:
    """A part of a circle drawn with a pen; degrees, clockwise from the right."""
    steps = max(2, round(abs(end - start) / 12))
    angles = [radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return line(*((x + r * cos(angle), y + r * sin(angle)) for angle in angles), width=width)


def cut(shape: Distance, hole: Distance) -> Distance:
    """A shape without another."""
    return lambda px, py: max(shape(px, py), -hole(px, py))


def _to_segment(point: Point, a: Point, b: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay))


def _inside(point: Point, pairs: Sequence[tuple[Point, Point]]) -> bool:
    (px, py), found = point, False
    for (ax, ay), (bx, by) in pairs:
        if (ay > py) != (by > py) and px < (bx - ax) * (py - ay) / (by - ay) + ax:
            found = not found
    return found


def png(layers: Sequence[Layer], size: int) -> bytes:
    """The picture, RGBA, of `size` x `size` pixels; later layers lie on earlier ones."""
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            rows += _pixel(layers, (x + 0.5) * GRID / size, (y + 0.5) * GRID / size, size / GRID)
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
            + _chunk(b"IEND", b""))


def _pixel(layers: Sequence[Layer], x: float, y: float, scale: float) -> bytes:
    red = green = blue = alpha = 0.0
    for distance, colour in layers:
        cover = max(0.0, min(1.0, 0.5 - distance(x, y) * scale))
        red, green, blue = (old * (1 - cover) + new * cover for old, new in zip((red, green, blue), colour, strict=True))
        alpha = alpha * (1 - cover) + cover
    if alpha == 0:
        return bytes(4)
    return bytes((*(min(255, round(part / alpha)) for part in (red, green, blue)), round(alpha * 255)))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# --- the pictogram of every button of the ribbon ---------------------------------------------------------

Layers = list[Layer]


def _sheet(left: float = 6, right: float = 26, top: float = 3, bottom: float = 29) -> Layers:
    return [(box(left, top, right, bottom, corner=2), NAVY), (box(left + 2, top + 2, right - 2, bottom - 2, corner=0.6), PAPER)]


def _lines(*heights: float, left: float = 10, right: float = 22, colour: Colour = GREY) -> Layers:
    return [(line((left, y), (right, y), width=2), colour) for y in heights]


def _table() -> Layers:
    return [(box(3, 5, 29, 27, corner=2), NAVY), (box(5, 12, 27, 25), PAPER), (line((5, 18.5), (27, 18.5), width=1.6), GREY),
            (line((13, 12), (13, 25), width=1.6), GREY)]


def _person(x: float, y: float, colour: Colour, *, size: float = 1.0) -> Layers:
    """Head and shoulders; x, y the middle of the head."""
    body = cut(circle(x, y + 13 * size, 8 * size), box(x - 20, y + 12.5 * size, x + 20, y + 40))
    return [(circle(x, y, 4.6 * size), colour), (body, colour)]


def _badge(x: float, y: float, colour: Colour, r: float = 7.5) -> Layers:
    return [(circle(x, y, r + 1.3), PAPER), (circle(x, y, r), colour)]


def _tick(x: float, y: float, colour: Colour = PAPER, *, size: float = 1.0) -> Layer:
    points = ((x - 3.6 * size, y + 0.2 * size), (x - 1 * size, y + 2.8 * size), (x + 3.8 * size, y - 2.8 * size))
    return line(*points, width=2.4 * size), colour


def _cross(x: float, y: float, colour: Colour = PAPER, *, size: float = 2.8) -> Layers:
    return [(line((x - size, y - size), (x + size, y + size), width=2.4), colour),
            (line((x - size, y + size), (x + size, y - size), width=2.4), colour)]


def _check() -> Layers:
    return [*_table(), *_badge(22.5, 22.5, TEAL), _tick(22.5, 22.5)]


def _import() -> Layers:
    return [*_table(), *_badge(22.5, 21.5, BLUE, 8), (line((22.5, 17), (22.5, 23), width=2.6), PAPER),
            (polygon((18.2, 22), (26.8, 22), (22.5, 26.8)), PAPER)]


def _compare() -> Layers:
    return [*_sheet(2, 15, 4, 28), *_sheet(17, 30, 4, 28), *_lines(10, 21.5, left=6, right=11), *_lines(10, 21.5, left=21, right=26),
            (line((5.5, 15.8), (11.5, 15.8), width=3), TEAL), (line((20.5, 15.8), (26.5, 15.8), width=3), RED)]


def _preview() -> Layers:
    eye = [(polygon((1, 16), (8, 8.5), (16, 6), (24, 8.5), (31, 16), (24, 23.5), (16, 26), (8, 23.5)), NAVY),
           (polygon((4, 16), (9.5, 10.5), (16, 8.6), (22.5, 10.5), (28, 16), (22.5, 21.5), (16, 23.4), (9.5, 21.5)), PAPER)]
    return [*eye, (circle(16, 16, 6), BLUE), (circle(16, 16, 2.6), NAVY), (circle(18, 14, 1.3), PAPER)]


def _lock() -> Layers:
    return [(arc(16, 12, 6.5, start=180, end=360, width=3.4), NAVY), (line((9.5, 12), (9.5, 16), width=3.4), NAVY),
            (line((22.5, 12), (22.5, 16), width=3.4), NAVY), (box(5, 14, 27, 29, corner=2.5), AMBER),
            (circle(16, 20, 2.4), NAVY), (line((16, 21), (16, 24.5), width=2.2), NAVY)]


def _draw() -> Layers:
    """Three lots in a drum, one of them chosen."""
    drum = [(polygon((5, 13), (27, 13), (24, 29.5), (8, 29.5)), BLUE), (box(3, 11, 29, 15, corner=1.5), BLUE)]
    lots = [(line((9, 3.5), (11, 11), width=3.4), GREY), (line((23.5, 4), (21.5, 11), width=3.4), GREY),
            (line((16, 1.8), (16, 11), width=4.2), RED)]
    return [*lots, *drum, _tick(16, 21.8, PAPER, size=1.35)]


def _match() -> Layers:
    pair = [*_person(9.5, 8, NAVY, size=1.05), *_person(22.5, 8, TEAL, size=1.05)]
    return [*pair, (line((10, 27), (22, 27), width=2.6), AMBER), (polygon((6, 27), (11, 23.2), (11, 30.8)), AMBER),
            (polygon((26, 27), (21, 23.2), (21, 30.8)), AMBER)]


def _promote() -> Layers:
    steps = [(box(3, 20, 11, 29, corner=1), GREY), (box(12, 14, 20, 29, corner=1), BLUE), (box(21, 8, 29, 29, corner=1), NAVY)]
    return [*steps, (line((5, 14), (14, 5), width=2.8), TEAL), (polygon((9.5, 2), (17.5, 2), (17.5, 10)), TEAL)]


def _reassign() -> Layers:
    turn = [(arc(22, 21, 6.8, start=-150, end=120, width=2.8), AMBER), (polygon((12.4, 19.6), (19.4, 19.4), (14.8, 13.4)), AMBER)]
    return [*_person(11, 8, NAVY, size=1.2), (circle(22, 21, 9.3), PAPER), *turn]


def _postpone() -> Layers:
    """A day of the calendar, and the arrow to a later one."""
    day = [(box(4, 6, 24, 26, corner=2), NAVY), (box(6, 12, 22, 24), PAPER), (line((9, 3.5), (9, 9), width=2.6), GREY),
           (line((19, 3.5), (19, 9), width=2.6), GREY)]
    return [*day, (circle(22.5, 22, 9), PAPER), (line((13, 22), (25, 22), width=3), AMBER), (polygon((30, 22), (23, 16.5), (23, 27.5)), AMBER)]


def _void() -> Layers:
    return [*_sheet(), *_lines(9, 14, 19), (ring(21.5, 21.5, 7.4, 6.2), PAPER), (circle(21.5, 21.5, 8), RED), *_cross(21.5, 21.5, size=3)]


def _notice() -> Layers:
    """A notice on a board."""
    return [(box(2, 4, 30, 28, corner=2), AMBER), (box(7, 8, 25, 25, corner=0.6), PAPER), *_lines(17, 21, left=10.5, right=21.5),
            (circle(16, 9, 3), RED)]


def _papers() -> Layers:
    return [(box(10, 2, 28, 25, corner=2), GREY), (box(12, 4, 26, 23), PAPER), (box(4, 7, 22, 30, corner=2), NAVY),
            (box(6, 9, 20, 28), PAPER), *_lines(13.5, 18.5, 23.5, left=8.8, right=17.2, colour=BLUE)]


def _due() -> Layers:
    clock = [(circle(16, 17, 12.5), NAVY), (circle(16, 17, 9.8), PAPER), (line((16, 10.5), (16, 17), (20.5, 20), width=2.6), RED)]
    return [(line((7, 4.5), (3.5, 8), width=3), AMBER), (line((25, 4.5), (28.5, 8), width=3), AMBER), *clock]


def _publish() -> Layers:
    globe = [(circle(16, 16, 13.5), BLUE), (ring(16, 16, 12.4, 2.2), NAVY), (line((4, 16), (28, 16), width=2), PAPER),
             (line((16, 4), (16, 28), width=2), PAPER)]
    sides = [(arc(3.5, 16, 17.2, start=-40, end=40, width=1.8), PAPER), (arc(28.5, 16, 17.2, start=140, end=220, width=1.8), PAPER)]
    return [globe[0], *sides, *globe[2:], globe[1]]


def _verify() -> Layers:
    shield = [(polygon((16, 1.5), (28, 5.5), (28, 15), (24, 24), (16, 30.5), (8, 24), (4, 15), (4, 5.5)), TEAL)]
    return [*shield, _tick(16, 15.6, PAPER, size=1.9)]


def _platform() -> Layers:
    cloud = [(circle(10, 13, 6.5), BLUE), (circle(18, 10, 8), BLUE), (circle(24.5, 14, 5.5), BLUE), (box(8, 13, 26, 19.5, corner=3), BLUE)]
    up = [(line((11, 24.5), (11, 30), width=2.8), TEAL), (polygon((6.6, 25.6), (15.4, 25.6), (11, 20.8)), TEAL)]
    down = [(line((21.5, 21.5), (21.5, 26.5), width=2.8), AMBER), (polygon((17.1, 26), (25.9, 26), (21.5, 30.8)), AMBER)]
    return [*cloud, *up, *down]


def _report() -> Layers:
    head = [(box(6, 3, 26, 9.5, corner=2), RED), (box(6, 6, 26, 9.5), RED)]
    grid = [(line((8, 16), (24, 16), width=1.8), GREY), (line((8, 22), (24, 22), width=1.8), GREY), (line((13, 10), (13, 27), width=1.8), GREY)]
    return [*_sheet(), *grid, *head]


def _quarter() -> Layers:
    slice_ = polygon((17.5, 14.5), (17.5, 1.5), (22, 2.3), (26.3, 5), (29.3, 9), (30.4, 14.5))
    return [(cut(circle(14.5, 17.5, 12.5), polygon((14.5, 17.5), (14.5, -5), (40, -5), (40, 17.5))), BLUE), (slice_, AMBER)]


def _year() -> Layers:
    return [(box(3, 5, 29, 29, corner=2.5), NAVY), (box(5.2, 11.5, 26.8, 26.8, corner=0.6), PAPER), (line((10, 2.8), (10, 8), width=3), GREY),
            (line((22, 2.8), (22, 8), width=3), GREY), (box(8.5, 20, 11.7, 24.5), BLUE), (box(14.4, 17, 17.6, 24.5), BLUE),
            (box(20.3, 14, 23.5, 24.5), TEAL)]


def _consolidate() -> Layers:
    """Three workbooks into one."""
    small = [(box(2 + 10 * at, 2, 10 + 10 * at, 11, corner=1.2), colour) for at, colour in enumerate((GREY, BLUE, GREY))]
    lines = [(line((6 + 10 * at, 12), (16, 19), width=2), AMBER) for at in range(3)]
    return [*small, *lines, (box(6, 19, 26, 30, corner=1.6), NAVY), (line((9.5, 24.5), (22.5, 24.5), width=2), MIST)]


def _submit() -> Layers:
    """A sealed sheet on its way out."""
    sheet = [(box(3, 3, 19, 29, corner=1.6), NAVY), (box(5.4, 5.4, 16.6, 26.6), PAPER)]
    lines = [(line((8, y), (14, y), width=1.8), GREY) for y in (10, 14)]
    return [*sheet, *lines, (circle(11, 21, 3.2), RED), (line((17, 16), (26, 16), width=3.2), AMBER),
            (polygon((24, 10), (31, 16), (24, 22)), AMBER)]


def _manual() -> Layers:
    left = polygon((2, 6), (9, 4.5), (16, 7.5), (16, 28), (9, 25), (2, 26.5))
    right = polygon((30, 6), (23, 4.5), (16, 7.5), (16, 28), (23, 25), (30, 26.5))
    text = [(line((5.5, y), (12.5, y + 0.8), width=1.8), MIST) for y in (11, 16, 21)]
    return [(left, NAVY), (right, BLUE), *text, *[(line((19.5, y + 0.8), (26.5, y), width=1.8), PAPER) for y in (11, 16, 21)]]


def _codes() -> Layers:
    return [(polygon((16, 2), (31, 29), (1, 29)), AMBER), (line((16, 11.5), (16, 19.5), width=3.2), NAVY),
            (circle(16, 24.8, 2), NAVY)]


def _doctor() -> Layers:
    return [(box(2, 4, 30, 23, corner=2.5), NAVY), (box(4.4, 6.4, 27.6, 20.6), PAPER), (box(11, 27, 21, 29.6, corner=1), NAVY),
            (box(14, 22, 18, 28), NAVY), (line((5.5, 14), (10.5, 14), (13.5, 9), (17.5, 18.5), (20.5, 13.5), (26.5, 13.5), width=2.2), RED)]


def _about() -> Layers:
    return [(circle(16, 16, 14), BLUE), (circle(16, 9.4, 2.4), PAPER), (line((16, 15), (16, 23.5), width=3.8), PAPER)]


def _restore() -> Layers:
    """A clock that goes back."""
    return [(arc(17, 16, 11, start=-145, end=150, width=3.6), BLUE), (polygon((1.5, 4), (13.5, 6.5), (4.5, 15)), TEAL),
            (line((17, 9.5), (17, 16.5), (22, 19.5), width=2.8), TEAL)]


def _sheets() -> Layers:
    """A phone with lines to fill in."""
    return [(box(7, 2, 25, 30, corner=3), NAVY), (box(9.4, 6, 22.6, 25), PAPER), (line((12, 11), (20, 11), width=2.2), TEAL),
            (line((12, 15.5), (20, 15.5), width=2.2), TEAL), (line((12, 20), (17, 20), width=2.2), TEAL), (circle(16, 27.5, 1.2), PAPER)]


def _collect() -> Layers:
    """An arrow into a tray."""
    return [(line((3, 19), (3, 28), (29, 28), (29, 19), width=3.4), BLUE), (line((16, 3), (16, 17), width=3.6), TEAL),
            (polygon((9, 14), (23, 14), (16, 23)), TEAL)]


def _visited() -> Layers:
    """A calendar with a day that is ticked."""
    return [(box(3, 5, 29, 29, corner=2.5), NAVY), (box(5.4, 12, 26.6, 26.6), PAPER), (line((10, 2.5), (10, 8), width=2.6), GREY),
            (line((22, 2.5), (22, 8), width=2.6), GREY), (line((10, 19), (14.5, 23.5), (22.5, 15), width=3), TEAL)]


def _passed() -> Layers:
    """Lines that are all ticked."""
    return [layer for y in (7, 16, 25) for layer in ((line((3, y), (6.5, y + 3.5), (12, y - 3.5), width=2.8), TEAL), (line((17, y), (29, y), width=3), BLUE))]


def _unpassed() -> Layers:
    """Ticks that are taken back."""
    return [(line((3, 25), (6.5, 28.5), (12, 21.5), width=2.8), GREY), (line((17, 25), (29, 25), width=3), GREY),
            (arc(17, 13, 8, start=-160, end=90, width=3.2), BLUE), (polygon((3, 6), (14, 5), (8.5, 15)), RED)]


def _reported() -> Layers:
    """A sheet that was handed in: ticked."""
    return [(box(4, 2, 21, 28, corner=1.6), NAVY), (box(6.4, 4.4, 18.6, 25.6), PAPER), (line((9, 9), (16, 9), width=1.8), GREY),
            (line((9, 14), (16, 14), width=1.8), GREY), (circle(22, 22, 8.5), TEAL), (line((17.8, 22), (20.8, 25.2), (26.2, 18.6), width=2.6), PAPER)]


def _bulletin() -> Layers:
    """A horn over lines."""
    return [(polygon((3, 11), (11, 11), (24, 3), (24, 25), (11, 17), (3, 17)), BLUE), (line((27, 10), (30, 8), width=2.4), AMBER),
            (line((27.5, 14), (31, 14), width=2.4), AMBER), (line((27, 18), (30, 20), width=2.4), AMBER), (line((8, 19), (10.5, 28), width=3.4), TEAL)]


def _archive() -> Layers:
    """A box with a label."""
    return [(box(2, 4, 30, 11, corner=1.4), NAVY), (box(4, 12, 28, 29, corner=1.4), BLUE), (box(11, 15.5, 21, 20.5, corner=1), PAPER)]


def _add() -> Layers:
    """A new sheet: with a cross of plus."""
    return [(box(4, 2, 21, 28, corner=1.6), NAVY), (box(6.4, 4.4, 18.6, 25.6), PAPER), (line((9, 9), (16, 9), width=1.8), GREY),
            (line((9, 14), (16, 14), width=1.8), GREY), (circle(22, 22, 8.5), BLUE), (line((22, 17.4), (22, 26.6), width=2.8), PAPER),
            (line((17.4, 22), (26.6, 22), width=2.8), PAPER)]


def _change() -> Layers:
    """A sheet of which one line becomes another."""
    return [(box(4, 2, 21, 28, corner=1.6), NAVY), (box(6.4, 4.4, 18.6, 25.6), PAPER), (line((9, 9), (16, 9), width=1.8), GREY),
            (line((9, 14), (16, 14), width=1.8), RED), (circle(22, 22, 8.5), AMBER), (line((17.5, 22), (24, 22), width=2.6), PAPER),
            (polygon((22.5, 17.6), (27.4, 22), (22.5, 26.4)), PAPER)]


def _tiers() -> Layers:
    """Steps of four heights, confirmed."""
    steps = [(box(3 + 6.5 * place, 22 - 5.5 * place, 8 + 6.5 * place, 29, corner=0.8), colour) for place, colour in enumerate((TEAL, BLUE, AMBER, RED))]
    return [*steps, (circle(9, 9, 7), TEAL), (line((5.6, 9), (8.2, 11.6), (12.6, 6.4), width=2.2), PAPER)]


def _account() -> Layers:
    """A ledger whose rows are ticked, and a calendar's corner."""
    rows = [(line((13, y), (22, y), width=1.8), GREY) for y in (10, 16, 22)]
    return [(box(4, 2, 26, 30, corner=1.6), NAVY), (box(6.4, 4.4, 23.6, 27.6), PAPER), *rows, *((circle(9.5, y, 1.7), TEAL) for y in (10, 16, 22)),
            (circle(24, 24, 6.5), AMBER), (line((24, 20.5), (24, 24.2), (26.8, 25.8), width=2), PAPER)]


def _letter(top: float = 8) -> Layers:
    """An envelope."""
    return [(box(3, top, 29, top + 19, corner=1.6), NAVY), (box(5.2, top + 2.2, 26.8, top + 16.8, corner=0.6), PAPER),
            (line((5.5, top + 3), (16, top + 11), (26.5, top + 3), width=2), GREY)]


def _joint_invite() -> Layers:
    """A letter that leaves."""
    return [*_letter(9), *_badge(23, 9, AMBER), (line((19.5, 9), (26, 9), width=2.2), PAPER), (line((23.2, 6), (26.2, 9), (23.2, 12), width=2.2), PAPER)]


def _joint_join() -> Layers:
    """Somebody beside the others, who signs."""
    return [*_person(10, 9, GREY, size=0.9), *_person(20, 8, TEAL), (line((14, 27), (18, 29), (28, 19), width=2.6), AMBER)]


def _joint_add() -> Layers:
    """A letter that arrives, ticked."""
    return [*_letter(9), *_badge(23, 9, TEAL), _tick(23, 9, size=0.9)]


def _joint_send() -> Layers:
    """One list that becomes one for each."""
    parts = [(box(20, y, 30, y + 9, corner=1.2), BLUE) for y in (2, 12, 22)]
    arrows = [(line((12, 16), (18.5, y + 4.5), width=2.2), AMBER) for y in (2, 12, 22)]
    return [*arrows, *parts, (box(2, 8, 13, 25, corner=1.4), NAVY), (box(4.2, 10.2, 10.8, 22.8), PAPER), *_lines(14, 18.5, left=5.5, right=9.5)]


PICTOGRAMS: dict[str, Layers] = {
    "add": _add(), "tiers": _tiers(), "check": _check(), "import": _import(), "compare": _compare(), "preview": _preview(), "lock": _lock(), "draw": _draw(),
    "restore": _restore(), "match": _match(), "promote": _promote(), "postpone": _postpone(), "reassign": _reassign(), "void": _void(), "notice": _notice(),
    "papers": _papers(), "due": _due(), "publish": _publish(), "verify": _verify(), "platform": _platform(),
    "report": _report(), "quarter": _quarter(), "year": _year(), "submit": _submit(), "consolidate": _consolidate(), "manual": _manual(),
    "codes": _codes(), "sheets": _sheets(), "collect": _collect(), "visited": _visited(), "passed": _passed(), "unpassed": _unpassed(), "reported": _reported(), "bulletin": _bulletin(),
    "archive": _archive(), "account": _account(), "change": _change(), "joint_invite": _joint_invite(), "joint_join": _joint_join(), "joint_add": _joint_add(),
    "joint_send": _joint_send(),
    "doctor": _doctor(), "about": _about(),
}


# --- draws the pictures of the ribbon's buttons in 16 ----------------------------------------------------

FOLDER = Path(__file__).parent
SIZES = (16, 32, 64)


def main() -> None:
    """Write every picture; nothing else is in the folders named after the sizes."""
    for size in SIZES:
        (FOLDER / str(size)).mkdir(exist_ok=True)
        for name, layers in PICTOGRAMS.items():
            (FOLDER / str(size) / f"{name}.png").write_bytes(png(layers, size))


if __name__ == "__main__":
    main()

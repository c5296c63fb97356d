"""Flat shapes with soft edges, drawn on a grid of 32 x 32 and written as PNG in any size.  Standard library only.

A shape is a function that gives the distance of a point from its edge, negative inside; that is enough for an
even outline and smooth edges at every size.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, hypot, radians, sin

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

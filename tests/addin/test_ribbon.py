"""The ribbon: one declaration, followed from the button to Python."""

from __future__ import annotations

import re
import struct
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from macros.icons import draw
from ssj_xl.build import ribbon
from ssj_xl.build.addin.lint import NEWER, faults
from ssj_xl.build.addin.lint_vba import project
from ssj_xl.build.addin.opened import Opened
from ssj_xl.build.addin.project import SIZES, picture_path
from ssj_xl.office.package import unpacked
from ssj_xl.tables.records import REGISTERS
from tests.addin import gates
from tests.sampling import sample

XLAM = gates.ROOT / "workbooks" / "ssj_xl.xlam"
each_button = pytest.mark.parametrize("button", ribbon.BUTTONS, ids=lambda button: button.id)


@pytest.fixture(scope="module")
def opened() -> Opened:
    return Opened(unpacked(XLAM.read_bytes()))


@pytest.fixture(scope="module")
def shown(opened: Opened) -> dict[str, dict[str, str]]:
    """Attributes of every control in the built file."""
    return {element.get("id"): dict(element.attrib) for element in opened.root("customUI/customUI14.xml").iter() if element.get("id")}


@pytest.fixture(scope="module")
def procedures(opened: Opened) -> dict[str, str]:
    """Bodies of the procedures in the built file's module of callbacks."""
    found = project(opened.parts)
    assert found is not None
    text = next(module.text for module in found.modules if module.name == "SsjRibbon")
    return {name: body.strip() for name, body in re.findall(r"Public Sub (\w+)\([^)]*\)\r\n(.*?)End Sub", text, re.DOTALL)}


@each_button
def test_every_button_leads_the_whole_way_to_a_python_target(
        button: ribbon.Button, shown: dict[str, dict[str, str]], procedures: dict[str, str]) -> None:
    action = shown[button.control]["onAction"]

    assert procedures[action] == f'SsjRun "{button.id}"'
    assert button.id in ribbon.TARGETS


def test_no_callback_is_left_without_a_button(shown: dict[str, dict[str, str]], procedures: dict[str, str]) -> None:
    used = {value for attributes in shown.values() for name, value in attributes.items() if name.startswith(("on", "get"))}

    assert set(procedures) - {"SsjOnLoad"} == used


@each_button
def test_every_button_has_all_that_a_user_needs(button: ribbon.Button, shown: dict[str, dict[str, str]]) -> None:
    attributes = shown[button.control]

    assert all(attributes[name].strip() for name in ("label", "screentip", "keytip", "image", "getEnabled", "getSupertip"))
    assert 2 <= len(button.label) <= 6
    assert len(button.supertip) >= 8
    assert button.supertip.endswith("。")


def test_keytips_differ_and_none_is_the_beginning_of_another() -> None:
    tips = [item.keytip for group in ribbon.GROUPS for item in (group, *group.buttons)]

    assert [tip for tip, count in Counter(tips).items() if count > 1] == []
    assert {len(tip) for tip in tips} == {2}
    assert all(re.fullmatch("[A-Z]{2}", tip) for tip in tips)


def test_the_groups_follow_the_order_of_the_work() -> None:
    assert [group.label for group in ribbon.GROUPS] == ["名录库", "抽查", "联合抽查", "结果", "报表", "帮助"]
    assert [button.id for button in ribbon.GROUPS[1].buttons][:4] == ["preview", "lock", "draw", "match"]


@each_button
def test_a_button_that_is_off_says_why(button: ribbon.Button) -> None:
    for rule in ribbon.rules(button):
        assert bool(rule.formula) == bool(rule.reason)
        assert not rule.reason or rule.reason.startswith("现在不能用：")


@pytest.mark.parametrize("name", ribbon.RULES)
def test_a_rule_is_short_enough_for_excel_and_names_columns_that_exist(name: str) -> None:
    columns = {spec.name: {column.header for column in spec.columns} for spec in REGISTERS}
    formula = ribbon.RULES[name].formula

    assert len(formula) <= 255
    assert list(faults(formula, columns)) == []
    assert not set(re.findall(r"[A-Z]+(?=\()", formula)) & NEWER


@pytest.mark.parametrize(("button", "size"), sample(((button, size) for button in ribbon.BUTTONS for size in SIZES), 5))
@pytest.mark.long(but=1)
def test_every_picture_is_there_in_every_size_as_it_is_drawn(button: ribbon.Button, size: int) -> None:
    content = picture_path(gates.MACROS, button.id, size).read_bytes()

    assert struct.unpack(">II", content[16:24]) == (size, size)
    assert _pixels(content) == _pixels(draw.png(draw.PICTOGRAMS[button.id], size))


def _pixels(png: bytes) -> bytes:
    """The pixels of a picture written by `shapes.png`; how they are packed is the packer's matter."""
    import zlib

    at = png.index(b"IDAT")
    return zlib.decompress(png[at + 4:at + 4 + struct.unpack(">I", png[at - 4:at])[0]])


_DARK = (38, 38, 38)  # the ground of the ribbon in Office's theme "black"


@each_button
@pytest.mark.long(but=1)
def test_half_of_a_picture_at_least_stands_out_on_a_dark_ribbon(button: ribbon.Button) -> None:
    pixels = [draw._pixel(draw.PICTOGRAMS[button.id], x + 0.5, y + 0.5, 1) for x in range(draw.GRID) for y in range(draw.GRID)]
    painted = [(red, green, blue) for red, green, blue, alpha in pixels if alpha > 127]

    assert sum(_contrast(colour, _DARK) >= 3 for colour in painted) >= len(painted) / 2


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Of two colours, 1 to 21 (WCAG 2.1); 3 is the least for what must be seen."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    parts = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_every_picture_differs_from_every_other() -> None:
    for size in SIZES:
        contents = [picture_path(gates.MACROS, button.id, size).read_bytes() for button in ribbon.BUTTONS]
        assert len(set(contents)) == len(contents)
        assert {path.stem for path in Path(gates.MACROS, "icons", str(size)).iterdir()} == set(ribbon.TARGETS)


def test_the_ribbon_text_kept_for_reading_is_the_one_in_the_add_in(opened: Opened) -> None:
    assert (gates.MACROS / "customUI14.xml").read_bytes() == opened.parts["customUI/customUI14.xml"]
    etree.fromstring(opened.parts["customUI/customUI14.xml"])

"""Breakages of the VBA project, of the ribbon, and of the VBA sources."""

from __future__ import annotations

import struct
from dataclasses import replace

from ssj_xl.build.addin.project import XLAM
from ssj_xl.office.package import Parts
from tests.addin.breakages import Breakage, Modules, edit, rebuilt
from tests.addin.breakages_book import BOOK, SHEET, TYPES, _removed, _swap

BIN, RIBBON, RIBBON_LINKS = "xl/vbaProject.bin", "customUI/customUI14.xml", "customUI/_rels/customUI14.xml.rels"


# --- the project -----------------------------------------------------------------------------------

def _cfb(parts: Parts, storage: str, stream: str, old: bytes, new: bytes) -> None:
    """Replace bytes of a stream of the project."""
    from pyopenvba.cfb import CFB

    cfb = CFB.from_bytes(parts[BIN])
    data = cfb.get_stream_in_storage(storage, stream) if storage else cfb.get_stream(stream)
    if old not in data:
        raise LookupError(f"{old!r} is not in {stream}")
    changed = data.replace(old, new, 1)
    if storage:
        cfb.write_stream_in_storage(storage, stream, changed)
    else:
        cfb.write_stream(stream, changed)
    parts[BIN] = cfb.to_bytes()


def _directory(parts: Parts, old: bytes, new: bytes) -> None:
    """Replace bytes of the dir stream, which is compressed."""
    from pyopenvba.cfb import CFB
    from pyopenvba.vba import compress, decompress

    cfb = CFB.from_bytes(parts[BIN])
    data = decompress(cfb.get_stream_in_storage("VBA", "dir"))
    if old not in data:
        raise LookupError("the record is not in dir")
    cfb.write_stream_in_storage("VBA", "dir", compress(data.replace(old, new, 1)))
    parts[BIN] = cfb.to_bytes()


def _half(parts: Parts) -> None:
    parts[BIN] = parts[BIN][:len(parts[BIN]) // 2]


def _empty(parts: Parts) -> None:
    parts[BIN] = b""


def _noise(parts: Parts) -> None:
    """A module's stream that is no compressed text."""
    from pyopenvba.cfb import CFB

    cfb = CFB.from_bytes(parts[BIN])
    cfb.write_stream_in_storage("VBA", "SsjPython", b"\x00" * 400)
    parts[BIN] = cfb.to_bytes()


def _old_version(parts: Parts) -> None:
    _cfb(parts, "VBA", "_VBA_PROJECT", bytes.fromhex("cc61ffff000000"), bytes.fromhex("cc61b500000000") + bytes(40))


def _other_text(parts: Parts) -> None:
    rebuilt(parts, XLAM, lambda modules: edit(modules, "SsjText", "SsjJoined = supertip", "SsjJoined = supertip & id"))


def _smuggled(parts: Parts) -> None:
    rebuilt(parts, XLAM, lambda modules: [*modules, replace(modules[-1], name="SsjMore", text=modules[-1].text.replace("SsjEvents", "SsjMore"))])


PROJECT = (
    ("VBA 项目被截断", _half), ("VBA 项目是空的", _empty), ("模块的内容损坏", _noise),
    ("缓存清空却写着旧版本", _old_version),
    ("模块 cookie 不对", lambda parts: _directory(parts, struct.pack("<HIH", 0x2C, 2, 0xFFFF), struct.pack("<HIH", 0x2C, 2, 7))),
    ("代码页是 1252", lambda parts: _directory(parts, struct.pack("<HIH", 3, 2, 936), struct.pack("<HIH", 3, 2, 1252))),
    ("PROJECT 没有列出一个模块", lambda parts: _cfb(parts, "", "PROJECT", b"Module=SsjPython\r\n", b"")),
    ("PROJECT 列出不存在的模块", lambda parts: _cfb(parts, "", "PROJECT", b"Module=SsjPython\r\n", b"Module=SsjPython\r\nModule=Ghost\r\n")),
)

LINKED = (
    ("工作簿没有指向 VBA 项目的关系", _swap("xl/_rels/workbook.xml.rels", r"<Relationship [^>]*vbaProject\.bin[^>]*/>", "")),
    ("工作簿没有代码名", _swap(BOOK, ' codeName="ThisWorkbook"', "")), ("代码名没有对应的模块", _swap(SHEET, 'codeName="Sheet3"', 'codeName="Tabelle3"')),
    ("两张工作表同一个代码名", _swap(SHEET, 'codeName="Sheet3"', 'codeName="Sheet4"')), ("缺少 VBA 项目部件", _removed(BIN)),
    ("VBA 项目没有内容类型", _swap(TYPES, '<Default Extension="bin"[^>]*/>', "")),
)


# --- the ribbon ------------------------------------------------------------------------------------

def _big_picture(parts: Parts) -> None:
    data = parts["customUI/images/draw.png"]
    parts["customUI/images/draw.png"] = data[:16] + struct.pack(">II", 128, 128) + data[24:]


def _no_picture(parts: Parts) -> None:
    parts["customUI/images/draw.png"] = b"<html></html>"


def _two_parameters(parts: Parts) -> None:
    rebuilt(parts, XLAM, lambda modules: edit(modules, "SsjRibbon", "SsjGetEnabled(control As IRibbonControl, ByRef returnedVal As Variant)",
                                              "SsjGetEnabled(control As IRibbonControl)"))


def _callback_twice(parts: Parts) -> None:
    again = "Public Sub SsjPress_draw(control As IRibbonControl)\r\nEnd Sub\r\n"
    rebuilt(parts, XLAM, lambda modules: edit(modules, "SsjText", "Option Explicit\r\n", f"Option Explicit\r\n{again}"))


_BUTTON = '(<button id="ssj_draw"[^>]*?) '

RIBBONS = (
    ("按钮的回调在 VBA 中不存在", _swap(RIBBON, 'onAction="SsjPress_draw"', 'onAction="SsjPress_drow"')),
    ("回调的参数不对", _two_parameters), ("回调有两个", _callback_twice),
    ("控件编号重复", _swap(RIBBON, 'id="ssj_draw"', 'id="ssj_lock"')), ("控件编号不合规定", _swap(RIBBON, 'id="ssj_draw"', 'id="1 draw"')),
    ("按键提示重复", _swap(RIBBON, 'keytip="CQ"', 'keytip="SD"')), ("按键提示是另一个的开头", _swap(RIBBON, 'keytip="CQ"', 'keytip="S"')),
    ("按键提示是汉字", _swap(RIBBON, 'keytip="CQ"', 'keytip="抽"')), ("按钮没有提示标题", _swap(RIBBON, _BUTTON + 'screentip="[^"]*"', r"\1")),
    ("按钮没有启用状态", _swap(RIBBON, _BUTTON + 'getEnabled="[^"]*"', r"\1")), ("按钮没有图片", _swap(RIBBON, _BUTTON + 'image="[^"]*"', r"\1")),
    ("图片没有关系", _swap(RIBBON_LINKS, '<Relationship Id="draw"[^>]*/>', "")), ("图片部件不存在", _removed("customUI/images/draw.png")),
    ("图片是 128 像素", _big_picture), ("图片不是 PNG", _no_picture), ("图片没有内容类型", _swap(TYPES, '<Default Extension="png"[^>]*/>', "")),
    ("功能区命名空间是 2006 版", _swap(RIBBON, "2009/07/customui", "2006/01/customui")),
    ("功能区里有标准没有的属性", _swap(RIBBON, "<button ", '<button colour="red" ')), ("功能区标签过长", _swap(RIBBON, 'label="抽取"', f'label="{"长" * 1100}"')),
    ("没有指向功能区的关系", _swap("_rels/.rels", r"<Relationship [^>]*customUI14\.xml[^>]*/>", "")),
    ("按钮说明不在加载项的工作表里", _swap("xl/worksheets/sheet1.xml", "ssj_draw", "ssj_drow")), ("功能区 XML 有错", _swap(RIBBON, "</tabs>", "</tab>")),
    ("模块与源文本不一致", _other_text), ("多出源文本没有的模块", _smuggled),
)


# --- the sources -----------------------------------------------------------------------------------

def _in(name: str, old: str, new: str):  # type: ignore[no-untyped-def]  # a lambda would repeat this forty times
    def act(modules: Modules) -> Modules:
        return edit(modules, name, old, new)
    return act


_REFRESH = "If Not Shown Is Nothing Then Shown.Invalidate"
_FIVE = "    Shown.Invalidate\r\n" * 6

SOURCES = (
    ("没有 Option Explicit", _in("SsjText", "Option Explicit\r\n", "")), ("VBA 里有汉字", _in("SsjText", "' Pure functions", "' 纯函数")),
    ("行以 LF 结尾", _in("SsjText", "Option Explicit\r\n", "Option Explicit\n")), ("过程超过五行", _in("SsjState", f"    {_REFRESH}\r\n", _FIVE)),
    ("VBA 直接弹出消息", _in("SsjState", _REFRESH, 'MsgBox "done"')), ("VBA 直接执行程序", _in("SsjState", _REFRESH, 'Shell "cmd.exe"')),
    ("模块名与文件名不符", _in("SsjText", 'VB_Name = "SsjText"', 'VB_Name = "SsjTexts"')), ("引号没有结束", _in("SsjState", '"ssj_xl.buttons"', '"ssj_xl.buttons')),
    ("If 没有 End If", _in("SsjText", "    End If\r\n", "")), ("For 与 Next 不符", _in("SsjText", "Next row", "Next cell")),
    ("变量没有声明", _in("SsjText", "    Dim row As Long\r\n", "")), ("调用不存在的过程", _in("SsjState", "    SsjRefresh\r\n", "    SsjRefrosh\r\n")),
    ("参数个数不对", _in("SsjState", "SsjJoined(SsjCell(id, TIP), SsjReason(id))", "SsjJoined(SsjCell(id, TIP))")),
    ("对象没有这个成员", _in("SsjState", "ThisWorkbook.Worksheets(BOARD).UsedRange", "ThisWorkbook.Worksheets.UsedRange2")),
    ("类型不存在", _in("SsjState", "Private Shown As IRibbonUI", "Private Shown As IRibbonUX")),
    ("引用不存在的类", _in("ThisWorkbook", "As SsjEvents", "As SsjEvent")), ("续行超过 24 次", _in("SsjText", "Option Explicit\r\n", "Option Explicit\r\n" + "' a _\r\n" * 30)),
    ("一行超过 1023 个字符", _in("SsjText", "' Pure functions", "' " + "x" * 1100)),
)

BREAKAGES = (
    *(Breakage(name, "VBA 项目", "xlam", act) for name, act in PROJECT),
    *(Breakage(name, "VBA 项目", "xlsm", act) for name, act in LINKED),
    *(Breakage(name, "功能区", "xlam", act) for name, act in RIBBONS),
    *(Breakage(name, "VBA 源文本", "vba", act) for name, act in SOURCES),
)

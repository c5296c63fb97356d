"""Breakages of packages, sheets, tables, names and formulas, on the macro-enabled master workbook."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ssj_xl.build.addin.package import declare, relate
from ssj_xl.office.package import Parts, packed
from tests.addin.breakages import Breakage, swap

BOOK, LINKS, TYPES, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"
HOME, SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml", "xl/tables/table1.xml"
SHEET_LINKS = "xl/worksheets/_rels/sheet3.xml.rels"
COMPUTED = "xl/tables/table4.xml"
_CODE = r"INDEX\(检查对象!\$A:\$A,ROW\(\)\)"


def _swap(name: str, old: str, new: str) -> Callable[[Parts], None]:
    return partial(_swapped, name=name, old=old, new=new)


def _swapped(parts: Parts, *, name: str, old: str, new: str) -> None:
    swap(parts, name, old, new)


def _removed(name: str) -> Callable[[Parts], None]:
    def act(parts: Parts) -> None:
        del parts[name]
    return act


def _cut_short(parts: Parts) -> bytes:
    data = packed(parts)
    return data[:len(data) * 2 // 3]


def _twice(parts: Parts) -> bytes:
    """The central directory names one part twice."""
    data = packed(parts)
    longer, shorter = b"xl/worksheets/sheet11.xml", b"xl/worksheets/sheet12.xml"
    at = data.rindex(shorter)
    return data[:at] + longer + data[at + len(shorter):]


def _bit_flipped(parts: Parts) -> bytes:
    data = bytearray(packed(parts))
    at = data.index(b"xl/styles.xml") + 200
    data[at] ^= 0xFF
    return bytes(data)


def _chain(parts: Parts) -> None:
    parts["xl/calcChain.xml"] = (b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<calcChain xmlns="http://schemas.'
                                 b'openxmlformats.org/spreadsheetml/2006/main"><c r="ZZ99" i="1"/></calcChain>')
    declared = ('<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                'spreadsheetml.calcChain+xml"/></Types>')
    swap(parts, TYPES, "</Types>", declared)
    relate(parts, BOOK, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain", "calcChain.xml")


def _doubled_section(parts: Parts) -> None:
    swap(parts, SHEET, "(<pageMargins[^>]*/>)", r"\1\1")


def _wrong_kind(parts: Parts) -> None:
    declare(parts, "xyz", "text/plain")
    swap(parts, TYPES, r'(PartName="/xl/tables/table1\.xml" ContentType=")[^"]*', r"\1application/xml")


def _moved(parts: Parts) -> None:
    """pageMargins before sheetData: the elements of a sheet have an order."""
    swap(parts, SHEET, "(<sheetData>)(.*)(<pageMargins[^>]*/>)", r"\3\1\2")


_LONG = "长" * 300

PACKAGE = (
    ("压缩包被截断", _cut_short), ("压缩包里同一部件出现两次", _twice), ("压缩包里有一位出错", _bit_flipped),
    ("工作表 XML 被截断", _swap(SHEET, "</worksheet>", "")), ("XML 中有未转义的 &", _swap(SHEET, "<sheetData>", "<sheetData>&")),
    ("表格部件没有内容类型", _swap(TYPES, r'<Override PartName="/xl/tables/table1\.xml"[^>]*/>', "")),
    ("声明了不存在的部件", _swap(TYPES, "</Types>", '<Override PartName="/xl/x.xml" ContentType="application/xml"/></Types>')),
    ("表格部件的内容类型不对", _wrong_kind), ("同一部件声明两次内容类型", _swap(TYPES, r'(<Override PartName="/xl/styles\.xml"[^>]*/>)', r"\1\1")),
    ("缺少样式部件", _removed(STYLES)), ("缺少一张工作表的部件", _removed("xl/worksheets/sheet5.xml")),
    ("关系指向不存在的部件", _swap(SHEET_LINKS, r"table1\.xml", "table99.xml")),
    ("关系编号重复", _swap(LINKS, r'Id="rId2"', 'Id="rId1"')), ("用到不存在的关系编号", _swap(SHEET, 'r:id="rId1"', 'r:id="rId9"')),
    ("包没有指向工作簿的关系", _swap("_rels/.rels", r'<Relationship [^>]*Target="xl/workbook\.xml"[^>]*/>', "")),
    ("带 VBA 却声明为普通工作簿", _swap(TYPES, r"application/vnd\.ms-excel\.sheet\.macroEnabled\.main\+xml",
                            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")),
)

SHEETS = (
    ("行的顺序颠倒", _swap(SHEET, '<row r="2"', '<row r="20000"')), ("单元格的顺序颠倒", _swap(SHEET, '<c r="B2"', '<c r="Z2"')),
    ("单元格写在别的行里", _swap(SHEET, '<c r="B2"', '<c r="B7"')), ("单元格的样式不存在", _swap(SHEET, '<c r="B2" s="[0-9]+"', '<c r="B2" s="9999"')),
    ("字符串编号超出范围", _swap(SHEET, "<v>[0-9]+</v>", "<v>999999</v>")),
    ("数值单元格里是文字", _swap(SHEET, r'(<c r="B2" s="[0-9]+") t="s"><v>[^<]*', r"\1><v>abc")),
    ("单元格类型不存在", _swap(SHEET, 't="s"', 't="q"')), ("逻辑值不是 0 或 1", _swap(SHEET, r't="s"><v>[0-9]+<', 't="b"><v>7<')),
    ("工作表内元素顺序不对", _moved), ("工作表里同一部分出现两次", _doubled_section), ("标准中没有的属性", _swap(SHEET, "<sheetData>", '<sheetData colour="red">')),
    ("列定义重叠", _swap(SHEET, '<col min="2" max="2"', '<col min="1" max="2"')),
    ("合并单元格与表格重叠", _swap(SHEET, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>')),
    ("两个合并区域重叠", _swap(HOME, '<mergeCell ref="B2:J2"/>', '<mergeCell ref="B2:J2"/><mergeCell ref="C2:D2"/>')),
    ("下拉列表超过 255 个字符", _swap(SHEET, '<formula1>"是,否"', f'<formula1>"{_LONG}"')),
    ("输入提示超过 255 个字符", _swap(SHEET, 'prompt="[^"]*"', f'prompt="{_LONG}"')),
    ("数据验证的区域写法不对", _swap(SHEET, 'sqref="G2:G2001"', 'sqref="G2;G2001"')),
    ("条件格式的样式不存在", _swap("xl/worksheets/sheet15.xml", 'dxfId="[0-9]+"', 'dxfId="999"')),
    ("页脚超过 255 个字符", _swap(SHEET, "<oddFooter>", f"<oddFooter>&amp;L{_LONG}")),
    ("冻结窗格的视图指向不存在的窗口", _swap(SHEET, 'workbookViewId="0"', 'workbookViewId="3"')),
    ("样式引用不存在的字体", _swap(STYLES, r'(<cellXfs.*?<xf [^>]*fontId=")[0-9]+', r"\g<1>999")),
    ("工作表名重复", _swap(BOOK, '<sheet name="参数"', '<sheet name="首页"')), ("工作表名含不允许的字符", _swap(BOOK, '<sheet name="参数"', '<sheet name="参/数"')),
    ("工作表编号重复", _swap(BOOK, 'sheetId="2"', 'sheetId="1"')), ("打开时选中的工作表不存在", _swap(BOOK, "<workbookView ", '<workbookView activeTab="40" ')),
)

TABLES = (
    ("表头单元格与列名不一致", _swap(TABLE, 'name="类别"', 'name="类型"')), ("表头单元格是数值", _swap(SHEET, r'(<c r="A1" s="[0-9]+") t="s"', r"\1")),
    ("表的列数与区域不符", _swap(TABLE, r'<tableColumn id="8"[^>]*/>', "")), ("表的列名重复", _swap(TABLE, 'name="名称"', 'name="代码"')),
    ("表的编号重复", _swap("xl/tables/table2.xml", 'id="2"', 'id="1"')), ("表名重复", _swap("xl/tables/table2.xml", 'displayName="[^"]*"', 'displayName="代码表"')),
    ("表名与名称重复", _swap(TABLE, 'displayName="代码表"', 'displayName="免查月数"')), ("表名不合规定", _swap(TABLE, 'displayName="代码表"', 'displayName="1 代码"')),
    ("表只有表头没有数据行", _swap(COMPUTED, 'ref="A1:([A-Z]+)2"', r'ref="A1:\g<1>1"')),
    ("筛选区域与表不符", _swap(TABLE, '<autoFilter ref="A1:', '<autoFilter ref="B1:')),
    ("工作表没有列出它的表", _swap(SHEET, "<tableParts.*?</tableParts>", "")), ("表列的格式不存在", _swap(TABLE, 'dataDxfId="[0-9]+"', 'dataDxfId="777"')),
    ("一张表挂在两张工作表上", _swap("xl/worksheets/_rels/sheet4.xml.rels", "</Relationships>", '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/'
                     'officeDocument/2006/relationships/table" Target="../tables/table1.xml"/></Relationships>')),
    ("名称重复", _swap(BOOK, '(<definedName name="免查月数">[^<]*</definedName>)', r"\1\1")),
    ("名称不合规定", _swap(BOOK, '<definedName name="免查月数"', '<definedName name="A1"')),
    ("名称指向不存在的工作表", _swap(BOOK, '(<definedName name="免查月数">)参数!', r"\1没有!")),
    ("名称所属的工作表不存在", _swap(BOOK, 'localSheetId="0"', 'localSheetId="88"')),
    ("公式括号不配对", _swap(HOME, "<f>", "<f>(")), ("公式以等号开头", _swap(HOME, "<f>", "<f>=")), ("公式引号不配对", _swap(HOME, "<f>", '<f>"')),
    ("新函数缺少 _xlfn. 前缀", _swap(HOME, "<f>[^<]*</f>", "<f>XLOOKUP(1,A1:A2,B1:B2)</f>")),
    ("公式引用不存在的列", _swap(COMPUTED, _CODE, "检查对象[没有这列]")), ("公式引用不存在的表", _swap(COMPUTED, _CODE, "对象[对象编码]")),
    ("“本行”写法不对", _swap(COMPUTED, _CODE, "检查对象[[#This Row],对象编码]")), ("计算链指向没有公式的单元格", _chain),
)

BREAKAGES = tuple(Breakage(name, area, "xlsm", act)
                  for area, rows in (("包与关系", PACKAGE), ("工作表与样式", SHEETS), ("表格、名称与公式", TABLES)) for name, act in rows)

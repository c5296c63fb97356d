"""Lists that other people made: whatever their format, encoding and layout, read as one register's grid."""

from ssj_xl.gateways.foreign.books import Sheet, Skipped
from ssj_xl.gateways.foreign.content import read_sheets
from ssj_xl.gateways.foreign.lists import Foreign, read_list

__all__ = ["Foreign", "Sheet", "Skipped", "read_list", "read_sheets"]

"""Lists that other people made: whatever their format, encoding and layout, read as one register's grid."""

from ssj_xl.gateways.foreign.body import Skipped
from ssj_xl.gateways.foreign.content import read_sheets
from ssj_xl.gateways.foreign.lists import Foreign, read_list
from ssj_xl.gateways.foreign.sheet import Sheet

__all__ = ["Foreign", "Sheet", "Skipped", "read_list", "read_sheets"]

"""The VBA module of xlwings (BSD 3-clause) as this add-in carries it.

Changed in it: its name for configuration, and where it may read configuration from.  As released it reads the path
of the Python interpreter from the active workbook and from a file beside it first, so that a workbook from anywhere
could start any program at the press of a button.  Here only the add-in itself and the user's own file count; code
embedded in sheets (which needs a licence of xlwings PRO) is not looked for.
"""

from __future__ import annotations

NAME = "xlwings"
FILE = "xlwings_custom_addin.bas"
"""The file in the package xlwings from which the module comes."""

PROJECT = "ssj_xl"
CONFIG_SHEET = f"{PROJECT}.conf"

_CHANGES: tuple[tuple[str, str, int], ...] = (
    ('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT}"', 1),
    ('If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then', "If False Then", 1),
    ('If source = "" Or source = "directory" Then', 'If source = "directory" Then', 1),
    ("uses_embedded_code = True\r\n                Exit For", "uses_embedded_code = False\r\n                Exit For", 1),
    ("Dim d As Dictionary\r\n    Set d = New Dictionary\r\n", "Dim d As Object\r\n", 1),  # a class for Excel on the Mac
)


def adapted(released: str) -> str:
    """The module as released, with the changes.  Raises ValueError where the release is not the one they are for."""
    for old, new, times in _CHANGES:
        if released.count(old) != times:
            raise ValueError(f"the xlwings module has changed: {released.count(old)} times {old!r}")
        released = released.replace(old, new)
    return released

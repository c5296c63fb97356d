"""How many keys of rows mypy knows: `python -m tools.keys`, with `--show` also where the others stand.

A key is `row["tier"]`: a text in brackets behind a row.  Known is one whose row has a type of `tables/rows.pyi`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mypy.build import BuildResult, build
from mypy.config_parser import parse_config_file
from mypy.find_sources import create_source_list
from mypy.nodes import IndexExpr, MypyFile, StrExpr
from mypy.options import Options
from mypy.traverser import TraverserVisitor
from mypy.types import Instance, Type, get_proper_type

ROOT = Path(__file__).resolve().parents[1]
TYPED, ROW = "ssj_xl.tables.rows.", "ssj_xl.tables.table.Row"


class _Keys(TraverserVisitor):
    """Collects the texts in brackets of a module."""

    def __init__(self) -> None:
        self.found: list[IndexExpr] = []

    def visit_index_expr(self, o: IndexExpr, /) -> None:
        """Note one, and look inside."""
        if isinstance(o.index, StrExpr):
            self.found.append(o)
        super().visit_index_expr(o)


def checked() -> BuildResult:
    """The package as mypy sees it, with the type of every expression."""
    options = Options()
    parse_config_file(options, lambda: None, str(ROOT / "setup.cfg"), sys.stdout, sys.stderr)
    options.incremental, options.export_types, options.preserve_asts = False, True, True
    return build(create_source_list([str(ROOT / "ssj_xl")], options), options)


def keys(result: BuildResult) -> Iterator[tuple[str, int, str]]:
    """Every key: module, line, and the type of what it is a key of."""
    for name, state in sorted(result.graph.items()):
        if name.startswith("ssj_xl.") and isinstance(state.tree, MypyFile):
            found = _Keys()
            state.tree.accept(found)
            yield from ((name, one.line, _named(result.types.get(one.base))) for one in found.found)


def _named(of: Type | None) -> str:
    proper = get_proper_type(of) if of is not None else None
    return proper.type.fullname if isinstance(proper, Instance) else str(proper)


def main(arguments: list[str]) -> None:
    """Show the figures."""
    found = list(keys(checked()))
    rows = Counter("typed" if of.startswith(TYPED) else "row" if of == ROW else of for *_, of in found)
    print(f"键 {len(found)} 个：行的类型已知 {rows.pop('typed', 0)}，只知道是行 {rows.pop('row', 0)}，其他 {rows.total()}（{rows.most_common(8)}）")
    for name, line, of in found:
        if "--show" in arguments and not of.startswith(TYPED):
            print(f"{name}:{line} {of}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""The act of building: from the text in macros/ to the files that are kept, each looked over before it is."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

from ssj_xl.build.addin import foreign, sources
from ssj_xl.build.addin.addin import built
from ssj_xl.build.addin.lint import lint
from ssj_xl.build.addin.opened import Finding
from ssj_xl.build.addin.vba_lint import lint_sources


def make(root: Path) -> dict[str, bytes]:
    """Every file that the build writes, by its path below `root`, the folder that holds macros/."""
    macros = root / "macros"
    return {**{f"macros/{name}": content for name, content in sources.written().items()}, **built(macros)}


def faults(root: Path, made: Mapping[str, bytes]) -> list[tuple[str, Finding]]:
    """What is wrong with the sources and with the files made of them, by file.

    Sources that are wrong are all that is said: what was made of them is wrong in consequence.
    """
    found = [(finding.part, finding) for finding in lint_sources(sources.modules(root / "macros"))]
    return found or [(name, finding) for name, content in made.items() if name.startswith("workbooks/")
                     for finding in lint(content)]


def outdated(root: Path, made: Mapping[str, bytes]) -> list[str]:
    """Files that are not, byte for byte, what the sources give."""
    return [name for name, content in made.items() if not (root / name).is_file() or (root / name).read_bytes() != content]


def installed_xlwings() -> bytes | None:
    """The VBA module of the installed xlwings as the add-in carries it, or None where xlwings is not installed.

    Raises ValueError where that release is not one for which the changes were made.
    """
    spec = importlib.util.find_spec(foreign.NAME)
    if spec is None or spec.origin is None:
        return None
    released = Path(spec.origin).parent.joinpath(foreign.FILE).read_bytes().decode("ascii")
    return foreign.adapted(released).encode("ascii")

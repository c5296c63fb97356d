"""名库的分区: the roots of the regions of a list, found at the lock and again at the verification; the part of a receipt that is of one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ssj_xl.domain.draw import merkle
from ssj_xl.domain.draw.registry import Region, Regions, is_region
from ssj_xl.domain.verifying import Report
from ssj_xl.engines.registry import MOST_REGIONS, SHOWN, Engine, Subtrees
from ssj_xl.tables.problems import block, problem
from ssj_xl.workflows.registry.files import Locked

Trees = Mapping[str, Subtrees]


def find_regions(column: str, engine: Engine, listed: Path, scratch: Path) -> tuple[Regions, Trees]:
    """The regions of a sorted list, and the tree of each.  scratch: a folder for what is needed meanwhile.

    Raises UserError D140 for names that are none, D141 for too many.
    """
    sizes = engine.sizes(listed)
    odd = sorted(name for name in sizes if not is_region(name))
    count = sum(sizes[name] for name in odd)
    block([*([problem("D141", column=column, most=MOST_REGIONS)] if len(sizes) >= MOST_REGIONS else []),
           *([problem("D140", column=column, count=count, which="、".join(name or "（空白）" for name in odd[:SHOWN]))] if odd else [])])
    trees = engine.trees(listed, sizes, scratch / f"分区{engine.suffix}")
    return Regions(column, {name: Region(sizes[name], merkle.root_of(trees[name].tops)) for name in sizes}), trees


def check_regions(stated: Regions, found: Regions, report: Report) -> None:
    """Compare the regions that were computed with those of the lock; each that differs is named."""
    for name in sorted(stated.parts.keys() | found.parts.keys(), key=str.encode):
        of = {what: (getattr(found.parts.get(name), key, "（没有这一区）"), getattr(stated.parts.get(name), key, "（没有）"))
              for key, what in (("lines", "条数"), ("root", "根"))}
        for what, (computed, said) in of.items():
            report.same("D142", computed, said, region=name, what=what)
    if not report.wrong:
        report.prove("P29", count=len(found.parts), column=found.column, root=found.root)


def region_proof(locked: Locked, id_: str, region: str, engine: Engine) -> dict[str, Any]:
    """What a receipt says of the region: the way of the line to the region's own root.  Only of a lock with regions."""
    assert locked.regions is not None
    tree, part = locked.subtrees_of(region), locked.regions.parts[region]
    number = merkle.subtree_of(tree.starts, id_)
    lines = ["\t".join(row[:2]) for row in engine.span(locked.listing, merkle.bounds(tree.starts, number), region)]
    at = next(place for place, line in enumerate(lines) if line.partition("\t")[0] == id_)
    way = merkle.way_through(lines, at, tree.tops, number)
    return {"region": region, "region_index": number * merkle.SUBTREE + at + 1, "region_count": part.lines, "region_proof": way, "region_root": part.root}

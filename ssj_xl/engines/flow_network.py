"""A matching problem as arrays: people, visits with open seats, and the pairs (arcs) between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ssj_xl.domain.matching import (
    COST_BITS,
    Instance,
    Person,
    capacities,
    cost_row,
    digests,
    eligible,
    needs,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Costs = NDArray[Any]  # int64, or Python integers where tie-break digits need more than 64 bits


@dataclass(frozen=True, slots=True)
class Network:
    """People and visits in the order of their codes, so that input order never matters.

    Shapes: `lead` and `room` (capacity at level 0) by person; `seats` and `others` (the most seats that
    people without lead qualification may take) by visit; `person`, `visit` and `cost` by arc, by visit.
    """

    codes: tuple[str, ...]
    objects: tuple[str, ...]
    lead: Mask
    room: Ints
    seats: Ints
    others: Ints
    person: Ints
    visit: Ints
    cost: Costs

    @property
    def arc_leads(self) -> Mask:
        """Whether each arc's person is qualified to lead."""
        return self.lead[self.person]

    def subset(self, keep: Mask | Ints) -> Network:
        """The same network with only these arcs."""
        return replace(self, person=self.person[keep], visit=self.visit[keep], cost=self.cost[keep])


def build(instance: Instance, digits: int = 0) -> Network:
    """The network of all eligible pairs; people who cannot lead only where a seat is open to them."""
    import numpy as np

    people = tuple(sorted(instance.people, key=lambda p: p.code))
    room, need = capacities(instance, 0), needs(instance)
    objects = tuple(sorted(need))
    pools = _pools(instance, objects)
    sizes = [len(pools[v]) for v in objects]
    index = {person.code: i for i, person in enumerate(people)}
    places = {key: np.array([index[p.code] for p in pool], dtype=np.int64) for key, pool in _distinct(pools).items()}
    return Network(
        codes=tuple(index),
        objects=objects,
        lead=np.array([p.lead for p in people], dtype=bool),
        room=np.array([room[p.code] for p in people], dtype=np.int64),
        seats=np.array([need[v].seats for v in objects], dtype=np.int64),
        others=np.array([need[v].others for v in objects], dtype=np.int64),
        person=_joined([places[id(pools[v])] for v in objects]),
        visit=np.repeat(np.arange(len(objects), dtype=np.int64), sizes),
        cost=_costs(instance, pools, objects=objects, digits=digits),
    )


def cheapest(network: Network, count: int) -> Mask:
    """The `count` cheapest arcs of every visit among leads, and as many among the others (ties by code).

    Only for costs without tie-break digits, which leave room for the visit in one integer.
    """
    import numpy as np

    group = network.visit * 2 + network.arc_leads
    near = np.flatnonzero(_among_cheap(network.cost, group, count))
    order = near[np.argsort((group[near] << COST_BITS) | network.cost[near], kind="stable")]
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    rank = np.arange(len(order)) - np.repeat(starts, sizes)
    keep = np.zeros(len(group), dtype=bool)
    keep[order[rank < count]] = True
    return keep


def _among_cheap(cost: Costs, group: Ints, count: int) -> Mask:
    """Arcs that need sorting to find the `count` cheapest of their group: hashes are spread evenly, so that few cost little."""
    import numpy as np

    held = np.bincount(group)
    bound = (4 * count << COST_BITS) // np.maximum(held, 1)
    near: Mask = cost < bound[group]
    short = np.bincount(group[near], minlength=len(held)) < np.minimum(held, count)
    return near | short[group]


def _pools(instance: Instance, objects: tuple[str, ...]) -> dict[str, tuple[Person, ...]]:
    """Who may take a seat of each visit, by code."""
    need = needs(instance)
    made: dict[tuple[int, bool], tuple[Person, ...]] = {}
    everybody = eligible(instance)  # holds the shared pools, so their identities stay distinct
    pools: dict[str, tuple[Person, ...]] = {}
    for object_id in objects:
        pool, anyone = everybody[object_id], need[object_id].others > 0
        key = (id(pool), anyone)
        if key not in made:
            made[key] = tuple(sorted((p for p in pool if anyone or p.lead), key=lambda p: p.code))
        pools[object_id] = made[key]
    return pools


def _costs(
    instance: Instance, pools: dict[str, tuple[Person, ...]], *, objects: tuple[str, ...], digits: int
) -> Costs:
    import numpy as np

    coded = {key: [person.code.encode() for person in pool] for key, pool in _distinct(pools).items()}
    if digits:
        exact = [cost_row(instance, v, coded[id(pools[v])], digits=digits) for v in objects]
        return np.array([cost for row in exact for cost in row], dtype=object)
    # The first 8 of the 32 bytes of each.
    heads = [np.frombuffer(b"".join(digests(instance, v, coded[id(pools[v])])), dtype=">u8")[::4] >> np.uint64(64 - instance.bits) for v in objects]
    return _joined([head.astype(np.int64) for head in heads])


def _distinct(pools: dict[str, tuple[Person, ...]]) -> dict[int, tuple[Person, ...]]:
    """The pools by their identity: many visits share one."""
    return {id(pool): pool for pool in pools.values()}


def _joined(parts: Sequence[Ints]) -> Ints:
    import numpy as np

    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

"""Exact integer arithmetic over a matching: cheaper exchanges, prices, uniqueness.

The solver works in floating point, so what it returns is only a proposal.  Here it is improved until no
exchange of pairs saves anything, by integers alone; the prices are shortest distances in the residual graph,
which depend on the matching and the arcs only, never on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ssj_xl.domain.matching import Prices
from ssj_xl.engines.flow_network import Network

if TYPE_CHECKING:
    from ssj_xl.engines.flow_network import Costs, Ints, Mask

_LOOK_EVERY = 16  # rounds between two looks for a cheaper exchange


@dataclass(frozen=True, slots=True)
class Priced:
    """An optimal matching on a network: `used` by arc; `people`, `visits`, `others` are exact prices.

    distance: what the prices come from, by node.
    """

    used: Mask
    people: Costs
    visits: Costs
    others: Costs
    distance: Costs

    def gaps(self, network: Network) -> Costs:
        """Cost with prices of every arc of `network`: ≥ 0 proves an arc rightly unused, ≤ 0 rightly used."""
        import numpy as np

        worth = self.visits[network.visit] - np.where(network.arc_leads, 0, self.others[network.visit])
        gaps: Costs = network.cost + self.people[network.person] - worth
        return gaps

    def named(self, network: Network) -> Prices:
        """The prices as plain integers by code and object."""
        return Prices(
            people=dict(zip(network.codes, map(int, self.people), strict=True)),
            visits=dict(zip(network.objects, map(int, self.visits), strict=True)),
            others=dict(zip(network.objects, map(int, self.others), strict=True)),
        )


@dataclass(frozen=True, slots=True)
class _Residual:
    """Directed edges that a matching leaves open; `arc` is the index of the pair, −1 for a limit's edge."""

    tail: Ints
    head: Ints
    cost: Costs
    arc: Ints
    size: int


def improve(network: Network, caps: Ints, used: Mask) -> Priced:
    """Exchange pairs along cheaper cycles until there is none, then price the optimum."""
    used = used.copy()
    while True:
        edges = _residual(network, caps, used)
        distance, cycle = _distances(edges)
        if not len(cycle):
            return _prices(network, distance, used)
        used[cycle] = ~used[cycle]


def settled(network: Network, caps: Ints, priced: Priced) -> Priced:
    """The optimum with the prices that all arcs of the network give, whichever arcs it was found among.

    Shortest distances over some arcs are lengths of paths over all of them, so the search goes on from there and
    ends at the same numbers from wherever it starts: a matching can be proved again to the byte.
    """
    edges = _residual(network, caps, priced.used)
    distance, _ = _distances(edges, priced.distance)
    return _prices(network, distance, priced.used)


def exchangeable(network: Network, caps: Ints, priced: Priced) -> bool:
    """Whether some pairs could be exchanged at no cost, so that the optimum is not the only one."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    near = priced.used | (priced.gaps(network) == 0)  # few of many pairs; the others cost more than their prices
    network, priced = network.subset(near), replace(priced, used=priced.used[near])
    edges = _residual(network, caps, priced.used)
    potential = np.concatenate([priced.people, priced.visits, priced.visits - priced.others, [0]])
    tight = edges.cost + potential[edges.tail] == potential[edges.head]
    one = _merged(network, caps, priced.used)
    tail, head = one[edges.tail[tight]], one[edges.head[tight]]
    apart = tail != head
    graph = csr_matrix((np.ones(apart.sum()), (tail[apart], head[apart])), shape=(edges.size, edges.size))
    return int(connected_components(graph, connection="strong", return_labels=False)) < edges.size


def _residual(network: Network, caps: Ints, used: Mask) -> _Residual:
    """Nodes are people, visits, the visits' limits on others, and the source, in this order."""
    import numpy as np

    people, visits = len(network.codes), len(network.objects)
    source, persons = people + 2 * visits, np.arange(people)
    objects, limits = people + np.arange(visits), people + visits + np.arange(visits)
    load, others = _use(network, used)
    heads = people + network.visit + np.where(network.arc_leads, 0, visits)
    pairs = (np.where(used, heads, network.person), np.where(used, network.person, heads))
    spare, held, free, full = load < caps, load > 0, others < network.others, others > 0
    tail = (pairs[0], np.full(spare.sum(), source), persons[held], limits[free], objects[full])
    head = (pairs[1], persons[spare], np.full(held.sum(), source), objects[free], limits[full])
    no_cost = np.zeros(sum(len(part) for part in tail[1:]), dtype=network.cost.dtype)
    cost = np.concatenate([np.where(used, -network.cost, network.cost), no_cost])
    arc = np.concatenate([np.arange(len(used)), np.full(len(no_cost), -1)])
    return _Residual(np.concatenate(tail), np.concatenate(head), cost, arc, source + 1)


def _use(network: Network, used: Mask) -> tuple[Ints, Ints]:
    """Seats taken by person, and seats taken by people without lead qualification by visit."""
    import numpy as np

    load = np.bincount(network.person[used], minlength=len(network.codes))
    others = np.bincount(network.visit[used & ~network.arc_leads], minlength=len(network.objects))
    return load, others


def _distances(edges: _Residual, start: Costs | None = None) -> tuple[Costs, Ints]:
    """Shortest distances from anywhere (Bellman–Ford), or the pairs on cycles of negative cost.

    start: lengths of some paths to each node; 0, the path that begins there, where nothing is given.
    """
    import numpy as np

    distance = np.zeros(edges.size, dtype=edges.cost.dtype) if start is None else start
    came_by = np.full(edges.size, -1)
    rounds = 0
    while True:
        reached = distance[edges.tail] + edges.cost
        nearer = distance.copy()
        np.minimum.at(nearer, edges.head, reached)
        better = np.flatnonzero((reached == nearer[edges.head]) & (reached < distance[edges.head]))
        if not len(better):
            return distance, better
        came_by[edges.head[better]] = better
        distance, rounds = nearer, rounds + 1
        if rounds % _LOOK_EVERY == 0 and len(cycle := _cycle(edges, came_by)):
            return distance, cycle


def _cycle(edges: _Residual, came_by: Ints) -> Ints:
    """Pairs on cycles of the predecessor graph; every such cycle is cheaper than nothing."""
    import numpy as np

    nowhere = edges.size
    back = np.append(np.where(came_by < 0, nowhere, edges.tail[came_by]), nowhere)
    end = back
    for _ in range(nowhere.bit_length()):
        end = end[end]
    on_cycle = np.unique(end[end < nowhere])
    arcs: Ints = edges.arc[came_by[on_cycle]]
    return arcs[arcs >= 0]


def _prices(network: Network, distance: Costs, used: Mask) -> Priced:
    """Distances as prices: measured from the source, and zero where a limit is not even begun."""
    import numpy as np

    people, visits = len(network.codes), len(network.objects)
    nodes = distance - distance[-1]
    person, visit, limit = nodes[:people], nodes[people : people + visits], nodes[people + visits : -1]
    return Priced(used, np.maximum(person, 0), visit, np.maximum(visit - limit, 0), distance)


def _merged(network: Network, caps: Ints, used: Mask) -> Ints:
    """Node numbers, with nodes made one where a limit between them is partly used and can give either way."""
    import numpy as np

    people, visits = len(network.codes), len(network.objects)
    load, others = _use(network, used)
    one = np.arange(people + 2 * visits + 1)
    one[:people][(load > 0) & (load < caps)] = people + 2 * visits
    partly = np.flatnonzero((others > 0) & (others < network.others))
    one[people + visits + partly] = people + partly
    return one

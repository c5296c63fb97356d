"""How level the load can be: the largest cut of everybody's headroom, and the seats that stop the next one.

Each round asks a maximum flow whether a level can be staffed.  Where it cannot, the smallest set of seats on
the far side of the cut tells the largest level that it allows by itself (Newton's method), so few rounds
suffice, and the last set is the proof.  The set nearest to the sink does not depend on which flow is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssj_xl.domain.matching import Blocking
from ssj_xl.engines.flow_network import Network

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from ssj_xl.engines.flow_network import Ints, Mask


@dataclass(frozen=True, slots=True)
class Levelled:
    """The largest level that can be staffed (−1 where not even 0 can), and the seats that stop the next."""

    level: int
    blocking: Blocking


@dataclass(frozen=True, slots=True)
class Staffing:
    """A maximum flow: which arcs it uses, and the visits (all seats, lead's seat) it cannot fill, if any."""

    used: Mask
    every_seat: Mask
    lead_seat: Mask

    @property
    def complete(self) -> bool:
        """Every open seat is filled."""
        return not (self.every_seat.any() or self.lead_seat.any())


def highest_level(network: Network, sparse: Network) -> Levelled:
    """Search from the bound that counting gives; `sparse` is tried before `network`, which decides."""
    import numpy as np

    every, lead = network.others > 0, network.others == 0
    level = allowed(network, (every, lead), int(network.room.max(initial=0)))
    while level >= 0:
        caps = np.maximum(network.room - level, 0)
        if staff(sparse, caps).complete:
            break
        staffing = staff(network, caps)
        if staffing.complete:
            break
        every, lead = staffing.every_seat, staffing.lead_seat
        level = allowed(network, (every, lead), level - 1)
    if level < 0:  # name the smallest set that lacks people, not the one that counting happened on
        staffing = staff(network, network.room)
        every, lead = staffing.every_seat, staffing.lead_seat
    return Levelled(level, Blocking(_named(network, every), _named(network, lead)))


def allowed(network: Network, blocked: tuple[Mask, Mask], highest: int) -> int:
    """The largest level up to `highest` at which counting alone lets these seats be filled; −1 for none."""
    import numpy as np

    every, lead = blocked
    demand = int(network.seats[every].sum() + (network.seats - network.others)[lead].sum())
    reach = every[network.visit] | (lead[network.visit] & network.arc_leads)
    count = np.bincount(network.person[reach], minlength=len(network.codes))
    low, high = -1, highest
    while low < high:
        middle = (low + high + 1) // 2
        supply = int(np.minimum(count, np.maximum(network.room - middle, 0)).sum())
        low, high = (middle, high) if supply >= demand else (low, middle - 1)
    return low


def staff(network: Network, caps: Ints) -> Staffing:
    """Fill as many open seats as possible, each person at most `caps`."""
    import numpy as np
    from scipy.sparse.csgraph import maximum_flow

    people, visits = len(network.codes), len(network.objects)
    graph = _graph(network, caps)
    found = maximum_flow(graph, 0, graph.shape[0] - 1)
    heads = 1 + people + network.visit + np.where(network.arc_leads, 0, visits)
    used = np.asarray(found.flow[1 + network.person, heads]).ravel() > 0
    far = _far_side(graph, found.flow)
    visit_far = far[1 + people : 1 + people + visits]
    other_far = far[1 + people + visits : 1 + people + 2 * visits]
    every = visit_far & other_far & (network.others > 0)
    return Staffing(used, every, visit_far & ~every & (network.seats > network.others))


def _graph(network: Network, caps: Ints) -> csr_matrix:
    """Source, people, visits, the visits' limits on others, sink, in this order; entries are capacities."""
    import numpy as np
    from scipy.sparse import csr_matrix

    people, visits, arcs = len(network.codes), len(network.objects), len(network.person)
    persons, objects = 1 + np.arange(people), 1 + people + np.arange(visits)
    limits, sink = objects + visits, 1 + people + 2 * visits
    heads = np.where(network.arc_leads, objects[network.visit], limits[network.visit])
    rows = np.concatenate([np.zeros(people, dtype=np.int64), persons[network.person], limits, objects])
    columns = np.concatenate([persons, heads, objects, np.full(visits, sink)])
    data = np.concatenate([np.minimum(caps, visits), np.ones(arcs), network.others, network.seats])
    return csr_matrix((data.astype(np.int32), (rows, columns)), shape=(sink + 1, sink + 1))


def _far_side(graph: csr_matrix, flow: csr_matrix) -> Mask:
    """Nodes that can still reach the sink: the sink's side of the cut, as small as it can be.

    Only the sink itself where every seat is filled, because then nothing can reach it.
    """
    import numpy as np
    from scipy.sparse.csgraph import breadth_first_order

    residual = (graph - flow).T.tocsr()
    residual.eliminate_zeros()
    sink = graph.shape[0] - 1
    far: Mask = np.zeros(graph.shape[0], dtype=bool)
    far[breadth_first_order(residual, sink, return_predecessors=False)] = True
    return far


def _named(network: Network, mask: Mask) -> frozenset[str]:
    return frozenset(network.objects[i] for i in mask.nonzero()[0])

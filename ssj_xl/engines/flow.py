"""The matching engine: a levelled, cheapest matching with its proof, or the reasons why there is none.

HiGHS proposes, exact integers dispose: the answer is the unique optimum of integer costs, so it is the same
with any solver, on any machine, in any order of the input.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ssj_xl.domain.matching import Blocking, Instance, Prices, Solution, Team, form_teams, needs
from ssj_xl.domain.matching.explain import PLAIN, Wording, explain
from ssj_xl.engines.flow_exact import Priced, exchangeable, improve, settled
from ssj_xl.engines.flow_level import Levelled, highest_level, staff
from ssj_xl.engines.flow_network import Network, build, cheapest
from ssj_xl.tables.problems import Problem, UserError

if TYPE_CHECKING:
    from ssj_xl.engines.flow_network import Ints, Mask

_FIRST_ARCS = 4  # pairs tried first for each visit, leads and others each (8 took a third longer); the proof is always over all pairs
_DIGITS = 10  # tie-break digits in the 256 bits of a hash


def solve(instance: Instance, wording: Wording = PLAIN) -> Solution:
    """The matching of all open seats with its proof; raises `UserError` (M01–M06) where there is none.

    Fixed members keep their seats and count as load; visits without an open seat come back as they are.
    """
    found = explain(instance, None, wording)
    if found:
        raise UserError(found)
    if not needs(instance):
        return Solution(_teams(instance, {}), 0, Prices({}, {}, {}), Blocking())
    network = build(instance)
    first = cheapest(network, _first_arcs(network))
    levelled = highest_level(network, network.subset(first))
    if levelled.level < 0:
        raise UserError(explain(instance, levelled.blocking, wording))
    return _cheapest(instance, network, levelled=levelled, first=first)


def diagnose(instance: Instance, wording: Wording = PLAIN) -> list[Problem]:
    """Why `solve` would find no matching (M01–M06); empty where it would find one.  For the preview."""
    found = explain(instance, None, wording)
    if found or not needs(instance):
        return found
    network = build(instance)
    levelled = highest_level(network, network.subset(cheapest(network, _first_arcs(network))))
    return explain(instance, levelled.blocking, wording) if levelled.level < 0 else []


def _first_arcs(network: Network) -> int:
    return max(_FIRST_ARCS, 2 * int(network.seats.max(initial=0)))


def _cheapest(instance: Instance, network: Network, *, levelled: Levelled, first: Mask) -> Solution:
    """Find the optimum; while it is not unique, let one more tie-break digit decide."""
    import numpy as np

    caps = np.maximum(network.room - levelled.level, 0)
    able = caps[network.person] > 0
    network = network.subset(able)
    used, active = _proposal(network, caps, first[able])
    for digits in range(_DIGITS + 1):
        if digits:
            network = build(instance, digits).subset(able)
        priced = _optimum(network, caps, active=active | used, used=used)
        used = priced.used
        if not exchangeable(network, caps, priced):
            teams = _teams(instance, _seated(network, used))
            prices = settled(network, caps, priced).named(network)
            return Solution(teams, levelled.level, prices, levelled.blocking, digits)
    raise ArithmeticError("two matchings agree in every bit of their costs")


def _optimum(network: Network, caps: Ints, *, active: Mask, used: Mask) -> Priced:
    """Improve `used` over the active arcs, and let in arcs of the rest until all of them prove it optimal."""
    import numpy as np

    while True:
        sparse = network.subset(active)
        priced = improve(sparse, caps, used[active])
        used = np.zeros(len(active), dtype=bool)
        used[active] = priced.used
        whole = replace(priced, used=used)
        cheaper = (whole.gaps(network) < 0) & ~active
        if not cheaper.any():
            return whole
        active = active | cheaper


def _proposal(network: Network, caps: Ints, active: Mask) -> tuple[Mask, Mask]:
    """A full matching, near the optimum if HiGHS is of help, and the arcs among which it was sought."""
    import numpy as np

    count = _first_arcs(network)
    while not (staffing := staff(network.subset(active), caps)).complete:
        count *= 2
        active = cheapest(network, count)
    sparse = network.subset(active)
    used = np.zeros(len(active), dtype=bool)
    used[active] = _relaxed(sparse, caps, staffing.used)
    return used, active


def _relaxed(network: Network, caps: Ints, otherwise: Mask) -> Mask:
    """The linear program by HiGHS, whose vertices are whole numbers; `otherwise` if it gives anything else.

    The interior point method takes a third of the time of the simplex method, and ends at a vertex as well.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, vstack

    arcs = np.arange(len(network.person))
    ones, others = np.ones(len(arcs)), ~network.arc_leads
    people, visits = len(network.codes), len(network.objects)
    limits = vstack([
        csr_matrix((ones, (network.person, arcs)), shape=(people, len(arcs))),
        csr_matrix((ones[others], (network.visit[others], arcs[others])), shape=(visits, len(arcs))),
    ])
    seats = csr_matrix((ones, (network.visit, arcs)), shape=(visits, len(arcs)))
    high = np.concatenate([caps, network.others])
    scale = float(network.cost.max() or 1)
    found = linprog(network.cost / scale, A_ub=limits, b_ub=high, A_eq=seats, b_eq=network.seats, bounds=(0, 1), method="highs-ipm")
    if found.x is None:
        return otherwise
    used: Mask = found.x > 0.5
    holds = (limits @ used <= high).all() and (seats @ used == network.seats).all()
    return used if bool(holds) else otherwise


def _seated(network: Network, used: Mask) -> dict[str, list[str]]:
    seated: dict[str, list[str]] = {object_id: [] for object_id in network.objects}
    for person, visit in zip(network.person[used], network.visit[used], strict=True):
        seated[network.objects[visit]].append(network.codes[person])
    return seated


def _teams(instance: Instance, seated: dict[str, list[str]]) -> dict[str, Team]:
    members = {
        visit.object_id: (*instance.fixed.get(visit.object_id, ()), *seated.get(visit.object_id, ()))
        for visit in instance.visits
    }
    return form_teams(instance, members)

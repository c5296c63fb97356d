"""A matching near the optimum, by an interior point method that knows the shape of the problem.

A general solver factorises one row for every visit; here the rows of a visit are eliminated by hand, so that each step solves a
system no larger than the number of people.  Floating point throughout: what comes out is a proposal, which exact integers improve.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ssj_xl.engines.flow_network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ssj_xl.engines.flow_network import Ints, Mask

    Floats = NDArray[Any]

_STEPS, _CLOSE, _SHORT, _COUNTS = 60, 1e-8, 0.995, 1e-11
"""Steps at most, the gap at which they end, how much of the way to the border one goes, and the smallest share of a row that counts."""


def propose(network: Network, caps: Ints) -> Mask | None:
    """Pairs that are used in the cheapest matching as far as floating point tells; None where that gives no matching."""
    import numpy as np

    with np.errstate(all="ignore"):
        used = _Interior(network, caps).solved() > 0.5
    load = np.bincount(network.person[used], minlength=len(caps))
    seats = np.bincount(network.visit[used], minlength=len(network.seats))
    others = np.bincount(network.visit[used & ~network.arc_leads], minlength=len(network.seats))
    return used if bool((load <= caps).all() and (seats == network.seats).all() and (others <= network.others).all()) else None


class _Interior:
    """The point: pairs and what they lack to 1, spare room of people and of visits' limits, and the prices of all rows.

    Rows are people, visits and the visits' limits on others, one after another, as in the residual graph.
    """

    def __init__(self, network: Network, caps: Ints) -> None:
        import numpy as np

        self.network = network
        self.people, self.visits, self.arcs = len(network.codes), len(network.objects), len(network.person)
        self.other = ~network.arc_leads
        spare = np.concatenate([np.ones(self.people), np.zeros(self.visits), np.ones(self.visits)])
        self.slack = np.flatnonzero(spare)
        self.cost = np.concatenate([network.cost / float(network.cost.max() or 1), np.zeros(len(self.slack))])
        self.begin = np.searchsorted(network.visit, np.arange(self.visits + 1))
        self.bound = np.concatenate([caps, network.seats, network.others]).astype(float)

    def rows(self, point: Floats) -> Floats:
        """What each row adds up to."""
        import numpy as np

        network, pairs = self.network, point[: self.arcs]
        found = np.concatenate([np.bincount(network.person, pairs, self.people), np.bincount(network.visit, pairs, self.visits),
                                np.bincount(network.visit, pairs * self.other, self.visits)])
        found[self.slack] += point[self.arcs :]
        return found

    def columns(self, prices: Floats) -> Floats:
        """What each variable costs at these prices of the rows."""
        import numpy as np

        network, visits = self.network, prices[self.people : self.people + self.visits]
        limits = prices[self.people + self.visits :]
        pairs = prices[network.person] + visits[network.visit] + np.where(self.other, limits[network.visit], 0)
        return np.concatenate([pairs, prices[self.slack]])

    def solved(self) -> Floats:
        """The pairs of the cheapest point."""
        import numpy as np

        size, arcs = self.arcs + len(self.slack), self.arcs
        x, z, lack, u, y = np.full(size, 0.5), np.ones(size), np.full(arcs, 0.5), np.ones(arcs), np.zeros(len(self.bound))
        for _ in range(_STEPS):
            short, dear, over = self.bound - self.rows(x), self.cost - self.columns(y) - z, 1 - x[:arcs] - lack
            dear[:arcs] += u
            gap = _product((x, z), (lack, u)) / (size + arcs)
            if gap < _CLOSE and abs(short).max() < 1e-6:
                break
            factor = self.factor(x, z, lack, u)
            aim: tuple[Any, Any] = (-x * z, -lack * u)
            for corrected in (False, True):
                right = dear - aim[0] / x
                right[:arcs] += aim[1] / lack - u * over / lack
                dy = factor(short, right)
                dx = (self.columns(dy) - right) / self.weight
                dlack = over - dx[:arcs]
                dz, du = (aim[0] - z * dx) / x, (aim[1] - u * dlack) / lack
                one, two = _length((x, dx), (lack, dlack)), _length((z, dz), (u, du))
                if not corrected:
                    ahead = _product((x + one * dx, z + two * dz), (lack + one * dlack, u + two * du)) / (size + arcs)
                    centre = (ahead / gap) ** 3 * gap
                    aim = (centre - x * z - dx * dz, centre - lack * u - dlack * du)
            x, lack = x + one * dx, lack + one * dlack
            z, u, y = z + two * dz, u + two * du, y + two * dy
        return x[:arcs]

    def factor(self, x: Floats, z: Floats, lack: Floats, u: Floats) -> Any:
        """How to solve the rows' system at a point: visits by hand, people by Cholesky."""
        import numpy as np

        network, people, visits = self.network, self.people, self.visits
        self.weight = z / x
        self.weight[: self.arcs] += u / lack
        inverse = 1 / self.weight
        pairs, loose = inverse[: self.arcs], inverse[self.arcs :]
        mine = np.bincount(network.person, pairs, people) + loose[:people]
        a = np.bincount(network.visit, pairs, visits)
        b = np.bincount(network.visit, pairs * self.other, visits)
        d = b + loose[people:]
        whole = a * d - b * b
        k11, k12, k22 = d / whole, -b / whole, a / whole
        first, second = self._spread(pairs), self._spread(pairs * self.other)
        left = [self._spread(pairs * (one[network.visit] + self.other * two[network.visit])).T for one, two in ((k11, k12), (k12, k22))]
        known = _Factors(np.diag(mine) - (left[0] @ first + left[1] @ second).toarray())

        def solve(short: Floats, right: Floats) -> Floats:
            need = short + self.rows(right * inverse)
            p, v, o = need[:people], need[people : people + visits], need[people + visits :]
            dp = known.solved(p - left[0] @ v - left[1] @ o)
            v, o = v - first @ dp, o - second @ dp
            return np.concatenate([dp, k11 * v + k12 * o, k12 * v + k22 * o])

        return solve

    def _spread(self, pairs: Floats) -> Any:
        """Values of the pairs by visit and person."""
        from scipy.sparse import csr_matrix

        return csr_matrix((pairs, self.network.person, self.begin), (self.visits, self.people))


class _Factors:
    """A symmetric system taken apart (L D Lᵀ); a row that says no more than those before it is left out, and its answer 0.

    Not by LAPACK: for so small a system the threads of its BLAS wait for each other longer than they work on a busy machine.
    """

    def __init__(self, system: Floats) -> None:
        import numpy as np

        self._rows, self._pivots = system, system.diagonal().copy()
        least = _COUNTS * self._pivots
        for at in range(len(system)):
            row = system[at, at + 1 :].copy()
            pivot = self._pivots[at] = system[at, at] if system[at, at] > least[at] else np.inf
            system[at, at + 1 :] /= pivot
            system[at + 1 :, at + 1 :] -= np.multiply.outer(row, system[at, at + 1 :])

    def solved(self, right: Floats) -> Floats:
        """What the system gives for a right side, which is changed."""
        for at, row in enumerate(self._rows):
            right[at + 1 :] -= row[at + 1 :] * right[at]
        right /= self._pivots
        for at in range(len(right) - 1, -1, -1):
            right[at] -= (self._rows[at, at + 1 :] * right[at + 1 :]).sum()
        return right


def _length(*steps: tuple[Floats, Floats]) -> float:
    """How far one may go without touching zero."""
    import numpy as np

    return min(1.0, *(_SHORT * float(np.min(np.where(step < 0, -value / step, np.inf))) for value, step in steps))


def _product(*pairs: tuple[Floats, Floats]) -> float:
    """How far a point is from its prices; not by BLAS, whose threads cost more than they save here."""
    return sum(float((value * price).sum()) for value, price in pairs)

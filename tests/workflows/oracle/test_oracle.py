"""An oracle that reads only cells: the figures of random years are what the notice and the decisions make of the registers.

`python3 run.py search` tries new years; `python -m tests.workflows.oracle.compare FROM TO` those of seeds.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.oracle.compare import differences


@settings(max_examples=2)
@given(seed=st.integers(1, 10**6))
def test_every_figure_is_what_the_cells_say(seed: int) -> None:
    assert differences(seed, months=6) == []

"""Other people's rows against a register: each row ends in exactly one class, and nothing is guessed."""

from ssj_xl.domain.importing.classify import classify
from ssj_xl.domain.importing.compare import Comparison, compare
from ssj_xl.domain.importing.finding import Asked, Change, Outcome, Verdict
from ssj_xl.domain.importing.incoming import Incoming, Terms, incoming_rows

__all__ = ["Asked", "Change", "Comparison", "Incoming", "Outcome", "Terms", "Verdict", "classify", "compare",
           "incoming_rows"]

"""The official monthly form: filled into any bureau's own template."""

from ssj_xl.papers.form.fill import Filled, Line, Look, Wanted, fill, kind, look
from ssj_xl.papers.form.labels import NOWHERE, Asked

__all__ = ["NOWHERE", "Asked", "Filled", "Line", "Look", "Wanted", "fill", "kind", "look"]

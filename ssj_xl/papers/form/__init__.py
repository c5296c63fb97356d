"""The official monthly form: filled into any bureau's own template."""

from ssj_xl.papers.form.fill import Filled, Wanted, fill, kind
from ssj_xl.papers.form.heads import NOWHERE, Asked
from ssj_xl.papers.form.look import Line, Look, look

__all__ = ["NOWHERE", "Asked", "Filled", "Line", "Look", "Wanted", "fill", "kind", "look"]

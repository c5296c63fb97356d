"""The official monthly form: filled into any bureau's own template."""

from ssj_xl.papers.form.fill import Filled, FormContent, Wanted, fill, kind
from ssj_xl.papers.form.heads import NOWHERE, Asked
from ssj_xl.papers.form.look import Line, Look, look

__all__ = ["NOWHERE", "Asked", "Filled", "FormContent", "Line", "Look", "Wanted", "fill", "kind", "look"]

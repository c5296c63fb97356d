"""The ribbon's side in Python: `press(id, book)` carries out what a button of the tab 双随机 stands for."""

from ssj_xl.entry.ribbon.pressing import press

__all__ = ["press"]

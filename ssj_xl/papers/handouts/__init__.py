"""The papers of a task: what a division prints and hands out on the day, from plain facts, as Word or Excel files.

`facts` is what the papers say; `scheme`, `visit_notice`, `visit_record` and `results` set it; `layout` is how a
paper is described, `word` and `excel` print it.
"""

"""The round trip with the provincial platform (平台之外无抽查): pure rules.

`layout`: the platform's import sheets as data; `fill`: registers into such sheets; `words`: what the platform calls
our objects, inspectors, items and results; `reading`: its result file, brought into our codes; `taking`: what an
import would write; `sides` and `compare`: ledger and platform held against each other; `evidence`: what stands for a
draw that was made there, and how far it can be verified.
"""

"""The library behind `import ssj_xl`: scripts and notebooks do what commands and buttons do, with pandas in and out.

`ssj_xl/__init__.py` names what is public; every name here is loaded when it is first asked for.
"""

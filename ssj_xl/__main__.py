"""`python -m ssj_xl`: the same as `ssj-xl`."""

from ssj_xl.entry.cli import main

main()

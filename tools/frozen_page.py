"""Keep the present frame of the public page among the released ones: `python -m tools.frozen_page`.

Run before a release that changes the frame, on the commit before the change; then `frame.VERSION` goes up.
"""

from __future__ import annotations

from pathlib import Path

from ssj_xl.papers import page
from ssj_xl.papers.page.frame import freeze, present


def main() -> None:
    """Write `released/VERSION.json.gz`."""
    frame = present()
    target = Path(page.__file__).parent / "released" / f"{frame.version}.json.gz"
    target.write_bytes(freeze(frame))


if __name__ == "__main__":
    main()

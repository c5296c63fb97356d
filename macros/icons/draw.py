"""Draws the pictures of the ribbon's buttons in 16, 32 and 64 pixels: `python -m macros.icons.draw`."""

from __future__ import annotations

from pathlib import Path

from macros.icons.pictograms import PICTOGRAMS
from macros.icons.shapes import png

FOLDER = Path(__file__).parent
SIZES = (16, 32, 64)


def main() -> None:
    """Write every picture; nothing else is in the folders named after the sizes."""
    for size in SIZES:
        (FOLDER / str(size)).mkdir(exist_ok=True)
        for name, layers in PICTOGRAMS.items():
            (FOLDER / str(size) / f"{name}.png").write_bytes(png(layers, size))


if __name__ == "__main__":
    main()

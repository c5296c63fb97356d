"""What a package declares about its parts: content types and relationships."""

from __future__ import annotations

import re

from ssj_xl.papers.package import Parts

CONTENT_TYPES = "[Content_Types].xml"
_DEFAULT = re.compile(rb'<Default\b[^>]*\bExtension="(?i:%s)"')
_NUMBER = re.compile(rb'\bId="rId(\d+)"')


def set_main_type(parts: Parts, content_type: str) -> None:
    """Declare what the workbook part is."""
    types = parts[CONTENT_TYPES]
    found = re.search(rb'(<Override\b[^>]*PartName="/xl/workbook\.xml"[^>]*ContentType=")[^"]*', types)
    if found is None:
        raise ValueError("the package declares no workbook")
    parts[CONTENT_TYPES] = types[:found.start()] + found[1] + content_type.encode("ascii") + types[found.end():]


def declare(parts: Parts, extension: str, content_type: str) -> None:
    """A content type for every part with this extension, unless there is one."""
    types = parts[CONTENT_TYPES]
    if not re.search(_DEFAULT.pattern.replace(b"%s", extension.encode("ascii")), types):
        entry = f'<Default Extension="{extension}" ContentType="{content_type}"/>'.encode("ascii")
        root = re.search(rb"<Types\b[^>]*>", types)
        if root is None:
            raise ValueError("the package has no content types")
        parts[CONTENT_TYPES] = types[:root.end()] + entry + types[root.end():]


def relate(parts: Parts, owner: str, kind: str, target: str) -> None:
    """A relationship of a part (`""`: of the package) to a target, with the next free id."""
    folder, _, name = owner.rpartition("/")
    at = f"{folder}/_rels/{name}.rels" if owner else "_rels/.rels"
    numbers = map(int, _NUMBER.findall(parts[at]))
    entry = f'<Relationship Id="rId{max(numbers, default=0) + 1}" Type="{kind}" Target="{target}"/>'
    parts[at] = parts[at].replace(b"</Relationships>", entry.encode("utf-8") + b"</Relationships>")

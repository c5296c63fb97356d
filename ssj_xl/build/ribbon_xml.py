"""customUI14.xml of the add-in, written from the declaration in `ssj_xl.build.ribbon`."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from ssj_xl.build import ribbon
from ssj_xl.build.ribbon import Button, Group

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
ON_LOAD, GET_ENABLED, GET_SUPERTIP = "SsjOnLoad", "SsjGetEnabled", "SsjGetSupertip"


def custom_ui(groups: tuple[Group, ...] = ribbon.GROUPS) -> bytes:
    """The part customUI/customUI14.xml.  A picture is named by the button's id, which is a relationship of the part."""
    lines = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
             f'<customUI xmlns="{NAMESPACE}" onLoad="{ON_LOAD}">', "  <ribbon>", "    <tabs>",
             f"      <tab{_attributes(id=ribbon.TAB_ID, label=ribbon.TAB_LABEL, keytip=ribbon.TAB_KEYTIP)}>"]
    for group in groups:
        lines += _group(group)
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""]
    return "\n".join(lines).encode("utf-8")


def _group(group: Group) -> list[str]:
    head = f"        <group{_attributes(id=group.control, label=group.label, keytip=group.keytip)}>"
    return [head, *map(_button, group.buttons), "        </group>"]


def _button(button: Button) -> str:
    # supertip and enabled state come from callbacks, because both follow the workbook
    shown = _attributes(id=button.control, label=button.label, screentip=button.screentip, keytip=button.keytip,
                        size=button.size, image=button.id, onAction=button.callback, getEnabled=GET_ENABLED,
                        getSupertip=GET_SUPERTIP)
    return f"          <button{shown}/>"


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())

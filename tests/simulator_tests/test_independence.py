"""The simulator reads the providers' documents for itself."""

import ast
from pathlib import Path

_HERE = Path(__file__).parent
_FORBIDDEN = ("custom_components", "homeassistant")


def test_nothing_is_shared_with_the_client() -> None:
    """Neither the simulator nor its tests import the client or Home Assistant."""
    for folder in (_HERE, _HERE.parent / "simulator", _HERE.parent / "vectors"):
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = (
                    [one.name for one in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else []
                )
                assert not any(name.startswith(_FORBIDDEN) for name in names), path

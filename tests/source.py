"""The project's own files, for tests that read the source."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
INTEGRATION = ROOT / "custom_components" / "sms_gateway"


def python_files(folder: Path) -> list[Path]:
    """Return the Python files in a folder, without caches."""
    return sorted(
        path for path in folder.rglob("*.py") if "__pycache__" not in path.parts
    )


def parse(path: Path) -> ast.Module:
    """Return a file as a syntax tree."""
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Yield the full names of the modules that a file of the project imports."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = (*above, *([node.module] if node.module else []))
            yield ".".join(base)
            # What is imported from a package may be a module of it.
            yield from (".".join((*base, alias.name)) for alias in node.names)


def read_json(path: Path) -> Any:
    """Return the content of a JSON file, with its keys in their order."""
    return json.loads(path.read_text("utf-8"))

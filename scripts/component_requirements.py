"""Print what components of the installed Home Assistant require.

Run by scripts/lock with the python of an environment that has Home Assistant:
`hass --skip-pip` installs nothing, so all of it has to be in the lock. The word
"default" stands for the components that every start brings up by itself.
"""

import json
from pathlib import Path
import sys

import homeassistant
from homeassistant import bootstrap

COMPONENTS = Path(homeassistant.__file__).parent / "components"
DEFAULT = {
    *bootstrap.CORE_INTEGRATIONS,
    *(bootstrap.LOGGING_AND_HTTP_DEPS_INTEGRATIONS - {"sentry"}),
    *bootstrap.DEFAULT_INTEGRATIONS,
}


def main(names: list[str]) -> None:
    """Print the requirements of the named components and of their dependencies."""
    waiting = set(names)
    if "default" in waiting:
        waiting = waiting - {"default"} | DEFAULT
    seen: set[str] = set()
    requirements: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        manifest = json.loads((COMPONENTS / name / "manifest.json").read_text())
        requirements |= set(manifest.get("requirements", []))
        waiting |= set(manifest.get("dependencies", [])) - seen
    print("\n".join(sorted(requirements, key=str.casefold)))


main(sys.argv[1:])

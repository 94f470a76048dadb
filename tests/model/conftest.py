"""The model needs no Home Assistant: what starts one is switched off here."""

import pytest

from . import tally


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without Home Assistant."""


@pytest.fixture(autouse=True)
def _config_folder() -> None:
    """Do without its folder."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what the model did; with workers of xdist nobody does."""
    for line in tally.lines():
        terminalreporter.write_line(line)

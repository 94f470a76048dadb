"""Tells what the model did."""

import pytest

from . import tally


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what the model did; with workers of xdist nobody does."""
    for line in tally.lines():
        terminalreporter.write_line(line)

"""The clients need no Home Assistant: what starts one is switched off here."""

import pytest


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Do without Home Assistant."""


@pytest.fixture(autouse=True)
def _config_folder() -> None:
    """Do without its folder."""

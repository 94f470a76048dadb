"""The same fixtures as the tests'."""
from tests.conftest import *  # noqa: F403
from tests.conftest import _custom_integrations, _config_folder  # noqa: F401

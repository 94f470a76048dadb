"""SMSPILOT alone, set up in a real Home Assistant."""

from collections.abc import Callable
import json
from typing import Any

import pytest

from custom_components.sms_gateway.providers.account import Credentials
from custom_components.sms_gateway.providers.errors import OutcomeOpenError
from custom_components.sms_gateway.providers.exchange import Answer
from custom_components.sms_gateway.providers.model import Fault, Reason
from custom_components.sms_gateway.providers.smspilot import client as module
from custom_components.sms_gateway.providers.smspilot.client import SmspilotClient
from tests.conformance.conftest import account, callbacks, part  # noqa: F401
from tests.conformance.subjects import SUBJECTS, Subject

PILOT = next(one for one in SUBJECTS if one.id == "smspilot")


@pytest.fixture
def subject() -> Subject:
    """Return SMSPILOT."""
    return PILOT


class Wire:
    """Answers in place of the provider where a test says so, else lets it through."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.answers: list[tuple[Callable[[dict[str, str]], bool], Any]] = []

    def when(self, key: str, answer: Any, times: int = 1) -> None:
        """Answer the next requests that have a parameter."""
        for _ in range(times):
            self.answers.append((lambda form: key in form, answer))


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Stand between the client and the simulator."""
    wire, real = Wire(), module.post

    async def post(get_session: Any, url: str, form: Any, files: Any = ()) -> Answer:
        form = dict(form)
        wire.forms.append(form)
        for index, (wanted, answer) in enumerate(wire.answers):
            if wanted(form):
                del wire.answers[index]
                if callable(answer):
                    answer = answer(form)
                if answer == "LOSE":
                    await real(get_session, url, form, files)
                    answer = OutcomeOpenError(Fault(Reason.NO_ANSWER))
                if isinstance(answer, Exception):
                    raise answer
                if not isinstance(answer, bytes):
                    answer = json.dumps(answer).encode()
                return Answer(answer)
        return await real(get_session, url, form, files)

    monkeypatch.setattr(module, "post", post)
    return wire


@pytest.fixture
def alone() -> SmspilotClient:
    """A client whose wire a test holds."""
    return SmspilotClient(
        lambda: None, Credentials(base_url="https://x.example", api_key="K")
    )

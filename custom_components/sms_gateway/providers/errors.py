"""What can go wrong with a request, told by what it means for the message."""

from .model import Fault


class ProviderError(Exception):
    """A request that did not end well.

    Texts of providers and of libraries stay out: they may hold numbers, texts and
    passwords.
    """

    def __init__(self, fault: Fault) -> None:
        """Keep the reason and the provider's code."""
        code = "" if fault.code is None else f" (code {fault.code})"
        super().__init__(f"{fault.reason}{code}")
        self.fault = fault


class NotTakenError(ProviderError):
    """Certainly not taken: nothing was sent, nothing was charged."""


class RefusedError(NotTakenError):
    """The provider said no, with a documented code."""

    def __init__(
        self, fault: Fault, phone: str | None = None, address: str | None = None
    ) -> None:
        """Keep the number for which all of a request was refused, where it is named.

        `address` is the home's on the internet, where the provider tells it.
        """
        super().__init__(fault)
        self.phone = phone
        self.address = address


class ConnectionFailedError(NotTakenError):
    """No connection came about: the name, TCP or TLS."""


class OutcomeOpenError(ProviderError):
    """The request left, and nobody can say whether it was taken."""


class CallbackError(Exception):
    """A callback that is no use; none of its content is in the text."""


class ForgedCallbackError(CallbackError):
    """The control value is missing or wrong."""


class MalformedCallbackError(CallbackError):
    """A field is missing, or has a value that cannot be."""

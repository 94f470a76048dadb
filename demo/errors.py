"""What ends the demo early."""


class DemoError(Exception):
    """Something did not go as it should; the words are for the user."""

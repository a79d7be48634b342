"""Define the errors that end a local run; their messages are for the user."""


class LocalRunError(Exception):
    """A local run cannot go on."""

    exit_code = 1


class Interrupted(LocalRunError):
    """The user, or the system, asked the run to end."""

    def __init__(self, signal_number: int) -> None:
        super().__init__("Stopped.")
        self.exit_code = 128 + signal_number

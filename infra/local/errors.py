"""Why a local run cannot go on. Each message is one sentence that the user reads."""


class LocalRunError(Exception):
    """A local run cannot go on."""

    exit_code = 1


class Interrupted(LocalRunError):
    """The user, or the system, asked the run to end."""

    def __init__(self, signal_number: int) -> None:
        super().__init__("Stopped.")
        self.exit_code = 128 + signal_number

"""The one error of local runs: a sentence for the user and an exit code."""


class LocalRunError(Exception):
    """A local run cannot go on; the message is the sentence that the user reads."""

    exit_code = 1

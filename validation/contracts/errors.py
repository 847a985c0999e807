"""One class a kind of trouble; the command line turns ``exit_code`` into its own."""


class WrongUseError(Exception):
    """What was asked for cannot be done as asked: the message names the file and the mend."""

    exit_code = 2


class FailedChecksError(Exception):
    """The work was done and what came out broke its contract."""

    exit_code = 1

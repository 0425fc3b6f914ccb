"""The errors that people see, each one line that says what to do."""


class UserError(Exception):
    """Wrong usage or wrong input: the command ends with exit code 2."""


class PortalError(Exception):
    """A portal failed or was held back: the command ends with exit code 1."""


class StoreError(PortalError):
    """The store cannot be read or written (missing, read-only, full, locked).

    The command ends with exit code 1; the last release is untouched.
    """


class DamagedError(StoreError):
    """A file of the store cannot be read as what it should be; the message names it."""


class InUseError(StoreError):
    """Somebody else holds this part of the store just now; waiting may help."""

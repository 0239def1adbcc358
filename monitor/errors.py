"""The one error tree. Every message says what went wrong, where, what was expected, and holds no secret."""

from __future__ import annotations


class MonitorError(Exception):
    """Anything this program refuses or fails at, in words a person can act on."""


class SettingsError(MonitorError):
    """Settings that cannot be used; the message starts with file:line where there is one."""


class FileError(MonitorError):
    """A YAML file that cannot be read as strict YAML; the message starts with file:line."""


class RuleError(MonitorError):
    """A rule or theatre pack that cannot be loaded. `problems` holds every one as `file:line: id: what; remedy`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class FetchError(MonitorError):
    """A request that gave no usable answer.

    `kind` is one word for the recorded state: refused, timeout, dns, tls, status, too-large, redirect,
    forbidden-address, decoding, protocol, robots. `status` is the HTTP status where one came, `retry_after` the
    seconds the server asked us to wait, `challenged` whether it marked its answer as a check for robots, `host` who
    answered so (see `model.host_asked`).
    """

    def __init__(
        self,
        message: str,
        *,
        kind: str,
        status: int | None = None,
        retry_after: float | None = None,
        challenged: bool = False,
        host: str = "",
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after
        self.challenged = challenged
        self.host = host


class ParseError(MonitorError):
    """Bytes that are no feed, or no readable page."""


class StoreError(MonitorError):
    """A database that cannot be used as it is (missing, older or newer than this program, locked)."""


class LeaseLost(StoreError):  # noqa: N818  (it says what happened; nobody needs to act on it)
    """Work was finished after its lease had passed to somebody else; the result is dropped, nothing is lost."""


class DeliveryError(MonitorError):
    """A destination did not take a message.

    `kind` is one word for the recorded state. `permanent` means that trying again can't help, whatever anybody corrects
    meanwhile (no such mailbox, an archived channel); `uncertain` means that it may have arrived all the same (the
    connection broke after the request was written); `retry_after` is what the destination asked for, in seconds.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: str,
        permanent: bool = False,
        uncertain: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.permanent = permanent
        self.uncertain = uncertain
        self.retry_after = retry_after

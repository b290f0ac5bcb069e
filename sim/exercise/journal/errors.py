"""What can be wrong with the journal of a session, and what its user can do."""

from __future__ import annotations

from pathlib import Path

from sim.errors import EntenteError


class JournalError(EntenteError):
    """The journal of a session cannot be used as asked."""


class NoJournalError(JournalError):
    """There is no such file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: no such file. `entente exercise open` begins a session.")


class NotAJournalError(JournalError):
    """The file is something else, or was damaged."""

    def __init__(self, path: Path, line: int, expected: str, found: str = "") -> None:
        told = f", found {found}" if found else ""
        copy = f" A copy of the file that ends before line {line} can be opened."
        super().__init__(
            f"{path}:{line}: expected {expected}{told}. Nothing was changed."
            f"{copy if line > 1 else ''}"
        )


class NewerJournalError(JournalError):
    """A later version of the program wrote it."""

    def __init__(self, path: Path, written: int, read: int, version: str) -> None:
        super().__init__(
            f"{path} has format {written} and was written by Entente {version}; this version reads "
            f"formats up to {read}. Open it with that version or a later one."
        )


class ExistingJournalError(JournalError):
    """A session would begin in a file that is there already."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already, so no session begins in it. "
            f"`entente exercise resume {path}` goes on with it; --session FILE names another."
        )


class OtherScenarioError(JournalError):
    """The scenario has been edited since the session was opened."""

    def __init__(self, path: Path, scenario: str, differences: list[str]) -> None:
        lines = "\n".join(f"    {difference}" for difference in differences)
        super().__init__(
            f"{path} is a session of {scenario} as it was when it was opened; since then it was "
            f"edited:\n{lines}\n--as-opened goes on with the scenario that the journal holds."
        )


class WriteError(JournalError):
    """The disk or the file system refuses; nothing that was said before is lost."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path}: the entry could not be written ({why}) and does not count. All entries "
            "before it are kept."
        )


class PlayedElsewhereError(JournalError):
    """Another process plays the session."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(
            f"{path} is being played by {holder}. `entente exercise status {path}` looks at it "
            "meanwhile."
        )

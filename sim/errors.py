"""What can go wrong in a way that its reader can mend: the whole tree of errors.

    EntenteError                    anything the user can mend; the command line exits with 2
    ├── InputError                  what was given cannot be used; carries every Problem found
    ├── OwnCodeError                a measure or rule that its user wrote cannot be used
    ├── NotInstalledError           the compiled engine is asked for and not installed
    ├── CannotCompileError          this machine cannot have the compiled engine
    │   └── StillCompilingError     it is not there yet; caught inside
    ├── ResearchNotInstalledError   the extra `research` is not installed
    ├── ParquetNotInstalledError    what writes Parquet is not installed
    ├── CannotStartError            other processes cannot start from here
    ├── ClusterError                the cluster cannot be used, or is gone
    ├── NothingDoneError            no replication is complete
    ├── NothingScoredError          no threat is followed to the end of its window
    ├── NoProgrammesError           a scenario has no programmes to compare
    ├── NoResponseError             a scenario says nothing of what follows a warning
    ├── CannotAnswerError           what a study is asked is not in it
    ├── RefusedError                a session does not do what it was asked for
    │   ├── UnknownNameError        nothing of that kind has such a name
    │   │   └── UnknownCaseError    a team has read nothing of such a case
    │   └── MustAgreeError          a lever needs the agreement of others
    ├── JournalError                the journal of a session cannot be used as asked
    │   ├── NoJournalError          there is no such file
    │   ├── NotAJournalError        the file is something else, or was damaged
    │   ├── NewerJournalError       a later version of the program wrote it
    │   ├── ExistingJournalError    a session would begin in a file that is there already
    │   ├── OtherScenarioError      the scenario has been edited since the session was opened
    │   ├── PlayedElsewhereError    another process plays the session
    │   └── WriteError              the disk or the file system refuses an entry
    ├── NotComputedError            what another process was computing of a session is lost
    ├── NotAllowedError             a screen of a room asks for what it does not have
    │   └── NotLetInError           what somebody gives at the door of a room does not open it
    ├── RegisterError               the register of a room cannot be read or written
    ├── RoomsNotInstalledError      the extra `rooms` is not installed
    ├── CannotServeError            no room can be served from here
    ├── CertificateError            what is to encrypt a room's lines cannot be used
    ├── TypedError                  what was typed at the desk is no command, or lacks something
    ├── ScriptError                 a line of a script cannot be carried out
    └── StoreError                  the store of a study cannot be used as asked
        ├── NoStoreError            there is no such file
        ├── NotAStoreError          the file is something else
        ├── NewerStoreError         a later version of the program wrote it
        ├── ClosedStoreError        it was closed before it was asked
        ├── CorruptedStoreError     it was damaged
        ├── ReadOnlyStoreError      it, or its folder, may not be used
        ├── NoFolderError           it would stand in a folder that is not there
        ├── FullDiskError           no room is left
        ├── LongNameError           no file can be called so
        ├── DiskError               the disk or the file system refuses
        ├── InUseError              another process writes to it
        ├── SeveralNamesError       it is one file under several names
        ├── TornCopyError           it was copied while it was written to
        ├── OtherStudyError         it holds another scenario, seed, version or other measures
        ├── OtherCodeError          its rows come from a user's own measure or rule that has changed
        ├── MissingCodeError        its rows come from a user's own measure or rule that is not here
        ├── DifferentRowError       a row came a second time with other values
        └── NotReproducibleError    it keeps what this version cannot compute

Those that a docstring of the package names are there as `sim.StoreError` and so on.

A value of another type than is asked for is an InputError, too. Any other exception is a fault of
the program and is left to show itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY

from sim.frozen import frozen
from sim.sentences import Sentence

_MOST_SHOWN = 20
_LONGEST_FOUND = 100
_LONGEST_PIECE = 400


class EntenteError(Exception):
    """Anything that the user can mend."""

    @property
    def sentence(self) -> str:
        """What it says; where it was given a `Sentence`, one that has its parts still."""
        said = self.args[0] if self.args else ""
        return said if isinstance(said, Sentence) else str(self)


@frozen
class Problem:
    """One thing in a file or an option that cannot be used, in plain words.

    ``str(problem)`` is a block of at most three lines: where, what, and a hint. It is safe to
    print: control characters and terminal escapes are shown as escapes, and long pieces are cut.
    """

    _: KW_ONLY
    file: str
    """The file, or the option such as ``--set dials.trust=2``."""
    line: int | None = None
    """Counted from 1; None where the place in the file is not known."""
    column: int | None = None
    """Counted from 1, in characters."""
    where: str = ""
    """The dotted path in the document; empty for the whole of it."""
    expected: str
    """Completes "expected ..."."""
    found: str = ""
    """Completes "found ..."; empty where the expectation says it all."""
    hint: str = ""
    """How to mend it, where that can be guessed."""

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number is not None]
        place = ":".join([printable(shortened(self.file, _LONGEST_FOUND)), *numbers])
        found = f", found {printable(shortened(self.found, _LONGEST_FOUND))}" if self.found else ""
        lines = [
            f"{place}  {_piece(self.where)}".rstrip(),
            f"    expected {_piece(self.expected)}{found}",
            f"    {_piece(self.hint)}" if self.hint else "",
        ]
        return "\n".join(line for line in lines if line)


class InputError(EntenteError):
    """What was written cannot be used, for one or more reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        blocks = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        unshown = len(self.problems) - len(blocks)
        return "\n".join([*blocks, f"... and {unshown} more"] if unshown else blocks)


class OwnCodeError(EntenteError):
    """A measure or rule that its user wrote cannot be found, sent, or used: what it did, where."""


class CannotCompileError(EntenteError):
    """The compiled engine cannot be had on this machine, whatever it was asked to run."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The compiled engine cannot be used here: {why}. --engine simpy gives the same, only "
            "slower."
        )
        self.why = why

    def __reduce__(self) -> tuple[type[CannotCompileError], tuple[str]]:
        """What it is made of, for a process that hands it to another."""
        return type(self), (self.why,)


def printable(text: str) -> str:
    """The text with everything that could act on a terminal or hide in it written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def shortened(text: str, most: int) -> str:
    """The text, its middle left out where it is longer than ``most`` characters."""
    if len(text) <= most:
        return text
    kept = most - len(" ... ")
    return f"{text[: kept - kept // 3]} ... {text[-(kept // 3) :]}"


def _piece(text: str) -> str:
    return printable(shortened(text, _LONGEST_PIECE))

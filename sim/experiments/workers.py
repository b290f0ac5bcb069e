"""Pieces of work on several processes; which of them did a piece changes no result.

Where it can be done, processes are forked: they have at once all that this one has made ready, and
start in hundredths of a second. Elsewhere they start from nothing.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from itertools import islice, repeat
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

from sim.errors import CannotCompileError, EntenteError, OwnCodeError
from sim.experiments.executor import Executor
from sim.experiments.sending import packed, unpacked
from sim.frozen import frozen

CHUNK = 10
"""Items handed to a process at once."""
_CHUNKS_AHEAD = 2
"""Chunks under way for each process: it never waits for one, and the size of those to come can be
learned from those that are done.
"""
_DIED = "the process that ran it died"
_SAFE_PATH = "PYTHONSAFEPATH"

Item = TypeVar("Item")
Result = TypeVar("Result")
_In_contra = TypeVar("_In_contra", contravariant=True)
_Out_co = TypeVar("_Out_co", covariant=True)


class CannotStartError(EntenteError):
    """Other processes cannot start: usually a script that runs its work on import."""

    def __init__(self) -> None:
        super().__init__(
            "Other processes cannot start from here. In a script, put what runs under "
            '`if __name__ == "__main__":`, or use workers=1.'
        )


class AloneWarning(UserWarning):
    """The machine lets no other process start: this one does all the work."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Other processes cannot start ({why}), so this one does all the work.")


class Work(Protocol[_In_contra, _Out_co]):
    """What is done with each item: small enough to be sent to every process, once."""

    def made_ready(self) -> Callable[[_In_contra], _Out_co]:
        """What does one item; called once in each process, where all that it needs is made."""
        ...

    def failed(self, item: _In_contra, why: str) -> _Out_co:
        """What stands for the result of an item that ended in an error, or in a dead process."""
        ...


@frozen
class InGroups(Generic[Item, Result]):
    """Does items one by one, or several at once, which is quicker."""

    one: Callable[[Item], Result]
    several: Callable[[Sequence[Item]], Iterable[Result]]
    """What they give, in their order; where one of them fails, all are done one by one."""
    at_once: Callable[[Item], int]
    """How many are done at once, by the first of them."""

    def __call__(self, item: Item) -> Result:
        """Does one."""
        return self.one(item)


def one_after_the_other(
    work: Work[Item, Result],
    items: Iterable[Item],
    do: Callable[[Item], Result] | None = None,
) -> Iterator[Result]:
    """Work done in this process, by what was made ready before, if anything was."""
    doing = do or work.made_ready()
    if not isinstance(doing, InGroups):
        return (_done(work, doing, item) for item in items)
    return _in_groups(work, doing, items)


def _in_groups(
    work: Work[Item, Result], doing: InGroups[Item, Result], items: Iterable[Item]
) -> Iterator[Result]:
    rest = iter(items)
    for first in rest:
        size = doing.at_once(first)
        some = [first, *islice(rest, size - 1)]
        together = _together(doing, some) if size > 1 else None
        yield from together or (_done(work, doing.one, item) for item in some)


def _together(doing: InGroups[Item, Result], items: Sequence[Item]) -> list[Result] | None:
    """What several items give; None where one of them fails, which nobody sees from here."""
    try:
        return list(doing.several(items))
    except CannotCompileError:
        raise
    except Exception:  # noqa: BLE001 - one by one, the item that fails is found and told
        return None


class Pool(Generic[Item, Result]):
    """Does one kind of work on several processes."""

    def __init__(
        self,
        work: Work[Item, Result],
        workers: int,
        chunk: int = CHUNK,
        ready: Callable[[], Callable[[Item], Result]] | None = None,
    ) -> None:
        """A pool of which no process has started.

        Args:
            work: what is done with each item.
            workers: on how many processes.
            chunk: how many items are handed to a process at once.
            ready: what made the work ready in this process, which forked ones go on with.
        """
        self._work, self._workers, self._chunk = work, workers, chunk
        self._ready = work.made_ready if ready is None else ready
        self._executor: Executor | None = None

    def results(
        self, items: Iterable[Item], sizes: Iterable[int] | None = None
    ) -> Iterator[Result]:
        """What each item gave, chunk by chunk as they finish, in whatever order.

        So many are in a chunk as the pool was made for, or as one size after the other says. Items
        are taken as they are needed. Chunks announce themselves in a queue: waiting for all
        of them at once would hold the lock of each, and Ctrl-C in that moment would leave them
        locked. Where the machine lets no other process start, this one does it all.
        """
        try:
            self._started()
        except (OSError, AttributeError) as error:
            self.close()
            warnings.warn(AloneWarning(_why(error)), stacklevel=2)
            yield from one_after_the_other(self._work, items)
            return
        finished: SimpleQueue[Future[bytes]] = SimpleQueue()
        chunks = _chunks(items, repeat(self._chunk) if sizes is None else sizes)
        pending: dict[Future[bytes], list[Item]] = {}
        while True:
            room = self._workers * _CHUNKS_AHEAD - len(pending)
            pending |= self._submitted(list(islice(chunks, room)), finished)
            if not pending:
                return
            future = self._started().first(finished)
            sent = pending.pop(future, None)
            if sent is None:
                continue
            try:
                yield from unpacked(future.result())
            except BrokenProcessPool:
                yield from self._one_by_one(sent)
                pending = self._submitted(list(pending.values()), finished)

    def close(self) -> None:
        """Ends the processes; what they were doing is dropped.

        A second Ctrl-C waits until they have ended: half-way through, the program could never end.
        """
        if self._executor is not None:
            with _interrupts_later():
                self._executor.end()
            self._executor = None

    def _started(self) -> Executor:
        """The processes, known to be able to start.

        All are started before any has work: where one dies while another is being started, the
        executor of Python 3.11 waits forever for the end of the other.

        Raises:
            CannotStartError: they die before they have done anything.
        """
        if self._executor is None:
            leave_to_the_parent()
            forked = can_fork()
            do = self._ready() if forked else None
            with _importing_as_here():
                # The first executor starts what tracks shared memory, which lets Ctrl-C through.
                self._executor = Executor(
                    self._workers,
                    mp_context=multiprocessing.get_context("fork" if forked else "spawn"),
                    initializer=_begin,
                    initargs=(self._work, do),
                )
                with _interrupts_held():
                    try:
                        begun = [self._executor.submit(_started_here) for _ in range(self._workers)]
                        for each in begun:
                            self._executor.awaited(each)
                    except BrokenProcessPool:
                        raise CannotStartError from None
        return self._executor

    def _submitted(
        self, chunks: list[list[Item]], finished: SimpleQueue[Future[bytes]]
    ) -> dict[Future[bytes], list[Item]]:
        if not chunks:
            return {}
        try:
            return self._submitted_to(self._started(), chunks, finished)
        except BrokenProcessPool:  # a process died while none had anything to do
            self.close()
            return self._submitted_to(self._started(), chunks, finished)

    def _submitted_to(
        self,
        executor: Executor,
        chunks: list[list[Item]],
        finished: SimpleQueue[Future[bytes]],
    ) -> dict[Future[bytes], list[Item]]:
        with _interrupts_held():
            pending = {_sent(executor, chunk): chunk for chunk in chunks}
            for future in pending:
                future.add_done_callback(finished.put)
        return pending

    def _one_by_one(self, items: list[Item]) -> Iterator[Result]:
        """A process died: each item alone, so that the one to blame is known."""
        self.close()
        for item in items:
            try:
                executor = self._started()
                yield from unpacked(executor.awaited(_sent(executor, [item])))
            except BrokenProcessPool:
                self.close()
                yield self._work.failed(item, _DIED)


@contextmanager
def pool(
    work: Work[Item, Result],
    workers: int,
    chunk: int = CHUNK,
    ready: Callable[[], Callable[[Item], Result]] | None = None,
) -> Iterator[Pool[Item, Result]]:
    """A pool whose processes end with it."""
    made = Pool(work, workers, chunk, ready)
    try:
        yield made
    finally:
        made.close()


def can_fork() -> bool:
    """Whether a copy of this process can go on with what it has made ready.

    On Linux it can, unless a thread beside this one may hold what the copy would wait for, or
    whoever runs this wants processes to start in another way.
    """
    wanted = multiprocessing.get_start_method(allow_none=True)
    return sys.platform == "linux" and wanted in {None, "fork"} and threading.active_count() == 1


def leave_to_the_parent() -> None:
    """Ends, without a word, a process that another started and that still imports its script.

    Such a script has no main guard. No process can start others from there; its parent says so.

    Raises:
        SystemExit: this is such a process.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SystemExit(1)


def _chunks(items: Iterable[Item], sizes: Iterable[int]) -> Iterator[list[Item]]:
    rest = iter(items)
    for size in sizes:
        if not (chunk := list(islice(rest, size))):
            return
        yield chunk


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "the script that runs has no place that they could import it from"


@contextmanager
def _importing_as_here() -> Iterator[None]:
    """Lets processes import what this one does.

    They begin in the present folder, and would take a file there for a module of Python's own
    before they have been told where this process looks. They run the script that this one runs,
    too; one that was read from standard input is nowhere to be found, and not needed.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    script = vars(sys.modules["__main__"])
    file = script.get("__file__")
    is_lost = isinstance(file, str) and not Path(file).exists()
    if is_lost:
        del script["__file__"]
    try:
        yield
    finally:
        if is_lost:
            script["__file__"] = file
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Holds Ctrl-C back; processes that are started meanwhile never hear it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """Puts Ctrl-C off; other threads are there to hear it, so that holding it back is no use."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if heard and before is not signal.SIG_IGN:
            raise KeyboardInterrupt


_begun_for: list[tuple[Work[Any, Any], Callable[[Any], Any] | None]] = []
"""In a process of a pool: its work, and what does it if that was made ready before."""


def _begin(work: Work[Any, Any], do: Callable[[Any], Any] | None) -> None:
    """Prepares a process of a pool.

    What it was forked with stays, and is not looked through for garbage: that would copy it.
    """
    belong_to_the_parent()
    gc.freeze()
    _begun_for.append((work, do))


def belong_to_the_parent() -> None:
    """In a process for another: Ctrl-C is the parent's to handle, and without a parent it ends.

    Asked to end it does, whatever the process that it was forked from would do.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Waits for the end of the parent, however it comes; nobody would take the results then."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _started_here() -> None:
    """Does nothing: a process that gets here has started."""


def _sent(executor: Executor, items: list[Any]) -> Future[bytes]:
    return executor.submit(_run_chunk, items)


def _run_chunk(items: list[Any]) -> bytes:
    work, do = _made_ready()
    return packed(list(one_after_the_other(work, items, do)))


@cache
def _made_ready() -> tuple[Work[Any, Any], Callable[[Any], Any]]:
    """What this process was begun for, and what does one item of it."""
    ((work, do),) = _begun_for
    return work, do or work.made_ready()


def _done(work: Work[Item, Result], do: Callable[[Item], Result], item: Item) -> Result:
    try:
        return do(item)
    except (CannotCompileError, OwnCodeError):
        raise
    except Exception as error:  # noqa: BLE001 - a failed item is reported, never hidden
        return work.failed(item, f"{type(error).__name__}: {error}")

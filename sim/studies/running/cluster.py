"""A Dask cluster that somebody has started, as a place where tasks are done."""

from __future__ import annotations

import asyncio
import logging
import pickle
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any

from sim.errors import EntenteError
from sim.frozen import frozen
from sim.installed import how_to_add
from sim.studies.running.runs import Done, StudyRuns
from sim.studies.running.tasks import Task
from sim.studies.running.versions import versions

AHEAD = 4
"""Tasks under way for each thread of the cluster."""
SECONDS_PATIENT = 10
SECONDS_WITHOUT_WORKERS = 3
"""So long nothing is said: those that were started with the scheduler are still joining."""
_DIED = "the workers that ran it died"
_SECONDS_BETWEEN_GLANCES = 1.0
"""How often to make sure that the scheduler is still there."""


class ClusterError(EntenteError):
    """A cluster that cannot be used."""


@frozen
class Sealed:
    """The work of a study as it is sent with every task: opened once in each worker.

    So a worker that joins late, or takes the place of one that died, needs nothing from others.
    """

    digest: str
    version: str
    content: bytes

    @classmethod
    def of(cls, work: StudyRuns) -> Sealed:
        """Seals the work of a study."""
        return cls(work.digest, versions()["entente"], pickle.dumps(work))


@contextmanager
def on_cluster(work: StudyRuns, address: str) -> Iterator[Cluster]:
    """The workers of a scheduler at an address, such as ``tcp://host:8786``.

    Raises:
        ClusterError: what is needed is not installed, or nobody answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            "A cluster needs what the extra 'cluster' brings, here and on every worker: "
            f"{how_to_add('cluster')}"
        ) from None
    connect: Any = Client  # of which it depends on the version whether it has types
    with _its_library_silent():
        trouble = _trouble_at(address)
        if trouble is not None:
            raise ClusterError(
                f"No scheduler of a cluster answers at {address} ({trouble}). Start one with "
                "`dask scheduler` and workers with `dask worker ADDRESS`, or leave --cluster out."
            )
        client = connect(address, timeout=SECONDS_PATIENT, set_as_default=False)
        try:
            yield Cluster(client, work, address)
        finally:
            client.close(timeout=SECONDS_PATIENT)


def _trouble_at(address: str) -> str | None:
    """Why there is no scheduler at an address; None where one says what it is.

    The library's own client waits for minutes where something else answers, and leaves threads
    behind where nothing does.
    """
    with ThreadPoolExecutor(1) as apart:  # a notebook has a loop running where this was called
        try:
            kind = apart.submit(asyncio.run, _kind_at(address)).result()
        except TimeoutError:
            return f"nothing that is one within {SECONDS_PATIENT} seconds"
        except Exception as error:  # noqa: BLE001 - whatever the library makes of it
            return _first_line(error)
    return None if kind == "Scheduler" else f"it is a {kind}"


async def _kind_at(address: str) -> str:
    from distributed.core import rpc

    ask: Any = rpc
    async with asyncio.timeout(SECONDS_PATIENT):
        there = ask(address, timeout=SECONDS_PATIENT)
        try:
            return str((await there.identity())["type"])
        finally:
            await there.close_rpc()


@contextmanager
def _its_library_silent() -> Iterator[None]:
    """Keeps the library from telling in its own way what is told here in one sentence."""
    loggers = [
        logging.getLogger(name)
        for name in tuple(logging.root.manager.loggerDict)
        if name.partition(".")[0] in {"asyncio", "distributed", "tornado"}
    ]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)


class NoWorkersWarning(UserWarning):
    """A cluster has no worker, so nothing is done."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"No worker has joined the cluster at {address}; waiting for one. Start it with "
            f"`dask worker {address}`, or stop with Ctrl-C: what is done is kept."
        )


class Cluster:
    """Does the tasks of one study on the workers of a cluster."""

    def __init__(self, client: Any, work: StudyRuns, address: str = "") -> None:
        self._client, self._work, self._sealed = client, work, Sealed.of(work)
        self._address, self._idle_since, self._warned = address, time.monotonic(), False

    def results(self, items: Iterable[Task]) -> Iterator[Done]:
        """What each task gave, as they finish; a worker that dies leaves its tasks to others.

        Raises:
            ClusterError: the scheduler is gone, or a worker cannot do what is asked.
        """
        waiting = iter(items)
        finished: SimpleQueue[Any] = SimpleQueue()
        pending: dict[Any, Task] = {}
        threads, looked = self._threads(), time.monotonic()
        while True:
            if time.monotonic() - looked > _SECONDS_BETWEEN_GLANCES:
                threads, looked = self._threads(), time.monotonic()
            room = max(1, AHEAD * threads) - len(pending)
            for task in islice(waiting, max(0, room)):
                future = self._submitted(task)
                pending[future] = task
                future.add_done_callback(finished.put)
            if not pending:
                return
            future = self._next(finished)
            yield self._result(future, pending.pop(future))

    def _submitted(self, task: Task) -> Any:
        with _while_it_is_there():
            return self._client.submit(_done, self._sealed, task, pure=False)

    def _threads(self) -> int:
        """How many there are now.

        Raises:
            ClusterError: the scheduler is gone.
        """
        with _while_it_is_there():
            threads: dict[str, int] = self._client.nthreads()
        self._note_idleness(idle=not threads)
        return sum(threads.values())

    def _note_idleness(self, *, idle: bool) -> None:
        now = time.monotonic()
        if not idle:
            self._idle_since, self._warned = now, False
        elif not self._warned and now - self._idle_since > SECONDS_WITHOUT_WORKERS:
            self._warned = True
            warnings.warn(NoWorkersWarning(self._address), stacklevel=2)

    def _next(self, finished: SimpleQueue[Any]) -> Any:
        """The next task that has ended; without a scheduler nothing ever would."""
        while True:
            try:
                return finished.get(timeout=_SECONDS_BETWEEN_GLANCES)
            except Empty:
                self._threads()

    def _result(self, future: Any, task: Task) -> Done:
        """What a task gave; where its worker died with it, another is waited for."""
        while True:
            try:
                done: Done = future.result(timeout=_SECONDS_BETWEEN_GLANCES)
            except CancelledError as error:
                raise _gone() from error
            except EntenteError:
                raise
            except Exception as error:  # noqa: BLE001 - told of, or waited for
                if future.status == "error":
                    return self._failed(task, error)
                self._threads()
            else:
                return done

    def _failed(self, task: Task, error: Exception) -> Done:
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return self._work.failed(task, _DIED)
        raise _unlike(f"cannot do what is asked ({_first_line(error)})") from error


@contextmanager
def _while_it_is_there() -> Iterator[None]:
    """Tells of a scheduler that is gone, however that shows.

    Raises:
        ClusterError: it is.
    """
    from distributed import client

    closed: type[Exception] = getattr(client, "ClosedClientError", OSError)
    try:
        yield
    except (OSError, TimeoutError, AttributeError, closed) as error:
        # A client that has closed itself has no scheduler that could be asked.
        raise _gone() from error


def _gone() -> ClusterError:
    return ClusterError(
        "The scheduler of the cluster is gone. What was done is kept: the same command goes on "
        "from there, on a cluster or without."
    )


def _unlike(what: str) -> ClusterError:
    return ClusterError(
        f"A worker of the cluster {what}. Install the same there as here, and give the same "
        "command again. What was done is kept."
    )


def _first_line(error: BaseException) -> str:
    return next(iter(f"{type(error).__name__}: {error}".splitlines()))


def _done(sealed: Sealed, task: Task) -> Done:
    """Does a task in a worker; one at a time, for plans are kept from one to the next."""
    with _one_at_a_time:
        if sealed.digest not in _ready:
            _ready.clear()
            _ready[sealed.digest] = _opened(sealed).made_ready()
        return _ready[sealed.digest](task)


def _opened(sealed: Sealed) -> StudyRuns:
    """The work of a study.

    Raises:
        ClusterError: this worker would compute something else, or nothing.
    """
    here = versions()["entente"]
    if here != sealed.version:
        raise _unlike(f"has Entente {here}, not {sealed.version}")
    work: StudyRuns = pickle.loads(sealed.content)  # noqa: S301 - a cluster runs what it is sent
    if not work.engine.installed:
        raise _unlike("lacks the compiled engine, which --engine simpy does without")
    return work


_one_at_a_time = threading.Lock()
_ready: dict[str, Callable[[Task], Done]] = {}
"""In a worker: what does the tasks of the study that it was last asked to work for."""

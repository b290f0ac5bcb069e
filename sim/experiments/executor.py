"""Processes that work is handed to, of which none can die unnoticed."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar, cast

PATIENCE = 2.0
"""Seconds without a result after which it is looked whether all processes are alive."""

Result = TypeVar("Result")


class Executor(ProcessPoolExecutor):
    """An executor that breaks, as it should, whenever one of its processes dies.

    Python's own does not where a process is killed while it sends a result, which holds the lock of
    the pipe to this process: its thread waits for the other half of a message, the other processes
    for the lock, and nobody is left to free it. So whoever waits here looks after a while whether
    all are alive, and ends the others where one is not.
    """

    def first(self, finished: SimpleQueue[Future[Result]]) -> Future[Result]:
        """The next that is done or broken, of those that announce themselves in a queue."""
        while True:
            try:
                return finished.get(timeout=PATIENCE)
            except Empty:
                _break_if_one_died(self._processes.values(), self._result_queue)

    def awaited(self, future: Future[Result]) -> Result:
        """What one comes to.

        Raises:
            BrokenProcessPool: a process died.
        """
        finished: SimpleQueue[Future[Result]] = SimpleQueue()
        future.add_done_callback(finished.put)
        return self.first(finished).result()

    def end(self) -> None:
        """Ends the processes once they have done what they are at; nothing else is begun."""
        thread = cast("Thread | None", self._executor_manager_thread)
        processes, pipe = list(self._processes.values()), self._result_queue
        self.shutdown(wait=False, cancel_futures=True)
        if thread is None:  # only some could be started, and nothing tells those to end
            _kill(processes)
        while thread is not None and thread.is_alive():
            thread.join(PATIENCE)
            _break_if_one_died(processes, pipe)
        pipe.close()


def _break_if_one_died(processes: Iterable[BaseProcess], pipe: Any) -> None:
    """Ends all where one has died, and with them what anybody waits for.

    The pipe ends when nobody holds the end that is written to; this process does, too.
    """
    every = list(processes)
    if any(each.exitcode for each in every):
        _kill(every)
        pipe._writer.close()  # noqa: SLF001 - nothing else closes one end alone


def _kill(processes: Iterable[BaseProcess]) -> None:
    for each in processes:
        each.kill()

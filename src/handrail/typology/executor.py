"""Executor: many independent tasks side by side; what is finished is kept, and the rest can follow later."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, MutableMapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from handrail.values.errors import Interrupted

T = TypeVar("T")


def run(
    tasks: Mapping[str, Callable[[], T]],
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    memory: MutableMapping[str, T] | None = None,
) -> dict[str, T]:
    """Return what each task gives, in the order of the tasks and whatever the number of workers.

    Parameters
    ----------
    tasks
        Key to a function without arguments. A task draws from a stream of random numbers of its own, made
        from its key and not from its turn, so that one worker and many give the same.
    workers
        Threads; as many as there are cores without. They run side by side where a task is in compiled code.
        Of one there is none: tasks run in the thread that called.
    progress
        Told how many tasks are done, and of how many; those found in memory count as done.
    stop
        Asked after each task: once it says yes no further one begins, those at work end and are kept.
    memory
        Results by key: a task that is in it does not run again, and each result is put in as soon as it is
        there, by the thread that called. With a mapping that writes to disk a run can go on after a kill.

    Raises
    ------
    Interrupted
        When ``stop`` said yes before the last task was done.

    Examples
    --------
    >>> kept = {"a": 1}
    >>> run({"a": lambda: 0, "b": lambda: 2}, memory=kept), kept
    ({'a': 1, 'b': 2}, {'a': 1, 'b': 2})
    """
    found = memory if memory is not None else {}
    waiting = [key for key in tasks if key not in found]
    done, whole = len(tasks) - len(waiting), len(tasks)
    most = max(1, workers if workers is not None else cores())
    running: dict[Future[T], str] = {}
    stopped = False
    beside = min(most, len(waiting))
    pool: Executor = ThreadPoolExecutor(beside) if beside > 1 else _Here()
    try:
        while running or (waiting and not stopped):
            # No more than are at work wait in line, so that a stop is heard after the next task.
            while waiting and not stopped and len(running) < most:
                key = waiting.pop(0)
                running[pool.submit(tasks[key])] = key
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                found[running.pop(future)] = future.result()
                done += 1
                if progress is not None:
                    progress(done, whole)
            stopped = stopped or (stop is not None and stop())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    if done < whole:
        raise Interrupted.because(
            "a run ends with its last task",
            f"it was stopped after {done} of {whole}",
            "run it again with the same memory: what is done is kept",
        )
    return {key: found[key] for key in tasks}


class _Here(Executor):
    """Runs a task where it is handed over: alone, it may take less time than a thread to begin."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Return the task's result, which is there already."""
        result: Future[T] = Future()
        result.set_result(fn(*args, **kwargs))
        return result


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

"""Many tasks: side by side, stopped, taken up again, and always the same answer."""

import threading

import numpy as np
import pytest

from handrail.typology.executor import run
from handrail.values.errors import Interrupted


def drawing(seed):
    return lambda: float(np.random.Generator(np.random.PCG64(seed)).random())


TASKS = {str(seed): drawing(seed) for seed in range(20)}


def test_one_worker_and_many_give_the_same_in_the_same_order():
    one, many = run(TASKS, workers=1), run(TASKS, workers=7)
    assert list(one.items()) == list(many.items()) == [(str(s), drawing(s)()) for s in range(20)]


@pytest.mark.parametrize("workers", [1, 3])
def test_a_stopped_run_keeps_what_is_done_and_goes_on_from_there(workers):
    memory, told = {}, []
    with pytest.raises(Interrupted, match="stopped after"):
        run(TASKS, workers=workers, memory=memory, stop=lambda: len(memory) >= 5)
    assert 5 <= len(memory) < 5 + workers
    kept, begun = dict(memory), []

    def noticed(key):
        def task():
            begun.append(key)
            return TASKS[key]()

        return task

    after = run(
        {key: noticed(key) for key in TASKS},
        workers=workers,
        memory=memory,
        progress=lambda done, of: told.append((done, of)),
    )
    assert after == run(TASKS)
    assert set(begun) == set(TASKS) - set(kept)
    assert told == [(done, 20) for done in range(len(kept) + 1, 21)]


def test_a_stop_after_the_last_task_is_no_interruption():
    assert run({"a": lambda: 1}, stop=lambda: True) == {"a": 1}


def test_no_tasks_are_done_at_once():
    assert run({}) == {}


def test_tasks_run_side_by_side():
    meeting = threading.Barrier(2, timeout=10)
    assert set(run({"a": meeting.wait, "b": meeting.wait}, workers=2).values()) == {0, 1}


def test_a_task_that_fails_is_told_and_those_done_are_kept():
    memory = {}

    def fails():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run({"a": lambda: 1, "b": fails, "c": lambda: 3}, workers=1, memory=memory)
    assert memory == {"a": 1}

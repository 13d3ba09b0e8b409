"""Anything in any order: a few walks of the state machine (``tools/study_walks.py`` makes many)."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from study_machine import StudyMachine


def test_whatever_people_do_in_whatever_order_the_promises_hold() -> None:
    run_state_machine_as_test(
        StudyMachine,
        settings=settings(
            max_examples=3,
            stateful_step_count=10,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

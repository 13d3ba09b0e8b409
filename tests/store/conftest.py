"""A store that ticks: every test's own, with a clock that it can turn."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handrail.store import SourceRecord, Store

PASSPHRASE = "a passphrase for tests"


class Clock:
    """Stands still until it is told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **units: float) -> None:
        self.now += timedelta(**units)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store.create(tmp_path, PASSPHRASE, minimal=True, clock=clock) as made:
        yield made


@pytest.fixture
def reopen(tmp_path: Path) -> Callable[[], Store]:
    return lambda: Store.open(tmp_path, PASSPHRASE, allow_minimal=True)


@pytest.fixture
def source() -> Callable[..., SourceRecord]:
    """Return a maker of sources."""

    def make(name: str = "interview-p01.txt", **given: object) -> SourceRecord:
        values = {"id": "", "strand": "police", "kind": "transcript", "file_digest": "f1", "content": "c1"}
        return SourceRecord(**{"name": name, **values, **given})  # type: ignore[arg-type]

    return make

"""What every test shares: the real files, a built demonstration, and an honest last word on skipped tests."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

if os.environ.get("HANDRAIL_DATA"):
    # Commands run in other folders: a relative path would point elsewhere.
    os.environ["HANDRAIL_DATA"] = str(Path(os.environ["HANDRAIL_DATA"]).resolve())


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Return the folder of real files; where HANDRAIL_DATA is set, a missing file is a failure."""
    place = os.environ.get("HANDRAIL_DATA")
    if not place:
        pytest.skip("HANDRAIL_DATA is not set: the real files are not here")
    folder = Path(place)
    assert folder.is_dir(), "HANDRAIL_DATA names no folder"
    return folder


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which what is built once in a run lies, for all test processes."""
    from built_once import shared_by_all_workers

    return shared_by_all_workers(tmp_path_factory.getbasetemp()) / "built-once"


@pytest.fixture(scope="session")
def copy_demonstration(shared_folder: Path) -> Callable[[Path], Path]:
    """Return a function that copies the built demonstration to a path, for a test to change."""

    def copy(folder: Path) -> Path:
        from built_once import build_the_demonstration, built_once

        built = built_once(shared_folder, "demonstration", build_the_demonstration)
        return Path(shutil.copytree(built, folder))

    return copy


@pytest.fixture(scope="session")
def built_demonstration(
    copy_demonstration: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the built demonstration of this test process: tests read it and change nothing."""
    return copy_demonstration(tmp_path_factory.mktemp("built") / "demonstration")


@pytest.fixture(scope="session")
def thin_once(shared_folder: Path) -> Path:
    """Return the built thin study, for others to copy: nobody opens it."""
    from built_once import build_the_thin_study, built_once

    return built_once(shared_folder, "thin", build_the_thin_study)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    terminalreporter.write_line(f"tests skipped: {len(skipped)}")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"  {count} because {reason}")

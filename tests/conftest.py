"""What every test shares: where the real files are, and an honest last word on skipped tests."""

import os
from collections import Counter
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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    terminalreporter.write_line(f"tests skipped: {len(skipped)}")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"  {count} because {reason}")

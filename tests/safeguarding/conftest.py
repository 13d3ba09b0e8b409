"""The studies of ``tests/study`` and the helpers of ``tests/interviews``, found by their place."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
for room in ("study", "interviews"):
    if str(TESTS / room) not in sys.path:
        sys.path.append(str(TESTS / room))

_found = importlib.util.spec_from_file_location("studies_to_build", TESTS / "study/conftest.py")
assert _found is not None
assert _found.loader is not None
_studies = importlib.util.module_from_spec(_found)
_found.loader.exec_module(_studies)

small = _studies.small
thin_folder = _studies.thin_folder
thin_built = _studies.thin_built
demonstration_folder = _studies.demonstration_folder
build = _studies.build

"""One realistic guideline for all tests of this room."""

from __future__ import annotations

import pytest
from documents_sample import make_sample

from handrail.documents import Document


@pytest.fixture(scope="session")
def sample() -> Document:
    return make_sample()

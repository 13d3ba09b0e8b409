"""Find a study's files: in ``sources/`` first, then in the shared data folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from handrail.values import PlanError

DATA_VARIABLE = "HANDRAIL_DATA"
OUTPUT_FILES = ("guideline.html", "guideline.pdf", "guideline.docx", "results.json")
"""What a build leaves in ``outputs/``, beside a csv for each table."""


@dataclass(frozen=True)
class Locator:
    """Looks for files that a plan names.

    Attributes
    ----------
    folder
        The study folder.
    """

    folder: Path

    @property
    def places(self) -> tuple[Path, ...]:
        """Return the folders that are searched, in order."""
        shared = os.environ.get(DATA_VARIABLE)
        return (self.folder / "sources", *((Path(shared),) if shared else ()))

    def find(self, name: str) -> Path | None:
        """Return the file of that name, or None.

        Raises
        ------
        PlanError
            When the name leaves the study's folders.
        """
        _stay_inside(name)
        return next((place / name for place in self.places if (place / name).is_file()), None)

    def match(self, pattern: str, *, own_only: bool = False) -> tuple[Path, ...]:
        """Return the files that match a name or pattern such as ``interviews/*.docx``, sorted by name.

        With ``own_only`` the shared data folder is not searched.

        Raises
        ------
        PlanError
            When the pattern leaves the study's folders.
        """
        _stay_inside(pattern)
        for place in self.places[:1] if own_only else self.places:
            try:
                matches = sorted(place.glob(pattern))
            except (ValueError, IndexError, NotImplementedError):
                raise PlanError.because(
                    "a pattern names files, such as interviews/*.docx",
                    f"'{pattern}'",
                    "use * for part of a name, and ** only as a folder of its own",
                    file="study.toml",
                ) from None
            found = tuple(path for path in matches if path.is_file() and path.name[0] not in ".~")
            if found:
                return found
        return ()


def _stay_inside(name: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name:
        raise PlanError.because(
            "a source is named relative to sources/",
            f"'{name}'",
            "put the file into sources/ and name it without a leading / or ..",
            file="study.toml",
        )

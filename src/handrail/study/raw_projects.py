"""Raw projects: a REFI-QDA file on the desk of the person who decides, text by text.

Its texts stand beside transcripts under keys that name the file and say where they stand, and no person: what
a document or a case is called may itself identify somebody, and keys go into counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from handrail.interviews import (
    Candidate,
    Decision,
    RefiProject,
    name_keys,
    project_texts,
    pseudonymise_project,
    read_refi,
)

PROJECT = ".qdpx"
_REST = "names, notes and answers"


@dataclass(frozen=True)
class RawProject:
    """A project whose texts were given keys.

    Attributes
    ----------
    file
        Its file's name.
    project
        As it was read.
    keys
        Key on the desk to the key of ``project_texts``.
    """

    file: str
    project: RefiProject = field(repr=False)
    keys: Mapping[str, str] = field(repr=False)

    @property
    def texts(self) -> dict[str, str]:
        """Return the texts by their keys on the desk."""
        texts = project_texts(self.project)
        return {key: texts[own] for key, own in self.keys.items()}

    @property
    def names(self) -> frozenset[str]:
        """Return which texts are what something is called."""
        names = name_keys(self.project)
        return frozenset(key for key, own in self.keys.items() if own in names)

    def rows(self) -> dict[str, str]:
        """Return for each text the line of an overview that it counts in."""
        documents = {one.name for one in self.project.documents}
        return {key: key if own in documents else f"{self.file}: {_REST}" for key, own in self.keys.items()}

    def pseudonymised(
        self, candidates: Mapping[str, Sequence[Candidate]], decisions: Iterable[Decision]
    ) -> RefiProject:
        """Return the project with what was decided about its texts. Raises as ``pseudonymise_project``."""
        known = [
            one if not one.document else replace(one, document=self.keys[one.document])
            for one in decisions
            if not one.document or one.document in self.keys
        ]
        found = {own: candidates.get(key, ()) for key, own in self.keys.items()}
        return pseudonymise_project(self.project, found, known)


def read_raw_project(path: Path) -> RawProject:
    """Return a REFI-QDA file with keys for its texts. Raises as ``read_refi`` and ``project_texts`` do."""
    project: RefiProject = read_refi(path)
    numbers = {one.name: i for i, one in enumerate(project.documents, start=1)}
    keys = {
        f"{path.name}: document {numbers[own]}" if own in numbers else f"{path.name}: {own}": own
        for own in project_texts(project)
    }
    return RawProject(path.name, project, keys)

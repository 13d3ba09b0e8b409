"""Pseudonyms of a project: every text of it that may name somebody, and all of its positions moved along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from handrail.interviews.candidates import Candidate
from handrail.interviews.decisions import Decision, decided, open_candidates, require_decided
from handrail.interviews.project import RefiProject
from handrail.interviews.project_walk import walk
from handrail.interviews.replacing import replaced, replacements_of
from handrail.values import DataError


def project_texts(project: RefiProject) -> dict[str, str]:
    """Return every text of a project in which somebody may be named, by a key that says where it stands.

    Documents stand under their names. Then follow what everything else is called and described as: documents,
    cases, codes, coders, variables, sets, selections and links; answers to variables, numbers among them;
    speaker labels, memos and notes. A code may be called after somebody, and so may a variable.

    Raises
    ------
    DataError
        When a document is called like the place of another text, which would hide it.

    Examples
    --------
    >>> from handrail.interviews.project import Document
    >>> one = RefiProject("pilot", (Document("anna.txt", "Anna left."),))
    >>> project_texts(one)
    {'anna.txt': 'Anna left.', 'name of document 1': 'anna.txt', 'name of the project': 'pilot'}
    """
    texts = {one.name: one.text for one in project.documents}

    def note(key: str, text: str) -> str:
        if key in texts:
            raise DataError.because(
                "a document is called by a name of its own", f"'{key}'", "rename it in the other program"
            )
        if text.strip():
            texts[key] = text
        return text

    walk(project, note, {})
    return texts


def pseudonymise_project(
    project: RefiProject,
    candidates: Mapping[str, Sequence[Candidate]],
    decisions: Iterable[Decision],
) -> RefiProject:
    """Return a project in which all that a person decided to replace is replaced, and every coding moved.

    A coding outside every replaced stretch keeps its words; one that touches a replacement covers it whole.

    Parameters
    ----------
    project
        As it was read.
    candidates
        What was found in each of ``project_texts``, by its key.
    decisions
        One about each.

    Raises
    ------
    DisclosureRefused
        While any candidate is open.
    DataError
        When two documents, cases, codes, users or variables would be called the same.
    """
    known = tuple(decisions)
    texts = project_texts(project)
    found = {key: tuple(candidates.get(key, ())) for key in texts}
    require_decided(open_candidates(texts, found, known))
    told = decided(texts, found, known)
    done = {key: replaced(text, replacements_of(text, told[key])) for key, text in texts.items()}
    documents = {one.name: done[one.name] for one in project.documents}
    return walk(project, lambda key, text: done[key].text if key in done else text, documents)

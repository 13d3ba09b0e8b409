"""Candidates of a project: what may identify somebody in its texts, and in what its things are called.

A transcript is speech, and a detector may take an ordinary word in it for what it mostly is. What a case is
called is a name until a person says otherwise: ``Grace`` there is nobody's virtue.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from handrail.interviews.candidates import Candidate, Entities, find_in_study
from handrail.interviews.ordinary_words import is_ordinary
from handrail.interviews.plain_names import are_initials, is_plain_name, without_ending
from handrail.interviews.project import RefiProject
from handrail.interviews.project_pseudonyms import project_texts
from handrail.interviews.roster import RosterName
from handrail.interviews.words import words_in


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAMED = re.compile(r"(?:name|label) of (?:document|case|user|coder) \d+|name of the project")
_CODER = re.compile(r"(?:name|label) of (?:user|coder) ")
_CALLED = re.compile(r"(?:name|label) of (?:code|variable|set) \d+\Z")
_ANSWER = re.compile(r"'(?P<variable>.*)' of (?:document|case) \d+", re.DOTALL)
_NAMING = _set(
    """
    address alias apartment city company email employer family first forename handle hometown last mail
    maiden name names nickname organisation organization phone postcode pseudonym school street surname
    telephone town username village workplace zip
    """
)


def name_keys(project: RefiProject) -> frozenset[str]:
    """Return which of ``project_texts`` are names: of documents, cases and coders, and answers that name.

    Examples
    --------
    >>> from handrail.interviews.project import Case
    >>> one = RefiProject("pilot", cases=(Case("Grace", values={"home town": "Ware", "rank": "sergeant"}),))
    >>> sorted(name_keys(one))
    ["'home town' of case 1", 'name of case 1', 'name of the project']
    """
    documents = {one.name for one in project.documents}
    return frozenset(
        key
        for key, text in project_texts(project).items()
        if key not in documents and _is_name(key) and not (_CODER.match(key) and are_initials(text))
    )


def _is_name(key: str) -> bool:
    answer = _ANSWER.fullmatch(key)
    if answer is None:
        return _NAMED.fullmatch(key) is not None
    return any(word.folded in _NAMING for word in words_in(answer["variable"].replace("_", " ")))


def find_in_project(
    project: RefiProject,
    *,
    roster: Sequence[RosterName] = (),
    language: str = "en",
    entities: Entities | None = None,
) -> dict[str, tuple[Candidate, ...]]:
    """Return the candidates of every text of a project, by the keys of ``project_texts``.

    Parameters
    ----------
    project
        As it was read.
    roster, language, entities
        As for ``find_candidates``, which says what is raised.

    Examples
    --------
    >>> from handrail.interviews.project import Case, Document
    >>> one = RefiProject("pilot", (Document("p01.txt", "We met Tadhg."),), cases=(Case("Grace"),))
    >>> {key: len(found) for key, found in find_in_project(one).items() if found}
    {'p01.txt': 1, 'name of case 1': 1}
    """
    return find_with_names(
        project_texts(project), name_keys(project), roster=roster, language=language, entities=entities
    )


def find_with_names(
    texts: Mapping[str, str],
    names: Collection[str],
    *,
    roster: Sequence[RosterName] = (),
    language: str = "en",
    entities: Entities | None = None,
) -> dict[str, tuple[Candidate, ...]]:
    """Return the candidates of a study's texts, of which some are names: these are asked about as a whole.

    A name that is made of numbers and words such as ``interview`` is not asked about; of one in which
    something was found and the rest is ordinary words, what was found is. A file's ending is no part of
    its name.

    Parameters
    ----------
    texts
        Transcripts and names, by name or key.
    names
        Which of them are names.
    roster, language, entities
        As for ``find_candidates``, which says what is raised.

    Examples
    --------
    >>> texts = {"one": "Grace", "two": "interview 3", "three": "tadhg_kerbrat.docx"}
    >>> {key: [(one.start, one.end) for one in found] for key, found in find_with_names(texts, texts).items()}
    {'one': [(0, 5)], 'two': [], 'three': [(0, 13)]}
    """
    read = {key: _read(key, text, whole=key in names) for key, text in texts.items()}
    # In a script without capitals nothing else shows that a word is a name.
    bare = dict.fromkeys(word for key in sorted(names) for word in _caseless(read[key]))
    roster = (*roster, *(RosterName(word) for word in bare))
    found = find_in_study(read, roster=roster, language=language, entities=entities)
    return {
        key: _whole(read[key], candidates) if key in names else candidates
        for key, candidates in found.items()
    }


def _read(key: str, text: str, *, whole: bool) -> str:
    """Return a text as it is read: in names a blank for each underscore, so that places stay."""
    if whole:
        return without_ending(text).replace("_", " ")
    # What ends in a digit may be somebody's handle.
    called = _CALLED.search(key) is not None and not text[-1:].isdigit()
    return text.replace("_", " ") if called else text


def _caseless(name: str) -> list[str]:
    words = [name[word.start : word.end] for word in words_in(name)]
    return [word for word in words if len(word) > 1 and word.lower() == word.upper()]


def _whole(name: str, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    if not name.strip() or (is_plain_name(name) and not found):
        return found
    rest = "".join(
        " " if any(one.start <= at < one.end for one in found) else letter for at, letter in enumerate(name)
    )
    if found and all(is_ordinary(word.folded) or is_plain_name(word.folded) for word in words_in(rest)):
        return found
    start = len(name) - len(name.lstrip())
    roster = next((one.roster for one in found if one.roster), "")
    return (Candidate("person", start, len(name.rstrip()), "what somebody or something is called", roster),)

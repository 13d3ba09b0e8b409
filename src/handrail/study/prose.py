"""Prose: no sentence of a participant leaves through the team's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from handrail.disclosure import SUMMARY, Released
from handrail.study.built import Built
from handrail.study.survey_files import printed_words
from handrail.values import DisclosureRefused, Problem

RUN = 8
"""So many words in a row are a quotation, whoever typed them."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")


def refuse_unreleased_words(
    written: Mapping[str, str], transcripts: Iterable[str], released: Iterable[str]
) -> None:
    """Raise when a text of the team holds words of a transcript that were not released.

    Parameters
    ----------
    written
        What each text is, in a reader's words, to the text itself.
    transcripts
        The texts of all transcripts.
    released
        The quotations that passed disclosure review.

    Raises
    ------
    DisclosureRefused
        Naming the texts and how many runs of words each holds, never the words.

    Examples
    --------
    >>> said = "I waited there for three long weeks and then nobody called me back"
    >>> refuse_unreleased_words({"finding 'f'": "Replies take weeks."}, [said], [])
    >>> refuse_unreleased_words({"finding 'f'": f"One said: {said}."}, [said], [said])
    """
    known = {run for text in transcripts for run in _runs(text)}
    allowed = {run for text in released for run in _runs(text)}
    problems = []
    for name, text in written.items():
        found = sum(run in known and run not in allowed for run in _runs(text))
        if found:
            problems.append(
                Problem(
                    f"{RUN} words in a row from a transcript are a quotation and need release first",
                    f"{found} such runs in {name}",
                    "paraphrase them, or have the passage approved for quotation",
                )
            )
    if problems:
        raise DisclosureRefused(*problems)


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def written_by_team(built: Built) -> dict[str, str]:
    """Return everything that the team wrote and documents print: what it is, to its text."""
    plan = built.session.plan
    written = {"study.toml": "\n".join(_strings(plan.model_dump(mode="json")))}
    for strand in built.strands:
        codes = (code.name for code in built.session.store.codes(strand.plan.id))
        written[f"the code names of {strand.plan.id}"] = "\n".join(codes)
        people = built.session.store.participants(strand.plan.id)
        levels = {level for person in people for level in person.attributes.values()}
        written[f"the attributes of {strand.plan.id}"] = "\n".join(sorted(levels))
        for theme in built.session.store.themes(strand.plan.id):
            printed = theme.history if strand.plan.approach == "reflexive" else ()
            notes = (str(change["note"]) for change in printed)
            written[f"theme '{theme.name}'"] = "\n".join((theme.sentence, *notes))
    for survey in plan.survey:
        written |= printed_words(built.results, survey)
    for finding in built.guideline.findings:
        written[f"finding '{finding.id}'"] = f"{finding.sentence}\n{finding.short}"
    for one in built.guideline.recommendations:
        texts = (one.sentence, one.short, one.who_acts, one.dissent, one.rationale, *one.steps)
        written[one.file] = "\n".join(texts)
    for row in built.guideline.joint_display:
        written[f"joint display row '{row.id}'"] = "\n".join((row.topic, row.why))
    for term in built.guideline.glossary:
        written[f"glossary term '{term.term}'"] = f"{term.term}\n{term.meaning}"
    return written


def summaries_in(released: Released) -> dict[str, str]:
    """Return the researchers' summaries that documents print: where each stands, to its text."""
    return {
        f"the summary of {' and '.join(f'“{level}”' for level in cell.group.values())}": cell.category
        for table in released.tables.values()
        if table.variable == SUMMARY
        for cell in table.cells
        if cell.category is not None and cell.withheld is None
    }


def _strings(value: object) -> Iterator[str]:
    """Yield every text in nested values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)

"""Approved quotations by theme, as a document that a person can edit: released words and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handrail.disclosure import Refused, Released
from handrail.documents import Block, Document, Section, Text, WordTable, paragraph
from handrail.report.words import plural

FEW = 3
NO_THEME = "Under no theme"


@dataclass(frozen=True)
class ThemeQuotations:
    """The released passages of a theme.

    Attributes
    ----------
    id, sentence
        The theme.
    supporting, against
        Nodes of released quotations beneath it, and of those that speak against it.
    """

    id: str
    sentence: str
    supporting: tuple[str, ...]
    against: tuple[str, ...] = ()


def quotations_document(
    released: Released,
    themes: Iterable[ThemeQuotations],
    *,
    study: str,
    authors: tuple[str, ...],
    language: str = "en",
    banner: str | None = None,
) -> Document:
    """Return a document with a table of quotations for each theme, and what was refused, in numbers.

    Parameters
    ----------
    released
        Of disclosure review: each quotation's words and label are taken from it.
    themes
        What stands where; released quotations of no theme come last.
    study, authors, language, banner
        For the title page, as in the study's other documents.

    Raises
    ------
    KeyError
        When a theme names a passage that was not released.
    """
    listed = tuple(themes)
    used = {name for theme in listed for name in (*theme.supporting, *theme.against)}
    rest = tuple(sorted(set(released.quotations) - used))
    if rest:
        listed = (*listed, ThemeQuotations("", NO_THEME, rest))
    sections = [_theme(released, theme, at) for at, theme in enumerate(listed, 1)]
    refused = refused_counts(released.refusals)
    if refused:
        sections.append(_refused(refused))
    return Document(
        title="Approved quotations by theme",
        short=True,
        subtitle=study,
        language=language,
        banner=banner,
        front=(
            paragraph(
                f"{plural(len(released.quotations), 'quotation')} that passed disclosure review: within "
                "consent, approved by a person, and with no more beside it than at least 3 participants "
                "share or the participant approved. Shorten a quotation where you like; do not lengthen it, "
                "and add nothing to what is shown with it."
            ),
        ),
        sections=tuple(sections),
        footer=(),
        released=released,
        authors=authors,
    )


def refused_counts(refusals: Iterable[Refused]) -> dict[str, str]:
    """Return each rule with how many passages it kept back, fewer than 3 in words.

    Examples
    --------
    >>> refused_counts([Refused("passage:1", "a person approves each quotation", "...")])
    {'a person approves each quotation': 'fewer than 3'}
    """
    found = Counter(one.rule for one in refusals if one.name.startswith("passage:"))
    return {
        rule: str(count) if count >= FEW else f"fewer than {FEW}" for rule, count in sorted(found.items())
    }


def _theme(released: Released, theme: ThemeQuotations, at: int) -> Section:
    rows = [*_rows(released, theme.supporting, "for"), *_rows(released, theme.against, "against")]
    blocks: tuple[Block, ...] = (paragraph("No passage of this theme was released for quotation."),)
    if rows:
        blocks = (
            WordTable(
                header=("Quotation", "Shown with it", "Theme"),
                rows=tuple(rows),
                caption=plural(len(rows), "quotation"),
                anchor=f"quotations-{at}",
            ),
        )
    return Section(title=theme.sentence, anchor=f"theme-{at}", blocks=blocks)


def _rows(
    released: Released, names: Iterable[str], side: str
) -> Iterator[tuple[tuple[Text], tuple[Text], tuple[Text]]]:
    for name in names:
        one = released.quotations[name]
        mark = f"{side}; distressing" if one.distressing else side
        yield (Text(one.text),), (Text(one.label),), (Text(mark),)


def _refused(refused: dict[str, str]) -> Section:
    table = WordTable(
        header=("Rule", "Passages"),
        rows=tuple(((Text(rule),), (Text(count),)) for rule, count in refused.items()),
        caption="Passages that were asked for and kept back",
        anchor="refused-passages",
    )
    return Section(title="What was kept back", anchor="refused", blocks=(table,))

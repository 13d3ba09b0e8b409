"""The glossary: the study's own terms, and those of the methods that its documents use."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.documents import Definition, Definitions, Section, paragraph
from handrail.report.story import Story

_ALWAYS = {
    "Finding": (
        "A sentence that the team concludes from its evidence; what supports it and what speaks against it "
        "stand beside it."
    ),
    "Recommendation": (
        "What someone should do, resting on findings, with its strength, who acts, and a date by which it "
        "is looked at again."
    ),
}
_INTERVIEWS = {
    "Code": "A short label that coders give to passages that speak of the same thing.",
    "Passage": "A piece of a transcript, from a few words to a few sentences, as it was said.",
    "Theme": (
        "A sentence about what was said in several interviews, with the passages that it rests on and those "
        "that speak against it."
    ),
}
_SURVEYS = {
    "Interval": (
        "A range that expresses how far chance could have moved an estimate; for samples that were not "
        "drawn at random it holds only under the assumptions that are stated."
    ),
    "n": "How many people answered, each counted once, whatever their weight.",
    "Weight": (
        "How many people of the population an answer stands for, so that groups count by their size and not "
        "by how many of them answered."
    ),
    "Withheld": (
        "A number that is kept back because it, or what could be subtracted from it, concerns too few people."
    ),
}
_MODELS = {
    "Association": (
        "Two things that occur together more, or less, often than apart; it does not say that one brings "
        "about the other."
    ),
    "Odds ratio": (
        "How the odds of an outcome differ between two groups that are alike in the model's other factors: "
        "1 is no difference, 2 is twice the odds, 0.5 half of them. It is no ratio of percentages."
    ),
    "Area under the curve": (
        "How often, of two answers of which one has the outcome, the model's factors put them in the right "
        "order: 0.5 is chance, 1 is always."
    ),
}
_OF_MEASURES = {
    "rate-ratio": {
        "Rate ratio": (
            "How many times as large a mean number of times, or a share, is in one group as in another that "
            "is alike in the model's other factors; of shares it is called a ratio of shares."
        ),
    },
    "share-difference": {
        "Average effect": (
            "How much the share of an outcome differs with a factor, on average over everybody as they are; "
            "in percentage points, as a description of groups."
        ),
    },
    "standardised-share": {
        "Standardised share": (
            "The share that a model expects if everybody were of one level of a factor and stayed as they "
            "are in all else. It makes groups comparable; it is no forecast of a change."
        ),
    },
    "standardised-mean": {
        "Standardised mean": (
            "The mean that a model expects if everybody were of one level of a factor and stayed as they "
            "are in all else. It makes groups comparable; it is no forecast of a change."
        ),
    },
}
"""What some models have: measure of their tables to term and meaning."""
_RISKS = {
    "Block": (
        "Factors of one kind, such as adversity offline; blocks enter a model one after another, so that a "
        "reader sees what each adds."
    ),
    "Part of R2": (
        "How much better a model fits with a block than without it, averaged over all orders in which blocks "
        "can enter (general dominance). The parts make up the whole; they are no shares of causes."
    ),
    "Calibration": ("Whether the shares that a model expects in groups are those that were observed there."),
    "Optimism": (
        "How much better a model looks on the answers that made it than on new ones. It is measured by "
        "drawing the sample again and fitting the model each time, and subtracted."
    ),
    "Specification curve": (
        "One association under every way in which the question could have been asked, all of them shown."
    ),
    "Reach of a service": (
        "What an offer to the groups with the largest shares would gain over an offer to everybody. It says "
        "something about services and groups, and picks out no person."
    ),
}
_TYPOLOGIES = {
    "Profile": (
        "A pattern of experiences that many answers share, found by latent class analysis. It belongs to a "
        "population: no person is put into one."
    ),
    "BIC": (
        "A number that weighs how well a model fits against how many figures it needs; the lowest is "
        "preferred."
    ),
}
_AGREEMENT = {
    "Krippendorff's alpha": (
        "How far coders agree beyond chance: 1 is full agreement, 0 is what chance would give. It is "
        "reported, not graded."
    ),
}
_SATURATION = {
    "New codes, and saturation": (
        "How many codes further interviews brought that earlier ones had not: few or none is said of this "
        "codebook and these interviews, and not that there is nothing more to hear."
    ),
}


def glossary(story: Story) -> Section:
    """Return the glossary in alphabetical order; the team's own meaning of a term goes first."""
    terms = {term.casefold(): (term, meaning) for term, meaning in _built_in(story)}
    terms |= {one.term.casefold(): (one.term, one.meaning) for one in story.guideline.glossary}
    items = tuple(Definition(terms[key][0], (paragraph(terms[key][1]),)) for key in sorted(terms))
    return Section(title="Glossary", anchor="glossary", blocks=(Definitions(items),))


def _built_in(story: Story) -> Iterator[tuple[str, str]]:
    kinds = {one.kind for one in story.results}
    yield from _ALWAYS.items()
    if story.strands:
        yield from _INTERVIEWS.items()
    if story.surveys:
        yield from _SURVEYS.items()
    if kinds & {"model", "risk"}:
        yield from _MODELS.items()
    measures = {table.measure for table in story.released.tables.values()}
    for measure, terms in _OF_MEASURES.items():
        if measure in measures:
            yield from terms.items()
    if "risk" in kinds:
        yield from _RISKS.items()
    if "typology" in kinds:
        yield from _TYPOLOGIES.items()
    if any(strand.agreement for strand in story.strands):
        yield from _AGREEMENT.items()
    if any(strand.saturation for strand in story.strands):
        yield from _SATURATION.items()

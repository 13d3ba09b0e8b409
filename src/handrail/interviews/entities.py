"""Entities: a spaCy model that the team has and names, as one more finder of names. Nothing is downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from handrail.interviews.candidates import Entities
from handrail.values import UsageError

_KINDS = {
    "PERSON": "person",
    "PER": "person",
    "PRS": "person",
    "PERSNAME": "person",
    "ORG": "organisation",
    "ORGNAME": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "PLACENAME": "place",
    "GEOGNAME": "place",
}
"""Labels of spaCy's models to our kinds; every other label is left aside."""


def spacy_entities(model: str) -> Entities:
    """Return a finder of names that asks a spaCy model.

    Parameters
    ----------
    model
        Name of an installed model, or the path of one on this machine.

    Raises
    ------
    UsageError
        When spaCy or the model is not installed.
    """
    try:
        spacy: Any = import_module("spacy")
    except ImportError:
        raise UsageError.because(
            "a model needs spaCy, which Handrail does not bring along",
            "no spaCy in this environment",
            "install it and the model beside Handrail, or leave the option out",
        ) from None
    try:
        nlp = spacy.load(model)
    except (OSError, ImportError, ValueError):
        raise UsageError.because(
            "the model is installed on this machine: Handrail downloads none",
            "a model that spaCy cannot load",
            "install it, or give the path of its folder",
        ) from None

    def found(text: str) -> Iterator[tuple[str, int, int]]:
        for entity in nlp(text).ents:
            kind = _KINDS.get(str(entity.label_).upper())
            if kind is not None and entity.end_char > entity.start_char:
                yield kind, int(entity.start_char), int(entity.end_char)

    return found

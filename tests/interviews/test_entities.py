"""A spaCy model that the team names is asked when it is there; nothing is fetched."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from handrail.interviews import find_candidates, spacy_entities
from handrail.values import UsageError


def pretend(monkeypatch: pytest.MonkeyPatch, load: object) -> None:
    module = ModuleType("spacy")
    module.load = load  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "spacy", module)


def test_what_the_model_finds_becomes_a_candidate_of_our_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "we met the quiet man at the old mill on tuesday"

    def load(name: str) -> object:
        assert name == "a_model"
        ents = [
            SimpleNamespace(label_="PERSON", start_char=7, end_char=20),
            SimpleNamespace(label_="FAC", start_char=24, end_char=36),
            SimpleNamespace(label_="DATE", start_char=40, end_char=47),
        ]
        return lambda said: SimpleNamespace(ents=ents)

    pretend(monkeypatch, load)
    found = find_candidates(text, entities=spacy_entities("a_model"))
    assert [(one.kind, text[one.start : one.end]) for one in found] == [
        ("person", "the quiet man"),
        ("place", "the old mill"),
    ]
    assert {one.reason for one in found} == {"found by the team's own model"}


def test_without_spacy_or_the_model_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(UsageError, match="no spaCy in this environment"):
        spacy_entities("a_model")

    def load(name: str) -> object:
        raise OSError("[E050] Can't find model; download it")

    pretend(monkeypatch, load)
    with pytest.raises(UsageError, match="Handrail downloads none") as caught:
        spacy_entities("a_model")
    assert "E050" not in str(caught.value)

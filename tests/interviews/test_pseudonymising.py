"""What a person decided is replaced, the same everywhere, and every coding keeps its place."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.interviews import (
    Candidate,
    Decision,
    Pseudonymised,
    Replacement,
    RosterName,
    decisions_text,
    find_candidates,
    find_in_study,
    open_candidates,
    parse_decisions,
    project_texts,
    pseudonymise,
    pseudonymise_project,
    read_decisions,
    require_decided,
    suggest,
    suggestions,
)
from handrail.interviews.project import (
    Case,
    Document,
    Note,
    Passage,
    ProjectCode,
    ProjectCoding,
    ProjectSet,
    RefiProject,
    Span,
    User,
)
from handrail.interviews.replacing import replaced
from handrail.interviews.transcript import Turn
from handrail.values import DataError, DisclosureRefused

DAY = date(2026, 5, 1)
LETTERS = "ab \n\r\U0001f600e\u0301\u200d\u05d0\u202e\ufeff"


def accept_all(texts: dict[str, str], found: dict[str, tuple[Candidate, ...]]) -> list[Decision]:
    return [
        Decision(one.kind, one.words, "accept", one.suggestion, "AB", DAY) for one in suggest(texts, found)
    ]


# -- suggestions --------------------------------------------------------------------------------


def test_a_person_has_one_number_over_all_transcripts_and_a_new_one_never_an_old_number() -> None:
    texts = {
        "a": "So Anna Okonkwo rang. Then Anna left, and Mrs Okonkwo's team too. We met Tadhg Kerbrat.",
        "b": "I told Anna Okonkwo, and Kerbrat, and Ngozi.",
    }
    found = find_in_study(texts)
    given = {one.words: one.suggestion for one in suggest(texts, found)}
    assert given == {
        "Anna Okonkwo": "[Name 1]",
        "Anna": "[Name 1]",
        "Okonkwo": "[Name 1]",
        "Tadhg Kerbrat": "[Name 2]",
        "Kerbrat": "[Name 2]",
        "Ngozi": "[Name 3]",
    }
    later = {"c": "So Delyth rang, and Ngozi."}
    known = accept_all(texts, found)
    again = {one.words: one.suggestion for one in suggest(later, find_in_study(later), decided=known)}
    assert again == {"Delyth": "[Name 4]", "Ngozi": "[Name 3]"}


def test_a_single_name_that_two_people_have_is_nobody_s() -> None:
    texts = {"a": "So Anna Okonkwo and Anna Kerbrat met. Then Anna left."}
    given = {one.words: one.suggestion for one in suggest(texts, find_in_study(texts))}
    assert given == {"Anna Okonkwo": "[Name 1]", "Anna Kerbrat": "[Name 2]", "Anna": "[Name 3]"}


def test_a_roster_s_pseudonym_stands_for_every_spelling() -> None:
    roster = [RosterName("Sarah Whitfield", "P07")]
    texts = {"a": "So Sarah Whitfield rang; Whitfeild, I said, and whitfield again."}
    found = find_in_study(texts, roster=roster)
    assert {one.suggestion for one in suggest(texts, found, roster=roster)} == {"[P07]"}


def compared_with_everybody(self: Any, parts: tuple[str, ...]) -> str | None:
    """Slow and readable: whose name it is, each part held against all names that have it, oldest first."""
    if len(parts) == 1:
        known = self._named.get(parts[0], {}) if self._only(parts[0]) else {}
        return next(iter(known.values()), None)
    for part in parts:
        for name, stands in self._named.get(part, {}).items():
            if suggestions._alike(name, parts):
                return stands
    alone = [self._named.get(part, {}).get((part,)) for part in parts]
    return next((one for one, part in zip(alone, parts, strict=True) if one and self._only(part)), None)


def names_one_by_one(names: list[str]) -> tuple[dict[str, str], dict[str, tuple[Candidate, ...]]]:
    text, found = "", []
    for name in names:
        found.append(Candidate("person", len(text), len(text) + len(name), "a name"))
        text += f"{name} "
    return {"a": text}, {"a": tuple(found)}


SOUNDS = st.sampled_from(["Anna", "Anne", "Anan", "Hanna", "Ann", "Smith", "Smyth", "Smithe", "van"])


@settings(deadline=None, max_examples=300)
@given(st.lists(st.lists(SOUNDS, min_size=1, max_size=3).map(" ".join), max_size=14), st.integers(0, 4))
def test_who_is_who_is_looked_up_as_if_all_names_were_compared(names: list[str], known: int) -> None:
    texts, found = names_one_by_one(names)
    decided = [
        Decision("person", one, "accept", f"[Name {at}]", "AB", DAY)
        for at, one in enumerate(names[:known], start=1)
    ]
    fast = suggest(texts, found, decided=decided)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suggestions._Numbers, "_same_person", compared_with_everybody)
        assert suggest(texts, found, decided=decided) == fast


def test_those_who_share_a_first_name_are_not_compared_with_one_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letters = "bdfgklmnprstvz"
    names = [f"Anna {a}{b}{c}oworth".title() for a in letters for b in letters for c in "xyz"]
    texts, found = names_one_by_one(names)
    compared = []
    really = suggestions._alike
    monkeypatch.setattr(suggestions, "_alike", lambda *two: bool(compared.append(two)) or really(*two))
    suggest(texts, found)
    assert len(compared) < len(names) * len(letters) * 3 < len(names) ** 2 / 10


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("She was 14 years old.", "[Age 10 to 14]"),
        ("I'm forty-three.", "[Age 40 to 44]"),
        ("It was on 3 May 1989.", "[Date in 1989]"),
        ("It was on the 3rd of May.", "[Date]"),
    ],
)
def test_an_age_becomes_a_band_and_a_date_its_year(text: str, suggestion: str) -> None:
    [one] = suggest({"a": text}, {"a": find_candidates(text)})
    assert one.suggestion == suggestion


def test_what_is_to_decide_shows_no_words_when_it_is_printed() -> None:
    texts = {"a": "So Tadhg left."}
    found = find_in_study(texts)
    shown = repr(suggest(texts, found)) + repr(accept_all(texts, found)) + repr(found)
    assert "Tadhg" not in shown


# -- decisions ----------------------------------------------------------------------------------


def test_nothing_leaves_while_a_candidate_is_open_and_the_error_has_counts_only() -> None:
    texts = {"a.txt": "So Tadhg and Ngozi left.", "b.txt": "So Tadhg left."}
    found = find_in_study(texts)
    known = [Decision("person", "tadhg", "keep", "", "AB", DAY)]
    counts = open_candidates(texts, found, known)
    assert counts == {"a.txt": 1}
    with pytest.raises(DisclosureRefused, match="1 open candidate in 1 transcript") as caught:
        require_decided(counts)
    assert caught.value.exit_code == 12
    assert "Ngozi" not in str(caught.value)
    with pytest.raises(DisclosureRefused):
        pseudonymise(texts["a.txt"], found["a.txt"], known, document="a.txt")


def test_a_decision_for_one_place_goes_before_one_for_the_document_and_that_before_the_study_s() -> None:
    text = "Then May left. Then May rang. Then May wrote."
    found = find_candidates(text)
    known = [
        Decision("person", "May", "accept", "[Name 1]", "AB", DAY),
        Decision("person", "May", "replace", "a colleague", "AB", DAY, "a.txt"),
        Decision("person", "May", "keep", "", "AB", DAY, "a.txt", found[1].start),
    ]
    assert pseudonymise(text, found, known, document="a.txt").text == (
        "Then a colleague left. Then May rang. Then a colleague wrote."
    )
    assert pseudonymise(text, found, known, document="b.txt").text.count("[Name 1]") == 3


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda words, keep, text, document, start: Decision(
                "person",
                words,
                "keep" if keep else "replace",
                "" if keep else text,
                "AB",
                DAY,
                document,
                start if document else None,
            ),
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip),
            st.booleans(),
            st.text("ab [1]é\"'\\", min_size=1, max_size=9).filter(str.strip),
            st.sampled_from(["", "a.txt"]),
            st.integers(0, 99),
        ),
        max_size=4,
    )
)
def test_decisions_come_back_from_their_file_as_they_were(decisions: list[Decision]) -> None:
    assert parse_decisions(decisions_text(decisions)) == tuple(decisions)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('kind = "person"', 'kind = "human"', "a kind is known"),
        ('choice = "replace"', 'choice = "maybe"', "a choice is known"),
        ('replacement = "x"', "", "what is replaced has a replacement"),
        ('choice = "replace"', 'choice = "keep"', "words that are kept have no replacement"),
        ("on = 2026-05-01", "on = 2026-05-01\nstart = 3", "names its document"),
        ('by = "AB"', "", "'by'"),
    ],
)
def test_a_wrong_file_of_decisions_is_told_by_line_and_without_words(
    tmp_path: Path, old: str, new: str, rule: str
) -> None:
    body = '[[decision]]\nkind = "person"\nwords = "Tadhg"\nchoice = "replace"\nreplacement = "x"\n'
    body += 'by = "AB"\non = 2026-05-01\n'
    file = tmp_path / "decisions.toml"
    file.write_text(body.replace(old, new), "utf-8")
    with pytest.raises(DataError, match=rule) as caught:
        read_decisions(file)
    assert caught.value.problems[0].file == "decisions.toml"
    assert "Tadhg" not in str(caught.value)


# -- positions ----------------------------------------------------------------------------------


@st.composite
def replacing(draw: st.DrawFn) -> tuple[str, Pseudonymised]:
    text = draw(st.text(LETTERS, min_size=1, max_size=40))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    return text, replaced(
        text, [Replacement(a, b, draw(st.text(LETTERS + "[]", max_size=6))) for a, b in pairs]
    )


def slow_map(text: str, one: Pseudonymised) -> list[tuple[int, int]]:
    """Return for each character of the original from where to where it stands now, one by one."""
    places, now, at = [], 0, 0
    for part in one.replacements:
        for _ in range(at, part.start):
            places.append((now, now + 1))
            now += 1
        places += [(now, now + len(part.text))] * (part.end - part.start)
        now += len(part.text)
        at = part.end
    for _ in range(at, len(text)):
        places.append((now, now + 1))
        now += 1
    assert now == len(one.text)
    return places


@settings(max_examples=400, deadline=None)
@given(replacing(), st.data())
def test_a_coding_keeps_its_words_outside_replacements_and_covers_whole_what_it_touches(
    made: tuple[str, Pseudonymised], data: st.DataObject
) -> None:
    text, one = made
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new_start, new_end = one.map_span(start, end)
    assert 0 <= new_start <= new_end <= len(one.text)
    touched = [part for part in one.replacements if part.start < end and start < part.end]
    if start < end:
        places = slow_map(text, one)
        assert (new_start, new_end) == (places[start][0], places[end - 1][1])
    else:
        assert new_start == new_end
    if not touched:
        assert one.text[new_start:new_end] == text[start:end]
    for part in touched:
        assert part.text in one.text[new_start:new_end] or start == end
    if start < end and all(part.text for part in touched):
        # There and back: the stretch, widened to what it touched.
        back = one.original_span(new_start, new_end)
        assert back == (
            min([start, *(part.start for part in touched)]),
            max([end, *(part.end for part in touched)]),
        )


@settings(max_examples=100, deadline=None)
@given(replacing(), st.data())
def test_of_two_codings_the_one_inside_the_other_stays_inside(
    made: tuple[str, Pseudonymised], data: st.DataObject
) -> None:
    text, one = made
    a, b, c, d = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    outer, inner = one.map_span(a, d), one.map_span(b, c)
    assert outer[0] <= inner[0] <= inner[1] <= max(outer[1], inner[0])


def test_a_stretch_outside_the_text_and_replacements_over_each_other_are_refused() -> None:
    with pytest.raises(DataError):
        replaced("abc", []).map_span(2, 9)
    with pytest.raises(DataError):
        replaced("abc", [Replacement(0, 2, "x"), Replacement(1, 3, "y")])


# -- projects -----------------------------------------------------------------------------------


def project() -> RefiProject:
    text = "Tadhg: So Ngozi left Totnes.\nP01: \U0001f600 Ngozi's boss rang."
    spans = {"left Totnes": "luck", "Ngozi left": "people", "boss rang": "luck", "Totnes": "place"}
    return RefiProject(
        "pilot",
        (
            Document(
                "tadhg.txt",
                text,
                description="with Tadhg",
                turns=(Turn(0, "Tadhg", 7, 28), Turn(1, "P01", 34, len(text))),
                values={"town": "Totnes", "age": 3},
            ),
        ),
        (User("AB"),),
        (ProjectCode("luck", ""), ProjectCode("people", ""), ProjectCode("place", "")),
        tuple(
            ProjectCoding(
                f"c{i}", "tadhg.txt", text.index(q), text.index(q) + len(q), q, code, "AB", memo="about Ngozi"
            )
            for i, (q, code) in enumerate(spans.items())
        ),
        passages=(Passage("tadhg.txt", 10, 15, "Ngozi", name="Ngozi"),),
        cases=(Case("Tadhg", documents=("tadhg.txt",), spans=(Span("tadhg.txt", 34, len(text)),)),),
        sets=(ProjectSet("all", documents=("tadhg.txt",)),),
        notes=(Note("n1", "Ngozi", "Met Ngozi in Totnes."),),
    )


def test_every_text_of_a_project_is_pseudonymised_and_every_coding_moves_along() -> None:
    before = project()
    texts = project_texts(before)
    found = find_in_study(
        texts, roster=[RosterName("Tadhg"), RosterName("Ngozi"), RosterName("Totnes", "", "place")]
    )
    with pytest.raises(DisclosureRefused):
        pseudonymise_project(before, found, [])
    after = pseudonymise_project(before, found, accept_all(texts, found))
    assert not any(name in repr(_plain(after)) for name in ("Tadhg", "tadhg", "Ngozi", "Totnes"))
    [document] = after.documents
    for old, new in zip(before.codings, after.codings, strict=True):
        assert document.text[new.start : new.end] == new.quotation
        assert new.document == document.name
        assert old.code == new.code
    kept = [new.quotation for new in after.codings]
    assert kept == ["left [Place 1]", "[Name 2] left", "boss rang", "[Place 1]"]
    assert [document.text[turn.start : turn.end].strip() for turn in document.turns] == [
        "So [Name 2] left [Place 1].",
        "\U0001f600 [Name 2]'s boss rang.",
    ]
    assert [turn.speaker for turn in document.turns] == ["Name 1", "P01"]
    assert after.cases[0].documents == after.sets[0].documents == (document.name,)
    assert after.cases[0].spans[0].start == document.turns[1].start


def _plain(project: RefiProject) -> list[object]:
    """Return all that a project says; representations leave texts out."""
    said: list[object] = []
    for one in (*project.documents, *project.codings, *project.passages, *project.cases, *project.notes):
        said += [getattr(one, name) for name in one.__dataclass_fields__]
    return [dict(one) if hasattr(one, "items") else one for one in said]  # type: ignore[call-overload]


def test_two_documents_that_would_be_called_the_same_are_refused() -> None:
    one = replace(
        project(),
        documents=(Document("Tadhg", "Yes."), Document("Ngozi", "No.")),
        codings=(),
        passages=(),
        cases=(),
        sets=(),
    )
    texts = project_texts(one)
    found = find_in_study(texts)
    known = [replace(decision, replacement="x") for decision in accept_all(texts, found)]
    with pytest.raises(DataError, match="names of their own"):
        pseudonymise_project(one, found, known)

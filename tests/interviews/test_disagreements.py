"""Disagreements side by side, and what was decided about them: the originals stay."""

import csv
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from agreement_slowly import sets_of_codes
from hypothesis import given, settings
from hypothesis import strategies as st
from interview_files import SECRET

from handrail.interviews.agreement import (
    ADJUDICATED,
    AdjudicatedCoding,
    Adjudication,
    Original,
    adjudicated,
    as_decided,
    code_agreement,
    disagreements,
    read_adjudications,
    side_by_side,
    write_adjudications,
    write_disagreements,
)
from handrail.interviews.project import Document, ProjectCode, ProjectCoding, RefiProject, User
from handrail.values import DataError

CODES = tuple(ProjectCode(name, "x") for name in ("training", "aims"))
TEXT = "We learned by luck.\n Nobody taught us. So it went on, and on, for years and years."


def coding(
    name: str, coder: str, start: int, end: int, code: str = "training", document: str = "p.txt"
) -> ProjectCoding:
    return ProjectCoding(name, document, start, end, TEXT[start:end], code, coder)


def project(*codings: ProjectCoding) -> RefiProject:
    documents = (Document("p.txt", TEXT), Document("q.txt", TEXT))
    return RefiProject("p", documents, (User("AB"), User("CD"), User("EF")), CODES, codings)


def test_each_place_tells_who_gave_the_code_who_did_not_and_what_they_gave_instead() -> None:
    found = disagreements(
        project(
            coding("a", "AB", 0, 19),
            coding("b", "CD", 3, 18),
            coding("c", "EF", 21, 38, "aims"),
            coding("d", "AB", 21, 38),
            coding("e", "CD", 21, 38),
            coding("f", "AB", 60, 70, "aims"),
            coding("g", "CD", 60, 70, "aims"),
            coding("h", "EF", 60, 70, "aims"),
        )
    )
    assert [(one.code, one.kind, one.start, one.end) for one in found] == [
        ("training", "absent", 0, 38),
        ("aims", "absent", 21, 38),
    ]
    first, second = found
    assert [(one.coder, one.coding, one.start, one.end) for one in first.given] == [
        ("AB", "a", 0, 19), ("AB", "d", 21, 38), ("CD", "b", 3, 18), ("CD", "e", 21, 38),
    ]  # fmt: skip
    assert (first.not_given, [one.code for one in first.instead]) == (("EF",), ["aims"])
    assert (first.quotation, first.characters) == (TEXT[:38], len("".join(TEXT[:38].split())))
    assert second.not_given == ("AB", "CD")
    assert [(one.coder, one.code) for one in second.instead] == [("AB", "training"), ("CD", "training")]
    assert TEXT[:10] not in repr(found)


def test_only_the_ends_differ_where_everyone_gave_the_code() -> None:
    (one,) = disagreements(project(coding("a", "AB", 0, 19), coding("b", "CD", 3, 18)))
    assert (one.kind, one.start, one.end, one.characters, one.not_given) == ("extent", 0, 19, 3, ())


def test_a_passage_that_only_touches_the_place_was_not_given_instead() -> None:
    one, other = disagreements(
        project(coding("a", "AB", 3, 10), coding("b", "CD", 0, 3, "aims"), coding("c", "CD", 10, 13, "aims"))
    )[1:]
    assert (one.code, one.instead, one.not_given) == ("training", (), ("CD",))
    assert (other.code, other.instead) == ("aims", ())
    assert [
        one.code
        for one in disagreements(project(coding("a", "AB", 3, 10), coding("b", "CD", 9, 13, "aims")))[
            0
        ].instead
    ] == ["aims"]


def test_white_space_overlaps_and_a_document_of_one_coder_are_no_disagreement() -> None:
    assert disagreements(
        project(
            coding("a", "AB", 0, 21),
            coding("b", "CD", 0, 8),
            coding("c", "CD", 5, 19),
            coding("d", "AB", 3, 10, document="q.txt"),
        )
    ) == ()  # fmt: skip


def test_one_code_can_be_looked_at_alone_and_an_unknown_one_is_named() -> None:
    whole = project(coding("a", "AB", 0, 19), coding("b", "CD", 3, 18, "aims"))
    assert {one.code for one in disagreements(whole)} == {"training", "aims"}
    assert [one.code for one in disagreements(whole, code="aims")] == ["aims"]
    with pytest.raises(DataError, match="did you mean 'aims'"):
        disagreements(whole, code="aim")
    whole = project(*whole.codings, coding("c", "EF", 0, 19))
    assert [one.not_given for one in disagreements(whole, ("AB", "EF"))] == []


PLACED = st.lists(
    st.tuples(
        st.sampled_from(("AB", "CD", "EF")),
        st.sampled_from(("p.txt", "q.txt")),
        st.integers(0, 40),
        st.integers(0, 12),
        st.sampled_from(("training", "aims")),
    ),
    max_size=14,
)


@settings(deadline=None, max_examples=120)
@given(PLACED)
def test_the_characters_that_differ_are_those_of_arrays_of_characters(
    placed: list[tuple[str, str, int, int, str]],
) -> None:
    whole = project(
        coding("a", "AB", 0, 3),
        coding("b", "CD", 1, 5),
        *(
            coding(str(at), coder, start, start + length, code, document)
            for at, (coder, document, start, length, code) in enumerate(placed)
        ),
    )
    found = disagreements(whole)
    agreement = code_agreement(whole)
    documents = [one for one in whole.documents if one.name in agreement.documents]
    sides = sets_of_codes(whole.codings, agreement.coders, documents)
    for code in ("training", "aims"):
        differ = 0
        for unit in zip(*sides, strict=True):
            marks = [code in codes for codes in unit if codes is not None]
            differ += len(set(marks)) == 2
        assert sum(one.characters for one in found if one.code == code) == differ
    for one in found:
        here = {given_.coder for given_ in one.given}
        assert (one.kind == "extent") == (not one.not_given)
        assert here.isdisjoint(one.not_given)
        assert {coder for coder in agreement.coders if _coded(whole, coder, one.document)} == here | set(
            one.not_given
        )
        assert one.start == min(given_.start for given_ in one.given)
        assert one.end == max(given_.end for given_ in one.given)
        assert {given_.coder for given_ in one.instead} <= set(one.not_given)
    for a, b in itertools.pairwise(sorted(found, key=lambda one: (one.document, one.code, one.start))):
        assert (a.document, a.code) != (b.document, b.code) or TEXT[a.end : b.start].strip()


def _coded(whole: RefiProject, coder: str, document: str) -> bool:
    return any((one.coder, one.document) == (coder, document) for one in whole.codings)


def test_side_by_side_each_coder_has_a_column_and_a_spreadsheet_computes_nothing(tmp_path: Path) -> None:
    found = disagreements(
        project(coding("a", "AB", 0, 19), coding("b", "CD", 3, 18, "aims"), coding("c", "EF", 3, 18, "aims"))
    )
    rows = list(side_by_side(found, ("AB", "CD", "EF", "GH")))
    assert rows[0] == (
        "p.txt", 0, 19, "training", "absent", 16, "0-19", "no (aims)", "no (aims)", "", TEXT[:19],
    )  # fmt: skip
    assert rows[1][6:10] == ("no (training)", "3-18", "3-18", "")
    formula = replace(found[0], quotation="=1+1", code="-x")
    write_disagreements(tmp_path / "d.csv", [formula], ("AB", "CD"))
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        header, row = csv.reader(file)
    assert header == ["document", "start", "end", "code", "kind", "characters", "AB", "CD", "text"]
    assert (row[3], row[6], row[-1]) == ("'-x", "0-19", "'=1+1")


# ---- adjudication ----------------------------------------------------------------------------------------

DIFFERING = (coding("a", "AB", 0, 19), coding("b", "CD", 3, 18, "aims"))
ORIGINALS = (Original("a", "AB", "training"), Original("b", "CD", "aims"))
DECIDED = Adjudication(
    "d1", "p.txt", 3, 18, TEXT[3:18], "aims", ORIGINALS, "EF", date(2026, 5, 1), f'"{SECRET}" \\ she\tsaid'
)


def test_an_adjudicated_coding_stands_beside_both_originals_and_keeps_them() -> None:
    whole = project(*DIFFERING)
    done = adjudicated(whole, [DECIDED])
    assert done.codings[:2] == whole.codings
    (one,) = done.codings[2:]
    assert isinstance(one, AdjudicatedCoding)
    assert (one.coder, one.code, one.start, one.end) == (ADJUDICATED, "aims", 3, 18)
    assert one.originals == ORIGINALS
    assert one.adjudication == DECIDED
    assert [user.name for user in done.users] == ["AB", "CD", "EF", ADJUDICATED]
    assert code_agreement(done).coders == ("AB", "CD")
    assert adjudicated(done, [DECIDED]) == done
    assert SECRET not in repr(done)


def test_a_decision_that_no_code_stands_adds_no_coding_and_keeps_the_originals() -> None:
    whole = project(*DIFFERING)
    none = adjudicated(whole, [replace(DECIDED, code=None)])
    assert (none.codings, none.users) == (whole.codings, whole.users)
    assert as_decided(none).codings == ()
    assert adjudicated(adjudicated(whole, [DECIDED]), []).codings == whole.codings


@pytest.mark.parametrize(
    ("decisions", "words"),
    [
        ([DECIDED, DECIDED], "an adjudication's id is its own; received: an entry that breaks it, on line 1"),
        ([replace(DECIDED, code="aim")], "an entry that breaks it, on line 1; did you mean 'aims'?"),
        (
            [replace(DECIDED, document="p.tx")],
            "a document of the project; received: an entry that breaks it, on line 1",
        ),
        ([replace(DECIDED, start=4)], "the text from start to end is the quotation"),
        ([replace(DECIDED, end=3, quotation="")], "the text from start to end is the quotation"),
        ([replace(DECIDED, originals=())], "keeps the codings that differed"),
        ([replace(DECIDED, originals=(Original("z", "AB", "aims"),))], "is one of the project"),
        ([replace(DECIDED, originals=(Original("a", "AB", "aims"),))], "decide again: the coding changed"),
        ([replace(DECIDED, originals=(Original("a", "CD", "training"),))], "has its coder and code still"),
        (
            [replace(DECIDED, start=21, end=27, quotation="Nobody")],
            "touches the place that was decided",
        ),
    ],
)
def test_a_decision_that_does_not_fit_the_codings_is_refused(
    decisions: Sequence[Adjudication], words: str
) -> None:
    with pytest.raises(DataError) as refused:
        adjudicated(project(*DIFFERING), decisions)
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


def test_after_a_withdrawal_each_rule_is_told_once_with_lines_and_no_id() -> None:
    paraphrase = "she-was-hit"
    gone = [
        replace(DECIDED, id=f"{paraphrase}-{at}", document="gone.txt", line=at * 10) for at in range(1, 8)
    ]
    taken = [
        replace(
            DECIDED, id=f"{paraphrase}-t", originals=(Original(f"{paraphrase}-c", "AB", "aims"),), line=99
        )
    ]
    with pytest.raises(DataError) as refused:
        adjudicated(project(*DIFFERING), [*gone, *taken], file="adjudications.toml")
    assert [(one.file, one.line) for one in refused.value.problems] == [
        ("adjudications.toml", 10), ("adjudications.toml", 99),
    ]  # fmt: skip
    assert "7 entries that break it, on lines 10, 20, 30, 40, 50, ..." in str(refused.value)
    assert paraphrase not in str(refused.value)


@settings(deadline=None, max_examples=50)
@given(
    st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip),
    st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip),
    st.booleans(),
)
def test_decisions_that_were_written_are_read_as_they_were(quotation: str, reason: str, stands: bool) -> None:
    import tempfile

    one = replace(DECIDED, quotation=quotation, reason=reason, code=quotation if stands else None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "adjudications.toml"
        write_adjudications(path, [one, replace(one, id="d2", originals=ORIGINALS[:1])])
        found = read_adjudications(path)
    assert found == (one, replace(one, id="d2", originals=ORIGINALS[:1]))
    if (quotation + reason).isprintable():
        assert [line.line for line in found] == [4, 23 if stands else 22]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("start = 3\n", "", "adjudications.toml:4: an adjudication has 'start'"),
        ("on = 2026-05-01", 'on = "2026-05-01"', "is a date such as 2026-05-01"),
        ("reason =", "reasn =", "key 'reasn'; did you mean 'reason'?"),
        ('coder = "AB"\n', "", "an original has 'coder'"),
        ('id = "d2"', 'id = "d1"', "'d1' also on line 4"),
    ],
)
def test_a_file_of_decisions_is_read_strictly_by_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "adjudications.toml"
    write_adjudications(path, [DECIDED, replace(DECIDED, id="d2")])
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError) as refused:
        read_adjudications(path)
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_decision_without_originals_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "adjudications.toml"
    write_adjudications(path, [DECIDED])
    text = path.read_text("utf-8").partition("[[adjudication.original]]")[0] + "original = []\n"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match="keeps the codings that differed"):
        read_adjudications(path)

"""What is put is what is read, ids stay with their names, and a replacement says what it changed."""

import dataclasses
import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.store import (
    CodeRecord,
    CodingRecord,
    DatasetRecord,
    DocumentRecord,
    LedgerRecord,
    ParticipantRecord,
    ResultRecord,
    SourceRecord,
    Store,
    ThemeRecord,
    TurnRecord,
    new_id,
)
from handrail.values import Edge, Graph, Node, StoreError

MakeSource = Callable[..., SourceRecord]


def put_document(
    store: Store, source: MakeSource, name: str = "interview-p01.txt", **given: Any
) -> SourceRecord:
    kept = store.put_source(source(name, **given))
    turns = (TurnRecord(0, None, 0, 4), TurnRecord(1, "P01", 5, 9, 1.25, 2.5))
    store.put_document(DocumentRecord(kept.id, name, "txt", "Well. Yes \U0001f600", turns))
    return kept


def coding(name: str, **given: Any) -> CodingRecord:
    values: dict[str, Any] = {"document": "interview-p01.txt", "start": 0, "end": 4, "quotation": "Well"}
    return CodingRecord("", "police", name, **{**values, "code": "doubt", "coder": "AB", **given})


def participant(name: str, **given: Any) -> ParticipantRecord:
    values: dict[str, Any] = {"document": f"interview-{name}.txt", "speaker": ""}
    return ParticipantRecord("", "police", name, **{**values, **given})


# Sources


def test_a_source_gets_a_random_id_that_stays_when_it_is_read_again(
    store: Store, source: MakeSource, clock: Any
) -> None:
    with store.transaction():
        first = store.put_source(source(notes=("encoding: utf-8", "speakers: NAME:")))
        assert len(first.id) == 16
        assert first.revision == 1
        assert first.imported_at == "2026-05-01T12:00:00+00:00"
        assert store.sources() == (first,)
        clock.move(days=1)
        same = store.put_source(source(file_digest="f2"))
        assert (same.id, same.revision) == (first.id, 1)
        changed = store.put_source(source(content="c2", imported_at="2026-05-03"))
        assert (changed.id, changed.revision, changed.imported_at) == (first.id, 2, "2026-05-03")
    assert store.sources() == (changed,)


def test_sources_are_listed_by_strand_and_name(store: Store, source: MakeSource) -> None:
    with store.transaction():
        for strand, name in (("police", "b"), ("industry", "z"), ("police", "a")):
            store.put_source(source(name, strand=strand))
    assert [kept.name for kept in store.sources()] == ["z", "a", "b"]
    assert [kept.name for kept in store.sources("police")] == ["a", "b"]
    assert store.sources("nobody") == ()


def test_one_name_in_two_strands_is_two_sources(store: Store, source: MakeSource) -> None:
    with store.transaction():
        one, other = (store.put_source(source("codebook.toml", strand=strand)) for strand in ("a", "b"))
    assert one.id != other.id


def test_removing_what_is_not_there_is_said(store: Store) -> None:
    for remove, name in ((store.remove_source, "0000"), (store.remove_result, "estimate:x")):
        with pytest.raises(StoreError, match=name), store.transaction():
            remove(name)


# Documents


def test_a_document_comes_back_with_its_turns_character_for_character(
    store: Store, source: MakeSource
) -> None:
    with store.transaction():
        kept = put_document(store, source)
    document = store.document("interview-p01.txt")
    assert document is not None
    assert document.source == kept.id
    assert document.text == "Well. Yes \U0001f600"
    assert document.turns == (TurnRecord(0, None, 0, 4), TurnRecord(1, "P01", 5, 9, 1.25, 2.5))
    assert store.documents("police") == store.documents() == (document,)
    assert store.documents("industry") == ()
    assert store.document("another.txt") is None


def test_a_document_that_is_put_again_is_replaced_with_all_its_turns_and_keeps_its_codings(
    store: Store, source: MakeSource
) -> None:
    with store.transaction():
        kept = put_document(store, source)
        store.put_codings("police", "AB", [coding("n1")])
    with store.transaction():
        store.put_document(DocumentRecord(kept.id, kept.name, "docx", "Other", (TurnRecord(0, "X", 0, 5),)))
    assert store.documents() == (
        DocumentRecord(kept.id, kept.name, "docx", "Other", (TurnRecord(0, "X", 0, 5),)),
    )
    assert len(store.codings()) == 1


def test_a_document_without_its_source_or_under_a_taken_name_is_refused(
    store: Store, source: MakeSource
) -> None:
    with pytest.raises(StoreError, match="no source 'nothing'"), store.transaction():
        store.put_document(DocumentRecord("nothing", "interview-p01.txt", "txt", "words of hers"))
    with store.transaction():
        put_document(store, source)
    with pytest.raises(StoreError, match="unique in the study") as wrong, store.transaction():
        put_document(store, source, strand="industry")
    assert "Well" not in str(wrong.value)
    assert [document.source for document in store.documents()] == [kept.id for kept in store.sources()]


def test_removing_a_source_removes_only_what_came_from_it(store: Store, source: MakeSource) -> None:
    with store.transaction():
        first = put_document(store, source)
        put_document(store, source, "interview-p02.txt")
        store.put_codings("police", "AB", [coding("n1"), coding("n2", document="interview-p02.txt")])
    with store.transaction():
        store.remove_source(first.id)
    assert [document.name for document in store.documents()] == ["interview-p02.txt"]
    assert [document.turns[1].speaker for document in store.documents()] == ["P01"]
    assert [kept.name for kept in store.codings()] == ["n2"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200), data=st.data())
def test_any_text_survives_with_every_position(
    store: Store, source: MakeSource, text: str, data: Any
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    turns = tuple(TurnRecord(i, None, *cut) for i, cut in enumerate(itertools.pairwise(cuts)))
    with store.transaction():
        kept = store.put_source(source())
        store.put_document(DocumentRecord(kept.id, kept.name, "txt", text, turns))
    document = store.document(kept.name)
    assert document == DocumentRecord(kept.id, kept.name, "txt", text, turns)


# Sets


def test_participants_keep_their_ids_and_a_replacement_names_who_changed(store: Store) -> None:
    first = [
        participant("P01", attributes={"sector": "police", "country": "IE"}, consent={"analysis": "yes"}),
        participant("P02"),
        participant("P03"),
    ]
    with store.transaction():
        changes = store.put_participants("police", first)
    assert (changes.added, changes.removed, changes.changed) == (("P01", "P02", "P03"), (), ())
    before = {kept.name: kept.id for kept in store.participants()}
    assert len(set(before.values())) == 3
    with store.transaction():
        changes = store.put_participants(
            "police", [participant("P04"), participant("P02", consent={"analysis": "no"}), first[0]]
        )
    assert (changes.added, changes.removed, changes.changed) == (("P04",), ("P03",), ("P02",))
    after = {kept.name: kept.id for kept in store.participants()}
    assert list(after) == ["P04", "P02", "P01"]
    assert (after["P01"], after["P02"]) == (before["P01"], before["P02"])
    assert store.participants()[2].attributes == {"sector": "police", "country": "IE"}


def test_putting_the_same_again_changes_nothing_and_purges_nothing(store: Store) -> None:
    records = [participant("P01"), participant("P02")]
    with store.transaction():
        assert store.put_participants("police", records)
    with store.transaction():
        assert not store.put_participants("police", records)
        assert not store.put_participants("police", store.participants())
    assert not store.purge_due


def test_a_new_order_is_kept_but_is_no_change(store: Store) -> None:
    one, other = participant("P01"), participant("P02")
    with store.transaction():
        store.put_participants("police", [one, other])
        assert not store.put_participants("police", [other, one])
    assert [kept.name for kept in store.participants()] == ["P02", "P01"]


def test_a_participant_of_two_documents_is_one_person_with_one_id(store: Store) -> None:
    both = [participant("P01", document="a.txt"), participant("P01", document="b.txt")]
    with store.transaction():
        assert store.put_participants("police", both).added == ("P01",)
    assert [kept.document for kept in store.participants()] == ["a.txt", "b.txt"]
    assert len({kept.id for kept in store.participants()}) == 1
    with store.transaction():
        assert store.put_participants("police", both[:1]).changed == ("P01",)


def test_strands_do_not_touch_each_other(store: Store) -> None:
    with store.transaction():
        store.put_participants("police", [participant("P01")])
        store.put_participants("industry", [dataclasses.replace(participant("P01"), strand="industry")])
        store.put_participants("industry", [])
    assert [kept.strand for kept in store.participants()] == ["police"]
    assert store.participants("industry") == ()


def test_a_record_of_another_strand_or_coder_is_refused(store: Store, source: MakeSource) -> None:
    with pytest.raises(StoreError, match="strand 'industry'"), store.transaction():
        store.put_participants("industry", [participant("P01")])
    with store.transaction():
        put_document(store, source)
    with pytest.raises(StoreError, match="coder 'CD'"), store.transaction():
        store.put_codings("police", "CD", [coding("n1")])


def test_a_name_that_is_used_twice_is_refused_without_its_words(store: Store, source: MakeSource) -> None:
    with store.transaction():
        put_document(store, source)
        store.put_codings("police", "AB", [coding("n1")])
    with pytest.raises(StoreError, match="used twice") as wrong, store.transaction():
        store.put_codings("police", "AB", [coding("n2"), coding("n2")])
    assert "Well" not in str(wrong.value)
    with pytest.raises(StoreError, match="'n1' from AB and CD"), store.transaction():
        store.put_codings("police", "CD", [coding("n1", coder="CD")])
    assert [(kept.name, kept.coder) for kept in store.codings()] == [("n1", "AB")]


@pytest.mark.parametrize("order", [("AA", "AB"), ("AB", "AA")])
def test_a_coding_that_moves_to_another_coder_is_kept_in_whatever_order_they_are_put(
    store: Store, source: MakeSource, order: tuple[str, str]
) -> None:
    with store.transaction():
        put_document(store, source)
        store.put_codings("police", "AB", [coding("n1"), coding("n2")])
    ids = {kept.name: kept.id for kept in store.codings()}
    wanted = {"AA": [coding("n1", coder="AA")], "AB": [coding("n2")]}
    with store.transaction():
        for coder in order:
            store.put_codings("police", coder, wanted[coder])
    assert [(kept.name, kept.coder) for kept in store.codings()] == [("n1", "AA"), ("n2", "AB")]
    assert {kept.name: kept.id for kept in store.codings()} == ids


def test_codes_come_back_with_all_their_parts(store: Store) -> None:
    codes = [
        CodeRecord("", "police", "training", "How they learn.", None, "guide", 0, "courses", "school"),
        CodeRecord("", "police", "ad-hoc training", "Learning by luck.", "training", "inductive", 1),
    ]
    with store.transaction():
        store.put_codes("police", codes)
    kept = store.codes("police")
    assert [dataclasses.replace(code, id="") for code in kept] == codes
    with store.transaction():
        assert store.put_codes("police", [dataclasses.replace(codes[1], description="New.")]).changed == (
            "ad-hoc training",
        )
    assert [code.id for code in store.codes()] == [kept[1].id]


def test_codings_come_back_with_all_their_parts_and_stay_with_their_coder(
    store: Store, source: MakeSource
) -> None:
    approval = {"by": "CD", "on": "2026-05-01", "recognisable": False, "label": ["sector"], "role": None}
    full = coding("n1", memo="m", flags=("operational", "distressing"), approval=approval, speaker="P01")
    with store.transaction():
        put_document(store, source)
        store.put_codings("police", "CD", [coding("n9", coder="CD")])
        store.put_codings("police", "AB", [full, coding("n0")])
    assert [dataclasses.replace(kept, id="") for kept in store.codings(coder="AB")] == [full, coding("n0")]
    assert [kept.name for kept in store.codings("police")] == ["n1", "n0", "n9"]
    ids = {kept.name: kept.id for kept in store.codings()}
    with store.transaction():
        changes = store.put_codings("police", "AB", [coding("n0"), dataclasses.replace(full, approval=None)])
    assert (changes.added, changes.removed, changes.changed) == ((), (), ("n1",))
    assert {kept.name: kept.id for kept in store.codings()} == ids


def test_codings_by_column_are_the_records_without_their_quotations(store: Store, source: MakeSource) -> None:
    approval = {"by": "CD", "on": "2026-05-01", "recognisable": False, "label": ["sector"], "role": None}
    full = coding("n1", memo="m", flags=("operational", "distressing"), approval=approval, speaker="P01")
    with store.transaction():
        put_document(store, source)
        store.put_codings("police", "CD", [coding(f"n{k}", coder="CD") for k in (9, 7, 8)])
        store.put_codings("police", "AB", [full, coding("n0")])
        store.put_codings("other", "AB", [dataclasses.replace(coding("n0"), strand="other")])
    for strand, names in {"police": ["n1", "n0", "n9", "n7", "n8"], "other": ["n0"], "none": []}.items():
        found, records = store.coding_columns(strand), store.codings(strand)
        assert list(found.name) == names
        for one in dataclasses.fields(found):
            assert list(getattr(found, one.name)) == [getattr(record, one.name) for record in records]
    kept = store.coding_columns("police").only([False, True, False, False, True])
    assert (kept.name, kept.coder) == (("n0", "n8"), ("AB", "CD"))


def test_a_coding_in_a_document_that_is_not_there_names_the_document_only(store: Store) -> None:
    with pytest.raises(StoreError, match=r"no document 'interview-p01\.txt'") as wrong, store.transaction():
        store.put_codings("police", "AB", [coding("n1")])
    assert "Well" not in str(wrong.value)


def test_themes_come_back_with_all_their_parts(store: Store) -> None:
    theme = ThemeRecord(
        new_id(),
        "police",
        "luck",
        "Training depends on luck.",
        ("ad-hoc training",),
        ("n1", "n2"),
        ("n3",),
        "memo",
        ({"on": "2026-04-02", "note": "split"}, {"on": "2026-04-09", "note": "named"}),
    )
    with store.transaction():
        store.put_themes("police", [theme])
    assert store.themes() == store.themes("police") == (theme,)


def test_ten_thousand_codings_are_put_in_under_two_seconds(store: Store, source: MakeSource) -> None:
    records = [coding(f"n{number}", quotation="words " * 20) for number in range(10_000)]
    with store.transaction():
        put_document(store, source)
        began = time.process_time()
        store.put_codings("police", "AB", records)
        taken = time.process_time() - began
    assert len(store.codings()) == 10_000
    assert taken < 2


# Surveys


def test_a_dataset_comes_back_byte_for_byte_and_its_columns_without_it(
    store: Store, source: MakeSource
) -> None:
    columns = {"q22": "d1", "weight": "d2", "q2": "d3"}
    with store.transaction():
        kept = store.put_source(source("yrbs.sav", kind="survey", strand="yrbs"))
        store.put_dataset(DatasetRecord(kept.id, "yrbs", bytes(range(256)) * 99, columns, 13677))
    assert store.dataset("yrbs") == DatasetRecord(kept.id, "yrbs", bytes(range(256)) * 99, columns, 13677)
    found = store.dataset_columns("yrbs")
    assert found == columns
    assert list(found) == list(columns)
    assert store.dataset("another") is None
    assert store.dataset_columns("another") is None
    assert "\\x" not in repr(store.dataset("yrbs"))


def test_a_dataset_without_its_source_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no source"), store.transaction():
        store.put_dataset(DatasetRecord("nothing", "yrbs", b"", {}, 0))


# What steps made


def put_result(store: Store, step: str, **given: Any) -> Any:
    values: dict[str, Any] = {"key": "k", "content": "c", "kind": "estimate", "body": {}, "method": {}}
    return store.put_result(ResultRecord(step, **{**values, "software": {}, "made_at": "", **given}))


def test_a_result_is_returned_as_it_will_be_read(store: Store, clock: Any) -> None:
    with store.transaction():
        body = {"tables": [{"n": 12, "share": 0.25, "none": None, "values": (1, 2)}], "é": True}
        made = put_result(store, "estimate:b", body=body, method={"name": "x", "version": 1})
        assert made.made_at == "2026-05-01T12:00:00+00:00"
        assert made.body["tables"][0]["values"] == [1, 2]
        put_result(store, "estimate:a", software={"numpy": "2"}, made_at="2026-04-01")
    assert store.result("estimate:b") == made
    assert [kept.step for kept in store.results()] == ["estimate:a", "estimate:b"]
    assert store.result("estimate:c") is None
    with store.transaction():
        put_result(store, "estimate:b", key="k2")
        store.remove_result("estimate:a")
    assert [(kept.step, kept.key) for kept in store.results()] == [("estimate:b", "k2")]


def test_a_result_that_is_not_plain_is_refused(store: Store) -> None:
    with pytest.raises(TypeError, match="plain values, not set"), store.transaction():
        put_result(store, "estimate:a", body={"x": {1, 2}})
    assert store.results() == ()


def test_the_graph_comes_back_and_is_replaced_as_a_whole(store: Store) -> None:
    assert dict(store.graph().nodes) == {}
    nodes = [
        Node("theme:t", "theme", "T.", "key", "content", {"name": "t", "list": [1, None]}),
        Node("passage:1", "passage", "p"),
        Node("passage:2", "passage", "p"),
    ]
    edges = [Edge("theme:t", "supports", "passage:1"), Edge("theme:t", "challenges", "passage:2")]
    with store.transaction():
        store.put_graph(nodes, edges)
    graph = store.graph()
    assert isinstance(graph, Graph)
    assert list(graph.nodes.values()) == nodes
    assert set(graph.edges) == set(edges)
    with store.transaction():
        store.put_graph(reversed(nodes[:2]), edges[:1])
    assert list(store.graph().nodes) == ["passage:1", "theme:t"]
    assert store.graph().edges == (edges[0],)


def test_an_edge_to_nothing_is_refused_and_the_old_graph_stays(store: Store) -> None:
    with store.transaction():
        store.put_graph([Node("theme:t", "theme", "T.")], [])
    with pytest.raises(ValueError, match="which is no node"), store.transaction():
        store.put_graph([], [Edge("theme:t", "supports", "theme:u")])
    assert list(store.graph().nodes) == ["theme:t"]


def test_the_ledger_only_grows(store: Store, clock: Any) -> None:
    first = LedgerRecord("r1", "", "table", "by-sector", {"cells": [1, 2], "withheld": 0})
    with store.transaction():
        store.put_ledger([first, LedgerRecord("r1", "2026-04-01", "quotation", "9f", {})])
    clock.move(days=1)
    with store.transaction():
        store.put_ledger([dataclasses.replace(first, release="r2")])
    assert [(kept.release, kept.at) for kept in store.ledger()] == [
        ("r1", "2026-05-01T12:00:00+00:00"),
        ("r1", "2026-04-01"),
        ("r2", "2026-05-02T12:00:00+00:00"),
    ]
    assert store.ledger()[0].facts == {"cells": [1, 2], "withheld": 0}


def test_reads_see_the_open_transaction_and_another_connection_does_not(
    store: Store, source: MakeSource, tmp_path: Path, reopen: Callable[[], Store]
) -> None:
    with reopen() as second:
        with store.transaction():
            put_document(store, source)
            assert len(store.documents()) == 1
            assert second.documents() == ()
        assert len(second.documents()) == 1

"""Erase: take what was withdrawn out of every table of the store, inside an open transaction.

What stays is rewritten so that the next build finds it as if it had been read without what went: only steps
that read it run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from handrail.interviews.agreement.adjudication import decided_name
from handrail.interviews.transcript import plain_label
from handrail.store import ResultRecord, Store
from handrail.study.adjudicate import adjudication_name
from handrail.study.import_harmonised import join_again
from handrail.study.import_interviews import decisions_content, participants_content
from handrail.study.import_survey import keep_survey, read_from
from handrail.study.import_transcript import transcript_content
from handrail.study.kept_work import forget_begun
from handrail.study.plan import Survey
from handrail.study.returned import returned_without
from handrail.study.runner import Outcome, key_of
from handrail.study.session import Session
from handrail.study.withdrawal.forget_signed import WITHDRAWN, forget_in_sign_offs
from handrail.study.withdrawal.respondents import keep_stopped, rows_of, split, stopped_name
from handrail.study.withdrawal.tombstones import mask, plain_words
from handrail.study.withdrawal.what_goes import Scope, Span, Target, no_longer_asked, survey_steps
from handrail.survey.methods import METHODS
from handrail.values import Graph


def erase_interviews(session: Session, target: Target, scope: Scope) -> None:
    """Erase a participant, or strike a passage, in every table.

    Parameters
    ----------
    session
        The open study, in a transaction.
    target, scope
        Who or what, and what that reaches.
    """
    store, strand = session.store, target.strand
    gone = frozenset(scope.codings)
    labels = {plain_label(one.speaker) for one in scope.people if one.speaker.strip()}
    for name, spans in scope.masked.items():
        _mask_document(store, strand, name, spans, labels)
    sources = {source.name: source.id for source in store.sources(strand)}
    for coder in sorted({one.coder for one in store.codings(strand)}):
        kept = [one for one in store.codings(strand, coder=coder) if one.name not in gone]
        store.put_codings(strand, coder, kept)
    for name in scope.whole:
        if name in sources:
            store.remove_source(sources[name])
    themes = [
        replace(
            theme,
            passages=tuple(name for name in theme.passages if name not in gone),
            counter_examples=tuple(name for name in theme.counter_examples if name not in gone),
        )
        for theme in store.themes(strand)
    ]
    store.put_themes(strand, themes)
    if scope.people:
        _forget_person(store, strand, target.name)
    _rewrite_results(session, target, gone)
    _forget_steps(store, scope.steps)
    graph = store.graph()
    _cut(store, graph, scope.nodes)
    forget_in_sign_offs(store, _theirs(target, scope))


def _forget_person(store: Store, strand: str, name: str) -> None:
    left = [one for one in store.participants(strand) if one.name != name]
    store.put_participants(strand, left)
    store.forget_in_ledger(name)
    for result in store.results():
        if result.step.startswith(f"read:{strand}/participants/"):
            people = {"participants": len({one.name for one in left})}
            _replace(store, result, Outcome(people, digested=participants_content(left)))


def _mask_document(store: Store, strand: str, name: str, spans: Iterable[Span], labels: set[str]) -> None:
    document = store.document(name)
    source = next((one for one in store.sources(strand) if one.name == name), None)
    if document is None or source is None:
        return
    text = document.text
    for start, end in spans:
        text = text[:start] + mask(text[start:end]) + text[end:]
    turns = tuple(
        replace(turn, speaker=WITHDRAWN) if plain_label(turn.speaker or "") in labels else turn
        for turn in document.turns
    )
    content = transcript_content(name, text, turns)
    # Its file is known no more: what lies in sources/ is not what the store holds.
    store.put_source(replace(source, file_digest="", content=store.digester.of(content), imported_at=""))
    store.put_document(replace(document, text=text, turns=turns))
    result = store.result(f"read:{strand}/transcript/{name}")
    if result is not None:
        body = {**result.body, "words": len(text.split())}
        _replace(store, result, Outcome(body, digested=content))


def _rewrite_results(session: Session, target: Target, gone: frozenset[str]) -> None:
    """Take codings out of what reading the files of coders, decisions, themes and summaries gave."""
    store, strand = session.store, target.strand
    for result in store.results():
        body: dict[str, Any] | None = None
        if result.step.startswith(f"read:{strand}/codings/"):
            body = {
                **result.body,
                "entries": [one for one in result.body["entries"] if one["id"] not in gone],
            }
        elif result.step.startswith(f"read:{strand}/adjudications/"):
            left = [one for one in result.body["adjudications"] if decided_name(one["id"]) not in gone]
            body = {**result.body, "adjudications": left}
        elif result.step.startswith(f"read:{strand}/returned/"):
            body = returned_without(session, result.body)
        elif result.step == adjudication_name(strand):
            # What was decided about others stands until the next build, that holds it against them again.
            body = _undecided(result.body, gone)
        elif result.step.startswith(f"read:{strand}/themes/"):
            body = {
                **result.body,
                "themes": [_without(theme, gone) for theme in result.body["themes"]],
            }
        elif result.step.startswith(f"read:{strand}/framework/"):
            # A summary that rests on what goes was made of it, and goes whole.
            kept = [one for one in result.body["summaries"] if not _rests_on(one, target, gone)]
            if len(kept) < len(result.body["summaries"]):
                unplaced = [{key: one[key] for key in one if key != "line"} for one in kept]
                _replace(store, result, Outcome({**result.body, "summaries": kept}, digested=unplaced))
        if body is not None and body != result.body:
            digested = None
            if "adjudications" in body:
                digested = decisions_content(body["adjudications"])
            _replace(store, result, Outcome(body, digested=digested))


def _undecided(body: Mapping[str, Any], gone: frozenset[str]) -> dict[str, Any]:
    return {
        "passages": [one for one in body["passages"] if one["name"] not in gone],
        "settled": [name for name in body["settled"] if name not in gone],
        "originals": {name: list(of) for name, of in body["originals"].items() if name not in gone},
    }


def _rests_on(summary: Mapping[str, Any], target: Target, gone: frozenset[str]) -> bool:
    theirs = target.kind == "participant" and summary["case"] == target.name
    return theirs or not gone.isdisjoint(summary["passages"])


def _without(theme: Mapping[str, Any], gone: frozenset[str]) -> dict[str, Any]:
    lists = ("passages", "counter_examples")
    return {**theme, **{key: [name for name in theme[key] if name not in gone] for key in lists}}


def _replace(store: Store, result: ResultRecord, outcome: Outcome, *, key: str = "") -> None:
    # Without a key the step runs when its file is there: a file that came back is then looked at.
    content = outcome.content(store)
    store.put_result(replace(result, key=key, content=content, body=dict(outcome.body), made_at=""))


def _forget_steps(store: Store, steps: Iterable[str]) -> None:
    for step in sorted(steps):
        if store.result(step) is not None:
            store.remove_result(step)


def _cut(store: Store, graph: Graph, nodes: frozenset[str]) -> None:
    store.put_graph(
        (node for node in graph.nodes.values() if node.id not in nodes),
        (edge for edge in graph.edges if edge.node not in nodes and edge.on not in nodes),
    )


# -- sign-offs ------------------------------------------------------------------------------------


def _theirs(target: Target, scope: Scope) -> Callable[[str], bool]:
    """Return what tells a text of a sign-off that may only be theirs: names, labels, and nodes that went."""
    names = {target.name, *scope.codings, *scope.whole, *scope.nodes, *scope.lone_levels}
    names |= {one.speaker for one in scope.people}
    words = [run for run in (plain_words(name) for name in names) if run]

    def holds(text: str) -> bool:
        said = plain_words(text)
        return any(run == said[at : at + len(run)] for run in words for at in range(len(said) - len(run) + 1))

    return holds


# -- surveys --------------------------------------------------------------------------------------


def is_read(session: Session, survey: Survey) -> bool:
    """Return whether the survey's file is the one that the store last read: no edit since then."""
    path = session.locator.find(survey.file)
    source = next((one for one in session.store.sources(survey.id)), None)
    return (
        path is not None and source is not None and session.store.digester.of_file(path) == source.file_digest
    )


def erase_respondent(session: Session, survey: Survey, respondent: str, *, was_read: bool) -> int:
    """Write a survey's data anew without a respondent, and return how many rows went.

    Where the file was the one that the store read (``was_read``, asked before the row was taken out of it),
    the step that read it is told of the file as it lies there now, so that only what reads its columns runs
    again. A file with changes that no build has read yet is read by the next one.
    """
    return _take_out(session, survey, respondent, keep=False, was_read=was_read)


def stop_respondent(session: Session, survey: Survey, respondent: str) -> int:
    """Move a respondent's rows into the survey's stopped data, and return how many."""
    return _take_out(session, survey, respondent, keep=True, was_read=is_read(session, survey))


def _take_out(session: Session, survey: Survey, respondent: str, *, keep: bool, was_read: bool) -> int:
    import polars as pl

    from handrail.survey import from_parquet

    store = session.store
    source = next((one for one in store.sources(survey.id)), None)
    held, kept_back = store.dataset(survey.id), store.dataset(stopped_name(survey.id))
    count = 0
    taken = None
    if held is not None and source is not None:
        found = from_parquet(held.parquet)
        rows = rows_of(survey, found, respondent)
        if rows:
            count += len(rows)
            left, taken = split(found, rows)
            path = session.locator.find(survey.file)
            digest = store.digester.of_file(path) if path is not None and was_read else ""
            outcome = keep_survey(store, survey, left, source.name, digest)
            result = store.result(f"read:{survey.id}")
            if result is not None:
                made_from = read_from(survey, digest)
                key = key_of(store, result.step, METHODS["survey.read"], made_from) if digest else ""
                _replace(store, result, outcome, key=key)
    if keep and taken is not None and source is not None:
        if kept_back is not None:
            before = from_parquet(kept_back.parquet)
            taken = replace(before, frame=pl.concat([before.frame, taken.frame]))
        keep_stopped(store, survey, taken, source.id)
    if not keep and kept_back is not None:
        found = from_parquet(kept_back.parquet)
        rows = rows_of(survey, found, respondent)
        if rows:
            count += len(rows)
            keep_stopped(store, survey, split(found, rows)[0], kept_back.source)
    gone = survey_steps(session.plan, survey.id) | no_longer_asked(store, session.plan)
    _forget_steps(store, [*gone, "documents"])
    forget_begun(store)
    whole = session.plan.survey_named(survey.id.partition("/")[0])
    if whole.part:
        join_again(session, whole)
    return count

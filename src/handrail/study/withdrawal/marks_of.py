"""Marks of: the digests by which what goes is known again, in files now and at every later import."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.interviews.transcript import plain_label
from handrail.interviews.voices import INTERVIEWER_LABELS
from handrail.store import DocumentRecord
from handrail.study.plan import Interviews
from handrail.study.session import Session
from handrail.study.withdrawal.tombstones import FEWEST_ANYWHERE, RUN, Marker, Marks, Run, plain_words
from handrail.study.withdrawal.what_goes import Scope, Span, Target


def marks_of(session: Session, target: Target, scope: Scope) -> Marks:
    """Return the digests by which what goes is known again, in files now and at every later import."""
    store, mark = session.store, Marker(session.store)
    if target.kind == "respondent":
        return Marks()
    strand = next(part for part in session.plan.interviews if part.id == target.strand)
    files = {source.name: source.file_digest for source in store.sources(strand.id)}
    texts = {name: document.text for name in scope.whole if (document := store.document(name)) is not None}
    touched = (*scope.whole, *scope.masked)
    labels = [(one.document, one.speaker) for one in scope.people if one.speaker.strip()]
    return Marks(
        documents=tuple(sorted(mark.document(name) for name in scope.whole)),
        stems=tuple(sorted(mark.stem(name) for name in scope.whole)),
        speakers=tuple(sorted(mark.speaker(*label) for label in labels)),
        files=tuple(sorted(files[name] for name in touched if files.get(name))),
        texts=tuple(sorted(mark.text(plain_words(text)) for text in texts.values())),
        codings=tuple(sorted(mark.coding(name) for name in scope.codings)),
        runs=tuple(sorted(_runs(session, strand, target, scope))),
    )


def _runs(session: Session, strand: Interviews, target: Target, scope: Scope) -> Iterator[Run]:
    store, mark = session.store, Marker(session.store)
    if target.kind == "passage":
        for name, spans in scope.masked.items():
            document = store.document(name)
            text = "" if document is None else document.text
            for start, end in spans:
                words = plain_words(text[start:end])
                if words:
                    run = mark.run(words)
                    # A struck "it is what it is" must not take everybody's transcript with it.
                    shared = run in _others(session, scope, len(words))
                    anywhere = len(words) >= FEWEST_ANYWHERE and not shared
                    yield len(words), run, mark.document(name), anywhere
        return
    others = _others(session, scope, RUN)
    asking = INTERVIEWER_LABELS | {plain_label(label) for label in strand.interviewers}
    for name in (*scope.whole, *scope.masked):
        document = store.document(name)
        for said in _said(document, scope.masked.get(name), asking) if document is not None else ():
            words = plain_words(said)
            run = mark.run(words[:RUN])
            # What others said too, such as a question that everybody was asked, is nobody's mark.
            if len(words) >= RUN and run not in others:
                yield RUN, run, mark.document(name), True


def _others(session: Session, scope: Scope, length: int) -> set[str]:
    """Return the digest of every run of so many words in the documents that a withdrawal leaves alone."""
    mark, found = Marker(session.store), set[str]()
    for document in session.store.documents():
        if document.name not in scope.whole and document.name not in scope.masked:
            found |= mark.windows(plain_words(document.text), length)
    return found


def _said(document: DocumentRecord, spans: tuple[Span, ...] | None, asking: frozenset[str]) -> Iterator[str]:
    if spans is not None:
        yield from (document.text[start:end] for start, end in spans)
        return
    if not document.turns:
        yield document.text
    for turn in document.turns:
        if turn.speaker is None or plain_label(turn.speaker) not in asking:
            yield document.text[turn.start : turn.end]

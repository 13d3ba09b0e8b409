"""Kept words: take out what a person decided about words that are masked now.

A decision that words may stay names them, and the document. Where others speak in that document it stays,
with blanks for what was withdrawn: a decision about words that no longer stand in it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handrail.store import write_atomically
from handrail.study.session import Session
from handrail.study.withdrawal.tombstones import MASK
from handrail.study.withdrawal.toml_blocks import without_blocks
from handrail.study.withdrawal.touched import Touched
from handrail.study.withdrawal.what_goes import Span


def forget_kept_words(
    session: Session, going: Mapping[str, Iterable[Span]] | None = None, *, look_only: bool = False
) -> tuple[Touched, ...]:
    """Rewrite each strand's file of kept words; return the files touched.

    Parameters
    ----------
    session
        The open study, with its store masked already; a dry run says what would be.
    going
        In a dry run, document to the stretches that would be masked.
    look_only
        Change nothing.
    """
    from handrail.interviews.words import fold

    masked = {}
    for one in session.store.documents():
        text = one.text
        for start, end in (going or {}).get(one.name, ()):
            text = text[:start] + MASK * (end - start) + text[end:]
        if MASK in text:
            masked[one.name] = fold(text)
    touched = []
    for name in dict.fromkeys(strand.identifiers for strand in session.plan.interviews if masked):
        path = session.folder / "sources" / name
        if not path.is_file():
            continue

        def is_gone(decision: Mapping[str, object]) -> bool:
            text = masked.get(str(decision.get("document", "")))
            return text is not None and fold(str(decision.get("words", ""))) not in text

        left = without_blocks(path.read_text("utf-8"), is_gone, "decision")
        if left is not None and left[1]:
            if not look_only:
                write_atomically(path, left[0].encode())
            said = f"{left[1]} decision{'' if left[1] == 1 else 's'} taken out"
            touched.append(Touched(path.relative_to(session.folder).as_posix(), said))
    return tuple(touched)

"""Withdraw again: finish what was cut off, and take out what a backup brought back."""

from __future__ import annotations

from pathlib import Path

from handrail.store import ActRecord
from handrail.study.session import Prompt, Session, open_session
from handrail.study.withdrawal.carry_out import CarryOut, purge_now
from handrail.study.withdrawal.inbox import Inbox
from handrail.study.withdrawal.kept_words import forget_kept_words
from handrail.study.withdrawal.outputs_swept import sweep_copies, sweep_restored_outputs
from handrail.study.withdrawal.tombstones import Tombstones
from handrail.study.withdrawal.what_goes import Target, scope_of
from handrail.study.withdrawal.who import every_name
from handrail.study.withdrawal.words import Withdrawal


def sweep_again(folder: Path, *, prompt: Prompt | None = None) -> Withdrawal:
    """Take out of files whatever was withdrawn before and came back, and finish what was cut off.

    Raises
    ------
    StoreError
        When the study cannot be opened.
    """
    with open_session(folder, prompt=prompt) as session:
        finished, lost = [], []
        for act in session.store.acts():
            if act.state == "begun":
                target = _known(session, act)
                if target is None:
                    lost.append(
                        f"A withdrawal of {act.at[:10]} in '{act.strand}' cannot go on by itself: put "
                        "that part of study.toml back, or withdraw by name."
                    )
                else:
                    CarryOut(session, target, scope_of(session, target), act.act, act).run()
                    finished.append(f"A withdrawal of {act.at[:10]} that was cut off is finished now.")
        swept = Inbox(session, Tombstones(session.store), look_only=False).sweep()
        erased = any(act.act != "stop" for act in session.store.acts())
        outputs = (
            (*sweep_restored_outputs(session), *sweep_copies(session, look_only=False)) if erased else ()
        )
        files = (*swept.touched, *outputs, *forget_kept_words(session))
        with session.store.transaction():
            session.store.audit("withdraw-again", files=len(files), finished=len(finished))
        return Withdrawal(
            "again",
            "done",
            goes=tuple(finished),
            warnings=tuple(lost),
            files=files,
            by_hand=swept.by_hand,
            purged=purge_now(session.store),
        )


def _known(session: Session, act: ActRecord) -> Target | None:
    """Return whom an unfinished act is about: the store still knows the name until it is done."""
    for name in every_name(session, act.kind, act.strand):
        if session.store.name_digest(act.kind, act.strand, name) == act.digest:
            return Target(act.kind, act.strand, name)
    return None

"""Carry out: the order in which a withdrawal is done, so that it survives being cut off anywhere.

First the tombstone, so that nothing comes back; then the files; then the store; then the purge. Until the
store is done it still knows whom it is about: the same command, or ``--again``, goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.store import ActRecord, Store
from handrail.study.session import Session
from handrail.study.withdrawal.by_hand import by_hand
from handrail.study.withdrawal.erase import erase_interviews, erase_respondent, is_read, stop_respondent
from handrail.study.withdrawal.inbox import Inbox
from handrail.study.withdrawal.kept_words import forget_kept_words
from handrail.study.withdrawal.marks_of import marks_of
from handrail.study.withdrawal.out_of_reach import out_of_reach
from handrail.study.withdrawal.outputs_swept import sweep_copies, sweep_outputs
from handrail.study.withdrawal.tombstones import Marks, Tombstones
from handrail.study.withdrawal.touched import Touched
from handrail.study.withdrawal.what_goes import Scope, Target
from handrail.study.withdrawal.words import Act, Decision, Withdrawal, goes_in_words, rests_in_words
from handrail.values import DiskFull, StoreError


def begun(store: Store, target: Target, act: Act, marks: Marks) -> ActRecord:
    """Return the tombstone of a withdrawal that begins."""
    digest = store.name_digest(target.kind, target.strand, target.name)
    return ActRecord("", target.kind, target.strand, digest, act, "begun", facts=marks.as_facts())


@dataclass(frozen=True)
class CarryOut:
    """Does one withdrawal.

    Attributes
    ----------
    session
        The open study.
    target, scope, act
        Whom or what it is about, what that reaches, and which act.
    previous
        An earlier act about the same: a stop, or one that was cut off.
    decision
        A lead's, where one was needed.
    """

    session: Session
    target: Target
    scope: Scope
    act: Act
    previous: ActRecord | None = None
    decision: Decision | None = None

    def run(self) -> Withdrawal:
        """Do it, and say what was done.

        Raises
        ------
        StoreError, DiskFull
            When a file or the store cannot be written: it is begun then, and goes on when run again.
        """
        notes = by_hand(self.session, self.scope)
        done = self._stop() if self.act == "stop" else self._erase()
        return replace(
            done,
            goes=goes_in_words(self.target, self.scope, self.act),
            rests=rests_in_words(self.scope),
            by_hand=(*done.by_hand, *notes),
            purged=purge_now(self.session.store),
        )

    def _stop(self) -> Withdrawal:
        store = self.session.store
        with store.transaction():
            made = store.put_act(replace(begun(store, self.target, self.act, Marks()), state="done"))
            rows = 0
            if self.target.kind == "respondent":
                rows = stop_respondent(
                    self.session, self.session.plan.survey_named(self.target.strand), self.target.name
                )
            store.audit(
                "withdraw", id=made.id, kind=self.target.kind, act=self.act, rows=rows, **self._decided()
            )
        return Withdrawal(self.act, "done", made.at[:10])

    def _erase(self) -> Withdrawal:
        session, store, scope = self.session, self.session.store, self.scope
        marks = marks_of(session, self.target, scope)
        if self.previous is not None:
            marks = marks.joined(Marks.of(self.previous))
        with store.transaction():
            made = store.put_act(begun(store, self.target, self.act, marks))
            store.audit("withdraw-begun", id=made.id, kind=self.target.kind, act=self.act, **self._decided())
        survey = None
        if self.target.kind == "respondent":
            survey = session.plan.survey_named(self.target.strand)
        was_read = survey is not None and is_read(session, survey)
        swept = Inbox(session, Tombstones(store), look_only=False).sweep()
        files: tuple[Touched, ...] = (
            *swept.touched,
            *sweep_outputs(session, scope.steps, look_only=False),
            *sweep_copies(session, look_only=False),
        )
        reach = out_of_reach(session, self.target, scope, [one.path for one in swept.touched])
        with store.transaction():
            rows = 0
            if survey is not None:
                rows = erase_respondent(session, survey, self.target.name, was_read=was_read)
            else:
                erase_interviews(session, self.target, scope)
            made = store.put_act(replace(made, state="done", at=""))
            store.audit(
                "withdraw",
                id=made.id,
                kind=self.target.kind,
                act=self.act,
                documents=len(scope.whole),
                masked=len(scope.masked),
                codings=len(scope.codings),
                rows=rows,
                files=len(files),
                **self._decided(),
            )
        files = (*files, *forget_kept_words(session))
        return Withdrawal(
            self.act, "done", made.at[:10], files=files, by_hand=swept.by_hand, out_of_reach=reach
        )

    def _decided(self) -> dict[str, str]:
        return (
            {}
            if self.decision is None
            else {"decided_by": self.decision.by, "because": self.decision.because}
        )


def purge_now(store: Store) -> bool:
    """Write the file anew now; where another process uses it, the next close does it."""
    if store.purge_due:
        try:
            store.purge()
        except (StoreError, DiskFull):
            return False
    return True

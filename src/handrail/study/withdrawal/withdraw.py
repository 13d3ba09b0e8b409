"""Withdraw: strike a passage, stop new use, or erase someone; first as a dry run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from handrail.store import ActRecord, Store
from handrail.study.session import Prompt, Session, open_session
from handrail.study.withdrawal.by_hand import by_hand
from handrail.study.withdrawal.carry_out import CarryOut, begun, purge_now
from handrail.study.withdrawal.inbox import Inbox
from handrail.study.withdrawal.kept_words import forget_kept_words
from handrail.study.withdrawal.marks_of import marks_of
from handrail.study.withdrawal.out_of_reach import out_of_reach
from handrail.study.withdrawal.outputs_swept import sweep_copies, sweep_outputs
from handrail.study.withdrawal.tombstones import Tombstones, plain_words, unfinished
from handrail.study.withdrawal.touched import Swept, Touched
from handrail.study.withdrawal.what_goes import Scope, Target, level_warnings, scope_of
from handrail.study.withdrawal.who import find_target, is_unlinkable, same_again
from handrail.study.withdrawal.words import Act, Decision, Withdrawal, goes_in_words, rests_in_words
from handrail.values import DataError, UsageError

__all__ = ["Decision", "Withdrawal", "unfinished", "withdraw_from_study"]


def withdraw_from_study(
    folder: Path,
    who: str,
    *,
    act: Act | None = None,
    yes: bool = False,
    decision: Decision | None = None,
    prompt: Prompt | None = None,
    today: date,
) -> Withdrawal:
    """Say what a withdrawal would do, and do it when asked to.

    Parameters
    ----------
    folder
        The study folder. An expired study is read-only, and withdrawal still works.
    who
        A pseudonym (``P07``, or ``STRAND/P07`` where it is in several strands), a respondent
        (``SURVEY:NUMBER``) or a passage (``passage:NAME``).
    act
        ``erase`` unless said otherwise; a passage is struck.
    yes
        Do it; else nothing is changed.
    decision
        A lead's decision, needed past the cut-off and where nothing links a person to their answers.
    prompt, today
        Asks for the passphrase; the day on which cut-offs are held against.

    Raises
    ------
    UsageError
        When nobody of that name is known, or the act does not fit.
    DataError
        When a lead's decision is needed and not given.
    """
    with open_session(folder, prompt=prompt) as session:
        target = find_target(session, who)
        if is_unlinkable(session, target):
            return _unlinkable(session, target, decision, yes=yes)
        wanted = _fitting(target, act)
        previous = session.store.act(target.kind, target.strand, target.name)
        if previous is not None and same_again(previous, wanted):
            return _done_before(session, previous, yes=yes)
        scope = scope_of(session, target)
        late = _late(session, target, scope, today)
        if previous is not None and previous.state == "begun":
            # It was decided when it began: it only goes on.
            wanted, late = previous.act, ""
        if not yes:
            return _look(session, target, scope, wanted, late)
        _refuse_undecided(late, decision)
        _refuse_named(target, decision)
        return CarryOut(session, target, scope, wanted, previous, decision if late else None).run()


# -- the parts ------------------------------------------------------------------------------------


def _fitting(target: Target, act: Act | None) -> Act:
    if (target.kind == "passage") != (act == "strike") and act is not None:
        raise UsageError.because(
            "a passage is struck; a participant or respondent is stopped or erased",
            f"--act {act}",
            "leave --act out, or name passage:NAME",
        )
    return act or ("strike" if target.kind == "passage" else "erase")


def _look(session: Session, target: Target, scope: Scope, act: Act, late: str) -> Withdrawal:
    swept = Swept((), ())
    files: tuple[Touched, ...] = ()
    if act != "stop":
        swept = Inbox(session, _as_if_done(session, target, scope, act), look_only=True).sweep()
        files = (
            *swept.touched,
            *sweep_outputs(session, scope.steps, look_only=True),
            *sweep_copies(session, look_only=True),
            *forget_kept_words(session, scope.masked, look_only=True),
        )
    warnings = [*level_warnings(session, target, scope)]
    if late:
        warnings.append(f"{late}: a lead decides (--decided-by, --because), and the decision is logged.")
    return Withdrawal(
        act=act,
        state="dry run",
        goes=goes_in_words(target, scope, act),
        rests=rests_in_words(scope),
        files=files,
        by_hand=(*swept.by_hand, *by_hand(session, scope)),
        out_of_reach=out_of_reach(session, target, scope, [one.path for one in swept.touched])
        if act != "stop"
        else (),
        warnings=tuple(warnings),
        needs_decision=bool(late),
    )


def _as_if_done(session: Session, target: Target, scope: Scope, act: Act) -> Tombstones:
    """Return the tombstones that there would be: a dry run looks with the eyes of the real one."""
    record = begun(session.store, target, act, marks_of(session, target, scope))
    return Tombstones(session.store, [*session.store.acts(), record])


def _done_before(session: Session, previous: ActRecord, *, yes: bool) -> Withdrawal:
    tombstones = Tombstones(session.store)
    swept = Swept((), ())
    if previous.act != "stop":
        swept = Inbox(session, tombstones, look_only=not yes).sweep()
    if yes:
        with session.store.transaction():
            session.store.audit("withdraw-again", id=previous.id, files=len(swept.touched), finished=0)
    return Withdrawal(
        previous.act,
        "done before",
        previous.at[:10],
        files=swept.touched,
        by_hand=swept.by_hand,
        purged=purge_now(session.store),
    )


def _unlinkable(session: Session, target: Target, decision: Decision | None, *, yes: bool) -> Withdrawal:
    late = f"The survey '{target.strand}' names no id_column: nothing links a person to their answers"
    if not yes:
        warning = f"{late}. A lead decides what to answer (--decided-by, --because), and it is logged."
        return Withdrawal("erase", "dry run", warnings=(warning,), needs_decision=True)
    _refuse_undecided(late, decision)
    _refuse_named(target, decision)
    if decision is not None:
        with session.store.transaction():
            session.store.audit(
                "withdraw-unlinkable",
                kind=target.kind,
                survey=target.strand,
                decided_by=decision.by,
                because=decision.because,
            )
    return Withdrawal("erase", "logged", warnings=(f"{late}. Nothing was changed.",))


def _late(session: Session, target: Target, scope: Scope, today: date) -> str:
    """Return that the cut-off is past, in words, or an empty text. The latest of several dates counts."""
    people = scope.people
    if target.kind == "passage":
        speakers = _speakers_of(session.store, target)
        people = tuple(one for one in session.store.participants(target.strand) if one.name in speakers)
    dates = [date.fromisoformat(one.consent["cut_off"]) for one in people if one.consent.get("cut_off")]
    if not dates or today <= max(dates):
        return ""
    return f"The cut-off for withdrawal was {max(dates).isoformat()}"


def _speakers_of(store: Store, target: Target) -> set[str]:
    return {
        passage["participant"]
        for result in store.results()
        if result.step.startswith(f"place:{target.strand}/")
        for passage in result.body["passages"]
        if passage["name"] == target.name and passage["participant"]
    }


def _refuse_undecided(late: str, decision: Decision | None) -> None:
    if late and decision is None:
        raise DataError.because(
            "past its cut-off, or where nothing can be linked, a lead decides on a withdrawal",
            late,
            "add --decided-by NAME --because REASON: the decision is logged with the act",
        )


def _refuse_named(target: Target, decision: Decision | None) -> None:
    """Keep the name out of the log, which is never shortened."""
    if decision is None:
        return
    name, said = plain_words(target.name), plain_words(f"{decision.by} {decision.because}")
    if any(name == said[at : at + len(name)] for at in range(len(said))):
        raise UsageError.because(
            "the audit log does not name who withdrew", "the name in the reason", "word it without the name"
        )

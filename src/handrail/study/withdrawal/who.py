"""Who: whom or what the words of a command mean, without ever suggesting someone who withdrew."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.store import ActRecord
from handrail.store.records import ActKind
from handrail.study.plan import Survey
from handrail.study.session import Session
from handrail.study.withdrawal.respondents import stopped_name
from handrail.study.withdrawal.tombstones import plain_id
from handrail.study.withdrawal.unread import REMEDY as UNREAD
from handrail.study.withdrawal.unread import is_unread_participant, is_unread_respondent
from handrail.study.withdrawal.what_goes import Target, coding_entries
from handrail.values import UsageError, did_you_mean

_PASSAGE = "passage"
_UNREAD = "who withdraws is in the study's store"


def find_target(session: Session, who: str) -> Target:
    """Return whom ``P07``, ``STRAND/P07``, ``SURVEY:NUMBER`` or ``passage:NAME`` means.

    Raises
    ------
    UsageError
        When nobody is known by it, or several are.
    """
    who = who.strip()
    before, colon, after = who.partition(":")
    surveys = [survey.id for survey in session.plan.survey]
    surveys += [one.id for survey in session.plan.survey if survey.part for one in survey.files]
    if colon and before == _PASSAGE:
        return _passage(session, after.strip())
    if colon and before in surveys:
        return _respondent(session, before, after)
    if colon and not _people(session, who):
        raise UsageError.because(
            "a respondent is SURVEY:NUMBER, a passage passage:NAME",
            f"'{before}:…'",
            did_you_mean(before, [*surveys, _PASSAGE]),
        )
    return _participant(session, who)


def _participant(session: Session, who: str) -> Target:
    found = _people(session, who)
    if len(found) == 1:
        return found[0]
    if found:
        ways = ", ".join(f"{one.strand}/{one.name}" for one in found)
        raise UsageError.because(
            "a withdrawal is about one person", "a pseudonym that several strands have", f"say which: {ways}"
        )
    if is_unread_participant(session, who):
        raise UsageError.because(_UNREAD, "a participant whose row no build has read yet", UNREAD)
    known = {one.name for one in session.store.participants()}
    near = did_you_mean(who, known)
    raise UsageError.because(
        "who withdraws is a participant of the study",
        "a name that is unknown or withdrawn",
        near if near.startswith("did you") else "see the participants file for the pseudonyms",
    )


def _people(session: Session, who: str) -> list[Target]:
    """Return the participants of that name, erased ones included: an act knows its name again."""
    strand, slash, name = who.partition("/")
    found = []
    for part in session.plan.interviews:
        wanted = name if slash and strand == part.id else who
        held = _same(wanted, (one.name for one in session.store.participants(part.id)))
        if held or session.store.act("participant", part.id, wanted) is not None:
            found.append(Target("participant", part.id, held or wanted))
    # A tombstone in one strand does not make a name of another strand ambiguous.
    living = [one for one in found if one.name in {p.name for p in session.store.participants(one.strand)}]
    return living or found


def _same(wanted: str, names: Iterator[str]) -> str:
    plain = wanted.strip().casefold()
    return next((name for name in names if name.casefold() == plain), "")


def _respondent(session: Session, survey: str, number: str) -> Target:
    part = session.plan.survey_named(survey)
    if part.part:
        return _of_a_file(session, part, number)
    target = Target("respondent", survey, plain_id(number))
    if not part.id_column:
        return target
    held = session.store.act("respondent", survey, target.name) is not None
    if not held and target.name not in set(every_name(session, "respondent", survey)):
        if is_unread_respondent(session, survey, target.name):
            raise UsageError.because(_UNREAD, "a respondent whose row no build has read yet", UNREAD)
        # Other respondents' numbers are never suggested.
        raise UsageError.because(
            f"who withdraws has a row in '{survey}'",
            "a number that is unknown or withdrawn",
            f"compare it with the survey's '{part.id_column}' where it was given out",
        )
    return target


def _of_a_file(session: Session, survey: Survey, number: str) -> Target:
    """Return a respondent of a survey of several files: of the one file that has the number."""
    linked = [one.id for one in survey.files if one.id_column]
    if not linked:
        return Target("respondent", survey.id, plain_id(number))
    name = plain_id(number)
    held = [one for one in linked if name in set(every_name(session, "respondent", one))]
    held = held or [one for one in linked if session.store.act("respondent", one, name) is not None]
    if len(held) > 1:
        ways = ", ".join(f"{one}:…" for one in held)
        raise UsageError.because(
            "a withdrawal is about one person", "a number that several files have", f"say which: {ways}"
        )
    # Where none has it, the first file's message is as good as another's: it suggests nobody.
    unread = [one for one in linked if is_unread_respondent(session, one, name)]
    return _respondent(session, (held or unread or linked)[0], number)


def _passage(session: Session, name: str) -> Target:
    for part in session.plan.interviews:
        held = name in set(every_name(session, "passage", part.id))
        if held or session.store.act("passage", part.id, name) is not None:
            return Target("passage", part.id, name)
    known = [one for part in session.plan.interviews for one in every_name(session, "passage", part.id)]
    near = did_you_mean(name, known)
    raise UsageError.because(
        "a passage is struck by a coding's name",
        "a name that is unknown or withdrawn",
        near if near.startswith("did you") else "see the id of the coding in the coder's file",
    )


def every_name(session: Session, kind: ActKind, strand: str) -> Iterator[str]:
    """Yield the names that the store still holds of a kind in a strand or survey."""
    store = session.store
    if kind == "participant":
        yield from sorted({one.name for one in store.participants(strand)})
    elif kind == "passage":
        yield from (str(entry["id"]) for entry in coding_entries(store, strand))
    elif kind == "respondent":
        from handrail.survey import from_parquet

        for part in (one for survey in session.plan.survey for one in survey.files):
            for name in (strand, stopped_name(strand)) if part.id == strand else ():
                held = store.dataset(name)
                if held is not None:
                    found = from_parquet(held.parquet)
                    values = found.frame[part.id_column] if part.id_column in found.frame.columns else ()
                    yield from (plain_id(value) for value in values if value is not None)


def is_unlinkable(session: Session, target: Target) -> bool:
    """Return whether nothing links a respondent to a row."""
    return target.kind == "respondent" and not session.plan.survey_named(target.strand).id_column


def same_again(previous: ActRecord, act: str) -> bool:
    """Return whether an act was done already: what is erased needs no stop."""
    return previous.state == "done" and previous.act in (act, "erase")

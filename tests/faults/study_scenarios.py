"""Scenarios of a whole study: builds and withdrawals that may be killed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))

# The nursery has these before a child works: no kill falls into imports.
from kills import Acknowledge, Scenario
from samples import open_sound
from small_study import TODAY
from talking_study import RESPONDENT, WHO, WORDS, write_copies, write_study

import handrail.documents
import handrail.guideline
import handrail.interviews
import handrail.report
import handrail.study.outputs
import handrail.survey  # noqa: F401
from handrail.store import DEMONSTRATION_PASSPHRASE
from handrail.study.build import build_study
from handrail.study.manifest import compare_outputs
from handrail.study.runner import Silent
from handrail.study.withdrawal.tombstones import unfinished
from handrail.study.withdrawal.withdraw import withdraw_from_study
from handrail.study.withdrawal.withdraw_again import sweep_again

ADDED = "Nobody rang in spring."
EDITED = "talk-p4.txt"
THEIRS = (WHO, RESPONDENT, *(words[:40] for words in WORDS.values()))


def build(folder: Path) -> list[str]:
    report = build_study(folder, prompt=None, progress=Silent(), today=TODAY)
    assert report.error is None, report.error
    return report.ran


def add_line(folder: Path, number: int) -> None:
    path = folder / "sources" / EDITED
    path.write_text(path.read_text("utf-8") + f"P: {ADDED} {number}\n", "utf-8")


def prepare(folder: Path) -> None:
    write_study(folder / "study")
    build(folder / "study")


def prepare_with_copies(folder: Path) -> None:
    prepare(folder)
    write_copies(folder / "study")


def build_work(folder: Path, acknowledge: Acknowledge) -> None:
    for number in range(1, 4):
        add_line(folder / "study", number)
        build(folder / "study")
        acknowledge(str(number))


def build_check(folder: Path, acknowledged: Sequence[str]) -> float:
    place = folder / "study"
    store, seconds = open_sound(place, DEMONSTRATION_PASSPHRASE)
    with store:
        document = store.document(EDITED)
        releases = [line for line in store.audit_entries() if line.action == "documents"]
        lines = {line.release for line in store.ledger()}
    assert document is not None
    there = document.text.count(ADDED)
    assert len(acknowledged) <= there <= len(acknowledged) + 1, f"{there} builds are there"
    # What was released in a build is in the ledger and the log with it, or not at all.
    assert len(releases) == len(lines) == there + 1, f"{len(releases)} releases, {len(lines)} in the ledger"
    build(place)  # makes up for documents that were not put in place
    assert build(place) == [], "a build after the kill left something stale"
    store, _ = open_sound(place, DEMONSTRATION_PASSPHRASE)
    with store:
        outputs = compare_outputs(place, store.audit_entries())
    assert outputs is not None
    assert outputs.whole, "an output is not what the log vouches for"
    return seconds


def withdraw_work(folder: Path, acknowledge: Acknowledge) -> None:
    for who in (WHO, f"panel:{RESPONDENT}"):
        done = withdraw_from_study(folder / "study", who, yes=True, today=TODAY)
        assert done.state == "done"
        acknowledge(who)


def withdraw_check(folder: Path, acknowledged: Sequence[str]) -> float:
    place = folder / "study"
    store, seconds = open_sound(place, DEMONSTRATION_PASSPHRASE)
    with store:
        acts = {act.kind: act.state for act in store.acts()}
        there = {person.name for person in store.participants()}
        begun = unfinished(store)
    if acknowledged:
        assert acts.get("participant") == "done", "an acknowledged withdrawal is lost"
        assert WHO not in there
    if "participant" not in acts:
        assert WHO in there, "someone is gone without an act"
    if len(acknowledged) == 2:
        assert acts.get("respondent") == "done"
    # What was begun is finished by the command that every message names.
    sweep_again(place)
    if begun:
        assert not list(place.rglob("*.part")), "half a file was left"
    for who in (WHO, f"panel:{RESPONDENT}"):
        withdraw_from_study(place, who, yes=True, today=TODAY)
    store, _ = open_sound(place, DEMONSTRATION_PASSPHRASE)
    with store:
        assert unfinished(store) == 0
        held = [store.documents(), store.participants(), store.codings(), store.themes(), store.results()]
        assert not store.purge_due
    texts = [repr(held).encode()]
    texts += [path.read_bytes() for path in place.rglob("*") if path.is_file()]
    for words in THEIRS:
        assert not any(words.encode() in text for text in texts), "something of who withdrew is left"
    return seconds


SCENARIOS = (
    Scenario("build", prepare, build_work, build_check),
    Scenario("withdraw", prepare_with_copies, withdraw_work, withdraw_check),
)

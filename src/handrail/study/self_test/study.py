"""Study: whether a study's own files are whole, without reading what anybody said."""

from __future__ import annotations

from handrail.study.manifest import compare_outputs
from handrail.study.publish import FOLDER
from handrail.study.self_test.check import Check, says
from handrail.study.self_test.store import NO_DAMAGE, damage_words
from handrail.study.session import Session
from handrail.values import StoreError


def study_files(session: Session) -> list[Check]:
    """Return checks of the study's store, its audit log and its outputs."""
    store = session.store
    checks = [
        says("every page of study.db is authentic and in order", "SQLCipher's and SQLite's own checks",
             expected=NO_DAMAGE, got=damage_words(store)),
        says("nothing that was removed waits for a purge", "erasure", expected=False, got=store.purge_due),
    ]  # fmt: skip
    entries = store.audit_entries()
    try:
        store.verify_audit()
        whole = f"{len(entries)} lines, whole"
    except StoreError as wrong:
        whole = wrong.problems[0].received
    checks.append(
        says("the audit log is whole", "its chain", expected=f"{len(entries)} lines, whole", got=whole)
    )
    outputs = compare_outputs(session.folder, entries)
    name, holds = "the outputs are as their manifest says, and the log notes it", "what was published"
    if outputs is not None:
        files = f"{outputs.files} files, noted"
        lost = f"{len(outputs.differ)} missing or changed, {'noted' if outputs.noted else 'not noted'}"
        checks.append(Check(name, holds, files, files if outputs.whole else lost, passed=outputs.whole))
    else:
        there = (session.folder / FOLDER).is_dir() and any((session.folder / FOLDER).iterdir())
        found = "files without a manifest: build again" if there else "no outputs"
        checks.append(says(name, holds, expected="no outputs", got=found))
    return checks

"""Sign: a person takes responsibility for a recommendation as it stands, with all that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail.guideline import Guideline, read_guideline
from handrail.store import SignOffRecord
from handrail.study.beneath import contents_beneath, evidence_digest
from handrail.study.build import Build
from handrail.study.publish import in_place
from handrail.study.runner import Runner, Silent
from handrail.study.session import Prompt, Session, open_session, refuse_when_expired
from handrail.study.shown import Shown
from handrail.values import UsageError, did_you_mean

LONGEST_NAME = 80
"""Characters of a signer's name, which documents print."""


@dataclass(frozen=True)
class SignReport:
    """What was signed, by whom and when."""

    by: str
    at: str
    signed: tuple[str, ...]
    beneath: int

    def as_json(self) -> dict[str, Any]:
        """Return plain values for ``--json``."""
        return {"by": self.by, "at": self.at, "signed": list(self.signed), "contents": self.beneath}


def sign_study(
    folder: Path,
    names: Iterable[str],
    *,
    by: str,
    prompt: Prompt | None,
    today: date,
    everything: bool = False,
) -> SignReport:
    """Sign recommendations as the documents in ``outputs/`` have them now.

    Parameters
    ----------
    folder
        The study folder.
    names
        Ids of recommendations, with or without ``recommendation:``.
    by
        Who signs; documents print the name.
    prompt
        Asks for the passphrase when needed.
    today
        A study is not signed past its expiry.
    everything
        Sign all recommendations instead.

    Raises
    ------
    UsageError
        When a name is no recommendation, nobody is named, or the documents are not those of the present
        evidence: what a person did not see is not signed.
    PlanError
        Past the expiry.
    StoreError
        When the study was never built, or cannot be opened.
    """
    signer = _signer(by)
    with open_session(folder, prompt=prompt) as session:
        refuse_when_expired(session.plan, today)
        guideline = read_guideline(folder / "guideline")
        known = [one.id for one in guideline.recommendations]
        chosen = known if everything else [_known(name, known) for name in names]
        if not chosen:
            raise UsageError.because(
                "a sign-off is of a recommendation", "none", "name one or several, or use --all"
            )
        signed: list[SignOffRecord] = []
        beneath: set[str] = set()
        # One transaction from the look to the last sign-off: no other process builds in between.
        with session.store.transaction():
            _refuse_stale(session, guideline)
            graph, shown = session.store.graph(), Shown(session.store, session.plan, guideline)
            for name in dict.fromkeys(chosen):
                node = f"recommendation:{name}"
                contents = contents_beneath(graph, node)
                record = SignOffRecord(node, "", signer, contents, shown.values(graph, node))
                signed.append(session.store.put_sign_off(record))
                session.store.audit(
                    "sign-off",
                    node=node,
                    by=signer,
                    contents=len(contents),
                    evidence=evidence_digest(contents, node, session.store.digester),
                    words=contents[node],
                )
                beneath |= contents.keys()
        return SignReport(signer, signed[-1].at, tuple(one.node for one in signed), len(beneath))


def _signer(by: str) -> str:
    name = " ".join(by.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError.because(
            f"a sign-off names who signs, in at most {LONGEST_NAME} characters",
            f"{len(name)} characters",
            'give the name that documents may print, such as --by "A. Lead"',
        )
    return name


def _known(name: str, known: list[str]) -> str:
    plain = name.removeprefix("recommendation:")
    if plain not in known:
        raise UsageError.because(
            "a sign-off is of a recommendation in guideline/", f"'{plain}'", did_you_mean(plain, known)
        )
    return plain


def _refuse_stale(session: Session, guideline: Guideline) -> None:
    """Raise unless the documents in place are of the present evidence, whoever has signed since."""
    runner = Runner(session.store, Silent(), look_only=True)
    look = Build(session, guideline, runner)
    look.run()
    stale = [step for step in (*runner.ran, *runner.failed) if step != "documents"]
    have = session.store.result("documents")
    body = {} if have is None else have.body
    same = bool(look.evidence) and body.get("evidence") == look.evidence
    if stale or not same or not in_place(session.folder, body.get("outputs", {}), session.store.digester):
        found = f"{len(stale)} stale steps, such as {stale[0]}" if stale else "documents of an earlier state"
        raise UsageError.because(
            "what is signed is what the documents in outputs/ say now",
            found,
            "run `handrail build`, read the documents, then sign",
        )

"""Coded: who of the chosen coders coded which documents, and what they marked there, as arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handrail.interviews.agreement.resampling import Counts
from handrail.interviews.agreement.units import Unit, reached_units
from handrail.interviews.codings import ADJUDICATED
from handrail.interviews.placing import Coding
from handrail.interviews.project import RefiProject
from handrail.values import DataError, did_you_mean
from handrail.values.naming import named


@dataclass(frozen=True, eq=False)
class Coded:
    """What coders marked in the documents that two of them or more coded.

    Attributes
    ----------
    coders, documents, codes
        By name; the arrays hold their places.
    coded_once
        Documents that one of the coders coded.
    rated
        Documents by coders: whether the coder marked anything there.
    lengths
        Units of each document.
    codings
        Codings in these documents, document by document.
    document, code, coder, start, end
        Of each of these codings; the units that it reaches, end exclusive.
    """

    coders: tuple[str, ...]
    documents: tuple[str, ...]
    codes: tuple[str, ...]
    coded_once: tuple[str, ...]
    rated: Counts
    lengths: Counts
    codings: tuple[Coding, ...]
    document: Counts
    code: Counts
    coder: Counts
    start: Counts
    end: Counts


def read_coded(project: RefiProject, coders: Sequence[str] | None, unit: Unit) -> Coded:
    """Return what the coders of a project marked, where two of them or more coded.

    Raises
    ------
    DataError
        When there are not two coders, a name is not a coder's, no document was coded by two, a document or
        code is unknown, or a position lies outside of its document.
    """
    chosen = compared_coders(project, coders)
    place = {coder: at for at, coder in enumerate(chosen)}
    here: dict[str, list[Coding]] = defaultdict(list)
    for coding in project.codings:
        if coding.coder in place:
            here[coding.document].append(coding)
    codes = {code.name: at for at, code in enumerate(project.codes)}
    _check(project, here, codes)
    who = {document: {coding.coder for coding in found} for document, found in here.items()}
    documents = tuple(sorted(document for document, some in who.items() if len(some) > 1))
    if not documents:
        counts = sorted(sum(coder in some for some in who.values()) for coder in chosen)
        raise DataError.because(
            "agreement rests on documents that two coders coded",
            f"{len(chosen)} coders of {counts[0]} to {counts[-1]} documents each, none by two",
            "let two code some of the same documents, or leave agreement out of the plan",
        )
    texts = {document.name: document for document in project.documents}
    reached = [reached_units(texts[document], here[document], unit) for document in documents]
    codings = tuple(coding for document in documents for coding in here[document])
    return Coded(
        coders=chosen,
        documents=documents,
        codes=tuple(codes),
        coded_once=tuple(sorted(document for document, some in who.items() if len(some) == 1)),
        rated=np.array([[coder in who[document] for coder in chosen] for document in documents], np.int64),
        lengths=np.array([one.length for one in reached], dtype=np.int64),
        codings=codings,
        document=np.repeat(np.arange(len(documents)), [len(here[document]) for document in documents]),
        code=np.array([codes[coding.code] for coding in codings], dtype=np.int64),
        coder=np.array([place[coding.coder] for coding in codings], dtype=np.int64),
        start=np.concatenate([one.start for one in reached]),
        end=np.concatenate([one.end for one in reached]),
    )


def compared_coders(project: RefiProject, coders: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return who is compared: those who are named, else all who coded, by name; the adjudicated are not.

    Raises
    ------
    DataError
        When they are fewer than two, or one of them did not code.
    """
    used = {one.coder for one in project.codings}
    known = sorted(used - {ADJUDICATED})
    for coder in coders or ():
        if coder not in used:
            raise DataError.because(
                "a coder is one who coded", f"coder {named(coder)}", did_you_mean(coder, known)
            )
    chosen = tuple(known if coders is None else dict.fromkeys(coders))
    if len(chosen) < 2:
        remedy = "name two or more of them" if len(known) > 1 else "add the codings of a second coder"
        raise DataError.because("agreement is between two coders or more", f"{len(chosen)}", remedy)
    return chosen


def _check(project: RefiProject, here: dict[str, list[Coding]], codes: dict[str, int]) -> None:
    for code in sorted({coding.code for found in here.values() for coding in found} - codes.keys()):
        raise DataError.because(
            "a coding names a code of the codebook", f"code {named(code)}", did_you_mean(code, codes)
        )
    known = [document.name for document in project.documents]
    for document in sorted(here.keys() - set(known)):
        raise DataError.because(
            "a coding names a document of the project",
            f"document {named(document)}",
            did_you_mean(document, known),
        )

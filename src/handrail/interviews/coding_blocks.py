"""Coding blocks: codes and codings as the text of a team's files, for what comes from another program."""

from __future__ import annotations

from handrail.interviews.codebook import Code
from handrail.interviews.placing import Coding
from handrail.values.toml import quoted


def code_block(code: Code) -> str:
    """Return a code as a block of ``codebook.toml``.

    Examples
    --------
    >>> print(code_block(Code("waiting", "Waiting for an answer", "contact")), end="")
    [[code]]
    name = "waiting"
    description = "Waiting for an answer"
    parent = "contact"
    origin = "inductive"
    """
    lines = ["[[code]]", f"name = {quoted(code.name)}", f"description = {quoted(code.description)}"]
    if code.parent is not None:
        lines.append(f"parent = {quoted(code.parent)}")
    lines.append(f"origin = {quoted(code.origin)}")
    lines += [f"{key} = {quoted(value)}" for key, value in _criteria(code) if value]
    return "\n".join(lines) + "\n"


def coding_block(coding: Coding) -> str:
    """Return a coding as a block of a coder's file.

    Examples
    --------
    >>> print(coding_block(Coding("p1-luck", "p01.txt", 11, 18, "by luck", "training", "AB")), end="")
    [[coding]]
    id = "p1-luck"
    document = "p01.txt"
    code = "training"
    quotation = "by luck"
    start = 11
    end = 18
    """
    lines = [
        "[[coding]]",
        f"id = {quoted(coding.name)}",
        f"document = {quoted(coding.document)}",
        f"code = {quoted(coding.code)}",
        f"quotation = {quoted(coding.quotation)}",
        f"start = {coding.start}",
        f"end = {coding.end}",
    ]
    if coding.memo:
        lines.append(f"memo = {quoted(coding.memo)}")
    if coding.flags:
        lines.append(f"flags = [{', '.join(quoted(flag) for flag in coding.flags)}]")
    approval = coding.approval
    if approval is not None:
        lines += ["[coding.approval]", f"by = {quoted(approval.by)}", f"on = {approval.on.isoformat()}"]
        lines += [
            f"{name} = {str(getattr(approval, name)).lower()}"
            for name in ("recognisable", "third_party", "operational_tactic")
        ]
        if approval.label:
            lines.append(f"label = [{', '.join(quoted(one) for one in approval.label)}]")
        if approval.role is not None:
            lines.append(f"role = {quoted(approval.role)}")
    return "\n".join(lines) + "\n"


def _criteria(code: Code) -> tuple[tuple[str, str], ...]:
    return ("include", code.include), ("exclude", code.exclude)

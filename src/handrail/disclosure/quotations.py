"""Whether a quotation may leave: consent, who could be recognised, and a person's approval.

The rules are the seventh of the safeguarding rules (SAFEGUARDING.md). Each check returns the refusal, with
what would make it pass, or None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Tier = Literal["none", "unattributed", "attributed", "named-role"]

WITHHOLDING_FLAGS = ("operational", "third-party", "possible-current-harm")
"""Flags that keep a passage inside the study whatever else is approved."""


@dataclass(frozen=True)
class PassageApproval:
    """A person's decision that a passage may be quoted.

    Attributes
    ----------
    by, on
        Who decided, and the ISO date.
    recognisable, third_party, operational_tactic
        The three questions that the person answered: each must be False.
    label
        The attributes that may be shown with the quotation.
    role
        For consent ``named-role``: the words that the participant approved.
    """

    by: str
    on: str
    recognisable: bool
    third_party: bool
    operational_tactic: bool
    label: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True)
class QuotationRequest:
    """A passage that someone wants to print.

    Attributes
    ----------
    id
        The passage's node.
    text
        The participant's words.
    participant
        The study's pseudonym; used to count, never printed.
    consent_analysis, tier
        What the participant agreed to.
    attributes
        The participant's attributes: name to level.
    flags
        The coders' flags on the passage.
    approval
        The decision of a person, or None.
    context
        What the place of printing tells of the participant anyway, such as the strand of interviews: it
        counts with the attributes shown.
    strand, said
        The strand of interviews, and how many words the participant said in it.
    """

    id: str
    text: str = field(repr=False)
    participant: str = field(repr=False)
    consent_analysis: bool
    tier: Tier
    attributes: Mapping[str, str] = field(repr=False)
    flags: tuple[str, ...] = ()
    approval: PassageApproval | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    strand: str = ""
    said: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))
        object.__setattr__(self, "context", MappingProxyType(dict(self.context)))

    @property
    def shown(self) -> dict[str, str]:
        """Return the attributes that would stand beside the quotation."""
        if self.approval is None or self.tier != "attributed":
            return {}
        return {name: self.attributes[name] for name in self.approval.label if name in self.attributes}

    @property
    def label(self) -> str:
        """Return the words beside the quotation.

        Examples
        --------
        >>> ok = PassageApproval("CD", "2026-05-01", False, False, False, ("sector",))
        >>> police = {"sector": "policing"}
        >>> QuotationRequest("passage:1", "...", "P1", True, "attributed", police, (), ok).label
        'policing'
        >>> QuotationRequest("passage:1", "...", "P1", True, "unattributed", police, (), ok).label
        'a participant'
        """
        if self.tier == "named-role" and self.approval is not None and self.approval.role:
            return self.approval.role
        return ", ".join(self.shown.values()) or "a participant"


@dataclass(frozen=True)
class Refused:
    """One rule that a table's cell or a quotation did not pass.

    Attributes
    ----------
    name
        The node.
    rule
        Which rule.
    remedy
        What would make it pass.
    """

    name: str
    rule: str
    remedy: str


def refuse_quotation(
    request: QuotationRequest,
    *,
    shown_before: Mapping[str, str],
    participants: Sequence[Mapping[str, str]],
    smallest_group: int,
) -> Refused | None:
    """Return why a quotation may not leave, or None when it may.

    Parameters
    ----------
    request
        The passage.
    shown_before
        Attributes shown with the participant's words elsewhere: in this release and in earlier ones.
    participants
        Every participant's attributes, one mapping each.
    smallest_group
        How many participants must share what is shown (design: 3).
    """
    consent_or_flag = _consent(request) or _flags(request)
    if consent_or_flag is not None:
        return Refused(request.id, *consent_or_flag)
    unapproved = _approval(request)
    if unapproved is not None:
        return Refused(request.id, *unapproved)
    if request.tier == "named-role":
        return None  # the participant approved exactly these words; a count cannot make them safer
    union = {**shown_before, **request.shown, **request.context}
    if _sharing(union, participants) >= smallest_group:
        return None
    what = " and ".join(sorted(union)) if union else "nothing"
    return Refused(
        request.id,
        f"at least {smallest_group} participants share what is shown ({what}) over all releases",
        "show fewer attributes: shorten label in [coding.approval]"
        if request.shown
        else f"quotations need at least {smallest_group} participants; paraphrase in the theme's sentence",
    )


def _consent(request: QuotationRequest) -> tuple[str, str] | None:
    if request.consent_analysis and request.tier != "none":
        return None
    return "a quotation stays within its consent", "paraphrase in the theme's sentence instead"


def _flags(request: QuotationRequest) -> tuple[str, str] | None:
    held = [flag for flag in request.flags if flag in WITHHOLDING_FLAGS]
    return (
        (f"a passage flagged {held[0]} is withheld", "choose another passage of the theme") if held else None
    )


def _approval(request: QuotationRequest) -> tuple[str, str] | None:
    approval = request.approval
    if approval is None:
        return "a person approves each quotation", "add [coding.approval] to the coding after reading it"
    answers = {
        "recognisable to colleagues": approval.recognisable,
        "about a third party": approval.third_party,
        "an operational tactic": approval.operational_tactic,
    }
    said_yes = [question for question, answer in answers.items() if answer]
    if said_yes:
        return f"the approval found the passage {said_yes[0]}", "choose another passage of the theme"
    if request.tier == "named-role" and not approval.role:
        return (
            "a named role needs the participant's approval of that quotation and label",
            "record the approved words as role in [coding.approval]",
        )
    return None


def _sharing(shown: Mapping[str, str], participants: Iterable[Mapping[str, str]]) -> int:
    return sum(all(person.get(name) == level for name, level in shown.items()) for person in participants)

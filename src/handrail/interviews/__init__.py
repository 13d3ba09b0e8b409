"""Interviews: transcripts, participants, codings and themes; and no picture that slips in with them."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.interviews.agreement import AgreementRow, CodeAgreement, Disagreement, code_agreement
    from handrail.interviews.agreement_table import agreement_result
    from handrail.interviews.alpha import krippendorff_alpha
    from handrail.interviews.amounts import amount_words
    from handrail.interviews.candidates import Candidate, find_candidates, find_in_study
    from handrail.interviews.codebook import Code, Codebook, read_codebook
    from handrail.interviews.codings import Approval, CodingEntry, CodingFile, read_codings
    from handrail.interviews.decisions import (
        Decision,
        decisions_text,
        open_candidates,
        parse_decisions,
        read_decisions,
        require_decided,
    )
    from handrail.interviews.entities import spacy_entities
    from handrail.interviews.media import Media, find_media
    from handrail.interviews.methods import METHODS
    from handrail.interviews.participants import Consent, Participant, read_participants
    from handrail.interviews.placing import Coding, place_codings
    from handrail.interviews.project_pseudonyms import project_texts, pseudonymise_project
    from handrail.interviews.reading import read_transcript
    from handrail.interviews.replacing import Pseudonymised, Replacement, pseudonymise
    from handrail.interviews.revision import Difference, compare_transcripts, reanchor
    from handrail.interviews.roster import RosterName, read_roster
    from handrail.interviews.spread import Spread, theme_spread
    from handrail.interviews.suggestions import Item, suggest
    from handrail.interviews.themes import Theme, ThemeChange, check_themes, read_themes
    from handrail.interviews.transcript import Transcript, Turn
    from handrail.interviews.voices import check_speakers, speaker_of

__all__ = [
    "METHODS",
    "AgreementRow",
    "Approval",
    "Candidate",
    "Code",
    "CodeAgreement",
    "Codebook",
    "Coding",
    "CodingEntry",
    "CodingFile",
    "Consent",
    "Decision",
    "Difference",
    "Disagreement",
    "Item",
    "Media",
    "Participant",
    "Pseudonymised",
    "Replacement",
    "RosterName",
    "Spread",
    "Theme",
    "ThemeChange",
    "Transcript",
    "Turn",
    "agreement_result",
    "amount_words",
    "check_speakers",
    "check_themes",
    "code_agreement",
    "compare_transcripts",
    "decisions_text",
    "find_candidates",
    "find_in_study",
    "find_media",
    "krippendorff_alpha",
    "open_candidates",
    "parse_decisions",
    "place_codings",
    "project_texts",
    "pseudonymise",
    "pseudonymise_project",
    "read_codebook",
    "read_codings",
    "read_decisions",
    "read_participants",
    "read_roster",
    "read_themes",
    "read_transcript",
    "reanchor",
    "require_decided",
    "spacy_entities",
    "speaker_of",
    "suggest",
    "theme_spread",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "AgreementRow": "agreement",
        "Approval": "codings",
        "Candidate": "candidates",
        "Code": "codebook",
        "CodeAgreement": "agreement",
        "Codebook": "codebook",
        "Coding": "placing",
        "CodingEntry": "codings",
        "CodingFile": "codings",
        "Consent": "participants",
        "Decision": "decisions",
        "Difference": "revision",
        "Disagreement": "agreement",
        "Item": "suggestions",
        "Media": "media",
        "Participant": "participants",
        "Pseudonymised": "replacing",
        "Replacement": "replacing",
        "RosterName": "roster",
        "Spread": "spread",
        "Theme": "themes",
        "ThemeChange": "themes",
        "Transcript": "transcript",
        "Turn": "transcript",
        "agreement_result": "agreement_table",
        "amount_words": "amounts",
        "check_speakers": "voices",
        "check_themes": "themes",
        "code_agreement": "agreement",
        "compare_transcripts": "revision",
        "decisions_text": "decisions",
        "find_candidates": "candidates",
        "find_in_study": "candidates",
        "find_media": "media",
        "krippendorff_alpha": "alpha",
        "open_candidates": "decisions",
        "parse_decisions": "decisions",
        "place_codings": "placing",
        "project_texts": "project_pseudonyms",
        "pseudonymise": "replacing",
        "pseudonymise_project": "project_pseudonyms",
        "read_codebook": "codebook",
        "read_codings": "codings",
        "read_decisions": "decisions",
        "read_participants": "participants",
        "read_roster": "roster",
        "read_themes": "themes",
        "read_transcript": "reading",
        "reanchor": "revision",
        "require_decided": "decisions",
        "spacy_entities": "entities",
        "speaker_of": "voices",
        "suggest": "suggestions",
        "theme_spread": "spread",
    },
)

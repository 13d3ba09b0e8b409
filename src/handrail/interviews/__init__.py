"""Interviews: transcripts, participants, codings and themes; and no picture that slips in with them."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.interviews.agreement import AgreementRow, CodeAgreement, Disagreement, code_agreement
    from handrail.interviews.agreement_table import agreement_result
    from handrail.interviews.alpha import krippendorff_alpha
    from handrail.interviews.amounts import amount_words
    from handrail.interviews.codebook import Code, Codebook, read_codebook
    from handrail.interviews.codings import Approval, CodingEntry, CodingFile, read_codings
    from handrail.interviews.media import Media, find_media
    from handrail.interviews.methods import METHODS
    from handrail.interviews.participants import Consent, Participant, read_participants
    from handrail.interviews.placing import Coding, place_codings
    from handrail.interviews.project import (
        Case,
        Document,
        ImportReport,
        Link,
        Loss,
        Note,
        Passage,
        ProjectCode,
        ProjectCoding,
        ProjectSet,
        RefiProject,
        SourceConvention,
        Span,
        User,
        Variable,
    )
    from handrail.interviews.reading import read_transcript
    from handrail.interviews.refi_compare import ProjectChange, ProjectDifference, compare_projects
    from handrail.interviews.refi_merge import ProjectMerge, merge_projects
    from handrail.interviews.refi_reading import read_refi
    from handrail.interviews.refi_writing import ExportReport, write_refi
    from handrail.interviews.revision import Difference, compare_transcripts, reanchor
    from handrail.interviews.spread import Spread, theme_spread
    from handrail.interviews.themes import Theme, ThemeChange, check_themes, read_themes
    from handrail.interviews.transcript import Transcript, Turn
    from handrail.interviews.voices import check_speakers, speaker_of

__all__ = [
    "METHODS",
    "AgreementRow",
    "Approval",
    "Case",
    "Code",
    "CodeAgreement",
    "Codebook",
    "Coding",
    "CodingEntry",
    "CodingFile",
    "Consent",
    "Difference",
    "Disagreement",
    "Document",
    "ExportReport",
    "ImportReport",
    "Link",
    "Loss",
    "Media",
    "Note",
    "Participant",
    "Passage",
    "ProjectChange",
    "ProjectCode",
    "ProjectCoding",
    "ProjectDifference",
    "ProjectMerge",
    "ProjectSet",
    "RefiProject",
    "SourceConvention",
    "Span",
    "Spread",
    "Theme",
    "ThemeChange",
    "Transcript",
    "Turn",
    "User",
    "Variable",
    "agreement_result",
    "amount_words",
    "check_speakers",
    "check_themes",
    "code_agreement",
    "compare_projects",
    "compare_transcripts",
    "find_media",
    "krippendorff_alpha",
    "merge_projects",
    "place_codings",
    "read_codebook",
    "read_codings",
    "read_participants",
    "read_refi",
    "read_themes",
    "read_transcript",
    "reanchor",
    "speaker_of",
    "theme_spread",
    "write_refi",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "METHODS": "methods",
        "AgreementRow": "agreement",
        "Approval": "codings",
        "Case": "project",
        "Code": "codebook",
        "CodeAgreement": "agreement",
        "Codebook": "codebook",
        "Coding": "placing",
        "CodingEntry": "codings",
        "CodingFile": "codings",
        "Consent": "participants",
        "Difference": "revision",
        "Disagreement": "agreement",
        "Document": "project",
        "ExportReport": "refi_writing",
        "ImportReport": "project",
        "Link": "project",
        "Loss": "project",
        "Media": "media",
        "Note": "project",
        "Participant": "participants",
        "Passage": "project",
        "ProjectChange": "refi_compare",
        "ProjectCode": "project",
        "ProjectCoding": "project",
        "ProjectDifference": "refi_compare",
        "ProjectMerge": "refi_merge",
        "ProjectSet": "project",
        "RefiProject": "project",
        "SourceConvention": "project",
        "Span": "project",
        "Spread": "spread",
        "Theme": "themes",
        "ThemeChange": "themes",
        "Transcript": "transcript",
        "Turn": "transcript",
        "User": "project",
        "Variable": "project",
        "agreement_result": "agreement_table",
        "amount_words": "amounts",
        "check_speakers": "voices",
        "check_themes": "themes",
        "code_agreement": "agreement",
        "compare_projects": "refi_compare",
        "compare_transcripts": "revision",
        "find_media": "media",
        "krippendorff_alpha": "alpha",
        "merge_projects": "refi_merge",
        "place_codings": "placing",
        "read_codebook": "codebook",
        "read_codings": "codings",
        "read_participants": "participants",
        "read_refi": "refi_reading",
        "read_themes": "themes",
        "read_transcript": "reading",
        "reanchor": "revision",
        "speaker_of": "voices",
        "theme_spread": "spread",
        "write_refi": "refi_writing",
    },
)

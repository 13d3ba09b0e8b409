"""Interviews: transcripts, participants, codings and themes; and no picture that slips in with them."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.interviews.agreement import AgreementRow, CodeAgreement, Disagreement, code_agreement
    from handrail.interviews.agreement_table import agreement_result
    from handrail.interviews.alpha import krippendorff_alpha
    from handrail.interviews.amounts import amount_words
    from handrail.interviews.checklist_facts import ChecklistFacts
    from handrail.interviews.checklist_items import CHECKLISTS, ChecklistItem, ChecklistSource
    from handrail.interviews.checklists import ChecklistAnswer, FilledItem, fill_checklist, read_answers
    from handrail.interviews.codebook import Code, Codebook, read_codebook
    from handrail.interviews.codings import Approval, CodingEntry, CodingFile, read_codings
    from handrail.interviews.cooccurrence import CoOccurrence, co_occurrence
    from handrail.interviews.crosstabs import Crosstab, crosstab
    from handrail.interviews.framework import Summary, read_framework, write_framework
    from handrail.interviews.framework_cells import FrameworkCell, FrameworkMatrix, framework_matrix
    from handrail.interviews.frequencies import WordCount, WordFrequencies, word_frequencies
    from handrail.interviews.media import Media, find_media
    from handrail.interviews.memos import Memo, read_memos
    from handrail.interviews.methods import METHODS
    from handrail.interviews.new_codes import GroupSaturation, Saturation, saturation
    from handrail.interviews.participants import Consent, Participant, read_participants
    from handrail.interviews.passages import passages_table
    from handrail.interviews.placing import Coding, place_codings
    from handrail.interviews.query import AllOf, AnyOf, Having, Near, Not, Of, Query, Words
    from handrail.interviews.query_parser import parse_query
    from handrail.interviews.reading import read_transcript
    from handrail.interviews.retrieval import Counts, Retrieval, retrieve
    from handrail.interviews.revision import Difference, compare_transcripts, reanchor
    from handrail.interviews.saturation_table import saturation_result
    from handrail.interviews.searching import Found, Hit, search
    from handrail.interviews.sheet import Sheet
    from handrail.interviews.sheet_file import sheet_bytes, write_sheet
    from handrail.interviews.spread import Spread, theme_spread
    from handrail.interviews.stop_lists import STOP_LANGUAGES, stop_words
    from handrail.interviews.themes import Theme, ThemeChange, check_themes, read_themes
    from handrail.interviews.transcript import Transcript, Turn
    from handrail.interviews.voices import INTERVIEWER_LABELS, check_speakers, speaker_of

__all__ = [
    "CHECKLISTS",
    "INTERVIEWER_LABELS",
    "METHODS",
    "STOP_LANGUAGES",
    "AgreementRow",
    "AllOf",
    "AnyOf",
    "Approval",
    "ChecklistAnswer",
    "ChecklistFacts",
    "ChecklistItem",
    "ChecklistSource",
    "CoOccurrence",
    "Code",
    "CodeAgreement",
    "Codebook",
    "Coding",
    "CodingEntry",
    "CodingFile",
    "Consent",
    "Counts",
    "Crosstab",
    "Difference",
    "Disagreement",
    "FilledItem",
    "Found",
    "FrameworkCell",
    "FrameworkMatrix",
    "GroupSaturation",
    "Having",
    "Hit",
    "Media",
    "Memo",
    "Near",
    "Not",
    "Of",
    "Participant",
    "Query",
    "Retrieval",
    "Saturation",
    "Sheet",
    "Spread",
    "Summary",
    "Theme",
    "ThemeChange",
    "Transcript",
    "Turn",
    "WordCount",
    "WordFrequencies",
    "Words",
    "agreement_result",
    "amount_words",
    "check_speakers",
    "check_themes",
    "co_occurrence",
    "code_agreement",
    "compare_transcripts",
    "crosstab",
    "fill_checklist",
    "find_media",
    "framework_matrix",
    "krippendorff_alpha",
    "parse_query",
    "passages_table",
    "place_codings",
    "read_answers",
    "read_codebook",
    "read_codings",
    "read_framework",
    "read_memos",
    "read_participants",
    "read_themes",
    "read_transcript",
    "reanchor",
    "retrieve",
    "saturation",
    "saturation_result",
    "search",
    "sheet_bytes",
    "speaker_of",
    "stop_words",
    "theme_spread",
    "word_frequencies",
    "write_framework",
    "write_sheet",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "CHECKLISTS": "checklist_items",
        "INTERVIEWER_LABELS": "voices",
        "METHODS": "methods",
        "STOP_LANGUAGES": "stop_lists",
        "AgreementRow": "agreement",
        "AllOf": "query",
        "AnyOf": "query",
        "Approval": "codings",
        "ChecklistAnswer": "checklists",
        "ChecklistFacts": "checklist_facts",
        "ChecklistItem": "checklist_items",
        "ChecklistSource": "checklist_items",
        "CoOccurrence": "cooccurrence",
        "Code": "codebook",
        "CodeAgreement": "agreement",
        "Codebook": "codebook",
        "Coding": "placing",
        "CodingEntry": "codings",
        "CodingFile": "codings",
        "Consent": "participants",
        "Counts": "retrieval",
        "Crosstab": "crosstabs",
        "Difference": "revision",
        "Disagreement": "agreement",
        "FilledItem": "checklists",
        "Found": "searching",
        "FrameworkCell": "framework_cells",
        "FrameworkMatrix": "framework_cells",
        "GroupSaturation": "new_codes",
        "Having": "query",
        "Hit": "searching",
        "Media": "media",
        "Memo": "memos",
        "Near": "query",
        "Not": "query",
        "Of": "query",
        "Participant": "participants",
        "Query": "query",
        "Retrieval": "retrieval",
        "Saturation": "new_codes",
        "Sheet": "sheet",
        "Spread": "spread",
        "Summary": "framework",
        "Theme": "themes",
        "ThemeChange": "themes",
        "Transcript": "transcript",
        "Turn": "transcript",
        "WordCount": "frequencies",
        "WordFrequencies": "frequencies",
        "Words": "query",
        "agreement_result": "agreement_table",
        "amount_words": "amounts",
        "check_speakers": "voices",
        "check_themes": "themes",
        "co_occurrence": "cooccurrence",
        "code_agreement": "agreement",
        "compare_transcripts": "revision",
        "crosstab": "crosstabs",
        "fill_checklist": "checklists",
        "find_media": "media",
        "framework_matrix": "framework_cells",
        "krippendorff_alpha": "alpha",
        "parse_query": "query_parser",
        "passages_table": "passages",
        "place_codings": "placing",
        "read_answers": "checklists",
        "read_codebook": "codebook",
        "read_codings": "codings",
        "read_framework": "framework",
        "read_memos": "memos",
        "read_participants": "participants",
        "read_themes": "themes",
        "read_transcript": "reading",
        "reanchor": "revision",
        "retrieve": "retrieval",
        "saturation": "new_codes",
        "saturation_result": "saturation_table",
        "search": "searching",
        "sheet_bytes": "sheet_file",
        "speaker_of": "voices",
        "stop_words": "stop_lists",
        "theme_spread": "spread",
        "word_frequencies": "frequencies",
        "write_framework": "framework",
        "write_sheet": "sheet_file",
    },
)

"""The room's methods, with their versions: read to see what is stale, so nothing heavy is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handrail.values.result import Method

# Raise a number when the same file or the same values would give another outcome.
_METHODS = (
    Method(
        "interviews.read_transcript",
        1,
        "Transcript read to plain text with its turns",
        "Positions are Unicode code points, as in REFI-QDA 1.5; subtitles after WebVTT (W3C) and SubRip",
    ),
    Method("interviews.read_participants", 1, "Participants and their consent read", "RFC 4180 (csv)"),
    Method("interviews.read_codebook", 1, "Codebook read", "TOML 1.0"),
    Method("interviews.read_codings", 1, "Codings read", "TOML 1.0"),
    Method("interviews.read_adjudications", 1, "Decisions where coders differed read", "TOML 1.0"),
    Method("interviews.read_themes", 1, "Themes read", "TOML 1.0"),
    Method("interviews.read_returned", 1, "What came back from other programs read", "TOML 1.0"),
    Method("interviews.read_memos", 1, "Memos counted and dated", "TOML 1.0"),
    Method("interviews.read_framework", 1, "Summaries of a framework matrix read", "TOML 1.0"),
    Method(
        "interviews.place_codings",
        1,
        "Quotations found in the transcripts, exactly as they stand",
        "Positions are Unicode code points, as in REFI-QDA 1.5",
    ),
    Method(
        "interviews.adjudicate",
        1,
        "Decisions held against the codings that differed; analyses read them in the codings' place",
        "MacQueen et al. 1998, Cultural Anthropology Methods 10(2), 31-36: coders who differ meet and decide",
    ),
    Method(
        "interviews.theme_spread",
        2,
        "Participants who support and who counter a theme",
        "Braun and Clarke 2006, Qualitative Research in Psychology 3, 77-101; counts describe the study's "
        "participants and estimate nothing",
    ),
    Method(
        "interviews.identifiers",
        1,
        "What may identify somebody, found by patterns and lists",
        "Deterministic; recall measured on synthetic interviews, see the manual's page on pseudonyms",
    ),
    Method(
        "interviews.code_agreement",
        2,
        "Krippendorff's alpha between coders, character by character, nominal",
        "Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, and 2018, Content Analysis, 4th "
        "edition; all codes together pooled as in De Vries et al. 2008, Field Methods 20, 272-282; "
        "percentile bootstrap over documents (Efron and Tibshirani 1993)",
    ),
    Method(
        "interviews.saturation",
        1,
        "New codes in runs of interviews, against the codes of the first ones, and over random orders",
        "Guest, Namey and Chen 2020, PLoS ONE 15(5), e0232076",
    ),
    Method(
        "interviews.co_occurrence",
        1,
        "Participants who spoke of two topics in the same place, in words",
        "Miles and Huberman 1994, Qualitative Data Analysis, 2nd edition; words describe the study's "
        "participants and estimate nothing",
    ),
    Method(
        "interviews.crosstab",
        1,
        "Participants of each group who spoke of a topic, in words",
        "Miles and Huberman 1994, Qualitative Data Analysis, 2nd edition; words describe the study's "
        "participants and estimate nothing",
    ),
    Method(
        "interviews.framework_matrix",
        1,
        "Framework matrix: the researchers' summaries by group and topic",
        "Ritchie and Spencer 1994, in Bryman and Burgess, Analyzing Qualitative Data, 173-194; Ritchie, "
        "Spencer and O'Connor 2003, in Ritchie and Lewis, Qualitative Research Practice, 219-262",
    ),
)

METHODS: Mapping[str, Method] = MappingProxyType({method.name: method for method in _METHODS})
"""Method name to method, for each step of the study that this room computes."""

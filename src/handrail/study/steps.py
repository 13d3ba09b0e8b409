"""Steps: which steps of a build the nodes of the evidence came from."""

from __future__ import annotations

from handrail.interviews.codings import ADJUDICATED
from handrail.study.adjudicate import adjudication_name
from handrail.study.session import Session
from handrail.values import Node


class Steps:
    """Which steps a node of the last build came from."""

    def __init__(self, session: Session) -> None:
        store = session.store
        self._strand: dict[str, str] = {}
        self._document: dict[str, str] = {}
        self._source: dict[str, str] = {}
        for source in store.sources():
            name = "" if source.kind == "survey" else f"/{source.kind}/{source.name}"
            self._source[f"source:{source.id}"] = f"read:{source.strand}{name}"
        for coding in store.codings():
            self._strand[f"passage:{coding.id}"] = coding.strand
            decided = coding.coder == ADJUDICATED
            self._document[f"passage:{coding.id}"] = (
                adjudication_name(coding.strand) if decided else f"place:{coding.strand}/{coding.document}"
            )
        for code in store.codes():
            self._strand[f"code:{code.id}"] = code.strand
        for theme in store.themes():
            self._strand[f"theme:{theme.name}"] = theme.strand

    def of(self, node: Node) -> tuple[str, ...]:
        """Return the steps of a node, with the team's files that it was read from."""
        strand = self._strand.get(node.id, "")
        if node.kind == "source":
            return (self._source.get(node.id, ""),)
        if node.kind == "passage":
            return (self._document.get(node.id, ""), f"read:{strand}/participants/*")
        if node.kind == "code":
            return (f"read:{strand}/codebook/*",)
        if node.kind == "theme":
            files = ("themes", "codings", "adjudications", "participants")
            return (node.id, f"theme:{strand}/*", *(f"read:{strand}/{kind}/*" for kind in files))
        return (node.id,)

    def is_stale(self, step: str, stale: set[str]) -> bool:
        """Return whether a step, or any of those that a pattern names, is stale."""
        if step.startswith("read:") and step.endswith("/*"):
            return any(one.startswith(step[:-1]) for one in stale)
        return step in stale

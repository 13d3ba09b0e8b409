"""Build: run what is stale, in one transaction, and write the documents at the end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handrail.disclosure import Released
from handrail.guideline import Guideline, read_guideline
from handrail.report import METHODS as REPORT_METHODS
from handrail.store import DATABASE_FILE, ResultRecord
from handrail.study.agreements import Agreements, agreement_name
from handrail.study.answers import Answers
from handrail.study.associations import Associations, model_name
from handrail.study.built import Built
from handrail.study.check_guideline import check_guideline, passages_asked_for
from handrail.study.clear_sources import ORIGINALS
from handrail.study.displays import DISPLAYS
from handrail.study.estimates import Estimates, estimate_name
from handrail.study.evidence import Evidence
from handrail.study.import_harmonised import import_surveys
from handrail.study.import_interviews import InterviewImport
from handrail.study.kept_work import KeptWork, forget_begun
from handrail.study.look import refuse_media_in
from handrail.study.open_identifiers import OpenIdentifiers, identifiers_name, refuse_open
from handrail.study.place import Strand
from handrail.study.planned_tables import planned_tables
from handrail.study.publish import digests, in_place, publish
from handrail.study.risks import Risks, risk_name, risk_steps
from handrail.study.runner import Outcome, Progress, Runner
from handrail.study.saturations import Saturations, saturation_name
from handrail.study.session import Prompt, Session, discard_store, open_session, refuse_when_expired
from handrail.study.shown import released_values
from handrail.study.survey_files import SurveyFiles, file_name, planned_files
from handrail.study.survey_tables import SurveyTables, table_names
from handrail.study.typologies import Typologies, typology_name, typology_steps
from handrail.study.withdrawal.tombstones import Tombstones, refuse_unfinished
from handrail.values import (
    DataError,
    DisclosureRefused,
    Graph,
    HandrailError,
    PlanError,
    UsageError,
    did_you_mean,
)


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes
    ----------
    ran, fresh, failed
        Names of steps.
    messages
        What is different in files that were read before.
    refusals
        What disclosure control withheld, in words.
    outputs
        The documents, where to look first.
    originals
        How many files lie in ``sources/`` that the store now holds.
    error
        Every problem of the failed steps, or None; the study is then as it was.
    """

    ran: list[str]
    fresh: list[str]
    failed: list[str]
    messages: list[str]
    refusals: list[str]
    outputs: list[Path]
    originals: int
    error: HandrailError | None


class _RollBack(Exception):  # noqa: N818 - it carries no error: the report does
    """Leaves the transaction without committing."""


def build_study(
    folder: Path,
    *,
    prompt: Prompt | None,
    progress: Progress,
    today: date,
    text_only: tuple[str, ...] = (),
) -> BuildReport:
    """Run every stale step of a study; nothing is kept unless all of them succeed.

    But for finished replicates of long steps: the next build goes on from them.

    Raises
    ------
    HandrailError
        When the study cannot be opened or its plan or guideline is wrong. Problems of single steps are in the
        report.
    Interrupted
        When a person stopped it and finished replicates are kept.
    """
    first, kept = not (folder / DATABASE_FILE).exists(), KeptWork()
    try:
        report = _build(folder, prompt, progress, today, text_only, kept)
    except BaseException as wrong:
        if first and not kept.saved:
            discard_store(folder)
        if kept.saved and isinstance(wrong, KeyboardInterrupt):
            raise kept.interrupted() from None
        raise
    if first and report.error is not None and not kept.saved:
        discard_store(folder)
    return report


def _build(  # noqa: PLR0917 - a build: all that it is made of
    folder: Path,
    prompt: Prompt | None,
    progress: Progress,
    today: date,
    text_only: tuple[str, ...],
    kept: KeptWork,
) -> BuildReport:
    with open_session(folder, prompt=prompt, create=True) as session:
        refuse_when_expired(session.plan, today)
        refuse_unfinished(session.store)
        refuse_media_in(folder / "guideline", session.plan.ethics.safeguarding_lead)
        guideline = read_guideline(folder / "guideline")
        work = Build(session, guideline, Runner(session.store, progress), text_only=text_only, kept=kept)
        try:
            with session.store.transaction():
                work.run()
                error = work.runner.error()
                if error is not None:
                    raise _RollBack
                forget_begun(session.store)
        except _RollBack:
            kept.save(session.store)
            return work.report(error, [])
        except BaseException:
            with suppress(HandrailError):
                kept.save(session.store)
            raise
        # Only what is committed is published: what left is then always in the ledger.
        return work.report(None, publish(folder, work.made) if work.made else [])


class Build:
    """One build (or, with a runner that only looks, one look at what is stale)."""

    def __init__(
        self,
        session: Session,
        guideline: Guideline,
        runner: Runner,
        *,
        text_only: tuple[str, ...] = (),
        kept: KeptWork | None = None,
    ) -> None:
        self.session, self.guideline, self.runner, self.text_only = session, guideline, runner, text_only
        self.built = Built(session, guideline)
        self.messages: list[str] = []
        self.refusals: list[str] = []
        self.kept = kept or KeptWork()
        self.made: dict[str, bytes] = {}
        self.identifiers: dict[str, ResultRecord] = {}
        self.evidence = ""
        """Digest of all that the documents are made from but the sign-offs, once nothing beneath is stale."""

    def run(self) -> None:
        """Run all steps in order."""
        plan = self.session.plan
        self.runner.progress.total(self._count())
        for part in plan.interviews:
            imported = InterviewImport(self.session, part, self.runner, text_only=self.text_only)
            imported.run()
            self.messages += imported.messages
            strand = Strand(self.session, self.runner, imported)
            strand.place()
            self.messages += strand.messages
            strand.spread()
            self.built.strands.append(strand)
            self._keep(agreement_name(part.id), Agreements(self.runner).step(strand))
            self._keep(saturation_name(part.id), Saturations(self.runner).step(strand))
            for name, made in planned_tables(strand, self.runner):
                self._keep(name, made)
            self._look_for_identifiers(strand)
        self._refuse_shared_themes()
        self._refuse_unknown_looks()
        for survey in plan.survey:
            read, changed = import_surveys(self.session, survey, self.runner)
            self.messages += changed
            if read is not None:
                self.built.surveys[survey.id] = read
        answers = Answers(self.session)
        self._read_files(answers)
        self._analyse(answers)
        if self.runner.look_only and (self.runner.ran or self.runner.failed):
            self.runner.ran.append("documents")  # something beneath them is stale
        elif not self.runner.failed:
            self._conclude()

    def _read_files(self, answers: Answers) -> None:
        """Read what lies beside each survey: its codebook, translation log and participant flow."""
        files, tables = SurveyFiles(answers, self.runner), SurveyTables(answers, self.runner)
        for survey in self.session.plan.survey:
            for kind in planned_files(survey):
                read = files.step(kind, survey, self.built.surveys.get(survey.id))
                self._keep(file_name(kind, survey), read)
            for name in table_names(self.session.plan, survey):
                self._keep(name, tables.step(name, survey, self.built.surveys.get(survey.id)))

    def _analyse(self, answers: Answers) -> None:
        plan, read = self.session.plan, self.built.surveys
        estimates, models = Estimates(answers, self.runner), Associations(answers, self.runner)
        typologies = Typologies(answers, self.runner, self.kept)
        for analysis in plan.analysis:
            self._keep(estimate_name(analysis), estimates.step(analysis, read.get(analysis.survey)))
        for model in plan.model:
            self._keep(model_name(model), models.step(model, read.get(model.survey)))
        for typology in plan.typology:
            self._keep(typology_name(typology), typologies.step(typology, read.get(typology.survey)))
        risks = Risks(answers, self.runner)
        for risk in plan.risk:
            self._keep(risk_name(risk), risks.step(risk, read.get(risk.survey)))

    def _look_for_identifiers(self, strand: Strand) -> None:
        looked = OpenIdentifiers(self.runner).step(strand)
        if looked is not None:
            self.identifiers[identifiers_name(strand.plan.id)] = looked

    def _keep(self, name: str, made: ResultRecord | None) -> None:
        if made is not None:
            self.built.results[name] = made

    def _refuse_shared_themes(self) -> None:
        seen: set[str] = set()
        for strand in self.built.strands:
            for theme in strand.themes:
                if theme in seen:
                    wrong = DataError.because(
                        "a theme's id is its own over all strands", f"'{theme}' twice", "rename one"
                    )
                    self.runner.fail(f"theme:{theme}", wrong)
                seen.add(theme)

    def _refuse_unknown_looks(self) -> None:
        known = [name for strand in self.built.strands for name in strand.imported.document_names()]
        tombstones = Tombstones(self.session.store)
        named = [*self.text_only, *(name for part in self.session.plan.interviews for name in part.text_only)]
        for name in named:
            # A document that was withdrawn may still be named in the plan.
            if Path(name).name not in known and not tombstones.document(Path(name).name):
                wrong = UsageError.because(
                    "text-only names a transcript of the study", f"'{name}'", did_you_mean(name, known)
                )
                self.runner.fail("text-only", wrong)

    def _count(self) -> int:
        plan = self.session.plan
        files = sum(
            2 * sum(len(self.session.locator.match(pattern)) for pattern in strand.documents)
            + 3
            + bool(strand.memos)
            + len(strand.codings)
            + 2 * bool(strand.adjudications)
            + (strand.saturation is not None)
            + sum(getattr(strand, kind) is not None for kind in DISPLAYS)
            + (strand.framework is not None)
            + 1
            for strand in plan.interviews
        )
        agreements = sum(strand.asks_for_agreement for strand in plan.interviews)
        analyses = len(plan.analysis) + len(plan.model)
        analyses += sum(len(typology_steps(typology)) for typology in plan.typology)
        files += sum(len(planned_files(survey)) + len(table_names(plan, survey)) for survey in plan.survey)
        analyses += sum(len(risk_steps(risk)) for risk in plan.risk)
        reads = sum(len(survey.files) + 2 * bool(survey.part) for survey in plan.survey)
        return files + agreements + reads + analyses + 1

    def _conclude(self) -> None:
        problems = check_guideline(
            self.guideline,
            self.session.plan,
            themes=[name for strand in self.built.strands for name in strand.themes],
            passages=[
                coding.name
                for strand in self.built.strands
                for coding in self.session.store.codings(strand.plan.id)
            ],
        )
        if problems:
            self.runner.fail("documents", PlanError(*problems))
            return
        try:
            refuse_open(self.identifiers)
        except DisclosureRefused as wrong:
            self.runner.fail("documents", wrong)
            return
        evidence = Evidence(self.session, self.guideline)
        graph = evidence.graph(self.built.strands, self.built.surveys, self.built.results)
        contents = {node.id: node.content for node in graph.nodes.values()}
        rows = [vars(row) | {"line": None} for row in self.guideline.joint_display]
        rows += [vars(term) for term in self.guideline.glossary]
        # What each node says is in its content; only the order of printing is not.
        order = [
            [one.id for one in self.guideline.findings],
            [one.id for one in self.guideline.recommendations],
        ]
        people = [self._people(strand) for strand in self.built.strands]
        people += [account for strand in self.built.strands for account in self._account(strand)]
        made_from = [contents, self.session.plan.model_dump(mode="json"), rows, order, people]
        for survey in self.session.plan.survey:
            beside = [file_name(kind, survey) for kind in planned_files(survey)] + list(
                table_names(self.session.plan, survey)
            )
            people += [self.built.results[name].content for name in beside]
        method = REPORT_METHODS["report.documents"]
        self.evidence = self.session.store.digester.of([method.version, made_from])
        # Signing is no change of what was signed: only the documents, which print it, are made again.
        signed = [[one.node, one.by, one.at] for one in self.session.store.sign_offs()]
        self.runner.step(
            "documents",
            "documents",
            method,
            [*made_from, signed],
            lambda: self._documents(graph),
            again=not self._outputs_there(),
        )

    def _people(self, strand: Strand) -> str | None:
        read = strand.imported.result("participants", strand.plan.participants)
        return None if read is None else read.content

    def _account(self, strand: Strand) -> list[str]:
        """Return the contents of what is printed of the researchers' own part in a reflexive analysis."""
        plan = strand.plan
        if plan.approach != "reflexive":
            return []
        read = [strand.imported.result("memos", plan.memos), strand.imported.result("themes", plan.themes)]
        return [one.content for one in read if one is not None]

    def _outputs_there(self) -> bool:
        have = self.session.store.result("documents")
        known = {} if have is None else have.body["outputs"]
        return in_place(self.session.folder, known, self.session.store.digester)

    def _documents(self, graph: Graph) -> Outcome:
        from handrail.study.editions import record_edition
        from handrail.study.manifest import note_manifest
        from handrail.study.outputs import make_outputs
        from handrail.study.release import record_release, review_all
        from handrail.study.worded import worded_tables

        self.session.store.put_graph(graph.nodes.values(), graph.edges)
        judged = review_all(
            self.session,
            self.built.strands,
            self.built.results,
            surveys=self.built.surveys,
            asked_for=passages_asked_for(self.guideline),
            worded=worded_tables(self.built),
        )
        self._refuse_unreleased_words(judged.review.released)
        self.built.told, self.built.attack = judged.told, judged.review.attack
        record_edition(self.session.store, graph, record_release(self.session, judged))
        # The team knows a passage by its own name; the random id is for what leaves.
        names = {node.id: f"{node.kind}:{node.data.get('name', '')}" for node in graph.nodes.values()}
        self.refusals = [
            f"{names[one.name] if one.name.startswith('passage:') else one.name}: {one.rule}; {one.remedy}"
            for one in judged.review.refused
        ]
        self.made = make_outputs(self.built, graph, judged.review.released)
        note_manifest(self.session.store, self.made)
        return Outcome(
            {
                "outputs": digests(self.made, self.session.store.digester),
                "evidence": self.evidence,
                "released": released_values(judged.review.released.tables.values()),
            }
        )

    def _refuse_unreleased_words(self, released: Released) -> None:
        from handrail.study.prose import refuse_unreleased_words, summaries_in, written_by_team

        documents = [
            document.text
            for strand in self.built.strands
            for document in self.session.store.documents(strand.plan.id)
        ]
        quoted = [quotation.text for quotation in released.quotations.values()]
        names = "\n".join(one.by for one in self.session.store.sign_offs())
        written = written_by_team(self.built) | summaries_in(released)
        written["the names of those who signed"] = names
        refuse_unreleased_words(written, documents, quoted)

    def _originals(self) -> int:
        names = {source.name for source in self.session.store.sources() if source.kind in ORIGINALS}
        inbox = self.session.folder / "sources"
        return (
            sum(path.is_file() and path.name in names for path in inbox.rglob("*")) if inbox.is_dir() else 0
        )

    def report(self, error: HandrailError | None, outputs: list[Path]) -> BuildReport:
        """Return what was done."""
        return BuildReport(
            ran=self.runner.ran,
            fresh=self.runner.fresh,
            failed=self.runner.failed,
            messages=self.messages,
            refusals=self.refusals,
            outputs=outputs,
            originals=self._originals(),
            error=error,
        )

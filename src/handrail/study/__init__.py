"""The study: plan, import, build, trace, withdraw; one file a verb, no statistics."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.study.build import BuildReport, build_study
    from handrail.study.check import CheckReport, check_study
    from handrail.study.demo import demonstration
    from handrail.study.editions import EditionChange, edition_changes
    from handrail.study.heads import HeadReport, check_head
    from handrail.study.new import new_study
    from handrail.study.plan import Plan
    from handrail.study.read_plan import parse_plan, read_plan
    from handrail.study.sign import SignReport, sign_study
    from handrail.study.status import StatusReport, study_status
    from handrail.study.trace import Trace, trace_node
    from handrail.study.verify import Verified, run_self_test
    from handrail.study.verify_report import ReportCheck, VerifyReport, check_report
    from handrail.study.withdrawal.tombstones import unfinished
    from handrail.study.withdrawal.withdraw import withdraw_from_study
    from handrail.study.withdrawal.withdraw_again import sweep_again
    from handrail.study.withdrawal.words import Decision, Withdrawal

__all__ = [
    "BuildReport",
    "CheckReport",
    "Decision",
    "EditionChange",
    "HeadReport",
    "Plan",
    "ReportCheck",
    "SignReport",
    "StatusReport",
    "Trace",
    "Verified",
    "VerifyReport",
    "Withdrawal",
    "build_study",
    "check_head",
    "check_report",
    "check_study",
    "demonstration",
    "edition_changes",
    "new_study",
    "parse_plan",
    "read_plan",
    "run_self_test",
    "sign_study",
    "study_status",
    "sweep_again",
    "trace_node",
    "unfinished",
    "withdraw_from_study",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "BuildReport": "build",
        "CheckReport": "check",
        "EditionChange": "editions",
        "HeadReport": "heads",
        "Decision": "withdrawal.words",
        "Plan": "plan",
        "ReportCheck": "verify_report",
        "SignReport": "sign",
        "StatusReport": "status",
        "Trace": "trace",
        "Verified": "verify",
        "VerifyReport": "verify_report",
        "Withdrawal": "withdrawal.words",
        "build_study": "build",
        "check_head": "heads",
        "check_report": "verify_report",
        "check_study": "check",
        "demonstration": "demo",
        "edition_changes": "editions",
        "new_study": "new",
        "parse_plan": "read_plan",
        "read_plan": "read_plan",
        "run_self_test": "verify",
        "sign_study": "sign",
        "study_status": "status",
        "sweep_again": "withdrawal.withdraw_again",
        "trace_node": "trace",
        "unfinished": "withdrawal.tombstones",
        "withdraw_from_study": "withdrawal.withdraw",
    },
)

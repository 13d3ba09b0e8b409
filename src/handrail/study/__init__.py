"""The study: plan, import, build, trace, withdraw; one file a verb, no statistics."""

from typing import TYPE_CHECKING

from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.study.build import BuildReport, build_study
    from handrail.study.check import CheckReport, check_study
    from handrail.study.demo import demonstration
    from handrail.study.new import new_study
    from handrail.study.plan import Plan
    from handrail.study.read_plan import parse_plan, read_plan
    from handrail.study.status import StatusReport, study_status
    from handrail.study.tombstones import unfinished
    from handrail.study.trace import Trace, trace_node
    from handrail.study.withdraw import withdraw_from_study
    from handrail.study.withdraw_again import sweep_again
    from handrail.study.withdrawal import Decision, Withdrawal

__all__ = [
    "BuildReport",
    "CheckReport",
    "Decision",
    "Plan",
    "StatusReport",
    "Trace",
    "Withdrawal",
    "build_study",
    "check_study",
    "demonstration",
    "new_study",
    "parse_plan",
    "read_plan",
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
        "Decision": "withdrawal",
        "Plan": "plan",
        "StatusReport": "status",
        "Trace": "trace",
        "Withdrawal": "withdrawal",
        "build_study": "build",
        "check_study": "check",
        "demonstration": "demo",
        "new_study": "new",
        "parse_plan": "read_plan",
        "read_plan": "read_plan",
        "study_status": "status",
        "sweep_again": "withdraw_again",
        "trace_node": "trace",
        "unfinished": "tombstones",
        "withdraw_from_study": "withdraw",
    },
)

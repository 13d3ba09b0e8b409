"""The study: plan, import, build, trace; one file a verb, no statistics."""

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
    from handrail.study.sign import SignReport, forget_in_sign_offs, sign_study
    from handrail.study.status import StatusReport, study_status
    from handrail.study.trace import Trace, trace_node
    from handrail.study.verify import Verified, run_self_test
    from handrail.study.verify_report import ReportCheck, VerifyReport, check_report

__all__ = [
    "BuildReport",
    "CheckReport",
    "EditionChange",
    "HeadReport",
    "Plan",
    "ReportCheck",
    "SignReport",
    "StatusReport",
    "Trace",
    "Verified",
    "VerifyReport",
    "build_study",
    "check_head",
    "check_report",
    "check_study",
    "demonstration",
    "edition_changes",
    "forget_in_sign_offs",
    "new_study",
    "parse_plan",
    "read_plan",
    "run_self_test",
    "sign_study",
    "study_status",
    "trace_node",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "BuildReport": "build",
        "CheckReport": "check",
        "EditionChange": "editions",
        "HeadReport": "heads",
        "Plan": "plan",
        "ReportCheck": "verify_report",
        "SignReport": "sign",
        "StatusReport": "status",
        "Trace": "trace",
        "Verified": "verify",
        "VerifyReport": "verify_report",
        "build_study": "build",
        "check_head": "heads",
        "check_report": "verify_report",
        "check_study": "check",
        "demonstration": "demo",
        "edition_changes": "editions",
        "forget_in_sign_offs": "sign",
        "new_study": "new",
        "parse_plan": "read_plan",
        "read_plan": "read_plan",
        "run_self_test": "verify",
        "sign_study": "sign",
        "study_status": "status",
        "trace_node": "trace",
    },
)

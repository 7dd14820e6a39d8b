"""The plan: plan.yaml and case.yaml, the two files of a case that a person owns.

    plan = load_plan(folder / "plan.yaml", knowledge)
    known = covered(plan, sources)
    proposal = settle(plan, whole=…, fresh=…, sources=sources, knowledge=knowledge, alone=…)
    write_plan(folder / "plan.yaml", extend(plan.text, proposal, known), was=plan.text)

Pages that the plan mentions are the person's; the machine only adds what stands nowhere yet.
"""

from packet.plan.case import load_case, new_case, office_folder
from packet.plan.reading import Entry, Omission, Plan, covered, load_plan, parse_plan
from packet.plan.settling import settle
from packet.plan.writing import extend, keep_old, write_plan

__all__ = [
    "Entry",
    "Omission",
    "Plan",
    "covered",
    "extend",
    "keep_old",
    "load_case",
    "load_plan",
    "new_case",
    "office_folder",
    "parse_plan",
    "settle",
    "write_plan",
]

#!/usr/bin/env python3
"""An independent reading of the law gate: facts in, decision out, one JSON object a line.

Written from the reference pages alone.  README.md numbers every place where they are silent or can
be read in two ways; some readings can be switched:

    oracle.py --choice domestic_own=holder < facts.jsonl
"""
import json
import sys

import canada
import codes
import india
from case import Case
from wellformed import faults_of, utc
from words import CATEGORIES, CHOICES, FINTRAC, FUNCTIONS, PURPOSES

# ---------------------------------------------------------------- steps 1 to 3: unknown words, strip, basis

def unknown_words(case):
    if set(case.f["categories"]) - CATEGORIES:
        case.stop("unknown category", "decision-facts step 1")
    if case.function not in FUNCTIONS:
        case.stop("unknown recipient function", "decision-facts step 1")
    if case.purpose not in PURPOSES:
        case.stop("unknown purpose", "decision-facts step 1")


def nothing_left(case):
    if case.f["categories"] and not case.categories:
        case.stop("nothing left after stripping")


def prohibition(case):
    """The holder's prohibition, named where a basis is wanting."""
    if case.in_india_held:
        return ("MHA Guidelines on MLA 2019",)
    if not case.in_canada_held:
        return ("no pack for the holder's state",)
    return {"CBSA": ("Customs Act s. 107(2)", "Customs Act s. 107(8)"),
            "FINTRAC": ("PCMLTFA s. 55(1)",),
            "CSIS": ("CSIS Act s. 17(1)(b)", "CSIS Act s. 19(1)"),
            "CSE": ("CSE Act s. 54",), "CCCS": ("CSE Act s. 54",)}.get(case.holder[1], ("Privacy Act s. 8(1)",))


def look_for_basis(case):
    if case.in_canada_held:
        canada.canada_basis(case)
    elif case.in_india_held:
        india.india_basis(case)
    if (CHOICES["domestic_own"] == "holder" and not case.foreign and not case.owned_abroad
            and case.holder != FINTRAC and case.act not in ("notice", "export")):
        case.basis("the holder's own law at home")
    if CHOICES["court_needs_instrument"] == "no" and canada.executed_request(case):
        case.basis("executed request", "MLACMA s. 44")
    if not case.bases:
        case.stop("no basis", *prohibition(case))


# ---------------------------------------------------------------- approvals

def missing_roles(case):
    """Roles still missing: the author's own and late approvals fall away, each person fills one role."""
    offers = [(a["role"], a["by"]) for a in case.f["approvals"]
              if a["by"] != case.f["author"] and utc(a["at"]) <= case.at
              and a["role"] in case.needs and a["role"] != "ORIGINATOR"]
    filled = {}                                            # role -> person

    def seat(role, tried):
        for offered, person in offers:
            if offered != role or person in tried:
                continue
            tried.add(person)
            other = next((r for r, p in filled.items() if p == person), None)
            if other is None or seat(other, tried):
                filled[role] = person
                return True
        return False

    for role, _ in offers:                                 # in the order they were given
        if role not in filled:
            seat(role, set())
    return case.needs - set(filled)


# ---------------------------------------------------------------- the decision

PROVISIONS = (
    codes.advocacy_political_military, canada.mistreatment_risk, canada.tainted_information,
    canada.canadian_person_review, canada.asylum, canada.visa_biometrics, canada.fraud_and_immigration,
    canada.fintrac_reasons, canada.fintrac_material_elsewhere, canada.youth_records, canada.export_window,
    canada.canadian_evidence, canada.court_use_of_foreign_material, canada.canadian_interception,
    canada.death_penalty,
    india.indian_evidence, india.critical_infrastructure, india.cert_in_clock, india.indian_interception,
    codes.material_of_another_owner, codes.europol_codes, codes.pap, codes.classification_ceiling,
    codes.records_on_personal_data,
    codes.default_caveat, codes.life_threat_lane, codes.handling_codes_travel,
)


def outcome_of(case, missing):
    if case.stops:
        return "forbid"
    if missing:
        return "needs"
    return "conditions" if case.conditions or case.strip else "permit"


def decide(facts):
    case = Case(facts)
    unknown_words(case)
    canada.strip_human_source(case)
    canada.strip_canadian_identity(case)
    codes.strip_notice_fields(case)
    nothing_left(case)
    look_for_basis(case)
    for provision in PROVISIONS:
        provision(case)
    missing = missing_roles(case)
    outcome = outcome_of(case, missing)
    if case.act == "notice" and outcome in ("permit", "conditions"):
        case.task("hold_export_until_no_objection_or_7_days", "SOR/2002-359 s. 34(e)")
    if case.lane and (outcome != "forbid" or CHOICES["review_on_forbid"] == "yes"):
        case.task("review_within_24h")
    return {
        "outcome": outcome,
        "needs": sorted(missing) if outcome == "needs" else [],
        "conditions": [] if outcome == "forbid" else sorted(case.conditions),
        "strip": sorted(case.strip),
        "tasks": sorted(case.tasks),
        "existence": "protected" if case.protected and outcome in ("forbid", "needs") else "open",
        "cites": sorted(case.cites),
    }


def no_twins(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("a field stands twice")
    return dict(pairs)


def no_constant(name):
    raise ValueError(f"{name} is not JSON")


def judge(line):
    try:
        facts = json.loads(line, object_pairs_hook=no_twins, parse_constant=no_constant)
    except (ValueError, RecursionError) as fault:
        return {"refused": [f"not JSON: {fault}"]}
    faults = faults_of(facts)
    return {"refused": faults} if faults else decide(facts)


def judge_bytes(line):
    try:
        return judge(line.decode("utf-8"))
    except UnicodeDecodeError:
        return {"refused": ["not JSON: not UTF-8"]}


def set_choices(words):
    for word in words:
        name, _, value = word.partition("=")
        if name not in CHOICES:
            sys.exit(f"unknown choice {name}; known: {', '.join(CHOICES)}")
        CHOICES[name] = value


def main():
    words = sys.argv[1:]
    if words[0::2] != ["--choice"] * (len(words) // 2) or len(words) % 2:
        sys.exit("usage: oracle.py [--choice NAME=VALUE]... < facts.jsonl")
    set_choices(words[1::2])
    for line in sys.stdin.buffer:
        if line.strip():
            print(json.dumps(judge_bytes(line)))


if __name__ == "__main__":
    main()

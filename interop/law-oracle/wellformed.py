"""Is this JSON object a facts object at all?  Every fault is listed; nothing is decided here.

Closed lists follow the fact table of decision-facts.md.  Category, recipient function and
purpose are open on purpose: an unknown word there is decided (forbid), not refused.
"""
import re
from datetime import date, datetime, timezone

ACTS = {"release", "request", "onward", "use", "use_active", "use_in_court", "match", "notice", "export"}
CHANNELS = {"liaison", "central_authority", "fiu", "cert", "pen"}
URGENCIES = {"routine", "urgent", "life_threat"}
OFFENCES = {"none", "drug", "ml", "tf", "sanctions", "terrorism", "fraud", "extortion", "robbery",
            "homicide", "cyber", "immigration", "public_order", "tax", "other"}
STATUSES = {"citizen", "pr", "claimant", "protected", "refused", "other"}
METHODS = {"own", "interception", "visa_application", "border", "human", "technical", "open"}
CONSENTS = {"not_needed", "not_asked", "given", "refused"}
LIKELIHOODS = {"none", "possible", "likely"}
TLPS = {"RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"}
PAPS = {"RED", "AMBER", "GREEN", "CLEAR"}
HANDLINGS = {"H0", "H1", "H2", "H3"}
GRADE_SOURCES = {"A", "B", "C", "D", "E", "F", "X"}
KINDS = {"MLAT", "EXTRADITION", "POLICE_ARRANGEMENT", "CUSTOMS_ARRANGEMENT", "IMMIGRATION_ARRANGEMENT",
         "FRAUD_ARRANGEMENT", "FIU_MOU", "CERT_ARRANGEMENT", "CSIS_17_1_B", "GSOIA"}
RISKS = {"none", "mitigable", "undetermined", "unmitigable", "not_assessed"}
RISK_STEPS = {"none", "low", "medium", "substantial"}
ROLES = {"CA-RO", "CA-SUP", "CA-DH", "CA-HC", "CA-MIN-PS", "CA-MIN-JUS", "CA-MIN-IRCC",
         "IN-RO", "IN-SUP", "IN-MHA", "IN-HS", "IN-NC", "IN-CERT", "IN-NCIIPC", "ORIGINATOR"}
ASSURANCES = {"no_death_penalty", "no_mistreatment", "use_limit", "no_onward", "return_or_destroy",
              "speciality", "taint_stated"}

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
PARTY = re.compile(r"[^:]+:[^:]+")


def utc(text):
    """The instant an RFC 3339 text names, or None."""
    if not isinstance(text, str) or not TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def day(text):
    if not isinstance(text, str) or not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# A check is a function (value, path, faults).

def text(value, path, faults):
    if not isinstance(value, str):
        faults.append(f"{path}: not a string")


def truth(value, path, faults):
    if not isinstance(value, bool):
        faults.append(f"{path}: not true or false")


def number(value, path, faults):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        faults.append(f"{path}: not a number")


def whole(value, path, faults):
    if isinstance(value, bool) or not (isinstance(value, int) or isinstance(value, float) and value.is_integer()):
        faults.append(f"{path}: not a whole number")


def instant(value, path, faults):
    if utc(value) is None:
        faults.append(f"{path}: not an RFC 3339 time")


def calendar_day(value, path, faults):
    if day(value) is None:
        faults.append(f"{path}: not a day")


def party(value, path, faults):
    if not isinstance(value, str) or not PARTY.fullmatch(value):
        faults.append(f"{path}: not a party like CA:RCMP")


def one_of(words):
    def check(value, path, faults):
        if not isinstance(value, str) or value not in words:
            faults.append(f"{path}: not one of the closed list")
    return check


def or_null(inner):
    def check(value, path, faults):
        if value is not None:
            inner(value, path, faults)
    return check


def list_of(inner):
    def check(value, path, faults):
        if not isinstance(value, list):
            faults.append(f"{path}: not a list")
            return
        for index, item in enumerate(value):
            inner(item, f"{path}[{index}]", faults)
    return check


def record(required, optional=None):
    optional = optional or {}

    def check(value, path, faults):
        if not isinstance(value, dict):
            faults.append(f"{path or 'facts'}: not an object")
            return
        for name in required:
            if name not in value:
                faults.append(f"{path}.{name}: missing".lstrip("."))
        for name, item in value.items():
            inner = required.get(name) or optional.get(name)
            where = f"{path}.{name}".lstrip(".")
            if inner is None:
                faults.append(f"{where}: unknown field")
            else:
                inner(item, where, faults)
    return check


def information_grade(value, path, faults):
    before = len(faults)
    whole(value, path, faults)
    if len(faults) == before and not 1 <= value <= 6:
        faults.append(f"{path}: not 1 to 6")


AGENCY = record({"state": text, "agency": text})
NAMED_SUBJECT = record(
    {"identified": truth, "nationality": text, "in_canada": truth, "status": one_of(STATUSES)},
    {"age_at_event": whole, "persecution_state": or_null(text), "youth_access_period_open": truth})
NAMELESS_SUBJECT = record({"identified": truth})


def subject(value, path, faults):
    named = isinstance(value, dict) and value.get("identified") is True
    (NAMED_SUBJECT if named else NAMELESS_SUBJECT)(value, path, faults)


FACTS = record({
    "at": instant,
    "act": one_of(ACTS),
    "channel": one_of(CHANNELS),
    "urgency": one_of(URGENCIES),
    "holder": AGENCY,
    "recipient": record({"state": text, "agency": text, "function": text}),
    "purpose": text,
    "offence": record({"class": one_of(OFFENCES), "political": truth, "military": truth,
                       "death_exposed": truth, "max_years": or_null(whole)}),
    "categories": list_of(text),
    "subject": subject,
    "source": record({"method": one_of(METHODS), "owner": or_null(AGENCY),
                      "third_party_consent": one_of(CONSENTS), "lawful_order": or_null(truth),
                      "order_confirmed": or_null(truth), "order_age_working_days": or_null(whole),
                      "mistreatment_likelihood": one_of(LIKELIHOODS)}),
    "marking": record({"system": or_null(one_of({"CA", "IN"})), "level": or_null(text),
                       "tlp": or_null(one_of(TLPS)), "pap": or_null(one_of(PAPS)),
                       "handling": list_of(one_of(HANDLINGS)),
                       "grade": or_null(record({"source": or_null(one_of(GRADE_SOURCES)),
                                                "information": or_null(information_grade)}))}),
    "instruments": list_of(record({"id": text, "kind": one_of(KINDS), "parties": list_of(party),
                                   "purposes": list_of(text), "in_force": truth,
                                   "valid_from": calendar_day, "valid_to": or_null(calendar_day),
                                   "verified": truth})),
    "designations": list_of(text),
    "risk": record({"mistreatment": one_of(RISKS)},
                   {"baseline": one_of(RISK_STEPS), "residual": one_of(RISK_STEPS)}),
    "author": text,
    "approvals": list_of(record({"role": one_of(ROLES), "by": text, "at": instant})),
    "assurances": list_of(one_of(ASSURANCES)),
    "notes": record({"necessity": truth, "proportionality": truth, "accuracy": truth, "reasons": truth}),
    "caveats_accepted": truth,
    "evidential_use": truth,
    "consignment": or_null(record(
        {"substance_cas": text, "substance_name": text, "quantity_kg": number,
         "class_ca": or_null(one_of({"A", "B"})), "applicant_consent": truth, "fields": list_of(text),
         "full_days_since_notice": whole, "objection_on_day": or_null(whole)},
        {"no_objection_on_day": whole})),
    "incident": or_null(record({"hours_since_noticed": number, "cert_in_reported": truth,
                                "designated_cii": truth})),
}, {"relationship": one_of({"client_need_to_know"})})


def faults_of(value):
    """Every fault of a would-be facts object; an empty list means it may be decided."""
    faults = []
    FACTS(value, "", faults)
    return sorted(faults)

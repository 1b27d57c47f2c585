"""What speaks for both states: treaties, marking codes, the owner's consent, records and caveats."""
from canada import executed_request
from case import alive, covers
from words import CHOICES, NOTICE_FIELDS, PASSING, UNDER_CEILING

# ---------------------------------------------------------------- treaties

def strip_notice_fields(case):
    """PCR 91(5), UN 1988 12(10)(a): the whitelist of a pre-export notice."""
    if case.act == "notice" and case.consignment:
        outside = set(case.consignment["fields"]) - NOTICE_FIELDS
        if outside:
            case.strip |= outside
            case.cites.update({"SOR/2002-359 s. 91(5)", "UN 1988 Convention art. 12(10)(a)"})


def advocacy_political_military(case):
    """Privacy Act 8(1), Charter 2(b), INTERPOL art. 3; both states.  Extradition Act 46(2) takes two out."""
    offence = case.f["offence"]
    if (case.foreign and ("advocacy" in case.categories or offence["political"] or offence["military"])
            and offence["class"] not in ("homicide", "extortion")):
        case.stop("advocacy, political or military", "Privacy Act s. 8(1)", "Charter s. 2(b)",
                  "INTERPOL Constitution art. 3", "SCIDA s. 2(2)")


# ---------------------------------------------------------------- codes and records

def tlp_permits(case):
    tlp = case.f["marking"]["tlp"]                       # null reads as AMBER+STRICT: never permits
    if tlp == "AMBER":
        return case.f.get("relationship") == "client_need_to_know"
    return tlp in ("GREEN", "CLEAR")


def material_of_another_owner(case):
    """Third-party rule and TLP 2.0: consent, or the owner's standing permission."""
    if not case.owned_by_another:
        return
    if case.act in PASSING | {"use_in_court"}:
        executed = executed_request(case) and CHOICES["executed_is_consent"] == "yes"
        if case.consent == "refused":
            case.protected = True
            case.stop("the owner refused", "TLP 2.0", "third-party rule")
        elif case.consent != "given" and not executed and not tlp_permits(case):
            case.protected = True
            case.need("ORIGINATOR", "TLP 2.0", "third-party rule")
    if case.act != "export":
        case.condition({"no_onward"}, "TLP 2.0")


def europol_codes(case):
    """H1: not in court or as evidence, H2: not passed on, without the provider's permission."""
    if not case.owned_by_another or case.consent == "given":
        return
    in_court = case.act == "use_in_court" or case.evidential
    if "H1" in case.handling and in_court:
        case.need("ORIGINATOR", "Europol handling code H1")
        case.protected |= case.act in PASSING | {"use_in_court"}
    if "H2" in case.handling and case.act in PASSING:
        case.need("ORIGINATOR", "Europol handling code H2")
        case.protected = True


def pap(case):
    if case.act == "use_active" and case.f["marking"]["pap"] in ("RED", "AMBER"):
        case.stop("PAP does not allow active use", "PAP")


def classification_ceiling(case):
    """Above Protected B / Restricted nothing crosses without a security-of-information agreement."""
    level = case.f["marking"]["level"]
    if not case.foreign or level is None or level in UNDER_CEILING:
        return
    for instrument in case.f["instruments"]:
        if (instrument["kind"] == "GSOIA" and alive(case, instrument)
                and covers(instrument, case.holder) and covers(instrument, case.recipient)
                and (CHOICES["gsoia_purpose"] == "no" or case.purpose in instrument["purposes"])):
            return
    case.stop("above the ceiling of the channel", "GSOIA ceiling (ours)")


def records_on_personal_data(case):
    """Necessity, proportionality, accuracy and grade: else the supervisor of the holder's state."""
    if case.act not in PASSING or not case.personal:
        return
    notes, grade = case.f["notes"], case.f["marking"]["grade"]
    graded = grade is not None and grade["source"] is not None and grade["information"] is not None
    if not (notes["necessity"] and notes["proportionality"] and notes["accuracy"] and graded):
        case.need(case.supervisor(), "Privacy Act s. 8(2)(a)" if case.in_canada_held else "Puttaswamy (2017)")


# ---------------------------------------------------------------- conditions

def plain_enough(case):
    """The four things that may cross without the default caveat."""
    if case.act == "export" and case.in_canada_held:
        return True
    if "pre-export notice" in case.bases:
        return True
    if case.categories == {"cyber_indicator"} and not case.identified:
        return True
    return case.holder == ("CA", "CBSA") and not case.personal and not case.owned_by_another


def default_caveat(case):
    if case.foreign and not plain_enough(case):
        case.condition({"use_limit", "no_onward"}, "UN 1988 Convention art. 7(13)")


def life_threat_lane(case):
    if case.lane:
        case.condition({"life_safety_only"})


def handling_codes_travel(case):
    if CHOICES["handling_travels"] == "yes" and case.act != "export":
        codes = case.handling & {"H1", "H2", "H3"}
        case.condition(codes, *(f"Europol handling code {code}" for code in codes))

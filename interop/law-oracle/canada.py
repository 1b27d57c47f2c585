"""Canada: what must go first, on which basis it may be released, what stops it or waits.

Section 2 of law-and-codes.md, one function a provision.
"""
from case import counting, counts_between, notice_form
from words import CHOICES, FINTRAC, GENERAL_KINDS, IMPERSONAL, PASSING, USES

# ---------------------------------------------------------------- strip

def strip_human_source(case):
    """CSIS Act 18, 18.1: whoever in Canada holds it."""
    if case.in_canada_held and "human_source" in case.categories:
        case.categories.discard("human_source")
        case.strip.add("human_source")
        case.cites.add("CSIS Act ss. 18, 18.1")


def strip_canadian_identity(case):
    """CSE Act 43-45: a Canadian person goes only to a recipient named by ministerial order."""
    if case.holder not in (("CA", "CSE"), ("CA", "CCCS")) or not case.canadian_person:
        return
    case.cites.update({"CSE Act s. 43", "CSE Act s. 44", "CSE Act s. 45"})
    if f"CSE-45:{case.recipient[0]}:{case.recipient[1]}" in case.f["designations"]:
        return
    if case.lane and CHOICES["cse_46_lane"] == "yes":
        case.cites.add("CSE Act s. 46")
        return
    personal = case.categories - IMPERSONAL
    case.strip |= personal
    case.categories -= personal
    case.subject = {"identified": False}


# ---------------------------------------------------------------- basis

def only_an_instrument_will_do(case):
    """2.8: purposes fraud and immigration_enforcement."""
    return CHOICES["fraud_only_instrument"] == "yes" and case.purpose in ("fraud", "immigration_enforcement")


def canada_basis(case):
    export_basis(case)
    canada_notice_basis(case)
    agency = case.holder[1]
    if agency == "FINTRAC":
        fintrac_basis(case)
    elif agency == "CSIS" and case.foreign:
        csis_basis(case)
    elif agency in ("CSE", "CCCS") and case.foreign:
        cse_basis(case)
    elif agency == "CBSA" and case.foreign:
        cbsa_basis(case)
    else:
        privacy_act_basis(case)


def export_basis(case):
    """PCR 34(e), 71(d): the export rule carries itself; its stops are in export_window."""
    if (case.act == "export" and case.foreign and case.consignment
            and CHOICES["export_holder"] in ("any", case.holder[1])):
        class_b = case.consignment["class_ca"] == "B"
        case.basis("precursor export", f"SOR/2002-359 s. {'71(d)' if class_b else '34(e)'}")


def canada_notice_basis(case):
    """PCR 91(5), and 32(1)(k) for Class A: the applicant's consent."""
    if not notice_form(case) or case.holder != ("CA", "HC") or only_an_instrument_will_do(case):
        return
    if case.consignment["class_ca"] == "A" and not case.consignment["applicant_consent"]:
        case.cites.add("SOR/2002-359 s. 32(1)(k)")
        if CHOICES["notice_consent"] == "forbid":
            return
        case.need("CA-HC")
    case.basis("pre-export notice", "SOR/2002-359 s. 91(5)", "SOR/2002-359 s. 32(1)(k)",
               "SOR/2002-359 s. 34(e)", "UN 1988 Convention art. 12(10)(a)", "UN 1988 Convention art. 12(11)")


def fintrac_basis(case):
    """PCMLTFA 55(1), 56, 56.1: to a financial intelligence unit, under a memorandum, for its offences."""
    memorandum = counting(case, {"FIU_MOU"})
    if (case.function == "fiu" and memorandum and case.f["offence"]["class"] in ("ml", "tf", "sanctions")
            and {"use_limit", "no_onward"} <= case.assurances):
        case.basis("FIU memorandum", "PCMLTFA s. 56", "PCMLTFA s. 56.1")
    else:
        case.stop("FINTRAC: no path", "PCMLTFA s. 55(1)", "PCMLTFA s. 56.1")


def csis_basis(case):
    """CSIS Act 17(1)(b): an approved arrangement that names that exact service."""
    if counting(case, {"CSIS_17_1_B"}):
        case.basis("CSIS arrangement", "CSIS Act s. 17(1)(b)")
    else:
        case.stop("CSIS: no arrangement with that service", "CSIS Act s. 17(1)(b)", "CSIS Act s. 19(1)")


def cse_basis(case):
    """CSE Act 54; 46 where life is in imminent danger."""
    if counting(case, {"CERT_ARRANGEMENT"}):
        case.basis("CSE arrangement", "CSE Act s. 54")
    if case.lane and CHOICES["cse_46_lane"] == "yes":
        case.basis("imminent danger", "CSE Act s. 46")


def cbsa_basis(case):
    """Customs Act 107(8), 107(4)(g), 107(4)(e)."""
    if counting(case, GENERAL_KINDS):
        case.basis("written arrangement", "Customs Act s. 107(8)")
    if not case.personal and not only_an_instrument_will_do(case):
        case.basis("identifies nobody", "Customs Act s. 107(4)(g)")
    if case.lane:
        case.basis("life, health or safety", "Customs Act s. 107(4)(e)")


def privacy_act_basis(case):
    """Privacy Act 8(2)(f); 8(2)(m) in the life-threat lane for RCMP, IRCC and HC."""
    for instrument in counting(case):
        case.basis(instrument["kind"], "Privacy Act s. 8(2)(f)")
    if case.lane and case.holder[1] in ("RCMP", "IRCC", "HC"):
        relied_on = not case.bases
        case.basis("public interest", "Privacy Act s. 8(2)(m)")
        if relied_on:
            case.need("CA-DH", "Privacy Act s. 8(2)(m)")
            case.task("privacy_commissioner_notice", "Privacy Act s. 8(5)")


# ---------------------------------------------------------------- stops, needs and conditions

def mistreatment_risk(case):
    """ACMFEA directions ss. 1-2: a risk to an individual, from a Canadian holder or asker."""
    if not (case.in_canada_held and case.foreign and case.identified):
        return
    risk = case.f["risk"]["mistreatment"]
    direction = "Avoiding Complicity in Mistreatment by Foreign Entities Act, Directions ss. 1-2"
    if risk == "not_assessed":
        case.need("CA-SUP", direction)
    elif risk == "undetermined":
        case.need("CA-DH", direction)
        case.task("notify_review_body", direction)
    elif risk == "mitigable":
        case.condition({"accuracy_note"}, direction)
        measures = case.f["caveats_accepted"] and "no_mistreatment" in case.assurances
        if not measures and not case.lane:
            case.stop("measures against mistreatment not taken", direction)
    elif risk == "unmitigable":
        case.stop("unmitigable risk of mistreatment", direction)


def tainted_information(case):
    """Directions s. 3, CAT 15: got by mistreatment."""
    as_evidence = case.evidential or case.act == "use_in_court"
    likelihood = case.f["source"]["mistreatment_likelihood"]
    if likelihood == "none" or not (case.act in PASSING or as_evidence):
        return
    if not case.in_canada_held and CHOICES["taint_binds_india"] == "no":
        return
    cites = ("Avoiding Complicity in Mistreatment by Foreign Entities Act, Directions s. 3", "CAT art. 15")
    if likelihood == "possible":
        if case.in_canada_held:
            case.need("CA-SUP", *cites)
    elif case.lane and not as_evidence and "taint_stated" in case.assurances:
        if case.in_canada_held:
            case.need("CA-DH", *cites)
            case.task("notify_review_body", *cites)
    else:
        case.stop("likely got by mistreatment", *cites)


def canadian_person_review(case):
    """2.5 (ours; Charter 8, Privacy Act 8(1)): in the lane the review comes after."""
    if (case.holder in (("CA", "RCMP"), ("CA", "CBSA"), ("CA", "IRCC")) and case.foreign
            and case.canadian_person and not case.lane):
        case.need("CA-SUP", "Charter s. 8", "Privacy Act s. 8(1)")


def asylum_facts_towards_persecution(case):
    claim = "asylum" in case.categories or case.identified and case.subject["status"] in ("claimant", "protected")
    state = case.subject.get("persecution_state") if case.identified else None
    return claim and state is not None and state == case.recipient[0]


def asylum(case):
    """IRPA 166(c), IRPR 315.3 pattern, Refugee Convention."""
    if asylum_facts_towards_persecution(case):
        case.protected = True
        if case.in_canada_held:
            case.stop("asylum facts towards the state of persecution", "IRPA s. 166(c)", "Privacy Act s. 8(1)",
                      "IRPR s. 315.3", "1951 Refugee Convention art. 33")


def visa_biometrics(case):
    """IRPR 13.11."""
    if (case.in_canada_held and case.foreign and "biometric" in case.categories
            and case.f["source"]["method"] == "visa_application"):
        case.stop("visa biometrics stay in Canada", "IRPR s. 13.11")


def fraud_and_immigration(case):
    """2.8 (ours; Privacy Act 8(2)(f)): a named person needs the supervisor."""
    if case.in_canada_held and case.purpose in ("fraud", "immigration_enforcement") and case.identified:
        case.need("CA-SUP", "Privacy Act s. 8(2)(f)")


def fintrac_reasons(case):
    """PCMLTFA 56.1(4)."""
    if case.holder == FINTRAC and not case.f["notes"]["reasons"]:
        case.need("CA-SUP", "PCMLTFA s. 56.1(4)")


def fintrac_material_elsewhere(case):
    """PCMLTFA 56(3), Egmont: onward or as evidence only with FINTRAC's consent, for listed purposes only."""
    if case.owner != FINTRAC or case.holder == FINTRAC or case.act not in PASSING | USES:
        return
    as_evidence = case.evidential or case.act == "use_in_court"
    if (case.act in PASSING or as_evidence) and case.consent != "given":
        case.need("ORIGINATOR", "PCMLTFA s. 56(3)", "Egmont principles")
        if case.act in PASSING | {"use_in_court"}:
            case.protected = True
    if not case.in_canada_held:
        listed = [i for i in case.f["instruments"] if i["kind"] in ("FIU_MOU", "MLAT", "EXTRADITION")
                  and counts_between(case, i, (case.owner, case.holder))]
        if not listed:
            case.stop("the memorandum does not list this purpose", "PCMLTFA s. 56(3)")


def youth_records(case):
    """YCJA 125(3), 125(8): the central authority, while the access period is open."""
    if "youth_record" not in case.categories or not case.foreign:
        return
    case.protected = True
    if not case.in_canada_held:
        return
    is_open = case.identified and case.subject.get("youth_access_period_open", False)
    if case.channel == "central_authority" and is_open:
        case.need("CA-MIN-JUS", "YCJA s. 125(3)")
    else:
        case.stop("youth record", "YCJA s. 118", "YCJA s. 125(3)", "YCJA s. 125(8)")


def export_window(case):
    """PCR 34(e), 71(d), 38(1)."""
    if case.act != "export" or not case.in_canada_held:
        return
    if case.consignment is None:
        case.stop("export without a consignment", "SOR/2002-359 s. 34(e)")
        return
    objection = case.consignment["objection_on_day"]
    cleared = "no_objection_on_day" in case.consignment
    if objection is not None and objection <= 7:
        case.stop("objection within 7 days", "SOR/2002-359 s. 34(e)")
    elif objection is not None:
        case.need("CA-HC", "SOR/2002-359 s. 38(1)")
    elif not cleared and case.consignment["full_days_since_notice"] < 7:
        case.stop("neither answer nor 7 full days", "SOR/2002-359 s. 34(e)")


def canadian_evidence(case):
    """MLACMA: evidence held in Canada crosses by the Minister of Justice."""
    if not (case.evidential and case.foreign and case.in_canada_held):
        return
    if case.channel == "central_authority":
        case.need("CA-MIN-JUS", "MLACMA s. 7")
    else:
        case.stop("evidence outside the treaty route", "MLACMA s. 3(1)", "MLACMA s. 7", "MLACMA ss. 17-20")
        case.task("draft_mla_request")


def executed_request(case):
    return (case.act == "use_in_court" and case.owned_abroad
            and "MLA_EXECUTED:sending_order" in case.f["designations"])


def court_use_of_foreign_material(case):
    """MLACMA 44, H1, BNSS 112."""
    if case.act != "use_in_court" or not case.owned_abroad:
        return
    cites = ("MLACMA s. 44", "Europol handling code H1", "BNSS s. 112")
    if executed_request(case):
        case.need("CA-MIN-JUS", *cites)
        case.need("IN-MHA", *cites)
        case.condition({"use_limit"})
    else:
        case.stop("not received by an executed request", *cites)
        case.task("draft_mla_request")


def canadian_interception(case):
    """Criminal Code 193(2)(e), Wakeling."""
    if not (case.interception and case.in_canada_held and case.foreign):
        return
    cites = ("Criminal Code s. 193(2)(e)", "Wakeling v. United States of America, 2014 SCC 72")
    if case.f["source"]["lawful_order"] is True and case.function in ("police", "prosecutor"):
        case.condition({"H1", "H2"}, *cites)
    else:
        case.stop("interception", "Criminal Code s. 193(1)", *cites)


def death_penalty(case):
    """Burns by analogy, Extradition Act 40(3), 44(2)."""
    if not (case.in_canada_held and case.foreign and case.identified and case.f["offence"]["death_exposed"]):
        return
    cites = ("United States v. Burns, 2001 SCC 7", "Extradition Act s. 40(3)", "Extradition Act s. 44(2)")
    if "no_death_penalty" in case.assurances:
        case.condition({"no_death_penalty"}, *cites)
    else:
        case.stop("no assurance against the death penalty", *cites)

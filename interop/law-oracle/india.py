"""India: the bases, stops, approvals and clocks of section 3 of law-and-codes.md."""
from case import counting, notice_form
from words import CHOICES

# ---------------------------------------------------------------- basis

def india_basis(case):
    """3.1 and 3.3: an instrument that counts; without one, precursor cooperation and the notice."""
    for instrument in counting(case):
        if india_kind_serves(case, instrument["kind"]):
            case.basis(instrument["kind"], "MHA Guidelines on MLA 2019")
    if (case.foreign and case.purpose == "precursor_control" and case.holder[1] in ("CBN", "NCB", "DRI")
            and case.function in ("cna", "police")):
        case.basis("precursor cooperation", "UN 1988 Convention art. 9(1)", "UN 1988 Convention art. 12(9)")
    if notice_form(case) and case.holder == ("IN", "CBN"):
        case.basis("pre-export notice", "UN 1988 Convention art. 12(10)(a)")


def india_kind_serves(case, kind):
    """Leads under the arrangements, evidence under the treaty."""
    if not case.foreign or not case.evidential or CHOICES["india_mlat_evidence"] == "no":
        return True
    return kind in ("MLAT", "EXTRADITION")


# ---------------------------------------------------------------- stops, needs and tasks

def indian_evidence(case):
    """BNSS 112-113: held or asked by India, across the border."""
    if not (case.evidential and case.foreign and case.in_india_held):
        return
    if case.channel == "central_authority":
        case.need("IN-MHA", "BNSS ss. 112, 113")
    else:
        case.stop("evidence outside the treaty route", "BNSS ss. 112, 113")
        case.task("draft_mla_request")


def critical_infrastructure(case):
    """IT Act 70A."""
    incident = case.f["incident"]
    if (case.in_india_held and case.foreign and incident and incident["designated_cii"]
            and case.categories & {"vulnerability", "incident_victim"}):
        case.need("IN-NCIIPC", "IT Act 2000 s. 70A")


def cert_in_clock(case):
    """CERT-In Directions 2022 under IT Act 70B: never delays or changes the outcome."""
    incident = case.f["incident"]
    bound = case.in_india_held or CHOICES["cert_in_clock_india_only"] == "no"
    if bound and incident and incident["hours_since_noticed"] > 6 and not incident["cert_in_reported"]:
        case.task("cert_in_report_overdue", "IT Act 2000 s. 70B")


def indian_interception(case):
    """Telecommunications (interception) rules 2024: an unconfirmed emergency order lapses."""
    if not (case.interception and case.in_india_held):
        return
    source = case.f["source"]
    cites = ("Telecommunications Act 2023 s. 20", "Interception Rules 2024")
    if source["order_confirmed"] is False and source["order_age_working_days"] is None:
        case.stop("age of the unconfirmed order unknown", *cites)
    elif source["order_confirmed"] is False and source["order_age_working_days"] > 7:
        case.stop("lapsed emergency interception", *cites)
        case.task("destroy_within_2_working_days", *cites)
    elif case.foreign:
        case.need("IN-SUP", *cites)
        case.condition({"H1"}, *cites)

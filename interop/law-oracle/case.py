"""A case: the facts, the words derived from them, and what the provisions find."""
from wellformed import day, utc
from words import CERTS, CHOICES, CSIS, FIUS, IMPERSONAL


def agency(named):
    return named["state"], named["agency"]


def one_name(end):
    """The Cyber Centre is part of CSE; whether that makes one name of two is a choice."""
    return ("CA", "CSE") if CHOICES["same_cse"] == "yes" and end == ("CA", "CCCS") else end


class Case:
    """The facts, the words of the page derived from them, and what the provisions found."""

    def __init__(self, facts):
        self.f = facts
        self.act = facts["act"]
        self.channel = facts["channel"]
        self.purpose = facts["purpose"]
        self.at = utc(facts["at"])
        self.holder = agency(facts["holder"])
        self.recipient = agency(facts["recipient"])
        self.function = facts["recipient"]["function"]
        owner = facts["source"]["owner"]
        self.owner = agency(owner) if owner else self.holder
        self.owned_by_another = one_name(self.owner) != one_name(self.holder)
        self.owned_abroad = self.owner[0] != self.holder[0]
        self.consent = facts["source"]["third_party_consent"]
        if self.owned_by_another and self.consent == "not_needed":
            self.consent = "not_asked"
        self.foreign = self.holder[0] != self.recipient[0]
        self.in_canada_held = self.holder[0] == "CA"
        self.in_india_held = self.holder[0] == "IN"
        self.lane = facts["urgency"] == "life_threat" and self.purpose == "life_safety"
        self.evidential = facts["evidential_use"]
        self.assurances = set(facts["assurances"])
        self.handling = set(facts["marking"]["handling"])
        self.consignment = facts["consignment"]
        self.categories = set(facts["categories"])          # what remains
        self.subject = facts["subject"]                      # what remains of it
        self.bases, self.stops = [], []
        self.needs, self.conditions, self.strip, self.tasks, self.cites = set(), set(), set(), set(), set()
        self.protected = False

    # words of the page
    @property
    def identified(self):
        return self.subject["identified"]

    @property
    def personal(self):
        return self.identified or bool(self.categories - IMPERSONAL)

    @property
    def canadian_person(self):
        s = self.subject
        return self.identified and (s["nationality"] == "CA" or s["status"] in ("citizen", "pr") or s["in_canada"])

    @property
    def interception(self):
        by_method = self.f["source"]["method"] == "interception"
        by_category = bool(self.categories & {"intercept_content", "intercept_metadata"})
        return {"method": by_method, "category": by_category}.get(CHOICES["interception_by"], by_method or by_category)

    # what a provision can find
    def basis(self, name, *cites):
        self.bases.append(name)
        self.cites.update(cites)

    def stop(self, why, *cites):
        self.stops.append(why)
        self.cites.update(cites)

    def need(self, role, *cites):
        self.needs.add(role)
        self.cites.update(cites)

    def condition(self, names, *cites):
        self.conditions.update(names)
        self.cites.update(cites)

    def task(self, name, *cites):
        self.tasks.add(name)
        self.cites.update(cites)

    def supervisor(self):
        return f"{self.holder[0]}-SUP"


# ---------------------------------------------------------------- instruments

def covers(instrument, end):
    """Does one of the parties name this agency?  The wildcard never names a service for CSIS 17(1)(b)."""
    parties = {one_name(tuple(party.split(":", 1))) for party in instrument["parties"]}
    exact = one_name(end) in parties
    wildcard = (end[0], "*") in parties and instrument["kind"] != "CSIS_17_1_B"
    return exact or wildcard


def alive(case, instrument):
    """In force, verified and, on the UTC day of `at`, within its dates (both inclusive)."""
    today = case.at.date()
    last = day(instrument["valid_to"]) if instrument["valid_to"] is not None else None
    return (instrument["in_force"] and instrument["verified"]
            and day(instrument["valid_from"]) <= today and (last is None or today <= last))


def is_body(case, end, known, function):
    """One of the bodies an instrument of that kind is made for."""
    return (end in known
            or end == case.recipient and case.function == function
            or end[0] not in ("CA", "IN"))


def for_those_bodies_only(case, instrument, ends):
    kind = instrument["kind"]
    if kind == "FIU_MOU":
        return all(is_body(case, end, FIUS, "fiu") for end in ends)
    if kind == "CERT_ARRANGEMENT":
        return all(is_body(case, end, CERTS, "cert") for end in ends)
    if kind == "CSIS_17_1_B":
        return CSIS in ends
    return True


def counts_between(case, instrument, ends):
    if instrument["kind"] == "GSOIA":
        return False
    if instrument["kind"] in ("MLAT", "EXTRADITION") and case.channel != "central_authority":
        return False
    return (alive(case, instrument) and case.purpose in instrument["purposes"]
            and all(covers(instrument, end) for end in ends)
            and for_those_bodies_only(case, instrument, ends))


def both_ends(case):
    """Holder and recipient across the border; owner and holder for another state's material at home."""
    if case.foreign:
        return case.holder, case.recipient
    if case.owned_abroad:
        return case.owner, case.holder
    return None


def counting(case, kinds=None):
    ends = both_ends(case)
    if ends is None:
        return []
    return [i for i in case.f["instruments"]
            if (kinds is None or i["kind"] in kinds) and counts_between(case, i, ends)]


def notice_form(case):
    return (case.act == "notice" and case.foreign and case.channel == "pen"
            and case.function == "cna" and case.consignment is not None)

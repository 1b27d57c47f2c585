"""The words and the pieces random facts are made of.  Everything is invented."""

AT = "2026-11-22T12:00:00Z"
DAY_OF_AT = "2026-11-22"

CLOSED = {
    "act": ["release", "request", "onward", "use", "use_active", "use_in_court", "match", "notice", "export"],
    "channel": ["liaison", "central_authority", "fiu", "cert", "pen"],
    "function": ["police", "prosecutor", "fiu", "customs", "immigration", "cert", "cna", "intel", "court", "operator"],
    "purpose": ["drug_enforcement", "precursor_control", "ml_tf", "cyber_defence", "ci_protection",
                "immigration_enforcement", "fraud", "counter_terrorism", "org_crime", "life_safety",
                "extradition", "evidence", "tax"],
    "class": ["none", "drug", "ml", "tf", "sanctions", "terrorism", "fraud", "extortion", "robbery", "homicide",
              "cyber", "immigration", "public_order", "tax", "other"],
    "category": ["identity", "contact", "location", "travel", "biometric", "immigration_file", "asylum",
                 "youth_record", "criminal_record", "financial_intel", "intercept_content", "intercept_metadata",
                 "customs", "passenger", "precursor_trade", "cyber_indicator", "incident_victim", "vulnerability",
                 "human_source", "classified_method", "health", "advocacy"],
    "status": ["citizen", "pr", "claimant", "protected", "refused", "other"],
    "method": ["own", "interception", "visa_application", "border", "human", "technical", "open"],
    "consent": ["not_needed", "not_asked", "given", "refused"],
    "likelihood": ["none", "possible", "likely"],
    "level": [None, "Protected A", "Protected B", "Protected C", "Confidential", "Secret", "Top Secret", "Restricted"],
    "tlp": [None, "RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"],
    "pap": [None, "RED", "AMBER", "GREEN", "CLEAR"],
    "kind": ["MLAT", "EXTRADITION", "POLICE_ARRANGEMENT", "CUSTOMS_ARRANGEMENT", "IMMIGRATION_ARRANGEMENT",
             "FRAUD_ARRANGEMENT", "FIU_MOU", "CERT_ARRANGEMENT", "CSIS_17_1_B", "GSOIA"],
    "risk": ["none", "mitigable", "undetermined", "unmitigable", "not_assessed"],
    "assurance": ["no_death_penalty", "no_mistreatment", "use_limit", "no_onward", "return_or_destroy",
                  "speciality", "taint_stated"],
    "role": ["CA-SUP", "CA-DH", "CA-HC", "CA-MIN-PS", "CA-MIN-JUS", "CA-MIN-IRCC", "IN-SUP", "IN-MHA", "IN-HS",
             "IN-NC", "IN-CERT", "IN-NCIIPC", "ORIGINATOR"],
}
FUNCTION_OF = {
    "RCMP": "police", "CBSA": "customs", "IRCC": "immigration", "FINTRAC": "fiu", "CSIS": "intel", "CSE": "cert",
    "CCCS": "cert", "HC": "cna", "OPP": "police", "PPSC": "prosecutor", "CRA": "customs",
    "NCB": "police", "NIA": "police", "CBI": "police", "DRI": "customs", "BOI": "immigration", "FIU-IND": "fiu",
    "CERT-IN": "cert", "NCIIPC": "cert", "CBN": "cna", "RAW": "intel", "IB": "intel", "ED": "police",
    "CBIC": "customs", "PROSECUTION": "prosecutor", "COURT-DELHI": "court", "COURT-OTTAWA": "court",
    "GRID-OPERATOR": "operator", "TAX-OFFICE": "operator", "DEA": "police",
}


class Pieces:
    def __init__(self, rng):
        self.r = rng

    def chance(self, p):
        return self.r.random() < p

    def pick(self, *items):
        return self.r.choice(items)

    def some(self, items, low, high):
        items = list(items)
        return self.r.sample(items, min(len(items), self.r.randint(low, high)))

    # ------------------------------------------------------------ pieces

    def to(self, state, agency, function=None):
        return {"state": state, "agency": agency, "function": function or FUNCTION_OF.get(agency, "police")}

    def at(self, state, agency):
        return {"state": state, "agency": agency}

    def instrument(self, kind, a, b, purposes, number=1):
        return {"id": f"{kind.lower()}-{number}", "kind": kind, "parties": [a, b], "purposes": list(purposes),
                "in_force": True, "valid_from": "2026-03-01", "valid_to": None, "verified": True}

    def between(self, f, kind, purposes=None):
        """An instrument between the two ends that matter for these facts."""
        holder, recipient, owner = f["holder"], f["recipient"], f["source"]["owner"]
        ends = (holder, recipient)
        if holder["state"] == recipient["state"] and owner:
            ends = (owner, holder)
        a, b = (f"{e['state']}:{e['agency']}" for e in ends)
        extra = self.some(CLOSED["purpose"], 0, 2)
        return self.instrument(kind, a, b, purposes or sorted({f["purpose"], *extra}), self.r.randint(1, 9))

    def person(self, state):
        s = {"identified": True, "nationality": self.pick("IN", "IN", "IN", "US", "PK", "CA"),
             "in_canada": self.chance(0.2), "status": self.pick("other", "other", "other", "refused"),
             "age_at_event": self.r.randint(15, 70), "persecution_state": None}
        if self.chance(0.15):
            s.update(nationality="CA", status=self.pick("citizen", "pr", "other"))
        if state == "plain":
            s.update(nationality="IN", in_canada=False, status="other")
        return s

    def blank(self):
        return {
            "at": AT, "act": "release", "channel": "liaison", "urgency": self.pick("routine", "routine", "urgent"),
            "holder": self.at("CA", "RCMP"), "recipient": self.to("IN", "NCB"),
            "purpose": "drug_enforcement",
            "offence": {"class": "drug", "political": False, "military": False, "death_exposed": False,
                        "max_years": self.pick(None, 5, 10, 20, 99)},
            "categories": ["identity"],
            "subject": self.person("plain" if self.chance(0.6) else "any"),
            "source": {"method": "own", "owner": None, "third_party_consent": "not_needed", "lawful_order": None,
                       "order_confirmed": None, "order_age_working_days": None, "mistreatment_likelihood": "none"},
            "marking": {"system": self.pick(None, "CA", "IN"), "level": self.pick(None, None, "Protected A", "Protected B"),
                        "tlp": None, "pap": None, "handling": ["H0"],
                        "grade": {"source": self.pick("A", "B", "C", "X"), "information": self.r.randint(1, 6)}},
            "instruments": [], "designations": [],
            "risk": {"mistreatment": "mitigable", "baseline": "substantial", "residual": "low"},
            "author": "officer-1", "approvals": [],
            "assurances": ["no_mistreatment", "use_limit", "no_onward"],
            "notes": {"necessity": True, "proportionality": True, "accuracy": True, "reasons": True},
            "caveats_accepted": True, "evidential_use": False, "consignment": None, "incident": None,
        }

    def nameless(self, f):
        f["subject"] = {"identified": False}

    def approve(self, f, *roles):
        for role in roles:
            f["approvals"].append({"role": role, "by": f"officer-{len(f['approvals']) + 2}",
                                   "at": "2026-11-22T11:00:00Z"})

    def consignment(self):
        fields = ["exporter", "importer", "consignee", "substance", "quantity", "entry_point", "dispatch_date"]
        c = {"substance_cas": "41979-39-9", "substance_name": "4-piperidone hydrochloride",
             "quantity_kg": self.pick(1, 25, 0.5, 200), "class_ca": self.pick("A", "A", "B", None),
             "applicant_consent": self.chance(0.85), "fields": self.some(fields, 5, 7),
             "full_days_since_notice": self.r.randint(0, 12), "objection_on_day": None}
        return c

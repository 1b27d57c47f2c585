"""Scenes: realistic combinations that mostly stand on some basis."""
from generate_pieces import CLOSED, Pieces

IN_POLICE = ["NCB", "NIA", "CBI", "DRI"]


class Scenes(Pieces):
    def police(self, f):
        purposes = ["drug_enforcement", "org_crime", "counter_terrorism", "ml_tf", "extradition"]
        f["purpose"] = self.pick(*purposes)
        f["categories"] = self.some(["identity", "contact", "location", "travel", "criminal_record", "health"], 1, 4)
        if self.chance(0.5):
            f["holder"], f["recipient"] = self.at("IN", self.pick(*IN_POLICE)), self.to("CA", "RCMP")
        else:
            f["recipient"] = self.to("IN", self.pick(*IN_POLICE), "police")
        f["act"] = self.pick("release", "release", "request", "match")
        f["instruments"] = [self.between(f, "POLICE_ARRANGEMENT")]

    def customs(self, f):
        f["holder"], f["recipient"] = self.at("CA", "CBSA"), self.to("IN", self.pick("DRI", "CBIC"), "customs")
        f["purpose"] = self.pick("drug_enforcement", "precursor_control", "fraud", "org_crime")
        f["categories"] = self.some(["customs", "passenger", "identity", "travel", "precursor_trade"], 1, 3)
        if set(f["categories"]) <= {"customs", "precursor_trade"}:
            self.nameless(f)
        if self.chance(0.3):
            f["holder"], f["recipient"] = self.at("IN", self.pick("DRI", "CBIC")), self.to("CA", "CBSA")
        f["act"] = self.pick("release", "release", "request", "match")
        if self.chance(0.7):
            f["instruments"] = [self.between(f, "CUSTOMS_ARRANGEMENT")]

    def immigration(self, f):
        f["holder"], f["recipient"] = self.at("CA", self.pick("IRCC", "IRCC", "CBSA")), self.to("IN", "BOI")
        if self.chance(0.25):
            f["holder"], f["recipient"] = self.at("IN", "BOI"), self.to("CA", "IRCC")
        f["purpose"] = self.pick("immigration_enforcement", "immigration_enforcement", "fraud", "org_crime")
        f["offence"]["class"] = self.pick("none", "immigration", "fraud")
        f["categories"] = self.some(["identity", "travel", "immigration_file", "biometric", "asylum"], 1, 3)
        f["subject"].update(status=self.pick(*CLOSED["status"]), persecution_state=self.pick(None, "IN", "IN", "PK"))
        f["source"]["method"] = self.pick("own", "visa_application", "border")
        f["act"] = self.pick("release", "release", "match", "request")
        f["instruments"] = [self.between(f, self.pick("IMMIGRATION_ARRANGEMENT", "IMMIGRATION_ARRANGEMENT", "FRAUD_ARRANGEMENT"))]
        if self.chance(0.5):
            self.approve(f, "CA-SUP")

    def fiu(self, f):
        f["holder"], f["recipient"] = self.at("CA", "FINTRAC"), self.to("IN", "FIU-IND")
        if self.chance(0.4):
            f["holder"], f["recipient"] = self.at("IN", "FIU-IND"), self.to("CA", "FINTRAC")
        f["channel"], f["purpose"] = "fiu", self.pick("ml_tf", "ml_tf", "tax", "counter_terrorism")
        f["offence"]["class"] = self.pick("ml", "tf", "sanctions", "tax", "fraud")
        f["categories"] = ["financial_intel", *self.some(["identity", "contact", "criminal_record"], 0, 2)]
        f["notes"]["reasons"] = self.chance(0.75)
        f["act"] = self.pick("release", "release", "request", "match")
        f["instruments"] = [self.between(f, "FIU_MOU", None if self.chance(0.8) else ["ml_tf"])]
        if self.chance(0.15):
            f["recipient"] = self.to("IN", self.pick("NCB", "ED")) if f["holder"]["state"] == "CA" else self.to("CA", "RCMP")
            f["instruments"].append(self.between(f, "POLICE_ARRANGEMENT"))

    def cert(self, f):
        f["holder"], f["recipient"] = self.at("CA", self.pick("CCCS", "CCCS", "CSE")), self.to("IN", "CERT-IN")
        if self.chance(0.4):
            f["holder"], f["recipient"] = self.at("IN", "CERT-IN"), self.to("CA", self.pick("CCCS", "CSE"))
        f["channel"], f["purpose"] = "cert", self.pick("cyber_defence", "cyber_defence", "ci_protection")
        f["offence"]["class"] = self.pick("cyber", "none", "extortion")
        f["categories"] = ["cyber_indicator"]
        self.nameless(f)
        if self.chance(0.5):
            f["categories"] += self.some(["incident_victim", "identity", "vulnerability", "contact", "classified_method"], 1, 3)
            if self.chance(0.7) and {"identity", "incident_victim", "contact"} & set(f["categories"]):
                f["subject"] = self.person("any")
                if self.chance(0.6):
                    f["subject"].update(nationality="CA", in_canada=True, status="citizen")
        if self.chance(0.3):
            f["designations"] = [f"CSE-45:{f['recipient']['state']}:{self.pick(f['recipient']['agency'], 'NCIIPC')}"]
        f["marking"].update(tlp=self.pick(*CLOSED["tlp"]), pap=self.pick(*CLOSED["pap"]), level=None)
        f["act"] = self.pick("release", "release", "release", "request", "match")
        if self.chance(0.85):
            f["instruments"] = [self.between(f, "CERT_ARRANGEMENT")]
        if self.chance(0.4):
            f["incident"] = {"hours_since_noticed": self.pick(0, 5, 6, 6.5, 7, 30), "cert_in_reported": self.chance(0.5),
                             "designated_cii": self.chance(0.6)}

    def intelligence(self, f):
        f["holder"], f["recipient"] = self.at("CA", "CSIS"), self.to("IN", self.pick("RAW", "IB"))
        if self.chance(0.25):
            f["holder"], f["recipient"] = self.at("IN", self.pick("RAW", "IB")), self.to("CA", "CSIS")
        if self.chance(0.15):
            f["recipient"] = self.to("CA", "RCMP") if f["holder"]["state"] == "CA" else self.to("IN", "NIA")
        f["purpose"] = self.pick("counter_terrorism", "counter_terrorism", "org_crime", "life_safety")
        f["offence"]["class"] = "terrorism"
        f["categories"] = self.some(["identity", "location", "travel", "human_source", "classified_method"], 1, 3)
        f["instruments"] = [self.between(f, self.pick("CSIS_17_1_B", "CSIS_17_1_B", "CSIS_17_1_B", "POLICE_ARRANGEMENT"))]
        f["act"] = self.pick("release", "request", "release", "match")

    def precursor_notice(self, f):
        f["holder"], f["recipient"] = self.at("CA", "HC"), self.to("IN", "CBN")
        if self.chance(0.35):
            f["holder"], f["recipient"] = self.at("IN", "CBN"), self.to("CA", "HC")
        f["act"], f["channel"], f["purpose"] = "notice", "pen", "precursor_control"
        f["offence"]["class"], f["categories"] = "none", ["precursor_trade"]
        self.nameless(f)
        f["consignment"] = self.consignment()
        if self.chance(0.3):
            f["consignment"]["fields"].append(self.pick("consignee_bank_account", "driver_name", "price"))
        if self.chance(0.1):
            f["channel"] = "liaison"
        if self.chance(0.1):
            f["recipient"]["function"] = self.pick("police", "customs")

    def precursor_export(self, f):
        self.precursor_notice(f)
        f["act"] = "export"
        c = f["consignment"]
        if self.chance(0.9):
            f["holder"], f["recipient"] = self.at("CA", "HC"), self.to("IN", "CBN")
        c["full_days_since_notice"] = self.pick(0, 3, 6, 7, 7, 8, 12)
        if self.chance(0.5):
            c["objection_on_day"] = self.pick(0, 5, 6, 7, 7, 8, 8, 10)
            c["full_days_since_notice"] = max(c["full_days_since_notice"], c["objection_on_day"])
        elif self.chance(0.3):
            c["no_objection_on_day"] = self.r.randint(0, c["full_days_since_notice"])
        if self.chance(0.3):
            self.approve(f, "CA-HC")

    def precursor_police(self, f):
        f["holder"] = self.at("IN", self.pick("CBN", "NCB", "DRI", "CBI"))
        f["recipient"] = self.pick(self.to("CA", "HC"), self.to("CA", "RCMP"), self.to("CA", "CBSA"))
        f["purpose"] = self.pick("precursor_control", "precursor_control", "drug_enforcement")
        f["categories"] = self.some(["precursor_trade", "customs", "identity", "contact"], 1, 3)
        if not {"identity", "contact"} & set(f["categories"]):
            self.nameless(f)
        f["act"] = self.pick("release", "request", "match")
        if self.chance(0.2):
            f["instruments"] = [self.between(f, "POLICE_ARRANGEMENT")]

    def interception(self, f):
        self.police(f)
        f["act"] = self.pick("release", "release", "match", "request")
        f["categories"] = [self.pick("intercept_content", "intercept_metadata"), *self.some(["identity", "contact"], 0, 2)]
        f["source"].update(method=self.pick("interception", "interception", "technical"), lawful_order=self.chance(0.85))
        if f["holder"]["state"] == "IN":
            f["source"].update(order_confirmed=self.chance(0.5), order_age_working_days=self.pick(0, 6, 7, 7, 8, 8, 20))
            if self.chance(0.5):
                self.approve(f, "IN-SUP")
        if self.chance(0.3):
            f["recipient"]["function"] = self.pick("intel", "prosecutor", "customs", "police")

    def life_threat(self, f):
        self.pick(self.police, self.customs, self.immigration, self.cert, self.fiu, self.intelligence)(f)
        f["urgency"], f["purpose"] = "life_threat", "life_safety"
        f["act"] = self.pick("release", "release", "release", "onward", "request")
        f["offence"]["class"] = self.pick("homicide", "terrorism", "extortion", "other")
        f["categories"] = self.some(["identity", "location", "contact", "travel", "vulnerability"], 1, 3)
        f["instruments"] = [] if self.chance(0.7) else [self.between(f, "POLICE_ARRANGEMENT")]
        if self.chance(0.3):
            f["holder"] = self.at("CA", self.pick("HC", "RCMP", "IRCC", "CBSA", "OPP", "CCCS"))
            f["recipient"] = self.to("IN", "NIA")
        if self.chance(0.3):
            self.nameless(f)
        elif self.chance(0.3):
            f["subject"] = self.person("any")
        f["caveats_accepted"] = self.chance(0.4)
        if self.chance(0.5):
            f["assurances"] = ["use_limit"]
        if self.chance(0.3):
            f["source"]["mistreatment_likelihood"] = self.pick("possible", "likely")
            f["assurances"].append("taint_stated")
        if self.chance(0.5):
            self.approve(f, "CA-DH")
        if self.chance(0.15):
            f["urgency"] = "urgent"

    def youth(self, f):
        self.police(f)
        f["categories"] = ["youth_record", *self.some(["identity", "criminal_record"], 0, 2)]
        f["channel"] = self.pick("central_authority", "central_authority", "liaison")
        f["subject"]["age_at_event"] = self.r.randint(12, 17)
        if self.chance(0.75):
            f["subject"]["youth_access_period_open"] = self.chance(0.8)
        f["instruments"].append(self.between(f, "MLAT"))
        if self.chance(0.4):
            self.approve(f, "CA-MIN-JUS")

    def evidence(self, f):
        self.police(f)
        f["purpose"], f["evidential_use"] = self.pick("evidence", "evidence", "extradition", "org_crime"), True
        f["channel"] = self.pick("central_authority", "central_authority", "liaison")
        f["recipient"]["function"] = self.pick("police", "prosecutor", "court")
        f["instruments"] = [self.between(f, self.pick("MLAT", "MLAT", "POLICE_ARRANGEMENT", "EXTRADITION"))]
        if self.chance(0.5):
            self.approve(f, "CA-MIN-JUS" if f["holder"]["state"] == "CA" else "IN-MHA")

    def another_owner_at_home(self, f):
        """What the partner sent is passed on or used inside the receiving state."""
        if self.chance(0.6):
            owner, holder = self.at("CA", self.pick("RCMP", "CBSA", "CCCS", "IRCC", "CSIS")), self.at("IN", self.pick("NCB", "CERT-IN", "NIA", "DRI", "RAW"))
            recipient = self.to("IN", self.pick("ED", "CBI", "PROSECUTION", "COURT-DELHI", "GRID-OPERATOR", "IB", "TAX-OFFICE"))
        else:
            owner, holder = self.at("IN", self.pick("NCB", "CERT-IN", "NIA", "DRI")), self.at("CA", self.pick("RCMP", "CBSA", "CCCS", "CSIS", "CSE"))
            recipient = self.to("CA", self.pick("OPP", "PPSC", "COURT-OTTAWA", "GRID-OPERATOR", "CSIS", "CBSA"))
        f["holder"], f["recipient"], f["source"]["owner"] = holder, recipient, owner
        f["act"] = self.pick("onward", "onward", "use", "use_active", "use_in_court", "use_in_court", "release")
        f["source"]["third_party_consent"] = self.pick(*CLOSED["consent"])
        kind = {"CERT-IN": "CERT_ARRANGEMENT", "CCCS": "CERT_ARRANGEMENT"}.get(holder["agency"], "POLICE_ARRANGEMENT")
        if "CSIS" in (owner["agency"], holder["agency"]) and self.chance(0.7):
            kind = "CSIS_17_1_B"
        if kind == "CERT_ARRANGEMENT":
            f["categories"], f["purpose"] = ["cyber_indicator"], "cyber_defence"
            self.nameless(f)
            if self.chance(0.7):
                owner["agency"] = "CCCS" if owner["state"] == "CA" else "CERT-IN"
        else:
            f["categories"] = self.some(["identity", "contact", "criminal_record", "location"], 1, 2)
        f["marking"].update(tlp=self.pick(*CLOSED["tlp"]), pap=self.pick(*CLOSED["pap"]),
                            handling=self.some(["H0", "H1", "H2", "H3"], 1, 2))
        if f["act"] == "use_in_court":
            f["purpose"], f["channel"] = "evidence", self.pick("central_authority", "central_authority", "liaison")
            kind = self.pick("MLAT", "MLAT", "POLICE_ARRANGEMENT")
            f["evidential_use"] = self.chance(0.7)
            if self.chance(0.7):
                f["designations"] = ["MLA_EXECUTED:sending_order"]
            if self.chance(0.6):
                self.approve(f, "CA-MIN-JUS", "IN-MHA")
        f["instruments"] = [self.between(f, kind)]
        if self.chance(0.3):
            f["relationship"] = "client_need_to_know"

    def another_owner_abroad(self, f):
        """A sister agency's or a partner's material is passed across a border."""
        f["holder"], f["recipient"] = self.at("CA", self.pick("RCMP", "CBSA", "IRCC")), self.to("IN", self.pick("NCB", "NIA"))
        f["source"]["owner"] = self.pick(self.at("CA", "CSIS"), self.at("CA", "FINTRAC"), self.at("CA", "OPP"), self.at("US", "DEA"), self.at("IN", "CBI"))
        if self.chance(0.45):
            f["holder"], f["recipient"] = self.at("IN", self.pick("NCB", "FIU-IND", "NIA")), self.pick(self.to("CA", "RCMP"), self.to("US", "DEA"))
            f["source"]["owner"] = self.pick(self.at("CA", "CBSA"), self.at("CA", "FINTRAC"), self.at("IN", "CBI"), self.at("IN", "IB"))
        f["purpose"] = self.pick("drug_enforcement", "ml_tf", "org_crime")
        f["act"] = self.pick("onward", "release", "match", "request")
        f["source"]["third_party_consent"] = self.pick(*CLOSED["consent"])
        f["marking"].update(tlp=self.pick(*CLOSED["tlp"]), handling=self.some(["H0", "H1", "H2"], 1, 2))
        f["instruments"] = [self.between(f, "POLICE_ARRANGEMENT")]
        if self.chance(0.3):
            f["relationship"] = "client_need_to_know"

    def fintrac_material(self, f):
        f["source"].update(owner=self.at("CA", "FINTRAC"), third_party_consent=self.pick("not_asked", "given", "given", "refused"))
        f["holder"] = self.pick(self.at("IN", "FIU-IND"), self.at("IN", "FIU-IND"), self.at("IN", "ED"), self.at("CA", "RCMP"))
        home = f["holder"]["state"]
        f["recipient"] = self.to("IN", self.pick("ED", "TAX-OFFICE", "NCB", "PROSECUTION", "COURT-DELHI"))
        if home == "CA" and self.chance(0.3):
            f["recipient"] = self.to("CA", "CBSA")
        f["act"] = self.pick("onward", "use", "use_in_court", "release")
        f["purpose"], f["offence"]["class"] = self.pick("ml_tf", "ml_tf", "tax", "evidence"), "ml"
        f["categories"] = ["financial_intel", *self.some(["identity"], 0, 1)]
        f["evidential_use"] = self.chance(0.3)
        f["instruments"] = [self.between(f, "FIU_MOU", ["ml_tf"]), self.between(f, "POLICE_ARRANGEMENT", ["ml_tf", "tax"])]
        f["marking"]["tlp"] = self.pick(None, "GREEN", "AMBER", "RED")
        if f["act"] == "use_in_court" and self.chance(0.6):
            f["channel"], f["designations"] = "central_authority", ["MLA_EXECUTED:sending_order"]
            f["instruments"].append(self.between(f, "MLAT", ["evidence", "ml_tf"]))
            self.approve(f, *self.some(["CA-MIN-JUS", "IN-MHA"], 0, 2))

    def infrastructure(self, f):
        f["holder"], f["recipient"] = self.at("IN", self.pick("CERT-IN", "NCIIPC", "CERT-IN")), self.to("CA", "CCCS")
        f["channel"], f["purpose"] = "cert", self.pick("ci_protection", "cyber_defence")
        f["offence"]["class"] = "cyber"
        f["categories"] = self.some(["cyber_indicator", "vulnerability", "incident_victim"], 1, 3)
        self.nameless(f)
        f["incident"] = {"hours_since_noticed": self.pick(1, 5.9, 6, 6.1, 12), "cert_in_reported": self.chance(0.5),
                         "designated_cii": self.chance(0.7)}
        f["instruments"] = [self.between(f, "CERT_ARRANGEMENT")]
        if self.chance(0.4):
            self.approve(f, "IN-NCIIPC")

    def politics(self, f):
        self.police(f)
        f["offence"].update({"class": self.pick("homicide", "extortion", "terrorism", "public_order", "other")})
        if self.chance(0.4):
            f["categories"].append("advocacy")
        if self.chance(0.5):
            f["offence"]["political"] = True
        if self.chance(0.2):
            f["offence"]["military"] = True

    def classified(self, f):
        self.pick(self.police, self.cert, self.intelligence, self.customs)(f)
        f["marking"].update(system=self.pick("CA", "IN"), level=self.pick(*CLOSED["level"]))
        if self.chance(0.5):
            f["instruments"].append(self.between(f, "GSOIA", CLOSED["purpose"]))
            if self.chance(0.4):
                f["instruments"][-1]["parties"] = ["CA:*", "IN:*"]

    def death_exposed(self, f):
        self.police(f)
        f["offence"].update({"class": self.pick("homicide", "drug", "terrorism"), "death_exposed": True})
        if self.chance(0.6):
            f["assurances"].append("no_death_penalty")

    def tainted(self, f):
        self.pick(self.police, self.evidence, self.another_owner_at_home)(f)
        f["source"]["mistreatment_likelihood"] = self.pick("possible", "likely")
        if self.chance(0.5):
            f["assurances"].append("taint_stated")
        if self.chance(0.5):
            self.approve(f, self.pick("CA-SUP", "CA-DH"))

    def source_inside(self, f):
        self.pick(self.police, self.intelligence, self.customs)(f)
        f["categories"] = ["human_source"] if self.chance(0.3) else ["human_source", *f["categories"]]
        f["source"]["method"] = "human"

    def at_home(self, f):
        """Nothing of another state, nobody abroad."""
        if self.chance(0.5):
            f["holder"], f["recipient"] = self.at("CA", self.pick("CSIS", "RCMP", "FINTRAC", "CBSA", "CCCS", "IRCC")), self.to("CA", self.pick("RCMP", "CBSA", "GRID-OPERATOR"))
        else:
            f["holder"], f["recipient"] = self.at("IN", self.pick("NCB", "CERT-IN", "FIU-IND")), self.to("IN", self.pick("ED", "CBI", "GRID-OPERATOR"))
        f["act"] = self.pick("release", "use", "use_active", "onward", "use_in_court")
        if self.chance(0.4):
            f["source"].update(owner=self.at(f["holder"]["state"], self.pick("RCMP", "CSIS", "NCB", "IB")),
                               third_party_consent=self.pick(*CLOSED["consent"]))
        f["categories"] = self.some(["identity", "location", "cyber_indicator", "criminal_record"], 1, 2)
        f["instruments"] = [self.between(f, "POLICE_ARRANGEMENT")] if self.chance(0.5) else []

    def elsewhere(self, f):
        """Agencies without law of their own, and a third state."""
        f["holder"], f["recipient"] = self.pick(
            (self.at("CA", "OPP"), self.to("IN", "CBI")), (self.at("IN", "ED"), self.to("CA", "OPP")),
            (self.at("US", "DEA"), self.to("IN", "NCB")), (self.at("CA", "RCMP"), self.to("US", "DEA")),
            (self.at("CA", "HC"), self.to("IN", "CBN")), (self.at("IN", "CBIC"), self.to("CA", "CBSA")))
        f["act"] = self.pick("release", "request", "match", "use", "onward")
        f["instruments"] = [self.between(f, "POLICE_ARRANGEMENT")] if self.chance(0.8) else []

    def anything(self, f):
        """No story: every word drawn alone."""
        f["act"], f["channel"], f["purpose"] = (self.pick(*CLOSED[k]) for k in ("act", "channel", "purpose"))
        agencies = {"CA": ["RCMP", "CSIS", "CSE", "CCCS", "CBSA", "IRCC", "FINTRAC", "HC", "OPP"],
                    "IN": ["CERT-IN", "FIU-IND", "NCB", "CBN", "DRI", "CBI", "RAW", "BOI"]}
        here, there = self.pick(("CA", "IN"), ("IN", "CA"), ("CA", "CA"), ("IN", "IN"))
        f["holder"] = self.at(here, self.pick(*agencies[here]))
        f["recipient"] = self.to(there, self.pick(*agencies[there]))
        f["offence"]["class"] = self.pick(*CLOSED["class"])
        f["categories"] = self.some(CLOSED["category"], 0, 4)
        f["source"]["method"] = self.pick(*CLOSED["method"])
        if self.chance(0.3):
            state = self.pick("CA", "IN")
            f["source"].update(owner=self.at(state, self.pick(*agencies[state])), third_party_consent=self.pick(*CLOSED["consent"]))
        f["risk"]["mistreatment"] = self.pick(*CLOSED["risk"])
        f["instruments"] = [self.between(f, self.pick(*CLOSED["kind"])) for _ in range(self.r.randint(0, 3))]
        if f["act"] in ("notice", "export") and self.chance(0.8):
            f["consignment"] = self.consignment()

    SCENES = [("police", 8), ("customs", 6), ("immigration", 7), ("fiu", 7), ("cert", 8), ("intelligence", 5),
              ("precursor_notice", 5), ("precursor_export", 5), ("precursor_police", 4), ("interception", 6),
              ("life_threat", 8), ("youth", 4), ("evidence", 6), ("another_owner_at_home", 9),
              ("another_owner_abroad", 6), ("fintrac_material", 5), ("infrastructure", 3), ("politics", 4),
              ("classified", 4), ("death_exposed", 4), ("tainted", 4), ("source_inside", 3), ("at_home", 3),
              ("elsewhere", 3), ("anything", 6)]

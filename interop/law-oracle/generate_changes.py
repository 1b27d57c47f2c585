"""Changes: one step over or along a border of the rules; and faults that must be refused."""
from generate_pieces import AT, CLOSED, DAY_OF_AT, Pieces


class Changes(Pieces):
    def change_instrument(self, f):
        if not f["instruments"]:
            f["instruments"].append(self.between(f, self.pick(*CLOSED["kind"])))
            return
        i = self.r.choice(f["instruments"])
        which = self.r.randrange(12)
        if which == 0:
            i["valid_to"] = self.pick("2026-11-21", DAY_OF_AT, "2026-11-23")
        elif which == 1:
            i["valid_from"] = self.pick("2026-11-21", DAY_OF_AT, "2026-11-23")
        elif which == 2:
            i["verified"] = False
        elif which == 3:
            i["in_force"] = False
        elif which == 4:
            i["purposes"] = [p for p in i["purposes"] if p != f["purpose"]]
        elif which == 5:
            i["parties"] = ["CA:*", "IN:*"]
        elif which == 6:
            i["parties"] = [i["parties"][0], i["parties"][-1].split(":")[0] + ":*"]
        elif which == 7:
            i["parties"] = list(reversed(i["parties"]))
        elif which == 8:
            i["parties"] = [i["parties"][0], self.pick("IN:IB", "CA:OPP", "US:DEA")]
        elif which == 9:
            i["kind"] = self.pick(*CLOSED["kind"])
        elif which == 10:
            i["parties"] = i["parties"][:1]
        else:
            f["instruments"].append(self.between(f, self.pick(*CLOSED["kind"])))

    def change_time(self, f):
        f["at"] = self.pick("2026-11-23T03:00:00+05:30", "2026-11-21T20:00:00-05:00", "2026-11-22T00:00:00Z",
                            "2026-11-22T23:59:59.999Z", "2026-11-23T00:00:00Z", "2026-11-22T05:29:59+05:30")

    def change_approvals(self, f):
        r = self.pick(*CLOSED["role"]) if self.chance(0.5) else self.pick("CA-SUP", "IN-SUP", "CA-DH", "CA-MIN-JUS", "IN-MHA")
        by = self.pick("officer-1", "officer-2", "officer-3", "officer-4", "officer-5")
        at = self.pick("2026-11-22T11:00:00Z", "2026-11-22T11:00:00Z", f["at"], "2026-11-22T12:00:01Z", "2026-11-23T09:00:00Z",
                       "2026-11-22T17:30:00+05:30")
        f["approvals"].append({"role": r, "by": by, "at": at})

    def approve_all(self, f):
        f["approvals"] = []
        self.approve(f, "CA-SUP", "IN-SUP", "CA-DH", "CA-MIN-JUS", "IN-MHA", "IN-NCIIPC", "CA-HC")

    def one_person_two_roles(self, f):
        f["approvals"] = [{"role": role, "by": self.pick("officer-2", "officer-2", "officer-3"), "at": "2026-11-22T10:00:00Z"}
                          for role in self.some(["CA-SUP", "CA-DH", "CA-MIN-JUS", "IN-MHA", "IN-SUP"], 2, 3)]

    def change_risk(self, f):
        f["risk"]["mistreatment"] = self.pick(*CLOSED["risk"])

    def change_assurances(self, f):
        if f["assurances"] and self.chance(0.6):
            f["assurances"].remove(self.r.choice(f["assurances"]))
        else:
            f["assurances"] = sorted({*f["assurances"], self.pick(*CLOSED["assurance"])})

    def change_note(self, f):
        note = self.pick("necessity", "proportionality", "accuracy", "reasons")
        f["notes"][note] = not f["notes"][note]

    def change_grade(self, f):
        f["marking"]["grade"] = self.pick({"source": None, "information": None}, {"source": "F", "information": 6},
                                          {"source": "X", "information": 4})

    def change_caveats(self, f):
        f["caveats_accepted"] = not f["caveats_accepted"]

    def change_category(self, f):
        if f["categories"] and self.chance(0.4):
            f["categories"].remove(self.r.choice(f["categories"]))
        else:
            f["categories"] = sorted({*f["categories"], self.pick(*CLOSED["category"])})

    def change_subject(self, f):
        s = f["subject"]
        if not s["identified"]:
            f["subject"] = self.person("any")
            f["categories"] = sorted({*f["categories"], "identity"})
        elif self.chance(0.3):
            self.nameless(f)
        else:
            s[self.pick("nationality")] = self.pick("CA", "IN", "US")
            s["in_canada"] = self.chance(0.5)
            s["status"] = self.pick(*CLOSED["status"])
            s["persecution_state"] = self.pick(None, "IN", "PK")

    def change_channel(self, f):
        f["channel"] = self.pick(*CLOSED["channel"])

    def change_act(self, f):
        f["act"] = self.pick("release", "request", "onward", "match", "use", "use_active", "use_in_court")

    def change_function(self, f):
        f["recipient"]["function"] = self.pick(*CLOSED["function"])

    def change_purpose(self, f):
        f["purpose"] = self.pick(*CLOSED["purpose"])

    def change_offence(self, f):
        f["offence"]["class"] = self.pick(*CLOSED["class"])
        flag = self.pick("political", "military", "death_exposed", "max_years")
        f["offence"][flag] = self.pick(None, 2, 99) if flag == "max_years" else self.chance(0.5)

    def change_marking(self, f):
        name = self.pick("level", "tlp", "pap", "handling")
        f["marking"][name] = self.some(["H0", "H1", "H2", "H3"], 0, 3) if name == "handling" else self.pick(*CLOSED[name])

    def change_owner(self, f):
        if f["source"]["owner"] and self.chance(0.3):
            f["source"].update(owner=None, third_party_consent="not_needed")
        else:
            owner = self.pick(dict(f["holder"]), self.at("CA", "FINTRAC"), self.at("CA", "CSIS"), self.at("IN", "CBI"), self.at("US", "DEA"))
            f["source"].update(owner=owner, third_party_consent=self.pick(*CLOSED["consent"]))

    def change_consent(self, f):
        f["source"]["third_party_consent"] = self.pick(*CLOSED["consent"])

    def change_likelihood(self, f):
        f["source"]["mistreatment_likelihood"] = self.pick(*CLOSED["likelihood"])

    def change_order(self, f):
        f["source"].update(lawful_order=self.pick(True, True, False, None))
        if f["source"]["lawful_order"] is None:
            f["source"].update(order_confirmed=None, order_age_working_days=None)
        elif self.chance(0.5):
            f["source"].update(order_confirmed=self.chance(0.5), order_age_working_days=self.pick(0, 6, 7, 8))
        if self.chance(0.5):
            f["source"]["method"] = "interception"

    def change_evidential(self, f):
        f["evidential_use"] = not f["evidential_use"]

    def change_urgency(self, f):
        f["urgency"] = self.pick("routine", "urgent", "life_threat")

    def change_lane(self, f):
        f["urgency"], f["purpose"] = "life_threat", "life_safety"

    def change_designation(self, f):
        f["designations"] = self.some(["CSE-45:IN:CERT-IN", "CSE-45:IN:NCIIPC", "MLA_EXECUTED:sending_order", "CSE-45:IN:NIA"], 0, 2)

    def change_direction(self, f):
        """Holder and recipient change places."""
        holder = {k: f["recipient"][k] for k in ("state", "agency")}
        f["recipient"] = self.to(f["holder"]["state"], f["holder"]["agency"])
        f["holder"] = holder

    def change_holder(self, f):
        agencies = {"CA": ["RCMP", "CSIS", "CSE", "CCCS", "CBSA", "IRCC", "FINTRAC", "HC"],
                    "IN": ["CERT-IN", "FIU-IND", "NCB", "CBN", "DRI", "NIA"]}.get(f["holder"]["state"], ["DEA"])
        f["holder"]["agency"] = self.pick(*agencies)

    def change_incident(self, f):
        f["incident"] = {"hours_since_noticed": self.pick(0, 6, 6.01, 7, 48), "cert_in_reported": self.chance(0.5),
                         "designated_cii": self.chance(0.5)}

    def change_consignment(self, f):
        f["consignment"] = None if f["consignment"] and self.chance(0.2) else self.consignment()

    def change_relationship(self, f):
        f["relationship"] = "client_need_to_know"

    def change_word(self, f):
        which = self.r.randrange(3)
        if which == 0:
            f["categories"].append("shoe_size")
        elif which == 1:
            f["recipient"]["function"] = "astrologer"
        else:
            f["purpose"] = "curiosity"

    def drop_subject_detail(self, f):
        for name in ("age_at_event", "persecution_state"):
            f["subject"].pop(name, None)

    CHANGES = [("change_instrument", 14), ("change_time", 3), ("change_approvals", 8), ("approve_all", 6),
               ("one_person_two_roles", 3), ("change_risk", 6), ("change_assurances", 5), ("change_note", 6),
               ("change_grade", 3), ("change_caveats", 4), ("change_category", 6), ("change_subject", 6),
               ("change_channel", 4), ("change_act", 4), ("change_function", 3), ("change_purpose", 3),
               ("change_offence", 3), ("change_marking", 6), ("change_owner", 4), ("change_consent", 3),
               ("change_likelihood", 2), ("change_order", 2), ("change_evidential", 3), ("change_urgency", 2),
               ("change_lane", 2), ("change_designation", 2), ("change_direction", 2), ("change_holder", 2),
               ("change_incident", 2), ("change_consignment", 1), ("change_relationship", 1), ("change_word", 1),
               ("drop_subject_detail", 1)]

    # ------------------------------------------------------------ invalid objects

    def spoil(self, f):
        """One fault that must be refused: unknown field, wrong type, unknown word of a closed list."""
        def put(path, value):
            node = f
            for name in path[:-1]:
                node = node[name]
            node[path[-1]] = value
        put(*self.pick(
            (["colour"], "blue"), (["source", "colour"], "blue"), (["holder", "desk"], "7"), (["notes", "mood"], True),
            (["marking", "grade"], {"source": "B", "information": 2, "by": "x"}), (["risk", "appetite"], "low"),
            (["notes", "necessity"], "yes"), (["categories"], "identity"), (["evidential_use"], 1),
            (["caveats_accepted"], None), (["offence", "max_years"], "99"), (["at"], "yesterday"), (["at"], 20261122),
            (["author"], 7), (["holder"], "CA:RCMP"), (["instruments"], {}), (["categories"], [3]),
            (["act"], "publish"), (["channel"], "pigeon"), (["urgency"], "asap"), (["offence", "class"], "piracy"),
            (["source", "method"], "guess"), (["source", "third_party_consent"], "maybe"),
            (["source", "mistreatment_likelihood"], "low"), (["marking", "tlp"], "PINK"), (["marking", "pap"], "BLUE"),
            (["marking", "system"], "US"), (["marking", "handling"], ["H9"]), (["risk", "mistreatment"], "some"),
            (["assurances"], ["promise"]), (["relationship"], "friend"),
            (["approvals"], [{"role": "CA-KING", "by": "officer-2", "at": AT}]),
            (["approvals"], [{"role": "CA-SUP", "by": "officer-2", "at": "noon"}]),
            (["instruments"], [{"id": "x", "kind": "HANDSHAKE", "parties": ["CA:RCMP"], "purposes": [], "in_force": True,
                                "valid_from": "2026-01-01", "valid_to": None, "verified": True}]),
            (["instruments"], [{"id": "x", "kind": "MLAT", "parties": ["CA:*"], "purposes": [], "in_force": True,
                                "valid_from": "01/01/2026", "valid_to": None, "verified": True}]),
            (["subject"], {"identified": "no"}), (["incident"], {"hours_since_noticed": "6", "cert_in_reported": True,
                                                                "designated_cii": False}),
            (["marking", "grade"], {"source": "Z", "information": 2}),
            (["marking", "grade"], {"source": "B", "information": 7}),
        ))

    def drop_field(self, f):
        del f[self.pick("act", "holder", "purpose", "categories", "notes", "risk", "approvals", "incident", "at")]

"""The closed words of decision-facts.md, and the switches for readings the pages leave open."""

# Each switch carries the number of its paragraph in README.md.
CHOICES = {
    "domestic_own": "none",             # 1  none | holder: basis at home for what no other state owns
    "same_cse": "no",                   # 6  yes: CSE and CCCS are one name for owners and parties
    "india_mlat_evidence": "yes",       # 9  evidence held in India needs MLAT or EXTRADITION as its basis
    "court_needs_instrument": "yes",    # 10 no: an executed request is itself the basis
    "cse_46_lane": "yes",               # 12 CSE Act 46 is a basis and lifts the suppression in the lane
    "fraud_only_instrument": "yes",     # 16 no: 107(4)(g) and the notice serve fraud and immigration too
    "handling_travels": "yes",          # 20 H1-H3 of the marking become conditions
    "taint_binds_india": "yes",         # 23 CAT 15 stops an Indian holder too
    "notice_consent": "forbid",         # 27 forbid | CA-HC: Class A notice without the applicant's consent
    "export_holder": "any",             # 29 any | HC: whose export the rule can carry
    "interception_by": "either",        # 30 either | method | category
    "gsoia_purpose": "no",              # 31 yes: a GSOIA must list the purpose
    "review_on_forbid": "yes",          # 33 review_within_24h also where the lane ends in forbid
    "cert_in_clock_india_only": "yes",  # 35 no: the 6-hour clock runs for every holder
    "executed_is_consent": "no",        # 40 yes: an executed request stands for the owner's consent
}

CATEGORIES = {"identity", "contact", "location", "travel", "biometric", "immigration_file", "asylum",
              "youth_record", "criminal_record", "financial_intel", "intercept_content",
              "intercept_metadata", "customs", "passenger", "precursor_trade", "cyber_indicator",
              "incident_victim", "vulnerability", "human_source", "classified_method", "health", "advocacy"}
IMPERSONAL = {"customs", "precursor_trade", "cyber_indicator", "vulnerability", "classified_method"}
FUNCTIONS = {"police", "prosecutor", "fiu", "customs", "immigration", "cert", "cna", "intel", "court", "operator"}
PURPOSES = {"drug_enforcement", "precursor_control", "ml_tf", "cyber_defence", "ci_protection",
            "immigration_enforcement", "fraud", "counter_terrorism", "org_crime", "life_safety",
            "extradition", "evidence", "tax"}
NOTICE_FIELDS = {"exporter", "importer", "consignee", "substance", "quantity", "entry_point", "dispatch_date"}
UNDER_CEILING = {"Unclassified", "Protected A", "Protected B", "Restricted"}
GENERAL_KINDS = {"MLAT", "EXTRADITION", "POLICE_ARRANGEMENT", "CUSTOMS_ARRANGEMENT",
                 "IMMIGRATION_ARRANGEMENT", "FRAUD_ARRANGEMENT"}
FIUS = {("CA", "FINTRAC"), ("IN", "FIU-IND")}
CERTS = {("CA", "CSE"), ("CA", "CCCS"), ("IN", "CERT-IN")}
CSIS = ("CA", "CSIS")
FINTRAC = ("CA", "FINTRAC")
PASSING = {"release", "match", "onward"}
USES = {"use", "use_active", "use_in_court"}

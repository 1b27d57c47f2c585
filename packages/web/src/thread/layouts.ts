// generated: how the content of each kind is laid out, by scripts/web/kinds.ts.
import type { Widget } from "@entente/contract";

/** One member of a content. */
export interface LaidOut {
  readonly name: string;
  readonly widget: Widget;
  /** whose words a code is, as messages name them */
  readonly family?: string;
  readonly fields?: readonly LaidOut[];
}

/** Kind by kind, section by section. */
export const LAYOUTS: Readonly<Record<string, readonly (readonly LaidOut[])[]>> = {
  request: [
    [
      { name: "facts", widget: "prose" },
      { name: "grounds", widget: "prose" },
      { name: "reveals", widget: "codes", family: "category" },
      {
        name: "subjects",
        widget: "list",
        fields: [
          { name: "ref", widget: "line" },
          { name: "type", widget: "code", family: "subject" },
          { name: "status", widget: "code", family: "person_status" },
          { name: "name", widget: "line" },
          { name: "link", widget: "prose" },
          { name: "about", widget: "people" },
          {
            name: "identifiers",
            widget: "list",
            fields: [
              { name: "type", widget: "code", family: "identifier" },
              { name: "value", widget: "line" },
            ],
          },
        ],
      },
    ],
    [
      { name: "checks", widget: "codes", family: "check" },
      { name: "respond_by", widget: "day" },
      {
        name: "also_asked_via",
        widget: "list",
        fields: [
          { name: "channel", widget: "code", family: "other_channel" },
          { name: "reference", widget: "line" },
        ],
      },
    ],
  ],
  answer: [
    [
      { name: "outcome", widget: "code", family: "outcome" },
      { name: "ground", widget: "code", family: "ground" },
      { name: "text", widget: "prose" },
      { name: "data_current_to", widget: "day" },
      {
        name: "items",
        widget: "list",
        fields: [
          { name: "holder", widget: "agency" },
          { name: "owner", widget: "agency" },
          { name: "owner_consent", widget: "code", family: "consent" },
          { name: "categories", widget: "codes", family: "category" },
          { name: "marking", widget: "marking" },
          { name: "text", widget: "prose" },
        ],
      },
    ],
  ],
  acknowledgement: [
    [{ name: "said", widget: "code", family: "acknowledgement" }],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  assurance: [
    [
      { name: "given", widget: "codes", family: "assurance" },
      { name: "not_given", widget: "codes", family: "assurance" },
      { name: "authority", widget: "line" },
      { name: "text", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  assurance_request: [
    [
      { name: "wanted", widget: "codes", family: "assurance" },
      { name: "reason", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  call: [
    [
      { name: "at", widget: "instant" },
      { name: "minutes", widget: "number" },
      { name: "caller", widget: "line" },
      { name: "called", widget: "line" },
      { name: "called_back", widget: "flag" },
      { name: "number", widget: "line" },
      { name: "number_source", widget: "code", family: "number_source" },
    ],
    [{ name: "summary", widget: "prose" }],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  clarification: [
    [
      { name: "unclear", widget: "codes", family: "unclear" },
      { name: "question", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  correction: [
    [
      {
        name: "corrections",
        widget: "list",
        fields: [
          { name: "where", widget: "line" },
          { name: "was", widget: "prose" },
          { name: "is", widget: "prose" },
        ],
      },
      { name: "reason", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  extension: [
    [
      { name: "reason", widget: "code", family: "extension_reason" },
      { name: "until", widget: "day" },
      { name: "authority", widget: "line" },
      { name: "text", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  feedback: [
    [
      { name: "use", widget: "code", family: "use" },
      { name: "text", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  life_threat: [
    [
      { name: "threatened", widget: "prose" },
      { name: "where", widget: "prose" },
      { name: "when", widget: "prose" },
      { name: "nature", widget: "prose" },
      { name: "call_back", widget: "line" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  narrowing: [
    [
      { name: "still_asked", widget: "codes", family: "check" },
      { name: "subjects_dropped", widget: "texts" },
      { name: "reason", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  note: [[{ name: "text", widget: "prose" }], [{ name: "reveals", widget: "codes", family: "category" }]],
  oral_record: [
    [
      { name: "occasion", widget: "code", family: "occasion" },
      { name: "at", widget: "instant" },
      { name: "place", widget: "line" },
      {
        name: "present",
        widget: "list",
        fields: [
          { name: "party", widget: "line" },
          { name: "agency", widget: "line" },
          { name: "role", widget: "line" },
        ],
      },
    ],
    [
      { name: "said", widget: "prose" },
      { name: "agreed", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  permission: [
    [
      { name: "decision", widget: "code", family: "permission_decision" },
      { name: "conditions", widget: "prose" },
      { name: "valid_until", widget: "day" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  permission_request: [
    [
      { name: "use", widget: "code", family: "permission_use" },
      { name: "recipient", widget: "line" },
      { name: "reason", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  recall: [
    [
      { name: "reason", widget: "code", family: "recall_reason" },
      { name: "erase", widget: "flag" },
      { name: "text", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
  tip: [
    [
      { name: "facts", widget: "prose" },
      { name: "why_it_matters", widget: "prose" },
      {
        name: "corroborates",
        widget: "list",
        fields: [
          { name: "dispatch", widget: "line" },
          { name: "independent", widget: "flag" },
        ],
      },
    ],
    [
      { name: "action", widget: "code", family: "action" },
      { name: "act_by", widget: "day" },
      { name: "do_not_approach", widget: "flag" },
      { name: "do_not_query", widget: "flag" },
      { name: "own_investigation", widget: "prose" },
    ],
    [{ name: "reveals", widget: "codes", family: "category" }],
  ],
};

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
};

// table: the example request; every person, company, number and event in it is invented.
import type { Content, ExampleSetting } from "../../kind.ts";

/** A drugs desk asks about a forwarder and an unknown user of a phone. Invented. */
export function requestExample(setting: ExampleSetting): Content {
  const canada = setting.party === "CA";
  return {
    from: setting.from,
    to: setting.to,
    area: setting.area,
    purpose: "precursor_control",
    channel: "liaison",
    urgency: { class: "routine", reason: null },
    language: "en",
    title: "INVENTED EXAMPLE: forwarder of mislabelled drums",
    marking: {
      system: null,
      level: null,
      tlp: "AMBER",
      pap: "AMBER",
      handling: ["H1"],
      grade: { source: "B", information: 2 },
    },
    evidential_use: false,
    offence: {
      class: "drug",
      political: false,
      military: false,
      death_exposed: false,
      max_years: 14,
      qualification: "Import of a controlled precursor without a licence (invented case)",
    },
    notes: {
      necessity: "The forwarder's booking party is the only open lead in the invented case.",
      proportionality: "One company and one telephone number are asked about, nothing else.",
      accuracy: "The number was read from the booking form; the form was seen by the officer.",
      reasons: null,
    },
    risk: { mistreatment: "none" },
    assurances: ["use_limit", "no_onward"],
    content: {
      facts:
        "Invented: twelve drums declared as cleaning agent were held at the port; the booking form names a forwarder and a telephone number.",
      grounds: "Invented: the forwarder gives an address in your state and the number has your country code.",
      reveals: ["precursor_trade", "customs"],
      subjects: [
        {
          ref: "S1",
          type: "organisation",
          status: "unknown",
          name: "Invented Blue Kite Forwarding",
          link: "Named as the forwarder on the booking form.",
          about: { identified: false },
          identifiers: [{ type: "consignment", value: "BK-0042-INVENTED" }],
        },
        {
          ref: "S2",
          type: "unknown",
          status: "unknown",
          link: "Telephone number given for delivery.",
          about: { identified: false },
          identifiers: [{ type: "phone", value: canada ? "+91 00 0000 0117" : "+1 000 555 0142" }],
        },
      ],
      checks: ["company", "phone_subscriber", "chemical_licence"],
      respond_by: null,
      also_asked_via: [],
    },
  };
}

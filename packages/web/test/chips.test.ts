import { kindNamed } from "@entente/contract";
import { describe, expect, it } from "vitest";
import { chipsIn, revealedBy } from "../src/write/chips.ts";

const found = (text: string) => chipsIn(text).map(({ type, value }) => `${type}: ${value}`);

describe("what is recognised in a pasted text", () => {
  it.each([
    ["call +91 00 0000 0117 now", ["phone: +91 00 0000 0117"]],
    ["write to invented@example.invalid", ["email: invented@example.invalid"]],
    ["container MSKU 612 884-1 left", ["consignment: MSKU 612 884-1"]],
    ["booking BK-0042-INVENTED", ["consignment: BK-0042-INVENTED"]],
    ["account IBKL 0000 4471 8820", ["account: IBKL 0000 4471 8820"]],
    ["host 192.0.2.7 answered", ["internet_address: 192.0.2.7"]],
    ["IBAN DE89 3704 0044 0532 0130 00 was given", ["account: DE89 3704 0044 0532 0130 00"]],
    ["GB29NWBK60161331926819", ["account: GB29NWBK60161331926819"]],
    ["NO93 8601 1117 947 WAS CLOSED", ["account: NO93 8601 1117 947"]],
    ["account no. 5010 0123 4567 89", ["account: 5010 0123 4567 89"]],
    ["compte 00123-003-1234567", ["account: 00123-003-1234567"]],
    ["खाता संख्या 50100123456789", ["account: 50100123456789"]],
    ["branch HDFC0000123", ["account: HDFC0000123"]],
    ["the number 50100123456789 alone", []],
    ["on account of 12 drums", []],
    ["passport Z0000000", ["passport: Z0000000"]],
    ["passport AB123456", ["passport: AB123456"]],
    ["passeport A123456BC", ["passport: A123456BC"]],
    ["पासपोर्ट संख्या K1234567", ["passport: K1234567"]],
    ["the code AB123456 alone", []],
    ["passport holders of 2026", []],
    ["Name: Harshad Velankar, clerk", ["person: Harshad Velankar"]],
    ["Nom : Élise Aubertin-Roe", ["person: Élise Aubertin-Roe"]],
    ["नाम: हर्षद वेलंकर।", ["person: हर्षद वेलंकर"]],
    ["seen with Mr Harshad Velankar at the port", ["person: Harshad Velankar"]],
    ["M. Élise Roy et Mme. Anne Roy", ["person: Élise Roy", "person: Anne Roy"]],
    ["Harshad Velankar was seen", []],
    ["The booking form names Invented Street", []],
    ["Company name: Invented Kite Traders Ltd", ["organisation: Invented Kite Traders Ltd"]],
    ["paid by Invented Blue Kite Forwarding", ["organisation: Invented Blue Kite Forwarding"]],
    ["nothing here, not even 12 drums in 2026", []],
    ["the same +91 00 0000 0117 and +91 00 0000 0117", ["phone: +91 00 0000 0117"]],
  ])("%s", (text, chips) => expect(found(text)).toEqual(chips));

  it("stands in the order of the text", () => {
    expect(
      found("Invented Kite Traders, +1 000 555 0142, a@b.invalid").map((one) => one.split(":")[0]),
    ).toEqual(["organisation", "phone", "email"]);
  });

  it("takes no long while over a text made to be slow", () => {
    const began = performance.now();
    chipsIn(`${"Aa ".repeat(6_000)}${"+1 ".repeat(3_000)}${"a.".repeat(3_000)}@`);
    chipsIn("account ".repeat(4_000) + "name: ".repeat(4_000) + "AB12 ".repeat(4_000) + "1-".repeat(4_000));
    chipsIn("passport".repeat(4_000) + "Mr A".repeat(4_000) + "Mr. B.C ".repeat(4_000));
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe("what a thing found in a text gives away", () => {
  /** What the gate counts for a subject of a request with this identifier. */
  const counted = (type: string): readonly string[] => {
    const request = kindNamed("request");
    const example = Object(request?.example(SETTING));
    const subject = { ...example.content.subjects[1], identifiers: [{ type, value: "invented" }] };
    const about = { identified: true, nationality: "IN", in_canada: false, status: "other" };
    const content = { ...example.content, reveals: [], subjects: [{ ...subject, about }] };
    const read = request?.readDraft({ ...example, content });
    return read?.ok === true ? read.value.parts.flatMap(({ categories }) => categories) : ["not read"];
  };
  const SETTING = {
    party: "CA",
    from: "ca-rcmp-liaison",
    to: "in-ncb-liaison",
    area: "drugs",
    holding: null,
  } as const;

  it.each([
    "phone",
    "email",
    "handle",
    "passport",
    "account",
    "vehicle",
    "company_number",
    "consignment",
    "internet_address",
  ])("is what the gate counts for it in a request: %s", (type) => {
    expect([revealedBy({ type, value: "" })]).toEqual(counted(type));
  });

  it("is nothing for what nobody knows", () => {
    expect(revealedBy({ type: "colour", value: "blue" })).toBeNull();
  });
});

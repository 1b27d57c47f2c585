import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { AGREEMENT_HEADER, KINDS, openApiDocument, PROBLEMS, ROUTES, type Route } from "../src/door.ts";
import { at, changed, members, settingOf } from "./drafts.ts";

/** As a client gets it: text, parsed again. */
const document: unknown = JSON.parse(JSON.stringify(openApiDocument("9.9.9")));
const EVERY = Object.entries<Route>(ROUTES);

/** Every object inside, with what stands around it left out. */
function objects(value: unknown): readonly object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(objects)];
}

function operations(): readonly (readonly [string, unknown])[] {
  return members(at(document, "/paths")).flatMap(([path, item]) =>
    members(item).map(([method, operation]) => [`${method} ${path}`, operation] as const),
  );
}

function operationOf(name: string): unknown {
  return operations().find(([, operation]) => at(operation, "/operationId") === name)?.[1];
}

/** Judges by a schema of the document, not by the one the node was built from. */
function judge(schema: unknown): (value: unknown) => boolean {
  if (typeof schema !== "object" || schema === null) throw new Error("there is no such schema");
  const validator = Compile({ ...schema });
  return (value) => validator.Check(value);
}

describe("the OpenAPI document", () => {
  it("is of OpenAPI 3.1, with the version it was asked for and a licence", () => {
    expect(at(document, "/openapi")).toBe("3.1.0");
    expect(at(document, "/info/version")).toBe("9.9.9");
    expect(at(document, "/info/license/identifier")).toBe("Apache-2.0");
  });

  it("has every route, and no other operation", () => {
    const routes = EVERY.map(
      ([, { method, path }]) => `${method.toLowerCase()} ${path.replace(":id", "{id}")}`,
    );
    expect(
      operations()
        .map(([where]) => where)
        .toSorted(),
    ).toEqual(routes.toSorted());
  });

  it("names each operation once, by its route", () => {
    const ids = operations().map(([, operation]) => String(at(operation, "/operationId")));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(EVERY.map(([name]) => name).toSorted());
  });

  it("has no reference that leads nowhere", () => {
    const references = objects(document).flatMap((object) => ("$ref" in object ? [object.$ref] : []));
    expect(references.length).toBeGreaterThanOrEqual(EVERY.length);
    for (const reference of references) {
      expect(reference).toMatch(/^#\//);
      expect([reference, at(document, String(reference).slice(1))]).not.toEqual([reference, undefined]);
    }
  });

  it("declares every part of an address that varies, which agreement where there may be several, and nothing else", () => {
    const ofAgreement = new Set(
      EVERY.filter(([, route]) => route.ofAgreement === true).map(([name]) => name),
    );
    expect(ofAgreement.size).toBeGreaterThan(5);
    for (const [where, operation] of operations()) {
      const inPath = [...where.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name);
      const declared = members(at(operation, "/parameters")).map(([, parameter]) => parameter);
      const inHead = ofAgreement.has(String(at(operation, "/operationId"))) ? [AGREEMENT_HEADER] : [];
      const names = declared.map((parameter) => at(parameter, "/name"));
      expect([where, names]).toEqual([where, [...inPath, ...inHead]]);
      for (const parameter of declared) {
        const head = at(parameter, "/name") === AGREEMENT_HEADER;
        expect([at(parameter, "/in"), at(parameter, "/required")]).toEqual(
          head ? ["header", false] : ["path", true],
        );
      }
    }
  });

  it.each(EVERY)("%s asks for a sign-in where the node does", (name, route) => {
    expect(at(operationOf(name), "/security")).toEqual(route.right === null ? [] : [{ bearer: [] }]);
    expect(at(document, "/components/securitySchemes/bearer/scheme")).toBe("bearer");
  });

  it.each(EVERY)("%s has its body and its answer as the node reads them", (name, route) => {
    const body = members(at(operationOf(name), "/requestBody/content")).map(([, media]) =>
      at(media, "/schema"),
    );
    const answer = members(at(operationOf(name), "/responses/200/content")).map(([, media]) =>
      at(media, "/schema"),
    );
    expect(body).toEqual(route.body === null ? [] : [JSON.parse(JSON.stringify(route.body))]);
    expect(answer).toEqual([JSON.parse(JSON.stringify(route.answer))]);
  });

  it("tells what a refusal looks like, everywhere the same", () => {
    for (const [, operation] of operations()) {
      const [media] = members(at(operation, "/responses/default/content"));
      expect(media?.[0]).toBe("application/problem+json");
      expect(at(media?.[1], "/schema/$ref")).toBe("#/components/schemas/Problem");
    }
    const isProblem = judge(at(document, "/components/schemas/Problem"));
    expect(isProblem({ type: "x", title: PROBLEMS.not_found.title, status: 404, code: "not_found" })).toBe(
      true,
    );
    expect(isProblem({ title: "x", status: 404 })).toBe(false);
  });
});

describe("the document's schemas judge as the node does", () => {
  it.each(KINDS)("a draft of $kind", (declaration) => {
    const isDraft = judge(at(document, `/components/schemas/Draft_${declaration.kind}`));
    const draft = declaration.example(settingOf("CA"));
    expect(isDraft(draft)).toBe(true);
    for (const [pointer, to] of [
      ["/marking/handling", []],
      ["/marking/level", "Cosmic"],
      ["/marking/tlp", "WHITE"],
      ["/urgency/class", "urgent_1"],
      ["/bcc", "x"],
      ["/content/bcc", "x"],
    ] as const) {
      const bad = changed(draft, pointer, to);
      expect([pointer, isDraft(bad), declaration.readDraft(bad).ok]).toEqual([pointer, false, false]);
    }
  });

  it.each(KINDS)("content of $kind", (declaration) => {
    const isContent = judge(at(document, `/components/schemas/Content_${declaration.kind}`));
    expect(isContent({})).toBe(false);
    expect(isContent(declaration.example(settingOf("CA")))).toBe(false);
  });
});

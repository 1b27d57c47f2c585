import { AGREEMENT_HEADER, ROUTES as EVERY_ROUTE, type Route, SANDBOX_ROUTE_NAMES } from "@entente/contract";
import { describe, expect, test } from "vitest";
import { ask, at, userRig } from "./user-rig.ts";

const APART: readonly string[] = SANDBOX_ROUTE_NAMES;
/** What a node that is no sandbox has. */
const ROUTES = Object.fromEntries(
  Object.entries<Route>(EVERY_ROUTE).filter(([name]) => !APART.includes(name)),
);

async function document(): Promise<unknown> {
  await using rig = await userRig();
  const reply = await ask(rig.door, { path: "/openapi.json" });
  expect([reply.status, reply.headers["content-type"]]).toEqual([200, "application/json"]);
  return reply.json;
}

/** The members of an object or list; none of anything else. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** Every object within a value, with its JSON pointer. */
function objectsIn(value: unknown, where = ""): readonly (readonly [string, object])[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = membersOf(value).flatMap(([key, child]) => objectsIn(child, `${where}/${key}`));
  return [[where, value], ...inner];
}

describe("the API's own description", () => {
  test("is OpenAPI 3.1 with a title, the node's version and a licence", async () => {
    expect(await document()).toMatchObject({
      openapi: "3.1.0",
      info: { title: "Entente node", version: "0.1.0", license: { identifier: "Apache-2.0" } },
    });
  });

  test("every reference resolves", async () => {
    const root = await document();
    const references = objectsIn(root).flatMap(([where, object]) => {
      const target: unknown = Reflect.get(object, "$ref");
      return typeof target === "string" ? [[where, target] as const] : [];
    });
    expect(references.length).toBeGreaterThan(0);
    for (const [where, target] of references) {
      const steps = target.replace(/^#\//, "").split("/");
      expect([where, target.startsWith("#/"), at(root, ...steps) !== undefined]).toEqual([where, true, true]);
    }
  });

  test.each(Object.entries<Route>(ROUTES))(
    "has the route %s with its body, answer and security",
    async (name, route) => {
      const path = route.path.replace(":id", "{id}");
      const operation = at(await document(), "paths", path, route.method.toLowerCase());
      expect(operation).toMatchObject({ operationId: name, summary: route.summary });
      expect(at(operation, "requestBody") === undefined).toBe(route.body === null);
      expect(at(operation, "security")).toEqual(route.right === null ? [] : [{ bearer: [] }]);
      expect(
        at(operation, "responses", "200", "content", route.type ?? "application/json", "schema"),
      ).toBeTypeOf("object");
      expect(at(operation, "responses", "default", "content", "application/problem+json", "schema")).toEqual({
        $ref: "#/components/schemas/Problem",
      });
      const named = [
        ...(route.path.includes(":id") ? ["id"] : []),
        ...(route.ofAgreement === true ? [AGREEMENT_HEADER] : []),
      ];
      const parameters = at(operation, "parameters");
      expect(
        Array.isArray(parameters) ? parameters.map((parameter: unknown) => at(parameter, "name")) : null,
      ).toEqual(named);
    },
  );

  test("has no path that is no route, and no operation twice", async () => {
    const paths = at(await document(), "paths");
    const operations = membersOf(paths).flatMap(([path, item]) =>
      membersOf(item).map(([method]) => `${method} ${path}`),
    );
    const routes = Object.values<Route>(ROUTES).map(
      (route) => `${route.method.toLowerCase()} ${route.path.replace(":id", "{id}")}`,
    );
    expect(operations.sort()).toEqual(routes.sort());
    expect(new Set(routes).size).toBe(routes.length);
  });

  test("every schema uses words of JSON Schema 2020-12 only, with plain values", async () => {
    const root = await document();
    const bodies = objectsIn(at(root, "paths")).filter(([where]) => where.endsWith("/schema"));
    const named = membersOf(at(root, "components", "schemas"));
    const schemas = [...bodies, ...named].map(([, schema]) => schema);
    expect(schemas.length).toBeGreaterThan(Object.keys(ROUTES).length);
    for (const schema of schemas) expect(strangeWords(schema)).toEqual([]);
  });
});

const NAMED = new Set(["properties", "patternProperties"]);
const NESTED = new Set(["items", "anyOf", "additionalProperties"]);
const PLAIN = new Set(
  `$ref type required enum const pattern minLength maxLength minimum maximum multipleOf minItems maxItems uniqueItems`.split(
    " ",
  ),
);

/** Words of a schema that are no JSON Schema. */
function strangeWords(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(strangeWords);
  return membersOf(schema).flatMap(([word, value]) => {
    if (NAMED.has(word)) return membersOf(value).flatMap(([, inner]) => strangeWords(inner));
    if (NESTED.has(word)) return strangeWords(value);
    return PLAIN.has(word) ? [] : [word];
  });
}

import { KINDS } from "./kinds/registry.ts";
import { Problem } from "./problem.ts";
import { AGREEMENT_HEADER, type Route } from "./route.ts";
import { ROUTES } from "./routes.ts";

const JSON_TYPE = "application/json";

type Json = Readonly<Record<string, unknown>>;

/**
 * The OpenAPI 3.1 document of the node's API, made from the schemas that validate.
 * @param served the names of the routes this node has
 */
export function openApiDocument(version: string, served: readonly string[] = Object.keys(ROUTES)): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries<Route>(ROUTES).filter(([name]) => served.includes(name))) {
    const path = route.path.replaceAll(/:([a-z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Entente node", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: {
        Problem,
        ...Object.fromEntries(KINDS.map((kind) => [`Draft_${kind.kind}`, kind.draft])),
        ...Object.fromEntries(KINDS.map((kind) => [`Content_${kind.kind}`, kind.content])),
      },
    },
  };
}

function operation(name: string, route: Route): Json {
  const parameters = [...route.path.matchAll(/:([a-z]+)/g)].map((match) => parameter(match[1] ?? "", "path"));
  if (route.ofAgreement === true) parameters.push(parameter(AGREEMENT_HEADER, "header"));
  return {
    operationId: name,
    summary: route.summary,
    security: route.right === null ? [] : [{ bearer: [] }],
    parameters,
    ...(route.body === null
      ? {}
      : { requestBody: { required: true, content: media(JSON_TYPE, route.body) } }),
    responses: {
      "200": { description: "Done", content: media(route.type ?? JSON_TYPE, route.answer) },
      default: {
        description: "Refused",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function parameter(name: string, place: "path" | "header"): Json {
  return { name, in: place, required: place === "path", schema: { type: "string" } };
}

function media(type: string, schema: unknown): Json {
  return { [type]: { schema } };
}

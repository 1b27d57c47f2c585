import type { FastifyInstance, FastifyRequest } from "fastify";
import { cookieName, cookieOf } from "./cookies.ts";
import type { UserDoorOptions } from "./user-door.ts";
import {
  ASSET_HEADERS,
  encodedFor,
  languageOf,
  PAGE_HEADERS,
  PAGE_PATHS,
  pageFor,
  themeOf,
  type WebFiles,
} from "./web-files.ts";

/** Serves the workspace: its page on a few paths, and each asset under the one path it was built with. */
export function serveWeb(app: FastifyInstance, options: UserDoorOptions): void {
  const { web } = options;
  if (web === null || web === undefined) {
    serveNothing(app);
    return;
  }
  for (const url of PAGE_PATHS) {
    app.get(url, { config: { entente: "page" } }, (request, reply) =>
      reply.headers(PAGE_HEADERS).send(Buffer.from(pageOf(web, options, request))),
    );
  }
  for (const [url, file] of web.assets) {
    app.get(url, { config: { entente: "asset" } }, (request, reply) => {
      const { bytes, encoding } = encodedFor(file, request.headers["accept-encoding"]);
      if (encoding !== null) reply.header("content-encoding", encoding);
      return reply
        .headers({ ...ASSET_HEADERS, "content-type": file.type })
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
  }
}

/** A node whose workspace was not built is a whole node; it says what is there. */
function serveNothing(app: FastifyInstance): void {
  const text = "This node serves its API alone: the web workspace was not built. See /openapi.json.\n";
  app.get("/", { config: { entente: "page" } }, (_request, reply) =>
    reply.header("content-type", "text/plain; charset=utf-8").send(text),
  );
}

function pageOf(web: WebFiles, options: UserDoorOptions, request: FastifyRequest): string {
  const { node, sandbox } = options;
  const cookie = (what: "lang" | "theme") => cookieOf(request.raw.headers, cookieName(node.node, what));
  return pageFor(web, {
    lang: languageOf(cookie("lang"), request.headers["accept-language"]),
    theme: themeOf(cookie("theme")),
    node: node.node,
    party: node.party,
    realm: node.realm,
    sandbox: sandbox !== undefined,
  });
}

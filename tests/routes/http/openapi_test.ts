import assert from "node:assert/strict";
import {
  apiDocument,
  describedRequests,
} from "../../../routes/(openapi)/_document.ts";
import { idPattern } from "../../../classroom/model/ids.ts";
import { actNames } from "../../../classroom/acts.ts";
import { comparisonWith } from "../../described_answers.ts";
import { sendRequest } from "../../http.ts";
import { withSharedServer } from "../../shared_server.ts";

type Described = Parameters<typeof comparisonWith>[0];

/** The requests that files below `routes/api` answer, but acts. */
async function requestsInFiles(): Promise<string[]> {
  const found: string[] = [];
  for await (const file of sources("routes/api")) {
    const [name] = file.split("/").slice(-1);
    if (name.startsWith("_") || name === "[...act].ts") continue;
    const text = await Deno.readTextFile(file);
    const address = `/${
      file.replace(/^routes\//, "").replace(/(\/index)?\.tsx?$/, "")
    }`.replace(/\[(\w+)\]/g, ":$1");
    if (name === "[...path].ts") {
      const [, all, one] = /all: (\[.*\]),\s*one: (\[.*\])/.exec(text)!;
      const ofBoth = [[all, "/api/files"], [one, "/api/files/:id"]];
      for (const [methods, at] of ofBoth) {
        found.push(...JSON.parse(methods).map((it: string) => `${it} ${at}`));
      }
      continue;
    }
    const methods = text.matchAll(/^ {2}(GET|POST|PUT|PATCH|DELETE)\b/gm);
    const handled = [...methods].map(([, method]) => `${method} ${address}`);
    assert(handled.length > 0, `${file} handles something`);
    found.push(...handled);
  }
  // Defined by HTTP, not by the protocol.
  return found.filter((it) => !/^OPTIONS /.test(it));
}

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(`${folder}/${name}`);
    else if (/\.tsx?$/.test(name)) yield `${folder}/${name}`;
  }
}

Deno.test("the description of the API lists exactly its requests", async () => {
  const all = describedRequests();
  const names = all.map(({ method, path }) => `${method} ${path}`);
  const acts = actNames.map((name) =>
    name.replace(" /", " /api/sessions/:s/").replace(/\/$/, "")
  );
  assert.deepEqual(
    names.toSorted(),
    [...await requestsInFiles(), ...acts].toSorted(),
  );
  for (const { says, answers } of all) {
    assert(says.endsWith("."), says);
    assert(Object.keys(answers).length > 0);
  }
});

interface BodySchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, BodySchema>>;
  readonly items?: BodySchema;
  readonly anyOf?: readonly BodySchema[];
  readonly [keyword: string]: unknown;
}

/** Whether a schema, or a part of it, has a value for each of the keywords. */
function hasKeywords(
  schema: BodySchema,
  keywords: Readonly<Record<string, unknown>>,
): boolean {
  const isOwn = Object.entries(keywords)
    .every(([keyword, value]) => schema[keyword] === value);
  const parts = [schema.items ?? [], schema.anyOf ?? []].flat();
  return isOwn || parts.some((part) => hasKeywords(part, keywords));
}

Deno.test("the description of the API is as strict on ids, bounds and addresses as the server", () => {
  const table: [string, string, Record<string, unknown>][] = [
    ["PATCH /api/sessions/{s}/breakouts", "capacity", {
      minimum: 2,
      maximum: 30,
    }],
    ["POST /api/sessions/{s}/members/{m}/this-is", "member", {
      pattern: idPattern.source,
    }],
    ["PUT /api/sessions/{s}/invitations", "email", { format: "email" }],
    ["POST /api/sessions/{s}/breakouts/groups", "of", {
      minimum: 2,
      maximum: 30,
    }],
    ["POST /api/login", "email", { format: "email" }],
  ];
  type Body = {
    required?: boolean;
    content: Record<string, { schema: BodySchema }>;
  };
  const paths = apiDocument.paths as unknown as Record<
    string,
    Record<string, { requestBody?: Body }>
  >;
  const bodies = new Map<string, Body>(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) =>
        requestBody
          ? [[`${method.toUpperCase()} ${path}`, requestBody] as const]
          : []
      )
    ),
  );
  for (const [name, { required }] of bodies) assert(required, name);
  for (const [name, field, keywords] of table) {
    const { schema } = bodies.get(name)!.content["application/json"];
    const described = schema.properties?.[field];
    assert(described && hasKeywords(described, keywords), `${name} ${field}`);
  }
});

Deno.test("routes read requests by their definitions only", async () => {
  const own = /\b(?:readBody|validate|requireSignedIn|requireStaff)\(/;
  const may = [
    // Acts have definitions of their own, and an import checks what it keeps.
    "routes/api/sessions/[s]/[...act].ts",
    "routes/api/quizzes/import.ts",
  ];
  const found: string[] = [];
  for await (const file of sources("routes/api")) {
    if (may.includes(file)) continue;
    if (own.test(await Deno.readTextFile(file))) found.push(file);
  }
  assert.deepEqual(found, []);
});

Deno.test("the comparison of an answer with the description finds each kind of fault", () => {
  const compare = comparisonWith(apiDocument as unknown as Described);
  const json = { "content-type": "application/json" };
  const answer = (status: number, body: unknown, type = json) => () =>
    compare("GET", "/api/health", {
      status,
      headers: new Headers(type),
      text: body === undefined ? "" : JSON.stringify(body),
    });
  answer(200, { version: "1" })();
  const problem = { "content-type": "application/problem+json" };
  const refused = {
    type: "storage-unavailable",
    title: "",
    status: 503,
    detail: "",
  };
  answer(503, refused, problem)();
  assert.throws(answer(200, {}), /version/);
  assert.throws(answer(200, { version: 1 }), /version/);
  assert.throws(answer(200, { version: "1", more: 1 }), /more/);
  assert.throws(answer(201, { version: "1" }), /is described/);
  assert.throws(answer(200, { version: "1" }, problem), /is described/);
  assert.throws(answer(503, { ...refused, title: 1 }, problem), /title/);
});

Deno.test("the description of the API is for anybody, also on another site", () =>
  withSharedServer({}, async (server) => {
    const { status, headers, json } = await sendRequest(
      server,
      "GET",
      "/api/openapi.json",
    );
    assert.equal(status, 200);
    assert.deepEqual(json, JSON.parse(JSON.stringify(apiDocument)));
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.equal(headers.get("cache-control"), "public, max-age=300");
    assert.match(headers.get("content-security-policy")!, /default-src 'none'/);
  }));

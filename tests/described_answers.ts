/** Compares the API's answers with its description (`/api/openapi.json`): every answer that a test gets. */
import assert from "node:assert/strict";
import { z } from "zod";

interface Content {
  readonly schema?: object;
}

interface Answer {
  readonly content?: Readonly<Record<string, Content>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: { readonly Problem: Answer };
  };
}

export interface GivenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Compare = (method: string, path: string, answer: GivenAnswer) => void;

/**
 * Makes the comparison for a description. It is stricter than the description: a field that is not described is a
 * fault, too.
 */
export function comparisonWith(description: Description): Compare {
  const { paths, components } = description;
  const $defs = strict(components.schemas);
  const patterns = Object.entries(paths).map(([path, operations]) => {
    const parts = path.split(/\{\w+\}/).map((it) => RegExp.escape(it));
    return { path, operations, fits: new RegExp(`^${parts.join("[^/]+")}/?$`) };
  }).sort((a, b) => variables(a.path) - variables(b.path));
  const read = new Map<object, z.ZodType>();

  function schemaOf(schema: object): z.ZodType {
    let made = read.get(schema);
    if (!made) {
      const json = { $defs, ...strict(schema) as object };
      const text = JSON.stringify(json)
        .replaceAll('"#/components/schemas/', '"#/$defs/');
      made = z.fromJSONSchema(JSON.parse(text));
      read.set(schema, made);
    }
    return made;
  }

  return (method, path, { status, headers, text }) => {
    const [pathname] = path.split("?");
    if (!pathname.startsWith("/api/") || /^(HEAD|OPTIONS)$/.test(method)) {
      return;
    }
    const what = `${method} ${pathname} → ${status}`;
    const found = patterns.find(({ fits }) => fits.test(pathname));
    const operation = found?.operations[method.toLowerCase()];
    const answer = operation?.responses[status] ??
      (status >= 400 ? components.responses.Problem : undefined);
    // A server or proxy before the routes says it in its own way.
    if (status === 431 || status >= 400 && text === "") return;
    assert(answer, `${what} is described`);
    const [type] = (headers.get("content-type") ?? "").split(";");
    if (!answer.content) {
      assert.equal(text, "", `${what} is empty`);
      return;
    }
    const content = answer.content[type] ?? answer.content["*/*"];
    assert(content, `${what}: ${type} is described`);
    if (!content.schema || !/json$/.test(type) || type.includes("ndjson")) {
      return;
    }
    const parsed = schemaOf(content.schema).safeParse(JSON.parse(text));
    assert(
      parsed.success,
      `${what} is not as described: ${
        parsed.error && z.prettifyError(parsed.error)
      }\n${text.slice(0, 2000)}`,
    );
  };
}

const variables = (path: string) => path.split("{").length;

/** Closes every object that names its fields. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema;
  const closed = Object.fromEntries(
    Object.entries(schema).map(([name, it]) => [name, strict(it)]),
  );
  return "properties" in closed && !("additionalProperties" in closed) &&
      typeof closed.properties === "object"
    ? { ...closed, additionalProperties: false }
    : closed;
}

let comparison: Promise<Compare> | undefined;

export async function compareWithDescription(
  method: string,
  path: string,
  answer: GivenAnswer,
): Promise<void> {
  if (!path.startsWith("/api/")) return;
  comparison ??= import("../routes/(openapi)/_document.ts").then(
    ({ apiDocumentText }) => comparisonWith(JSON.parse(apiDocumentText)),
  );
  (await comparison)(method, path, answer);
}

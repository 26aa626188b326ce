/**
 * The API as an OpenAPI document, made from the definitions by which routes and acts read their requests. Loaded on
 * demand.
 */
import { z } from "zod";
import { type ActName, acts } from "../../classroom/acts.ts";
import type { ActLevel } from "../../classroom/define_act.ts";
import { version } from "../../classroom/version.ts";
import { accountRequests } from "../(http)/_account_requests.ts";
import {
  type Answers,
  bytes,
  type Content,
  type RequestDefinition,
  type RequestLevel,
} from "../(http)/_define_request.ts";
import { joiningRequests } from "../(http)/_joining_requests.ts";
import { addImageRequest, fileRequests } from "../(http)/_file_requests.ts";
import { quizRequests, templateRequests } from "../(http)/_library_requests.ts";
import { myWorkRequests } from "../(http)/_my_work_requests.ts";
import { serverRequests } from "../(http)/_server_requests.ts";
import { sessionRequests } from "../(http)/_session_requests.ts";
import { actWords } from "./_act_words.ts";
import { problemSchema } from "./_problem_schema.ts";
import { type RouteWords, routeWords } from "./_route_words.ts";

type Json = Readonly<Record<string, unknown>>;

export interface DescribedRequest extends RouteWords {
  readonly method: string;
  readonly path: string;
  readonly level: RequestLevel | ActLevel;
  readonly tag: string;
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  readonly answers: Answers;
}

const routesByTag: Readonly<Record<string, readonly RequestDefinition[]>> = {
  "Accounts": Object.values(accountRequests),
  "Getting in": [
    ...Object.values(joiningRequests),
    ...Object.values(myWorkRequests),
  ],
  "Sessions": Object.values(sessionRequests),
  "Templates and quizzes": [
    ...Object.values(templateRequests),
    ...Object.values(quizRequests),
    addImageRequest,
  ],
  "Files": fileRequests,
  "The server": Object.values(serverRequests),
};

/** The first part of the path of an act. */
type FirstPart<At extends string> = At extends `${string} /${infer Rest}`
  ? Rest extends `${infer Part}/${string}` ? Part : Rest
  : never;

const actTags: Readonly<Record<FirstPart<ActName>, string>> = {
  "": "A session",
  start: "A session",
  end: "A session",
  extend: "A session",
  members: "People",
  "class-list": "People",
  waiting: "People",
  invitations: "People",
  moderators: "People",
  observers: "People",
  taken: "People",
  notes: "People",
  breakouts: "Groups",
  help: "Groups",
  call: "Calls and chat",
  held: "Calls and chat",
  rooms: "Calls and chat",
  resources: "Shared with a class",
  pages: "Shared with a class",
  pick: "Shared with a class",
  "exit-ticket": "Shared with a class",
  submissions: "The assistant",
  assistant: "The assistant",
};

function firstPart<At extends ActName>(name: At): FirstPart<At> {
  return name.split("/")[1] as FirstPart<At>;
}

/** All requests of the API, in the order of the document. */
export function describedRequests(): DescribedRequest[] {
  const routeRequests = Object.entries(routesByTag).flatMap(([tag, requests]) =>
    requests.map(({ name, ...definition }): DescribedRequest => ({
      ...definition,
      ...routeWords[name],
      ...splitName(name),
      tag,
    }))
  );
  const actRequests = acts.map(({ at, by, body, query, result, status }) => {
    const { method, path } = splitName(at);
    return {
      method,
      path: `/api/sessions/:s${path}`.replace(/\/$/, ""),
      level: by,
      tag: actTags[firstPart(at)],
      body,
      query,
      ...actWords[at],
      answers: result ? { [status]: result } : { 204: null },
    };
  });
  return [...routeRequests, ...actRequests];
}

function splitName(name: string): { method: string; path: string } {
  const [method, path] = name.split(" ");
  return { method, path };
}

/** Cookies by which a person is known; any of them is enough. */
const cookiesByLevel: Readonly<
  Record<DescribedRequest["level"], readonly string[]>
> = {
  anybody: [],
  browser: ["browser", "member", "waiting", "teacher"],
  "signed-in": ["teacher"],
  member: ["member", "teacher"],
  observer: ["teacher"],
  teacher: ["teacher"],
  owner: ["teacher"],
};

const schemes = {
  teacher: cookie("teacher", "A teacher who has signed in."),
  member: cookie("member_{session}", "A member of that session."),
  waiting: cookie("waiting_{session}", "One who waits to be let in."),
  browser: cookie("browser", "Ties together the members of one browser."),
};

function cookie(name: string, description: string): Json {
  return { type: "apiKey", in: "cookie", name, description };
}

const parameterWords: Readonly<Record<string, string>> = {
  c: "A conversation",
  id: "Its id",
  key: "A signal",
  m: "A member",
  n: "An example",
  q: "A quiz",
  r: "A group",
  room: "`main`, or a group",
  s: "A session",
  t: "A template",
  teacher: "An observer's account",
  token: "The token of the link",
  wish: "A question on a wall",
};

/** Turns schemas into JSON Schema, and collects those that have a name. */
class Schemas {
  readonly named: Record<string, Json> = {};

  add(schema: z.ZodType, io: "input" | "output"): Json {
    const { $schema: _, $defs = {}, ...json } = z.toJSONSchema(schema, {
      io,
      unrepresentable: "any",
      override: ({ zodSchema: { _zod: { def } }, jsonSchema }) => {
        tidy(jsonSchema, io);
        if (def.type === "default" && isRandom(def)) delete jsonSchema.default;
      },
    });
    const moved = JSON.parse(
      JSON.stringify({ $defs, json })
        .replaceAll('"#/$defs/', '"#/components/schemas/'),
    );
    Object.assign(this.named, moved.$defs);
    return moved.json;
  }
}

/**
 * Removes from a JSON Schema: that answers have no further fields, the bounds of safe integers, and `id`, which would
 * count as an address.
 */
function tidy(json: Record<string, unknown>, io: "input" | "output"): void {
  if (io === "output" && json.additionalProperties === false) {
    delete json.additionalProperties;
  }
  if (json.type === "integer") {
    if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
    if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  }
  delete json.id;
}

/** Whether a default is another one each time, as a new id is. */
function isRandom(definition: { readonly defaultValue: unknown }): boolean {
  const next = () => JSON.stringify(definition.defaultValue);
  return next() !== next();
}

const problemAnswer = { $ref: "#/components/responses/Problem" };

function makeDocument(): Json {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, Json>> = {};
  for (const request of describedRequests()) {
    const path = request.path.replace(/:(\w+)/g, "{$1}");
    paths[path] ??= {};
    paths[path][request.method.toLowerCase()] = operation(request, schemas);
  }
  const problem = schemas.add(problemSchema, "output");
  return {
    openapi: "3.1.0",
    info: {
      title: "Homeroom",
      version,
      description:
        "Everything that people can do on the pages. Documents are synchronised at `/sync`, which docs/protocol.md describes. Fields may be added, but nothing is renamed or removed.",
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: {
        ...schemas.named,
        ...problem.$ref ? {} : { Problem: problem },
      },
      responses: {
        Problem: {
          description:
            "Refused, with the reason; 429 and 503 have `Retry-After`.",
          content: {
            "application/problem+json": {
              schema: { $ref: "#/components/schemas/Problem" },
            },
          },
        },
      },
      securitySchemes: schemes,
    },
  };
}

function operation(request: DescribedRequest, schemas: Schemas): Json {
  const { method, path, level, tag, says, details } = request;
  const cookies = cookiesByLevel[level];
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      description: parameterWords[name],
      schema: { type: "string" },
    })),
    ...(request.headers ?? []).map(([name, description]) => ({
      name,
      in: "header",
      required: true,
      description,
      schema: { type: "string" },
    })),
    ...queryParameters(request, schemas),
  ];
  const requestBody = bodyOf(request, schemas);
  return {
    operationId: `${method.toLowerCase()}${
      path.replace(/^\/api/, "").replace(/\/:?/g, "-")
    }`,
    tags: [tag],
    summary: says,
    ...details && { description: details },
    "x-access": level,
    security: [
      ...cookies.map((name) => ({ [name]: [] })),
      ...level === "browser" ? [{}] : [],
    ],
    ...parameters.length > 0 && { parameters },
    ...requestBody && { requestBody },
    responses: {
      ...Object.fromEntries(
        Object.entries(request.answers).map(([status, content]) => [
          status,
          {
            description: descriptionOf(Number(status)),
            ...content && { content: contentOf(content, schemas) },
          },
        ]),
      ),
      default: problemAnswer,
    },
  };
}

function queryParameters(
  { level, query }: DescribedRequest,
  schemas: Schemas,
): Json[] {
  const { properties = {}, required = [] } =
    (query ? schemas.add(query, "input") : {}) as {
      properties?: Record<string, Json>;
      required?: string[];
    };
  const parameters = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
  const isInSession = !/^(anybody|browser|signed-in)$/.test(level);
  return isInSession
    ? [...parameters, {
      name: "as",
      in: "query",
      description: "For a browser that could be both.",
      schema: { enum: ["teacher", "member"] },
    }]
    : parameters;
}

function bodyOf(
  { method, body, takes }: DescribedRequest,
  schemas: Schemas,
): Json | null {
  if (takes) {
    return { required: true, content: contentOf(takes, schemas, "input") };
  }
  if (body) {
    return {
      required: true,
      content: {
        "application/json": { schema: schemas.add(body, "input") },
      },
    };
  }
  // A request without a body needs the type `application/json` too, because forms of other sites cannot send it.
  return /^(GET|HEAD|DELETE)$/.test(method) ? null : {
    required: true,
    content: { "application/json": { schema: { type: "object" } } },
  };
}

function contentOf(
  content: z.ZodType | Readonly<Record<string, Content>>,
  schemas: Schemas,
  io: "input" | "output" = "output",
): Json {
  const byType = content instanceof z.ZodType
    ? { "application/json": content }
    : content;
  return Object.fromEntries(
    Object.entries(byType).map(([type, body]) => [
      type,
      body === bytes
        ? {}
        : body instanceof z.ZodType
        ? { schema: schemas.add(body, io) }
        : {
          schema: { type: "string", description: "Lines of JSON." },
          "x-line": schemas.add(body.lines, io),
        },
    ]),
  );
}

function descriptionOf(status: number): string {
  switch (status) {
    case 201:
      return "Made.";
    case 202:
      return "Accepted; more follows.";
    case 204:
      return "Done.";
    case 206:
      return "The part that was asked for.";
    case 304:
      return "It has not changed.";
    case 416:
      return "There is no such part.";
    default:
      return "The answer.";
  }
}

/** The whole API as OpenAPI 3.1. */
export const apiDocument: Json = makeDocument();
export const apiDocumentText = JSON.stringify(apiDocument);

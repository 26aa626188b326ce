/** Defines requests that are no acts: routes answer by the definition, and `/api/openapi.json` describes it. */
import type { z } from "zod";
import type { Answered } from "../../classroom/define_act.ts";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import type { Identity } from "../../classroom/model/members.ts";
import type { State } from "../$_middleware.ts";
import { readBody } from "./_body.ts";
import { validate } from "./_validate.ts";
import { heldBody } from "./_bytes.ts";
import { requireSignedIn, requireStaff, type StaffLevel } from "./_staff.ts";

/**
 * The people who may make a request: anybody, a browser by its cookies, a signed-in teacher, or staff of the session in
 * the path.
 */
export type RequestLevel = "anybody" | "browser" | "signed-in" | StaffLevel;

/** A body that is no JSON. */
export const bytes = "bytes";

/** A body of lines of JSON. */
export interface Lines {
  readonly lines: z.ZodType;
}

export type Content = z.ZodType | typeof bytes | Lines;

/** By status: JSON, or the content by its type; null: empty. */
export type Answers = Readonly<
  Record<number, z.ZodType | Readonly<Record<string, Content>> | null>
>;

export interface RequestDefinition<
  By extends RequestLevel = RequestLevel,
  Body extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Answer extends Answers = Answers,
> {
  readonly name: string;
  readonly level: By;
  readonly answers: Answer;
  /** Absent: no JSON is read. */
  readonly body?: Body;
  /** Absent: the query is not read. */
  readonly query?: Query;
}

/**
 * Defines a request by its method and path.
 *
 * @example
 * signIn: defineRequest("POST /api/login", "anybody", { 200: result }, {
 *   body: signInBody,
 * }),
 */
export function defineRequest<
  By extends RequestLevel,
  Answer extends Answers,
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
>(
  name: `${"GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`,
  level: By,
  answers: Answer,
  reads: { body?: Body; query?: Query } = {},
): RequestDefinition<By, Body, Query, Answer> {
  return { name, level, answers, ...reads };
}

interface Context<P> {
  readonly req: Request;
  readonly url: URL;
  readonly params: P;
  readonly state: State;
}

/** Makes an answer of those that the request declares. */
type Reply<Answer extends Answers> = <Status extends keyof Answer & number>(
  status: Status,
  value: Answer[Status] extends z.ZodType ? Answered<Answer[Status]>
    : Answer[Status] extends null ? null
    : never,
  headers?: Headers,
) => Response;

interface Permitted<
  By extends RequestLevel,
  Body,
  Query,
  P,
  Answer extends Answers,
> extends Context<P> {
  readonly teacher: By extends "anybody" | "browser" ? null : Teacher;
  /** The staff member; null outside a session. */
  readonly who: By extends StaffLevel ? Identity : null;
  readonly query: Query;
  /** Reads the body. Refuses with `malformed` if it does not fit. */
  body(): Promise<Body>;
  readonly reply: Reply<Answer>;
}

/** Makes a route's handler, which checks the person and reads the request as its definition says. */
export function answerRequest<
  By extends RequestLevel,
  Body extends z.ZodType,
  Query extends z.ZodType,
  Answer extends Answers,
  P = unknown,
>(
  { level, body, query }: RequestDefinition<By, Body, Query, Answer>,
  answer: (
    request: Permitted<By, z.output<Body>, z.output<Query>, P, Answer>,
  ) => Response | Promise<Response>,
): (context: Context<P>) => Promise<Response> {
  return async ({ req, url, params, state }) =>
    await answer({
      req,
      url,
      params,
      state,
      ...await personOf(level, params, state),
      query: query && validate(Object.fromEntries(url.searchParams), query),
      body: async () => body && await readBody(heldBody({ req, state }), body),
      reply: sendValue,
    } as Permitted<By, z.output<Body>, z.output<Query>, P, Answer>);
}

function sendValue(status: number, value: unknown, headers?: Headers) {
  return value === null
    ? new Response(null, { status, headers })
    : Response.json(value, { status, headers });
}

async function personOf(
  level: RequestLevel,
  params: unknown,
  state: State,
): Promise<{ teacher: Teacher | null; who: Identity | null }> {
  switch (level) {
    case "anybody":
    case "browser":
      return { teacher: null, who: null };
    case "signed-in":
      return { teacher: requireSignedIn(state), who: null };
    default:
      return await requireStaff(state, (params as { s: string }).s, level);
  }
}

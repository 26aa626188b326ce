/** Defines requests that are no acts: routes answer by the definition, and `/api/openapi.json` describes it. */
import type { z } from "zod";
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

export interface RequestDefinition<
  By extends RequestLevel = RequestLevel,
  Body extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
> {
  readonly name: string;
  readonly level: By;
  /** Absent: no JSON is read. */
  readonly body?: Body;
  /** Absent: the query is not read. */
  readonly query?: Query;
}

/**
 * Defines a request by its method and path.
 *
 * @example
 * signIn: defineRequest("POST /api/login", "anybody", { body: signInBody }),
 */
export function defineRequest<
  By extends RequestLevel,
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
>(
  name: `${"GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`,
  level: By,
  reads: { body?: Body; query?: Query } = {},
): RequestDefinition<By, Body, Query> {
  return { name, level, ...reads };
}

interface Context<P> {
  readonly req: Request;
  readonly url: URL;
  readonly params: P;
  readonly state: State;
}

interface Permitted<By extends RequestLevel, Body, Query, P>
  extends Context<P> {
  readonly teacher: By extends "anybody" | "browser" ? null : Teacher;
  /** The staff member; null outside a session. */
  readonly who: By extends StaffLevel ? Identity : null;
  readonly query: Query;
  /** Reads the body. Refuses with `malformed` if it does not fit. */
  body(): Promise<Body>;
}

/** Makes a route's handler, which checks the person and reads the request as its definition says. */
export function answerRequest<
  By extends RequestLevel,
  Body extends z.ZodType,
  Query extends z.ZodType,
  P = unknown,
>(
  { level, body, query }: RequestDefinition<By, Body, Query>,
  answer: (
    request: Permitted<By, z.output<Body>, z.output<Query>, P>,
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
    } as Permitted<By, z.output<Body>, z.output<Query>, P>);
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

/** Defines acts; `acts.ts` lists all of them. */
import { z } from "zod";
import type { Teacher } from "./accounts/accounts.ts";
import type { SessionView } from "./model/views.ts";
import type { Identity } from "./model/members.ts";

/**
 * The role that an act needs. `owner`: the owner alone; `teacher`: also moderators; `observer`: also observers;
 * `member`: everyone in the class (ACCESS-5).
 */
export type ActLevel = "owner" | "teacher" | "observer" | "member";

/** Names of the parameters in a path: `id` for `GET /resources/:id`. */
export type PathParams<At extends string> = At extends
  `${infer Start}/:${infer Name}/${infer Rest}`
  ? PathParams<Start> | Name | PathParams<`/${Rest}`>
  : At extends `${string}/:${infer Name}` ? Name
  : never;

export interface ActRequest<
  Services,
  At extends string,
  By extends ActLevel,
  Body,
  Query,
> {
  readonly app: Services;
  readonly who: Identity;
  /** The requesting account; null for acts of level `member`. */
  readonly teacher: By extends "member" ? null : Teacher;
  readonly params: Readonly<Record<PathParams<At>, string>>;
  readonly body: Body;
  readonly query: Query;
  /** The requester's language and time zone, for mails. */
  readonly reader: { readonly language: string; readonly zone: string };
  /** Adds the origin to the link of a session. */
  addLink(view: SessionView): SessionView;
}

/** An act: method and path after `/api/sessions/:s`, level, schemas, and the function that answers. */
export interface Act<
  Services,
  At extends string,
  By extends ActLevel,
  Body extends z.ZodType,
  Query extends z.ZodType,
  Result extends z.ZodType,
> {
  readonly at: At;
  readonly by: By;
  readonly body?: Body;
  readonly query?: Query;
  /** The answer's content, of which `/api/openapi.json` is made; absent: none. */
  readonly result?: Result;
  /** Status of an answer with content; without content it is 204. */
  readonly status: 200 | 201;
  readonly answer: (
    request: ActRequest<Services, At, By, z.output<Body>, z.output<Query>>,
  ) => Promise<Answered<Result>>;
}

/** A value that fits the schema of a result. */
export type Answered<Result extends z.ZodType> = DeepReadonly<z.output<Result>>;

export type DeepReadonly<T> = T extends object
  ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
  : T;

export const emptyBody = z.strictObject({});

/**
 * Makes a function that defines acts. `Services`: the parts of the app that they need.
 *
 * @example
 * const act = defineActsFor<{ picks: StudentPicker }>();
 * export const pickActs = [
 *   act("POST /pick", "teacher", async ({ app, who, body }) => ({
 *     picked: await app.picks.pickNext(who, body),
 *   }), { body: pickBody, result: z.object({ picked: pickViewSchema }) }),
 * ] as const;
 */
export function defineActsFor<Services>() {
  return <
    const At extends `${
      | "GET"
      | "POST"
      | "PUT"
      | "PATCH"
      | "DELETE"} /${string}`,
    const By extends ActLevel,
    Body extends z.ZodType = z.ZodUndefined,
    Query extends z.ZodType = z.ZodUndefined,
    Result extends z.ZodType = z.ZodVoid,
  >(
    route: At,
    level: By,
    answer: Act<Services, At, By, Body, Query, Result>["answer"],
    { status = 200, ...reads }: {
      body?: Body;
      query?: Query;
      result?: Result;
      status?: 200 | 201;
    } = {},
  ): Act<Services, At, By, Body, Query, Result> => ({
    at: route,
    by: level,
    answer,
    status,
    ...reads,
  });
}

/**
 * What staff of a session ask for over HTTP, each defined once: its address is its name, and a table of them
 * (`acts.ts`) is all that the route and the browser's calls are made of.
 */
import { z } from "zod";
import type { Teacher } from "./accounts/accounts.ts";
import type { SessionView } from "./model/views.ts";
import type { Who } from "./model/who.ts";

/** Who may ask, at least: the owner; the owner and moderators; observers too, who read; or everybody in the class (A5). */
export type Level = "owner" | "teacher" | "observer" | "member";

/** The names in an address: of `GET /resources/:id` that is `id`. */
export type ParamsOf<At extends string> = At extends
  `${infer Start}/:${infer Name}/${infer Rest}`
  ? ParamsOf<Start> | Name | ParamsOf<`/${Rest}`>
  : At extends `${string}/:${infer Name}` ? Name
  : never;

/** A request that may be made, and fits. */
export interface Asked<
  Services,
  At extends string,
  By extends Level,
  Body,
  Query,
> {
  readonly app: Services;
  readonly who: Who;
  /** Whose seat it is; what everybody in the class may ask does not say. */
  readonly teacher: By extends "member" ? null : Teacher;
  readonly params: Readonly<Record<ParamsOf<At>, string>>;
  readonly body: Body;
  readonly query: Query;
  /** How the asker reads: for mails. */
  readonly reader: { readonly language: string; readonly zone: string };
  /** A session with a link that others can open. */
  linked(view: SessionView): SessionView;
}

/** An act or a view, under the address after `/api/sessions/:s`. */
export interface Act<
  Services,
  At extends string,
  By extends Level,
  Body extends z.ZodType,
  Query extends z.ZodType,
  Result,
> {
  readonly at: At;
  readonly by: By;
  /** What the body must be; absent: it is not read. */
  readonly body?: Body;
  /** What stands behind the `?` of the address; absent: it is not read. */
  readonly query?: Query;
  /** Of what is answered; 204 where nothing is. */
  readonly status: 200 | 201;
  /** Does it, and gives the JSON of the answer. */
  readonly answer: (
    asked: Asked<Services, At, By, z.output<Body>, z.output<Query>>,
  ) => Promise<Result>;
}

/** A body in which nothing is asked. */
export const nothing = z.strictObject({});

/**
 * Definitions of acts that need these parts of the app.
 *
 * @example
 * const act = actsWith<{ picks: Picks }>();
 * export const pickActs = [
 *   act("PATCH /pick", "teacher", ({ app, who, body }) => app.picks.show(who, body), { body: showPickBody }),
 * ] as const;
 */
export function actsWith<Services>() {
  return <
    const At extends `${
      | "GET"
      | "POST"
      | "PUT"
      | "PATCH"
      | "DELETE"} /${string}`,
    const By extends Level,
    Result,
    Body extends z.ZodType = z.ZodUndefined,
    Query extends z.ZodType = z.ZodUndefined,
  >(
    at: At,
    by: By,
    answer: Act<Services, At, By, Body, Query, Result>["answer"],
    { status = 200, ...reads }: {
      body?: Body;
      query?: Query;
      status?: 200 | 201;
    } = {},
  ): Act<Services, At, By, Body, Query, Result> => ({
    at,
    by,
    answer,
    status,
    ...reads,
  });
}

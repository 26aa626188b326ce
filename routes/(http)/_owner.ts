/**
 * Handlers for what only the owner of the session in the address may do (A5): who asks is known, the body is checked, and
 * what comes back is the answer as JSON; where nothing does, 204.
 */
import { z } from "zod";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { type App, theApp } from "../../classroom/app.ts";
import type { Who } from "../../classroom/identity.ts";
import type { State } from "../$_middleware.ts";
import { readBody } from "./_body.ts";
import { ownerOf } from "./_staff.ts";

interface Context<P> {
  readonly req: Request;
  readonly params: P;
  readonly state: State;
}

/** What the owner asks. */
export interface Asked<P> extends Context<P> {
  readonly app: App;
  readonly teacher: Teacher;
  readonly who: Who;
}

/** A body in which nothing is asked. */
export const nothing = z.strictObject({});

/** Answers the owner, whatever the body is. */
export function forOwner<P extends { s: string }>(
  answer: (asked: Asked<P>) => Promise<object | void>,
): (context: Context<P>) => Promise<Response> {
  return async (context) => answered(await answer(await asked(context)), 200);
}

/** Answers the owner, whose body fits the schema. */
export function forOwnerWith<S extends z.ZodType, P extends { s: string }>(
  schema: S,
  answer: (asked: Asked<P> & { body: z.output<S> }) => Promise<object | void>,
  status = 200,
): (context: Context<P>) => Promise<Response> {
  return async (context) => {
    const it = await asked(context);
    const body = await readBody(context.req, schema);
    return answered(await answer({ ...it, body }), status);
  };
}

async function asked<P extends { s: string }>(
  { req, params, state }: Context<P>,
): Promise<Asked<P>> {
  return {
    req,
    params,
    state,
    app: theApp(),
    ...await ownerOf(state, params.s),
  };
}

function answered(value: object | void, status: number): Response {
  return value === undefined
    ? new Response(null, { status: 204 })
    : Response.json(value, { status });
}

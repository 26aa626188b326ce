/**
 * Handlers for what staff of the session in the address may do (A5): who asks is known, the body is checked, and what
 * comes back is the answer as JSON; where nothing does, 204.
 */
import { z } from "zod";
import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { type App, theApp } from "../../classroom/app.ts";
import type { Who } from "../../classroom/model/who.ts";
import type { State } from "../$_middleware.ts";
import { readBody } from "./_body.ts";
import { type Level, staffOf } from "./_staff.ts";

interface Context<P> {
  readonly req: Request;
  readonly params: P;
  readonly state: State;
}

/** What one of the staff asks. */
export interface Asked<P> extends Context<P> {
  readonly app: App;
  readonly teacher: Teacher;
  readonly who: Who;
}

/** A body in which nothing is asked. */
export const nothing = z.strictObject({});

type Handler<P> = (context: Context<P>) => Promise<Response>;

/** Answers who has this level at least, whatever the body is. */
function answering(level: Level) {
  return <P extends { s: string }>(
    answer: (asked: Asked<P>) => Promise<object | void>,
  ): Handler<P> =>
  async (context) => answered(await answer(await asked(context, level)), 200);
}

/** The same, where the body fits the schema. */
function answeringWith(level: Level) {
  return <S extends z.ZodType, P extends { s: string }>(
    schema: S,
    answer: (asked: Asked<P> & { body: z.output<S> }) => Promise<object | void>,
    status = 200,
  ): Handler<P> =>
  async (context) => {
    const it = await asked(context, level);
    const body = await readBody(context.req, schema);
    return answered(await answer({ ...it, body }), status);
  };
}

/** Answers the owner alone: what moderators may not (S-9). */
export const forOwner = answering("owner");
/** Answers the owner alone, whose body fits the schema. */
export const forOwnerWith = answeringWith("owner");
/** Answers the owner and moderators. */
export const forTeacher = answering("teacher");
/** Answers the owner and moderators, whose body fits the schema. */
export const forTeacherWith = answeringWith("teacher");
/** Answers observers too: what they read (S-8). */
export const forStaff = answering("observer");

async function asked<P extends { s: string }>(
  { req, params, state }: Context<P>,
  level: Level,
): Promise<Asked<P>> {
  return {
    req,
    params,
    state,
    app: theApp(),
    ...await staffOf(state, params.s, level),
  };
}

function answered(value: object | void, status: number): Response {
  return value === undefined
    ? new Response(null, { status: 204 })
    : Response.json(value, { status });
}

/** Sessions in answers: what the classroom knows of them, with addresses that a person can open. */
import type { z } from "zod";
import type { SessionView } from "../../classroom/model/views.ts";
import type { Reach } from "./_origin.ts";
import { type Asked, forTeacherWith } from "./_owner.ts";

/** A session with its full link, as others can open it. */
export function sessionAnswer(view: SessionView, reach: Reach): SessionView {
  return { ...view, link: new URL(view.link, reach.origin).href };
}

/** Answers the owner and moderators, whose body fits the schema, with the session as it is then. */
export function forSession<S extends z.ZodType, P extends { s: string }>(
  schema: S,
  change: (asked: Asked<P> & { body: z.output<S> }) => Promise<SessionView>,
) {
  return forTeacherWith<S, P>(schema, async (asked) => ({
    session: sessionAnswer(await change(asked), asked.state.reach),
  }));
}

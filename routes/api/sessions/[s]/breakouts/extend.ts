/** `POST /api/sessions/:s/breakouts/extend`: gives more time. */
import { extendBreakoutsBody } from "../../../../../classroom/groups/opening.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$extend.ts";

export const handlers = handler({
  POST: forTeacherWith(extendBreakoutsBody, async ({ app, who, body }) => ({
    breakouts: await app.breakouts.extend(who, body),
  })),
});

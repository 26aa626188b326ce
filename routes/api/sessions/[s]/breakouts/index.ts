/** `GET`, `PATCH /api/sessions/:s/breakouts`: the breakout rooms as a whole, and their settings. */
import { changeBreakoutsBody } from "../../../../../classroom/groups/opening.ts";
import { forStaff, forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: forStaff(async ({ app, who }) => {
    return await app.breakouts.view(who);
  }),
  PATCH: forTeacherWith(changeBreakoutsBody, async ({ app, who, body }) => ({
    breakouts: await app.breakouts.change(who, body),
  })),
});

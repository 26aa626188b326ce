/** `POST /api/sessions/:s/breakouts/bring-back`: what groups have marked goes to the main room. */
import { forTeacherWith, nothing } from "../../../../(http)/_owner.ts";
import { handler } from "./$bring-back.ts";
import { iso } from "../../../../../classroom/model/times.ts";

export const handlers = handler({
  POST: forTeacherWith(nothing, async ({ app, who }) => {
    const posted = await app.breakouts.bringBack(who);
    return {
      messages: posted.map(({ at, ...it }) => ({ ...it, at: iso(at) })),
    };
  }),
});

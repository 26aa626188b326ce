/** `POST`, `DELETE /api/sessions/:s/breakouts/timer`: starts the countdown; stops it, and the groups stay open. */
import { startTimerBody } from "../../../../../classroom/groups/opening.ts";
import { forTeacher, forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$timer.ts";

export const handlers = handler({
  POST: forTeacherWith(startTimerBody, async ({ app, who, body }) => ({
    breakouts: await app.breakouts.startTimer(who, body),
  })),
  DELETE: forTeacher(async ({ app, who }) => ({
    breakouts: await app.breakouts.stopTimer(who),
  })),
});

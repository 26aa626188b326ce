/** `POST /api/sessions/:s/breakouts/timer`: starts the countdown. */
import { startTimerBody } from "../../../../../classroom/groups/opening.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$timer.ts";

export const handlers = handler({
  POST: forTeacherWith(startTimerBody, async ({ app, who, body }) => ({
    breakouts: await app.breakouts.startTimer(who, body),
  })),
});

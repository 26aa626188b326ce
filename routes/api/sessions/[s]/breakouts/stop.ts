/** `POST /api/sessions/:s/breakouts/stop`: closes the rooms, at once or after a grace. */
import { stopBreakoutsBody } from "../../../../../classroom/groups/opening.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$stop.ts";

export const handlers = handler({
  POST: forTeacherWith(stopBreakoutsBody, async ({ app, who, body }) => ({
    breakouts: await app.breakouts.stop(who, body),
  })),
});

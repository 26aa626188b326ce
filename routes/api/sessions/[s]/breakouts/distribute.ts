/** `POST /api/sessions/:s/breakouts/distribute`: all students over the rooms. */
import { distributeBody } from "../../../../../classroom/groups/moves.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$distribute.ts";

export const handlers = handler({
  POST: forTeacherWith(distributeBody, async ({ app, who, body }) => ({
    moved: await app.breakouts.distribute(who, body),
  })),
});

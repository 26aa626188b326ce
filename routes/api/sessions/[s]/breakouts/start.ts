/** `POST /api/sessions/:s/breakouts/start`: opens the rooms. */
import { forTeacherWith, nothing } from "../../../../(http)/_owner.ts";
import { handler } from "./$start.ts";

export const handlers = handler({
  POST: forTeacherWith(
    nothing,
    async ({ app, who }) => ({ breakouts: await app.breakouts.start(who) }),
  ),
});

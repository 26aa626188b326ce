/** `POST /api/sessions/:s/breakouts/start`: opens the rooms. */
import { forOwnerWith, nothing } from "../../../../(http)/_owner.ts";
import { handler } from "./$start.ts";

export const handlers = handler({
  POST: forOwnerWith(
    nothing,
    async ({ app, who }) => ({ breakouts: await app.breakouts.start(who) }),
  ),
});

/** `POST /api/sessions/:s/breakouts/undo`: takes back the last move or distribution. */
import { forOwnerWith, nothing } from "../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forOwnerWith(
    nothing,
    async ({ app, who }) => ({ moved: await app.breakouts.undo(who) }),
  ),
});

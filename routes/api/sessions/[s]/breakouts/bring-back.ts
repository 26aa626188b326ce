/** `POST /api/sessions/:s/breakouts/bring-back`: what groups have marked goes to the main room. */
import { forOwnerWith, nothing } from "../../../../(http)/_owner.ts";
import { handler } from "./$bring-back.ts";

export const handlers = handler({
  POST: forOwnerWith(nothing, async ({ app, who }) => {
    const posted = await app.breakouts.bringBack(who);
    const messages = posted.map(({ at, ...message }) => ({
      ...message,
      at: new Date(at).toISOString(),
    }));
    return { messages };
  }),
});

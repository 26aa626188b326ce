/** The portal opens with what a teacher comes for: the class sessions. */
import { handler } from "./$index.ts";

export const handlers = handler({
  GET(ctx) {
    return ctx.redirect("/teacher/sessions", 303);
  },
});

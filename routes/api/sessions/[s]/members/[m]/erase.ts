/** `POST /api/sessions/:s/members/:m/erase`: all of a student's goes, also after the class. */
import { forOwnerWith, nothing } from "../../../../../(http)/_owner.ts";
import { handler } from "./$erase.ts";

export const handlers = handler({
  POST: forOwnerWith(
    nothing,
    ({ app, who, params }) => app.erasure.erase(who, params.m),
  ),
});

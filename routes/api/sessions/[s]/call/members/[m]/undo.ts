/** `POST /api/sessions/:s/call/members/:m/undo`: lets a student join the call again. */
import { forTeacherWith, nothing } from "../../../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forTeacherWith(
    nothing,
    ({ app, who, params }) => app.calls.letBack(who, params.m),
  ),
});

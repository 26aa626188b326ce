/** `POST /api/sessions/:s/call/members/:m/unmute`: asks a student to unmute. */
import { forTeacherWith, nothing } from "../../../../../../(http)/_owner.ts";
import { handler } from "./$unmute.ts";

export const handlers = handler({
  POST: forTeacherWith(
    nothing,
    ({ app, who, params }) => app.calls.askToUnmute(who, params.m),
  ),
});

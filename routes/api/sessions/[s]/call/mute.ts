/** `POST /api/sessions/:s/call/mute`: mutes everybody in the class's calls. */
import { forTeacherWith, nothing } from "../../../../(http)/_owner.ts";
import { handler } from "./$mute.ts";

export const handlers = handler({
  POST: forTeacherWith(nothing, ({ app, who }) => app.calls.muteAll(who)),
});

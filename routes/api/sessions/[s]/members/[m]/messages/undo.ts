/** `POST /api/sessions/:s/members/:m/messages/undo`: puts back all that one has deleted of a student a moment ago. */
import { forTeacherWith, nothing } from "../../../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forTeacherWith(nothing, async ({ app, who, params }) => ({
    restored: await app.bulkDeletion.undelete(who, params.m),
  })),
});

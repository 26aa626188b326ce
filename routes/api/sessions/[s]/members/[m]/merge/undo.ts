/** `POST /api/sessions/:s/members/:m/merge/undo`: they are two again. */
import { forTeacherWith, nothing } from "../../../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forTeacherWith(nothing, async ({ app, who, params }) => ({
    member: await app.membership.unmerge(who, params.m),
  })),
});

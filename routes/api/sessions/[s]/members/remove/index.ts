/** `POST /api/sessions/:s/members/remove`: puts out all students who joined since a moment (J-4), with what they wrote where that is asked for. */
import { removeSinceBody } from "../../../../../../classroom/people/bulk_removal.ts";
import { forTeacherWith } from "../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  POST: forTeacherWith(removeSinceBody, async ({ app, who, body }) => {
    return await app.membership.removeSince(who, body);
  }),
});

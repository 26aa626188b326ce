/** `POST /api/sessions/:s/members/:m/merge/undo`: they are two again. */
import { forOwnerWith, nothing } from "../../../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forOwnerWith(nothing, async ({ app, who, params }) => ({
    member: await app.membership.unmerge(who, params.m),
  })),
});

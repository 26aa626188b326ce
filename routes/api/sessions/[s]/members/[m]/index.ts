/** `PATCH`, `DELETE /api/sessions/:s/members/:m`: rename or mute a member; remove one. */
import { changeMemberBody } from "../../../../../../classroom/people/member_changes.ts";
import { forOwner, forOwnerWith } from "../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  PATCH: forOwnerWith(changeMemberBody, async ({ app, who, params, body }) => ({
    member: await app.membership.change(who, params.m, body),
  })),
  DELETE: forOwner(async ({ app, who, params }) => {
    await app.membership.remove(who, params.m);
  }),
});

/** `GET /api/sessions/:s/members`: everybody who is or was in it. */
import { forStaff } from "../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: forStaff(async ({ app, who }) => ({
    members: await app.membership.members(who),
  })),
});

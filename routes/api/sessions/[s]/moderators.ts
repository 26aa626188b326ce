/** `PUT`, `DELETE /api/sessions/:s/moderators`: who helps in it, by their address (S-9). */
import { invitationBody } from "../../../../classroom/people/staff/colleagues.ts";
import { forOwner, forOwnerWith } from "../../../(http)/_owner.ts";
import { handler } from "./$moderators.ts";

export const handlers = handler({
  GET: forOwner(async ({ app, who }) => {
    const all = await app.colleagues.invitations(who);
    return { moderators: all.filter(({ as }) => as === "moderator") };
  }),
  PUT: forOwnerWith(invitationBody, async ({ app, who, body }) => {
    await app.colleagues.invite(who, body.email, "moderator");
  }),
  DELETE: forOwnerWith(invitationBody, async ({ app, who, body }) => {
    await app.colleagues.withdraw(who, body.email, "moderator");
  }),
});

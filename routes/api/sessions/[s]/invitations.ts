/** `PUT`, `DELETE /api/sessions/:s/invitations`: who may look on without asking, by their address (S-8). */
import { invitationBody } from "../../../../classroom/people/staff/colleagues.ts";
import { forOwner, forOwnerWith } from "../../../(http)/_owner.ts";
import { handler } from "./$invitations.ts";

export const handlers = handler({
  GET: forOwner(async ({ app, who }) => {
    const all = await app.colleagues.invitations(who);
    return { invitations: all.filter(({ as }) => as === "observer") };
  }),
  PUT: forOwnerWith(invitationBody, async ({ app, who, body }) => {
    await app.colleagues.invite(who, body.email, "observer");
  }),
  DELETE: forOwnerWith(invitationBody, async ({ app, who, body }) => {
    await app.colleagues.withdraw(who, body.email, "observer");
  }),
});

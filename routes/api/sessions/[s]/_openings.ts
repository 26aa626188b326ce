/** Handlers for whom a session is open to, by their address: to help in it (S-9), or to look on (S-8). */
import { invitationBody } from "../../../../classroom/people/staff/colleagues.ts";
import type { Invitation } from "../../../../classroom/sessions/session_keys.ts";
import { forOwner, forOwnerWith } from "../../../(http)/_owner.ts";

/** Answers with those of a kind, under this name; and whether anybody can come with such an address. */
export function openedTo(as: Invitation["as"], name: string) {
  return forOwner(async ({ app, who }) => {
    const all = await app.colleagues.invitations(who);
    const { isForAnybody: forAnybody } = app.accounts;
    return { [name]: all.filter((it) => it.as === as), forAnybody };
  });
}

/** Opens it to an address. */
export function openFor(as: Invitation["as"]) {
  return forOwnerWith(invitationBody, async ({ app, who, body }) => {
    await app.colleagues.invite(who, body.email, as);
  });
}

/** Takes that back. */
export function closeFor(as: Invitation["as"]) {
  return forOwnerWith(invitationBody, async ({ app, who, body }) => {
    await app.colleagues.withdraw(who, body.email, as);
  });
}

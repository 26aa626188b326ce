/** Handlers for whom a session is open to, by their address: to help in it (S-9), or to look on (S-8). */
import { invitationBody } from "../../../../classroom/people/staff/colleagues.ts";
import type { Invitation } from "../../../../classroom/storage/session_keys.ts";
import { language } from "../../../../locales/current.ts";
import { forOwner, forOwnerWith } from "../../../(http)/_owner.ts";
import { zoneOf } from "../../../(http)/_zone.ts";

/** Answers with those of a kind, under this name; whether anybody can come with such an address, and whether mails go. */
export function openedTo(as: Invitation["as"], name: string) {
  return forOwner(async ({ app, who }) => {
    const all = await app.colleagues.invitations(who);
    const { isForAnybody, provesAddresses } = app.accounts;
    return {
      [name]: all.filter((it) => it.as === as),
      forAnybody: isForAnybody && !provesAddresses,
      mailed: app.mails !== null,
    };
  });
}

/** Opens it to an address. */
export function openFor(as: Invitation["as"]) {
  return forOwnerWith(invitationBody, async (asked) => {
    const { app: { colleagues, mails }, who, body: { email } } = asked;
    const { teacher, state: { cookies } } = asked;
    const { session } = who;
    const isMailed = await mails?.mayInvite(teacher, session, email);
    await colleagues.invite(who, email, as);
    if (!isMailed) return;
    const reader = { language: language().tag, zone: zoneOf(cookies) };
    await mails?.invite({ session, email, as }, teacher, reader);
  });
}

/** Takes that back, and the mail that has not gone out. */
export function closeFor(as: Invitation["as"]) {
  return forOwnerWith(invitationBody, async ({ app, who, body }) => {
    await app.colleagues.withdraw(who, body.email, as);
  });
}

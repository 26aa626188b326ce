/**
 * By which servers the machines of those in a call find each other: a TURN server with a password for each who asks, as
 * coturn's `use-auth-secret` makes them good: a time when it ends, and a name that is nobody's (K-4), but the same for one
 * person for an hour, so that the server can bound what one person has of it.
 */
import { createHmac } from "node:crypto";
import type { IceServer } from "../model/calls.ts";
import type { Who } from "../model/who.ts";
import type { Settings } from "../settings.ts";

const hour = 60 * 60;

/** So many hours such a password is good at least, an hour more at the most; what it has opened by then stays open. */
const lasts = 2;

/** The servers for somebody of a class who joins now; none where none is set up. */
export function iceServers(
  { TURN_URL, TURN_SECRET }: Pick<Settings, "TURN_URL" | "TURN_SECRET">,
  { session, member }: Pick<Who, "session" | "member">,
  now: number,
): IceServer[] {
  if (TURN_URL === undefined || TURN_SECRET === undefined) return [];
  const begun = Math.floor(now / 1000 / hour);
  const nobody = createHmac("sha256", TURN_SECRET)
    .update(`name ${session} ${member} ${begun}`).digest("hex").slice(0, 16);
  const username = `${(begun + 1 + lasts) * hour}:${nobody}`;
  const credential = createHmac("sha1", TURN_SECRET).update(username)
    .digest("base64");
  const stun = stunOf(TURN_URL);
  return [
    ...stun.length > 0 ? [{ urls: stun }] : [],
    { urls: [...TURN_URL], username, credential },
  ];
}

/** The same machines answer where one is seen from; over TLS nobody asks for that. */
function stunOf(turn: readonly string[]): string[] {
  const plain = turn.filter((it) => it.startsWith("turn:"));
  return [
    ...new Set(plain.map((it) => it.replace(/^turn:([^?]*).*$/, "stun:$1"))),
  ];
}

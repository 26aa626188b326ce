/**
 * By which servers the machines of those in a call find each other: a TURN server with a password of its own kind for
 * each who asks, as coturn's `use-auth-secret` makes them good: nobody's name, and a time when they end.
 */
import { createHmac } from "node:crypto";
import { newId } from "../schema/ids.ts";
import type { IceServer } from "../schema/calls.ts";
import type { Settings } from "../settings.ts";

/** How long such a password is good, in seconds. */
const lasts = 6 * 60 * 60;

/** The servers for somebody who joins now; none where none is set up. */
export function iceServers(
  { TURN_URL, TURN_SECRET }: Pick<Settings, "TURN_URL" | "TURN_SECRET">,
  now: number,
): IceServer[] {
  if (TURN_URL === undefined || TURN_SECRET === undefined) return [];
  const username = `${Math.floor(now / 1000) + lasts}:${newId()}`;
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

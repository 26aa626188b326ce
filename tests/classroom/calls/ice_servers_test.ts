/** K-3, K-4: ICE servers and their passwords. */
import assert from "node:assert/strict";
import { iceServers } from "../../../classroom/calls/calls.ts";

const now = 1_700_000_000_123;
const amy = { session: "a class", member: "Amy" };

Deno.test("K-3: without a TURN server there is none; with one its STUN goes with it, once a host, and none over TLS", () => {
  assert.deepEqual(iceServers({}, amy, now), []);
  const servers = (...TURN_URL: string[]) =>
    iceServers({ TURN_URL, TURN_SECRET: "secret" }, amy, now);
  const udp = "turn:turn.example.org:3478?transport=udp";
  const tcp = "turn:turn.example.org:3478?transport=tcp";
  const tls = "turns:turn.example.org:5349";
  const [stun, turn] = servers(udp, tcp, tls);
  assert.deepEqual(stun, { urls: ["stun:turn.example.org:3478"] });
  assert.deepEqual(turn.urls, [udp, tcp, tls]);
  const [only, ...more] = servers(tls);
  assert.deepEqual([only.urls, more], [[tls], []]);
});

Deno.test("K-3, K-4: a TURN password ends after 2 to 3 hours, is the HMAC that coturn makes of its name, and the name is nobody's, but one person's for an hour", async () => {
  const settings = { TURN_URL: ["turn:t"], TURN_SECRET: "north wind" };
  const nameOf = (who: typeof amy, at: number, TURN_SECRET = "north wind") => {
    const [, { username }] = iceServers({ ...settings, TURN_SECRET }, who, at);
    return username!.split(":");
  };
  const [, one] = iceServers(settings, amy, now);
  const [until, nobody] = one.username!.split(":");
  assert.match(nobody, /^[0-9a-f]{16}$/);
  const hour = 60 * 60 * 1000;
  const left = Number(until) * 1000 - now;
  assert.ok(left >= 2 * hour && left <= 3 * hour, `${left} ms`);
  const begun = Math.floor(now / hour) * hour;
  for (const at of [begun, begun + hour - 1]) {
    assert.deepEqual(nameOf(amy, at), [until, nobody]);
  }
  // Only the secret reveals that it was the same person.
  const others = [
    nameOf({ ...amy, member: "Ben" }, now),
    nameOf({ ...amy, session: "another" }, now),
    nameOf(amy, begun + hour),
    nameOf(amy, now, "south wind"),
  ].map(([, name]) => name);
  assert.equal(new Set([nobody, ...others]).size, 5);
  const bytes = (text: string) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey(
    "raw",
    bytes(settings.TURN_SECRET),
    { name: "HMAC", hash: "SHA-1" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign("HMAC", key, bytes(one.username!));
  assert.equal(
    one.credential,
    btoa(String.fromCharCode(...new Uint8Array(mac))),
  );
});

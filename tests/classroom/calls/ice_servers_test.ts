/** K-3, K-4: by which servers machines find each other, and what a password for them is. */
import assert from "node:assert/strict";
import { iceServers } from "../../../classroom/calls/ice_servers.ts";

const now = 1_700_000_000_123;

Deno.test("K-3: without a TURN server there is none; with one its STUN goes with it, once a host, and none over TLS", () => {
  assert.deepEqual(iceServers({}, now), []);
  const servers = (...TURN_URL: string[]) =>
    iceServers({ TURN_URL, TURN_SECRET: "secret" }, now);
  const udp = "turn:turn.example.org:3478?transport=udp";
  const tcp = "turn:turn.example.org:3478?transport=tcp";
  const tls = "turns:turn.example.org:5349";
  const [stun, turn] = servers(udp, tcp, tls);
  assert.deepEqual(stun, { urls: ["stun:turn.example.org:3478"] });
  assert.deepEqual(turn.urls, [udp, tcp, tls]);
  const [only, ...more] = servers(tls);
  assert.deepEqual([only.urls, more], [[tls], []]);
});

Deno.test("K-3, K-4: a TURN password ends after 6 hours, is the HMAC that coturn makes of its name, and the name is nobody's", async () => {
  const settings = { TURN_URL: ["turn:t"], TURN_SECRET: "north wind" };
  const [, one] = iceServers(settings, now);
  const [, other] = iceServers(settings, now);
  assert.notEqual(one.username, other.username);
  const [until, random] = one.username!.split(":");
  assert.equal(Number(until), 1_700_000_000 + 6 * 60 * 60);
  assert.match(random, /^\w{16}$/);
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

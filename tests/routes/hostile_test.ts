import assert from "node:assert/strict";
import { sendRequest } from "../http.ts";
import { createSession, joinClass, signUp } from "../people.ts";
import { withSharedServer } from "../shared_server.ts";

/** Longer than a KV key; more bytes than letters; a piece of a cookie; a name of Object. */
const hostile = [
  "x".repeat(2100),
  "漢".repeat(700),
  "漢",
  "x; Domain=evil.example",
  "\0",
  "constructor",
];

Deno.test("an invalid id gets the same response as an unknown one, everywhere", () =>
  withSharedServer({}, async (server) => {
    const teacher = await signUp(server);
    const { id: s, code } = await createSession(teacher);
    const { visitor, member: m } = await joinClass(server, code, "Amy");
    const cookie = [teacher, visitor].map((it) => it.headers().cookie)
      .join("; ");
    for (const id of hostile) {
      const it = encodeURIComponent(id);
      const paths: [method: string, path: string, body?: unknown][] = [
        ["GET", `/api/waiting/${it}`],
        ["POST", `/api/waiting/${it}`, {}],
        ["GET", `/api/sessions/${it}`],
        ["PATCH", `/api/sessions/${it}`, { joinLocked: true }],
        ["GET", `/api/sessions/${it}/members`],
        ["GET", `/api/my/conversations/${it}`],
        ["GET", `/api/files/${it}`],
        ["PATCH", `/api/sessions/${s}/members/${it}`, { name: "X" }],
        ["DELETE", `/api/sessions/${s}/members/${it}`],
        ["DELETE", `/api/sessions/${s}/members/${it}/signals`],
        ["DELETE", `/api/sessions/${s}/help/${it}`],
        ["POST", `/api/sessions/${s}/help/${it}/undo`, {}],
        ["POST", `/api/sessions/${s}/waiting/${it}`, { decision: "refuse" }],
        ["PATCH", `/api/sessions/${s}/submissions/${it}`, { grade: "A" }],
        ["PATCH", `/api/sessions/${s}/breakouts/rooms/${it}`, { name: "X" }],
        ["POST", `/api/sessions/${s}/held/${it}`, { allow: true }],
        ["POST", `/api/sessions/${s}/members/${it}/allow`, {}],
        ["POST", `/api/sessions/${s}/members/${it}/erase`, {}],
        ["POST", `/api/sessions/${s}/members/${it}/this-is`, { member: m }],
        ["POST", `/api/sessions/${s}/members/${it}/this-is/undo`, {}],
        ["DELETE", `/api/sessions/${s}/members/${it}/messages`],
        ["POST", `/api/sessions/${s}/members/${it}/messages/undo`, {}],
        ["DELETE", `/api/sessions/${s}/rooms/${it}/messages/${m}`],
        ["DELETE", `/api/sessions/${s}/rooms/main/messages/${it}`],
        ["POST", `/api/sessions/${s}/rooms/main/messages/${it}/undo`, {}],
        ["PUT", `/api/sessions/${s}/rooms/main/pins/${it}`, {}],
        ["PUT", `/api/sessions/${s}/rooms/${it}/pins/${m}`, {}],
        ["POST", `/api/sessions/${it}/end`, {}],
        ["GET", `/api/sessions/${it}/export`],
        ["GET", `/api/sessions/${it}/history`],
        ["POST", `/api/password-reset/${it}`, { password: "battery staple" }],
      ];
      for (const [method, path, body] of paths) {
        const { status } = await sendRequest(server, method, path, {
          body,
          cookie,
        });
        assert.equal(status, 404, `${method} ${path.slice(0, 60)}`);
      }
      const left = await sendRequest(server, "POST", "/api/leave", {
        body: { session: id },
        cookie,
      });
      assert.equal(left.status, 400);
      assert.deepEqual(left.cookies, []);
      for (const page of ["/class/", "/teacher/sessions/"]) {
        const response = await fetch(server.url + page + it, {
          headers: { cookie },
          redirect: "manual",
        });
        await response.body?.cancel();
        assert.ok(response.status < 500, `${page} ${response.status}`);
      }
    }
    // One character that normalizes to eighteen.
    const long = "\ufdfa".repeat(200) + "@example.org";
    const login = await sendRequest(server, "POST", "/api/login", {
      body: { email: long, password: "x" },
    });
    assert.equal(login.status, 400);
  }));

Deno.test("DELETE without a body needs no content type, with a body it does", () =>
  withSharedServer({}, async (server) => {
    const path = "/api/sessions/1111111111111111/members/1111111111111111";
    const remove = async (init: RequestInit = {}) => {
      const request = { method: "DELETE", ...init };
      const response = await fetch(server.url + path, request);
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await remove(), 401);
    assert.equal(await remove({ body: "{}" }), 415);
    const headers = { "content-type": "application/json" };
    assert.equal(await remove({ body: "{}", headers }), 401);
  }));

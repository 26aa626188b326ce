/** Scheduled classes over HTTP: repeats, calendar file and early students (S-7). */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { type Answer, ask } from "../../http.ts";
import { startServer, type TestServer } from "../../server.ts";
import {
  defaultClassName,
  hasDefaultName,
} from "../../../routes/teacher/_usual_class.tsx";

const kind = ({ status, json }: Answer) => `${status} ${json?.type}`;
const week = 7 * 24 * 3_600_000;

let server: TestServer;
Deno.test.beforeAll(async () => {
  server = await startServer();
});
Deno.test.afterAll(async () => void await server.stop());

async function teacher() {
  const email = `${crypto.randomUUID()}@example.org`;
  const body = { email, name: "Ms Lin", password: "correct horse" };
  const { cookie } = await ask(server, "POST", "/api/teachers", { body });
  const call = (method: string, path: string, body?: unknown) =>
    ask(server, method, path, { body, cookie });
  return { call, cookie };
}

Deno.test("a class is scheduled, changed and started, and early students wait for it (Protocol)", async () => {
  const { call, cookie } = await teacher();
  const startsAt = new Date(Date.now() + 3_600_000).toISOString();
  const ask1 = { name: "Biology", startsAt, hours: 1 };
  const made = await call("POST", "/api/sessions", ask1);
  assert.equal(made.status, 201);
  const { session } = made.json;
  assert.deepEqual(
    [session.state, session.startsAt, session.hours],
    ["scheduled", startsAt, 1],
  );
  const past = { name: "Biology", startsAt: "2020-01-01T00:00:00Z" };
  const refused = await call("POST", "/api/sessions", past);
  assert.equal(kind(refused), "400 malformed");
  assert.equal(refused.json.errors[0].path, "startsAt");

  const body = { code: session.code, name: "Amy" };
  const early = await ask(server, "POST", "/api/join", { body });
  assert.equal(early.status, 202);
  const { waiting, ...rest } = early.json;
  const { name } = ask1;
  assert.deepEqual(rest, { for: "start", kind: "start", startsAt, name });
  const look = () =>
    ask(server, "GET", `/api/waiting/${waiting}`, { cookie: early.cookie });
  assert.deepEqual((await look()).json, early.json);

  const path = `/api/sessions/${session.id}`;
  const moved = await call("PATCH", path, { name: "Genes", hours: 2 });
  assert.deepEqual(
    [moved.json.session.name, moved.json.session.hours],
    ["Genes", 2],
  );
  assert.equal((await look()).json.name, "Genes");
  assert.equal(moved.json.session.zone, undefined);
  const there = await call("PATCH", path, { zone: "America/New_York" });
  assert.equal(there.json.session.zone, "America/New_York");
  assert.equal(
    kind(await call("PATCH", path, { zone: "Nowhere/Atlantis" })),
    "400 malformed",
  );
  assert.equal(
    kind(await call("POST", `${path}/extend`, { minutes: 5 })),
    "409 not-started",
  );
  const other = await call("POST", "/api/sessions", { name: "Other" });
  assert.equal(other.status, 201);
  const late = await call("POST", `${path}/start`, {});
  assert.equal(kind(late), "409 active-session-exists");
  assert.equal(late.json.session, other.json.session.id);
  const begun = await call("POST", `${path}/start`, { endActive: true });
  assert.equal(begun.status, 200);
  assert.equal(begun.json.session.state, "active");
  const inside = await look();
  assert.deepEqual([inside.status, inside.json.member.name], [201, "Amy"]);
  const file = await fetch(
    `${server.url}/teacher/sessions/${session.id}/class.ics`,
    { headers: { cookie } },
  );
  assert.equal(file.status, 200);
  assert.match(file.headers.get("content-type") ?? "", /^text\/calendar/);
  assert((await file.text()).includes(`UID:${session.id}@homeroom`));
});

Deno.test("a weekly class repeats with a code each, in one calendar (Protocol)", async () => {
  const { call, cookie } = await teacher();
  const first = Date.now() + 3_600_000;
  const startsAt = new Date(first).toISOString();
  const whole = { name: "Biology", startsAt, repeat: 3, zone: "Asia/Taipei" };
  const made = await call("POST", "/api/sessions", whole);
  assert.equal(made.status, 201);
  const { sessions } = (await call("GET", "/api/sessions")).json;
  const { series, id } = made.json.session;
  assert.equal(typeof series, "string");
  assert.deepEqual(
    sessions.map((it: { series: string; startsAt: string }) => [
      it.series,
      Date.parse(it.startsAt) - first,
    ]),
    [[series, 0], [series, week], [series, 2 * week]],
  );
  const codes = sessions.map(({ code }: { code: string }) => code);
  assert.equal(new Set(codes).size, 3);
  const next = `/api/sessions/${sessions[1].id}`;
  assert.equal((await call("POST", `${next}/end`, { now: true })).status, 200);
  const file = await fetch(
    `${server.url}/teacher/sessions/${id}/class.ics?series=1`,
    { headers: { cookie } },
  );
  const text = await file.text();
  assert.equal(text.split("BEGIN:VEVENT").length - 1, 3);
  assert.equal(text.split("STATUS:CANCELLED").length - 1, 1);
  // Calendars prefer the higher number of an event, and only a cancelled class is a cancellation.
  const { session: second } = (await call("GET", next)).json;
  await call("PATCH", `/api/sessions/${sessions[2].id}`, { name: "Genes" });
  const fileOf = async (session: string) => {
    const path = `${server.url}/teacher/sessions/${session}/class.ics`;
    const lines = (await (await fetch(path, { headers: { cookie } })).text())
      .split("\r\n");
    const of = (key: string) =>
      lines.find((line) => line.startsWith(`${key}:`))?.slice(key.length + 1);
    return ["UID", "METHOD", "STATUS", "SEQUENCE", "SUMMARY"].map(of);
  };
  assert.deepEqual(await fileOf(id), [
    `${id}@homeroom`,
    "PUBLISH",
    "CONFIRMED",
    "0",
    "Biology",
  ]);
  assert.deepEqual(await fileOf(sessions[2].id), [
    `${sessions[2].id}@homeroom`,
    "PUBLISH",
    "CONFIRMED",
    "1",
    "Genes",
  ]);
  assert.deepEqual(await fileOf(second.id), [
    `${second.id}@homeroom`,
    "CANCEL",
    "CANCELLED",
    "1",
    "Biology",
  ]);
  const stranger = await fetch(
    `${server.url}/teacher/sessions/${id}/class.ics`,
    { redirect: "manual" },
  );
  assert.notEqual(stranger.status, 200);
  await stranger.body?.cancel();
});

Deno.test("the form keeps a colleague's concurrent change (S-7, S-9)", async () => {
  const { call, cookie } = await teacher();
  const startsAt = new Date(Date.now() + 3_600_000).toISOString();
  const made = await call("POST", "/api/sessions", {
    name: "Biology",
    startsAt,
  });
  const { id } = made.json.session;
  const page = `${server.url}/teacher/sessions/${id}/edit`;
  const shown = await fetch(page, { headers: { cookie } });
  const { document } = parseHTML(await shown.text());
  const form = new URLSearchParams();
  for (
    const field of document.querySelectorAll("form [name]") as Iterable<
      HTMLInputElement
    >
  ) {
    const box = field.getAttribute("type") === "checkbox";
    if (box && !field.hasAttribute("checked")) continue;
    const chosen = field.querySelector("option[selected]");
    const value = (chosen ?? field).getAttribute("value");
    form.set(field.getAttribute("name")!, value ?? "on");
  }
  assert.equal(form.get("collect"), "on");
  const later = new Date(Date.parse(startsAt) + 7_200_000).toISOString();
  const change = { collect: false, rejoin: false, hours: 2, startsAt: later };
  await call("PATCH", `/api/sessions/${id}`, change);
  form.set("name", "Genes");
  const sent = await fetch(page, {
    method: "POST",
    headers: { cookie, origin: server.url },
    body: form,
    redirect: "manual",
  });
  assert.equal(sent.status, 303, await sent.text());
  const { session } = (await call("GET", `/api/sessions/${id}`)).json;
  const { name, collect, rejoin, hours } = session;
  assert.deepEqual(
    { name, collect, rejoin, hours, startsAt: session.startsAt },
    { name: "Genes", ...change },
  );
});

Deno.test("a class has the default name if its form was loaded within the hour before the start (V22)", () => {
  const zone = "Asia/Taipei";
  const startsAt = "2026-11-20T02:00:30.000Z";
  const minutesBefore = (minutes: number) =>
    defaultClassName(zone, Date.parse(startsAt) - minutes * 60_000);
  const has = (name: string) => hasDefaultName({ name, startsAt }, zone);
  assert(has(minutesBefore(0)) && has(minutesBefore(5)));
  assert(!has(minutesBefore(24 * 60)) && !has("Biology"));
});

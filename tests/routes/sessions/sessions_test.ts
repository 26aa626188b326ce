/** Sessions, joining and schedules over HTTP (S-1 to S-7). */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import {
  defaultClassName,
  hasDefaultName,
} from "../../../routes/teacher/_default_class.tsx";
import { type HttpAnswer, sendRequest, withServer } from "../../http.ts";
import { startServer, type TestServer } from "../../server.ts";

let server: TestServer;
Deno.test.beforeAll(async () => {
  server = await startServer();
});
Deno.test.afterAll(async () => void await server.stop());

async function teacher(at = server) {
  const email = `${crypto.randomUUID()}@example.org`;
  const body = { email, name: "Ms Lin", password: "correct horse" };
  const { cookie, status } = await sendRequest(at, "POST", "/api/teachers", {
    body,
  });
  assert.equal(status, 201);
  const call = (method: string, path: string, body?: unknown) =>
    sendRequest(at, method, path, { body, cookie });
  return { call, cookie };
}

const kind = ({ status, json }: HttpAnswer) => `${status} ${json?.type}`;

Deno.test("a session has a fixed JSON form, and can be changed while it runs (Protocol)", async () => {
  const { call } = await teacher();
  assert.equal(kind(await call("POST", "/api/sessions", {})), "400 malformed");
  const wrong = { name: "Biology", hours: 25 };
  const refused = await call("POST", "/api/sessions", wrong);
  assert.deepEqual(
    refused.json.errors.map((it: { path: string }) => it.path),
    ["hours"],
  );
  const made = await call("POST", "/api/sessions", { name: "Biology" });
  assert.equal(made.status, 201);
  const { session } = made.json;
  assert.match(session.code, /^\d{6}$/);
  assert.match(session.startsAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.equal(session.link, `${server.url}/join?sessionCode=${session.code}`);
  const path = `/api/sessions/${session.id}`;
  assert.deepEqual((await call("GET", path)).json, { session });
  assert.deepEqual((await call("GET", "/api/sessions")).json, {
    sessions: [session],
  });
  const second = await call("POST", "/api/sessions", { name: "Chemistry" });
  assert.equal(kind(second), "409 active-session-exists");
  assert.equal(second.json.session, session.id);
  const changed = await call("PATCH", path, { joinLocked: true });
  assert.deepEqual(changed.json, { session: { ...session, joinLocked: true } });
  assert.equal(
    kind(await call("PATCH", path, { code: "123456" })),
    "400 malformed",
  );
  const body = { code: session.code, name: "Amy" };
  assert.equal(
    kind(await sendRequest(server, "POST", "/api/join", { body })),
    "403 join-locked",
  );
  const ending = await call("POST", `${path}/end`);
  assert.deepEqual([ending.status, ending.json.session.state], [200, "ending"]);
  const undone = await call("POST", `${path}/end/undo`, {});
  assert.equal(undone.json.session.state, "active");
  const ended = await call("POST", `${path}/end`, { now: true });
  assert.equal(ended.json.session.state, "ended");
  assert.equal(
    kind(await call("PATCH", path, { joinLocked: false })),
    "409 ended",
  );
  assert.equal(kind(await call("POST", `${path}/end`)), "409 ended");
  const next = await call("POST", "/api/sessions", {
    name: "Next",
    endActive: true,
  });
  assert.equal(next.status, 201);
  const list = (await call("GET", "/api/sessions")).json.sessions;
  assert.deepEqual(list.map((it: { state: string }) => it.state), [
    "active",
    "ended",
  ]);
});

Deno.test("a browser that is teacher and student acts in the role of the query (ACCESS-4)", async () => {
  const owner = await teacher();
  const { session } =
    (await owner.call("POST", "/api/sessions", { name: "B" })).json;
  const body = { code: session.code, name: "Amy" };
  const amy = (await sendRequest(server, "POST", "/api/join", { body })).cookie;
  const stranger = await teacher();
  const both = `${owner.cookie}; ${amy}`;
  const answers: [cookie: string | undefined, as: string, is: string][] = [
    [both, "", "200 undefined"],
    [both, "?as=teacher", "200 undefined"],
    [both, "?as=member", "403 not-allowed"],
    [owner.cookie, "?as=member", "403 not-allowed"],
    [amy, "?as=member", "403 not-allowed"],
    [amy, "?as=teacher", "401 not-signed-in"],
    [stranger.cookie, "?as=member", "404 not-found"],
    [undefined, "?as=teacher", "401 not-signed-in"],
    [both, "?as=student", "400 malformed"],
    [both, "?as=", "400 malformed"],
  ];
  for (const [cookie, as, is] of answers) {
    for (const part of ["", "/members"]) {
      const path = `/api/sessions/${session.id}${part}${as}`;
      assert.equal(
        kind(await sendRequest(server, "GET", path, { cookie })),
        is,
      );
    }
  }
  const file = "/api/files/1111111111111111?as=student";
  const asked = await sendRequest(server, "GET", file, { cookie: both });
  assert.equal(kind(asked), "400 malformed");
});

Deno.test("joining sets HttpOnly cookies, leaving deletes them (Protocol)", async () => {
  const { call } = await teacher();
  const { session } = (await call("POST", "/api/sessions", { name: "B" })).json;
  const body = {
    code: ` ${session.code.slice(0, 3)} ${session.code.slice(3)}`,
    name: "Amy",
  };
  const { status, json, cookies, cookie } = await sendRequest(
    server,
    "POST",
    "/api/join",
    { body },
  );
  assert.equal(status, 201);
  assert.deepEqual(json, {
    session: { id: session.id, name: "B" },
    member: { id: json.member.id, name: "Amy", role: "student" },
    rejoined: false,
  });
  assert.deepEqual(cookies.map((it) => it.split("=")[0]), [
    `member_${session.id}`,
    "browser",
  ]);
  for (const it of cookies) {
    assert.match(
      it,
      /^[\w]+=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    );
  }
  const again = await sendRequest(server, "POST", "/api/join", {
    body,
    cookie,
  });
  assert.deepEqual([again.status, again.json.rejoined], [200, true]);
  const me = await sendRequest(server, "GET", "/api/me", { cookie });
  assert.deepEqual(me.json.members, [{
    session: session.id,
    member: json.member.id,
    name: "Amy",
  }]);
  const left = await sendRequest(server, "POST", "/api/leave", {
    body: { session: session.id },
    cookie,
  });
  assert.equal(left.status, 204);
  assert(
    left.cookies.some((it) =>
      it.startsWith(`member_${session.id}=;`) && it.includes("Max-Age=0")
    ),
  );
  assert.deepEqual(
    (await sendRequest(server, "GET", "/api/me", { cookie })).json.members,
    [],
  );
  const wrong = { ...body, name: "\u202eymA" };
  const refused = await sendRequest(server, "POST", "/api/join", {
    body: wrong,
  });
  assert.equal(kind(refused), "400 malformed");
  assert.equal(refused.json.errors[0].path, "name");
  for (const name of ["", 5, undefined]) {
    const { status } = await sendRequest(server, "POST", "/api/join", {
      body: { ...body, name },
    });
    assert.equal(status, 400);
  }
});

Deno.test("Extend adds time up to 24 h in total, and more is refused (S-4)", async () => {
  const { call } = await teacher();
  const made = await call("POST", "/api/sessions", { name: "B", hours: 1 });
  const { session } = made.json;
  const path = `/api/sessions/${session.id}`;
  const hour = 60 * 60_000;
  const began = Date.parse(session.startsAt);
  const more = await call("POST", `${path}/extend`, { minutes: 30 });
  assert.equal(more.status, 200);
  assert.equal(Date.parse(more.json.session.endsAt), began + 1.5 * hour);
  const tooMuch = { minutes: 22.5 * 60 + 1 };
  assert.equal(
    kind(await call("POST", `${path}/extend`, tooMuch)),
    "409 conflict",
  );
  assert.deepEqual((await call("GET", path)).json, more.json);
  const whole = await call("POST", `${path}/extend`, { minutes: 22.5 * 60 });
  assert.equal(Date.parse(whole.json.session.endsAt), began + 24 * hour);
  for (const minutes of [0, -5, "5", 1.5, undefined]) {
    const wrong = await call("POST", `${path}/extend`, { minutes });
    assert.equal(kind(wrong), "400 malformed");
  }
  await call("POST", `${path}/end`, { now: true });
  const late = await call("POST", `${path}/extend`, { minutes: 5 });
  assert.equal(kind(late), "409 ended");
});

Deno.test("a server opened as localhost gives a link that others can open, and accepts its requests (S-2)", async () => {
  await withServer(
    { HOMEROOM_NEARBY: "192.168.1.7,10.0.0.3" },
    async (server) => {
      const { port } = new URL(server.url);
      const { call, cookie } = await teacher(server);
      const { session } =
        (await call("POST", "/api/sessions", { name: "B" })).json;
      const join = `/join?sessionCode=${session.code}`;
      assert.equal(session.link, `http://192.168.1.7:${port}${join}`);
      const path = `/teacher/sessions/${session.id}`;
      const page = await fetch(server.url + path, { headers: { cookie } });
      const html = await page.text();
      assert.ok(html.includes(`192.168.1.7:${port}`), "the likeliest address");
      assert.ok(html.includes(`http://10.0.0.3:${port}/join`), "the others");
      const asked = await sendRequest(
        server,
        "PATCH",
        `/api/sessions/${session.id}`,
        {
          body: { chatPaused: true },
          cookie,
          headers: { origin: server.url },
        },
      );
      assert.equal(asked.status, 200);
    },
  );
});

const week = 7 * 24 * 3_600_000;

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
  const early = await sendRequest(server, "POST", "/api/join", { body });
  assert.equal(early.status, 202);
  const { waiting, ...rest } = early.json;
  const { name } = ask1;
  assert.deepEqual(rest, { for: "start", kind: "start", startsAt, name });
  const look = () =>
    sendRequest(server, "GET", `/api/waiting/${waiting}`, {
      cookie: early.cookie,
    });
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

Deno.test("a class has the default name if its form was loaded within the hour before the start", () => {
  const zone = "Asia/Taipei";
  const startsAt = "2026-11-20T02:00:30.000Z";
  const minutesBefore = (minutes: number) =>
    defaultClassName(zone, Date.parse(startsAt) - minutes * 60_000);
  const has = (name: string) => hasDefaultName({ name, startsAt }, zone);
  assert(has(minutesBefore(0)) && has(minutesBefore(5)));
  assert(!has(minutesBefore(24 * 60)) && !has("Biology"));
});

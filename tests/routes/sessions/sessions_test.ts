/** The HTTP interface of sessions, joining and members. */
import assert from "node:assert/strict";
import { type Answer, ask, withServer } from "../../http.ts";
import { startServer, type TestServer } from "../../server.ts";

let server: TestServer;
Deno.test.beforeAll(async () => {
  server = await startServer();
});
Deno.test.afterAll(async () => void await server.stop());

async function teacher(at = server) {
  const email = `${crypto.randomUUID()}@example.org`;
  const body = { email, name: "Ms Lin", password: "correct horse" };
  const { cookie, status } = await ask(at, "POST", "/api/teachers", { body });
  assert.equal(status, 201);
  const call = (method: string, path: string, body?: unknown) =>
    ask(at, method, path, { body, cookie });
  return { call, cookie };
}

const kind = ({ status, json }: Answer) => `${status} ${json?.type}`;

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
    kind(await ask(server, "POST", "/api/join", { body })),
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
  const amy = (await ask(server, "POST", "/api/join", { body })).cookie;
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
      assert.equal(kind(await ask(server, "GET", path, { cookie })), is);
    }
  }
  const file = "/api/files/1111111111111111?as=student";
  const asked = await ask(server, "GET", file, { cookie: both });
  assert.equal(kind(asked), "400 malformed");
});

Deno.test("joining sets HttpOnly cookies, leaving deletes them (Protocol)", async () => {
  const { call } = await teacher();
  const { session } = (await call("POST", "/api/sessions", { name: "B" })).json;
  const body = {
    code: ` ${session.code.slice(0, 3)} ${session.code.slice(3)}`,
    name: "Amy",
  };
  const { status, json, cookies, cookie } = await ask(
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
  const again = await ask(server, "POST", "/api/join", { body, cookie });
  assert.deepEqual([again.status, again.json.rejoined], [200, true]);
  const me = await ask(server, "GET", "/api/me", { cookie });
  assert.deepEqual(me.json.members, [{
    session: session.id,
    member: json.member.id,
    name: "Amy",
  }]);
  const left = await ask(server, "POST", "/api/leave", {
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
    (await ask(server, "GET", "/api/me", { cookie })).json.members,
    [],
  );
  const wrong = { ...body, name: "\u202eymA" };
  const refused = await ask(server, "POST", "/api/join", { body: wrong });
  assert.equal(kind(refused), "400 malformed");
  assert.equal(refused.json.errors[0].path, "name");
  for (const name of ["", 5, undefined]) {
    const { status } = await ask(server, "POST", "/api/join", {
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
      const asked = await ask(server, "PATCH", `/api/sessions/${session.id}`, {
        body: { chatPaused: true },
        cookie,
        headers: { origin: server.url },
      });
      assert.equal(asked.status, 200);
    },
  );
});

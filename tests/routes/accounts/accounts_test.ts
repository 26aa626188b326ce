/** Accounts over HTTP. */
import assert from "node:assert/strict";
import { school } from "texts/accounts_school.ts";
import { ask, withServer } from "../../http.ts";
import { Visitor } from "../../people.ts";
import { startServer, type TestServer } from "../../server.ts";

const lin = {
  email: "lin@example.org",
  name: "Ms Lin",
  password: "correct horse",
};
const right = { email: lin.email, password: lin.password };

const usual = await startServer();
Deno.test.afterAll(async () => void await usual.stop());
let accounts = 0;

function test(
  name: string,
  run: (
    given: { server: TestServer; lin: typeof lin; right: typeof right },
  ) => Promise<void>,
) {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    fn() {
      const email = `lin${++accounts}@example.org`;
      const own = { lin: { ...lin, email }, right: { ...right, email } };
      return run({ server: usual, ...own });
    },
  });
}

test("a teacher signs up, out and in, and is known only by the cookie", async ({ server, lin, right }) => {
  const up = await ask(server, "POST", "/api/teachers", { body: lin });
  assert.equal(up.status, 201);
  assert.equal(up.json.teacher.name, "Ms Lin");
  assert.equal(up.json.teacher.plan, true);
  assert.match(up.json.teacher.id, /^[1-9A-HJ-NP-Za-km-z]{16}$/);
  assert.ok(!JSON.stringify(up.json).includes("password"));
  const set = up.cookies.find((one) => one.startsWith("teacher="));
  assert.match(set ?? "", /HttpOnly; SameSite=Lax$/);

  const me = await ask(server, "GET", "/api/me", { cookie: up.cookie });
  assert.deepEqual(me.json.teacher, up.json.teacher);
  assert.deepEqual(me.json.members, []);

  const out = await ask(server, "POST", "/api/logout", { cookie: up.cookie });
  assert.equal(out.status, 204);
  const after = await ask(server, "GET", "/api/me", { cookie: up.cookie });
  assert.equal(after.json.teacher, undefined);

  const again = await ask(server, "POST", "/api/login", {
    body: { ...right, email: ` ${lin.email.toUpperCase()} ` },
  });
  assert.equal(again.status, 200);
  assert.deepEqual(again.json.teacher, up.json.teacher);
});

test("sign-up errors are reported per field", async ({ server, lin }) => {
  const answer = await ask(server, "POST", "/api/teachers", {
    body: { email: "nobody", name: "", password: "short" },
  });
  assert.equal(answer.status, 400);
  assert.equal(answer.json.type, "malformed");
  const type = answer.headers.get("content-type");
  assert.equal(type, "application/problem+json");
  const paths = answer.json.errors.map((it: { path: string }) => it.path);
  assert.deepEqual(paths.sort(), ["email", "name", "password"]);

  const broken = await fetch(server.url + "/api/teachers", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  assert.equal((await broken.json()).type, "malformed");

  const long = await ask(server, "POST", "/api/teachers", {
    body: { ...lin, name: "x".repeat(300_000) },
  });
  assert.equal(long.status, 413);
  assert.equal(long.json.type, "too-large");
});

test("a wrong password and an unknown address get the same response (ACCESS-5)", async ({ server, lin }) => {
  await ask(server, "POST", "/api/teachers", { body: lin });
  const wrong = await ask(server, "POST", "/api/login", {
    body: { email: lin.email, password: "wrong horse" },
  });
  const unknown = await ask(server, "POST", "/api/login", {
    body: { email: "who@example.org", password: "wrong horse" },
  });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.json.type, "not-signed-in");
  assert.deepEqual(unknown.json, wrong.json);
  const reset = await ask(server, "POST", "/api/password-reset", {
    body: { email: "who@example.org" },
  });
  assert.equal(reset.status, 202);
  const twice = await ask(server, "POST", "/api/teachers", { body: lin });
  assert.equal(twice.status, 409);
  assert.equal(twice.json.type, "conflict");
});

test("a new password requires the old one and ends every other sign-in", async ({ server, lin, right }) => {
  const first = await ask(server, "POST", "/api/teachers", { body: lin });
  const second = await ask(server, "POST", "/api/login", { body: right });
  assert.equal(second.status, 200);
  const refused = await ask(server, "PATCH", "/api/me", {
    cookie: first.cookie,
    body: { password: "battery staple", oldPassword: "guess" },
  });
  assert.equal(refused.status, 403);
  const address = await ask(server, "PATCH", "/api/me", {
    cookie: first.cookie,
    body: { name: "Dr Lin", email: "other@example.org" },
  });
  assert.equal(`${address.status} ${address.json.type}`, "400 malformed");
  const changed = await ask(server, "PATCH", "/api/me", {
    cookie: first.cookie,
    body: {
      name: "Dr Lin",
      password: "battery staple",
      oldPassword: lin.password,
    },
  });
  assert.equal(changed.status, 200);
  assert.equal(changed.json.teacher.name, "Dr Lin");
  for (const cookie of [first.cookie, second.cookie]) {
    const me = await ask(server, "GET", "/api/me", { cookie });
    assert.equal(me.json.teacher, undefined);
  }
  const me = await ask(server, "GET", "/api/me", { cookie: changed.cookie });
  assert.equal(me.json.teacher.name, "Dr Lin");
  const nobody = await ask(server, "PATCH", "/api/me", { body: { name: "X" } });
  assert.equal(nobody.status, 401);
});

Deno.test("with TEACHER_PLAN=granted an account has the plan after the operator grants it (S-10)", () =>
  withServer({ TEACHER_PLAN: "granted" }, async (server) => {
    const up = await ask(server, "POST", "/api/teachers", { body: lin });
    assert.equal(up.json.teacher.plan, false);
    const plan = async () =>
      (await ask(server, "GET", "/api/me", { cookie: up.cookie }))
        .json.teacher.plan;
    const granted = await operator(server, "grant", "LIN@example.org");
    assert.equal(granted.code, 0);
    assert.equal(await plan(), true);
    await operator(server, "grant", lin.email, "--take");
    assert.equal(await plan(), false);
  }));

test("a foreign or null Origin, or another content type, changes nothing (ACCESS-4)", async ({ server, lin }) => {
  for (const origin of ["http://evil.example", "null", "file://"]) {
    const answer = await ask(server, "POST", "/api/teachers", {
      body: lin,
      headers: { origin },
    });
    assert.equal(answer.status, 403, origin);
    assert.equal(answer.json.type, "not-allowed");
  }
  const plain = await ask(server, "POST", "/api/teachers", {
    body: lin,
    headers: { "content-type": "text/plain" },
  });
  assert.equal(plain.status, 415);
  assert.equal(plain.json.type, "malformed");
  const own = await ask(server, "POST", "/api/teachers", {
    body: lin,
    headers: { origin: server.url },
  });
  assert.equal(own.status, 201);
});

test("a common password is refused everywhere, and a reset link works once", async ({ server, lin }) => {
  const bad = { ...lin, password: "12345678" };
  const up = await ask(server, "POST", "/api/teachers", { body: bad });
  assert.equal(`${up.status} ${up.json.type}`, "400 malformed");
  assert.equal(up.json.errors[0].path, "password");
  assert.match(up.json.detail, /too easy to guess/);
  const { cookie } = await ask(server, "POST", "/api/teachers", { body: lin });
  const changed = await ask(server, "PATCH", "/api/me", {
    cookie,
    body: { password: lin.email, oldPassword: lin.password },
  });
  assert.equal(`${changed.status} ${changed.json.type}`, "400 malformed");
  const { stdout } = await operator(server, "reset_link", lin.email);
  const token = new URL(stdout.trim()).searchParams.get("token");
  const path = `/api/password-reset/${token}`;
  const reset = (password: string) =>
    ask(server, "POST", path, { body: { password } });
  assert.equal((await reset("short")).status, 400);
  assert.equal((await reset("homeroom2026")).status, 400);
  assert.equal((await reset("meadow spoon")).status, 204, "the link is good");
  assert.equal((await reset("yet another one")).status, 404, "once");
  const me = await ask(server, "GET", "/api/me", { cookie });
  assert.equal(me.json.teacher, undefined);
  const login = await ask(server, "POST", "/api/login", {
    body: { email: lin.email, password: "meadow spoon" },
  });
  assert.equal(login.status, 200);
  const none = await operator(server, "reset_link", "who@example.org");
  assert.equal(none.code, 1);
  const forms: Record<string, Record<string, string>> = {
    "sign-up": { name: "Ben", email: "ben@example.org" },
    "reset": { token: await freshLink(server, lin.email) },
  };
  for (const [what, fields] of Object.entries(forms)) {
    const path = what === "reset" ? "/teacher/reset" : "/teacher/sign-in";
    const page = await fetch(server.url + path, {
      method: "POST",
      body: new URLSearchParams({ what, ...fields, password: "qwertyuiop" }),
    });
    assert.equal(page.status, 400);
    assert.match(await page.text(), /too easy to guess/);
  }
});

test("sign out everywhere ends every sign-in, and old cookies are worthless", async ({ server, lin, right }) => {
  const one = await ask(server, "POST", "/api/teachers", { body: lin });
  const planted = "A".repeat(43);
  const two = await ask(server, "POST", "/api/login", {
    body: right,
    cookie: `teacher=${planted}`,
  });
  assert.ok(!two.cookie.includes(planted));
  const who = async (cookie: string) =>
    (await ask(server, "GET", "/api/me", { cookie })).json.teacher?.name;
  assert.equal(await who(`teacher=${planted}`), undefined);
  assert.equal(await who(two.cookie), "Ms Lin");
  const out = await ask(server, "POST", "/api/logout", {
    cookie: one.cookie,
    body: { everywhere: true },
  });
  assert.equal(out.status, 204);
  assert.match(out.cookies.join(), /teacher=;.*Max-Age=0/);
  assert.equal(await who(one.cookie), undefined);
  assert.equal(await who(two.cookie), undefined);
  const again = await ask(server, "POST", "/api/login", { body: right });
  assert.equal(again.status, 200);
});

Deno.test("an https BASE_URL is the only origin, sends HSTS and secures every cookie", () =>
  withServer({ BASE_URL: "https://class.example.org" }, async (server) => {
    for (const path of ["/", "/api/health", "/sw.js", "/nothing"]) {
      assert.equal(await keepsToHttps(server, path), "max-age=31536000", path);
    }
    const up = await ask(server, "POST", "/api/teachers", {
      body: lin,
      headers: { origin: "https://class.example.org" },
    });
    assert.equal(up.status, 201);
    const insecure = await ask(server, "POST", "/api/login", {
      body: right,
      headers: { origin: "http://class.example.org" },
    });
    assert.equal(insecure.status, 403);
    const made = await ask(server, "POST", "/api/sessions", {
      cookie: up.cookie,
      body: { name: "4B" },
    });
    const { code } = made.json.session;
    const join = (code: string) =>
      ask(server, "POST", "/api/join", { body: { code, name: "Amy" } });
    const set = [...up.cookies, ...(await join(code)).cookies];
    for (let n = 0; n < 40; n++) {
      set.push(...(await join(String(n).padStart(6, "0"))).cookies);
    }
    for (let n = 0; n < 20; n++) {
      const body = { email: lin.email, password: "a guess" };
      const answer = await ask(server, "POST", "/api/login", { body });
      set.push(...answer.cookies);
    }
    const names = new Set(set.map((one) => one.split("=")[0]));
    for (
      const name of [
        ["teacher", "device", "browser"],
        ["join_ticket", "sign_in_ticket"],
      ].flat()
    ) assert.ok(names.has(name), name);
    for (const one of set) {
      assert.match(one, /; HttpOnly; SameSite=Lax; Secure$/);
    }
  }));

test("without scripts a waiting person gets a place in line and enters by submitting again", async ({ server, lin, right }) => {
  await ask(server, "POST", "/api/teachers", { body: lin });
  const press = async (path: string, fields: object, cookie = "") => {
    const response = await fetch(server.url + path, {
      method: "POST",
      redirect: "manual",
      headers: { cookie },
      body: new URLSearchParams({ ...fields }),
    });
    await response.body?.cancel();
    return response;
  };
  const sign = { what: "sign-in", ...right };
  for (let n = 0; n < 12; n++) {
    await press("/teacher/sign-in", { ...sign, password: `guess ${n}` });
  }
  for (let n = 0; n < 31; n++) {
    const sessionCode = String(n).padStart(6, "0");
    await press("/join", { sessionCode, name: "Amy" });
  }
  const places = { "/teacher/sign-in": sign, "/join": { name: "Amy" } };
  await Promise.all(
    Object.entries(places).map(async ([path, fields]) => {
      const given = { sessionCode: "999999", ...fields };
      const last = path === "/join" ? 400 : 303;
      let response = await press(path, given);
      // A reply that was due is given to the first; on a slow machine to several.
      for (let n = 0; n < 5 && response.status !== 429; n++) {
        response = await press(path, given);
      }
      assert.equal(response.status, 429);
      for (let presses = 0; response.status === 429; presses++) {
        assert.ok(presses < 30, `${path} still waits`);
        const cookie = response.headers.getSetCookie()
          .map((one) => one.split(";")[0]).join("; ");
        assert.match(cookie, /ticket=[\w.-]+$/);
        const wait = Number(response.headers.get("retry-after"));
        await new Promise((go) => setTimeout(go, wait * 1000));
        response = await press(path, given, cookie);
      }
      assert.ok([last, 404].includes(response.status), `${response.status}`);
    }),
  );
});

test("without their settings neither school sign-in nor mail is offered (D-1, D-2)", async ({ server, lin }) => {
  const visitor = new Visitor(server);
  for (const path of ["", "/callback?state=x", "/link"]) {
    await visitor.get(404, "GET", `/teacher/school${path}`);
  }
  const page = await visitor.get(200, "GET", "/teacher/sign-in");
  assert(!page.body.includes(school.signIn));
  assert.match(page.body, /reset-link/);
  const forgot = await visitor.get(303, "GET", "/teacher/forgot");
  assert.equal(forgot.headers.get("location"), "/teacher/sign-in");
  assert.equal(await keepsToHttps(server, "/"), null);
  const up = await visitor.get(201, "POST", "/api/teachers", lin);
  assert.equal(up.body.teacher.unproved, undefined);
  const privacy = await visitor.get(200, "GET", "/privacy");
  assert.doesNotMatch(privacy.body, /mail server/);
});

async function keepsToHttps(server: TestServer, path: string) {
  const response = await fetch(server.url + path);
  await response.body?.cancel();
  return response.headers.get("strict-transport-security");
}

async function freshLink(server: TestServer, email: string) {
  const { stdout } = await operator(server, "reset_link", email);
  return new URL(stdout.trim()).searchParams.get("token") ?? "";
}

async function operator(
  server: TestServer,
  command: string,
  ...args: string[]
) {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", `server/operator/${command}.ts`, ...args],
    env: { DATA_DIR: server.dataDir, NO_COLOR: "1" },
    stderr: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

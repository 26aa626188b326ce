import assert from "node:assert/strict";
import { school } from "texts/accounts_school.ts";
import { sendRequest, withServer } from "../../http.ts";
import {
  findLink,
  MailServer,
  type MailServerOptions,
} from "../../mail_server.ts";
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
  const up = await sendRequest(server, "POST", "/api/teachers", { body: lin });
  assert.equal(up.status, 201);
  assert.equal(up.json.teacher.name, "Ms Lin");
  assert.equal(up.json.teacher.plan, true);
  assert.match(up.json.teacher.id, /^[1-9A-HJ-NP-Za-km-z]{16}$/);
  assert.ok(!JSON.stringify(up.json).includes("password"));
  const set = up.cookies.find((one) => one.startsWith("teacher="));
  assert.match(set ?? "", /HttpOnly; SameSite=Lax$/);

  const me = await sendRequest(server, "GET", "/api/me", { cookie: up.cookie });
  assert.deepEqual(me.json.teacher, up.json.teacher);
  assert.deepEqual(me.json.members, []);

  const out = await sendRequest(server, "POST", "/api/logout", {
    cookie: up.cookie,
  });
  assert.equal(out.status, 204);
  const after = await sendRequest(server, "GET", "/api/me", {
    cookie: up.cookie,
  });
  assert.equal(after.json.teacher, undefined);

  const again = await sendRequest(server, "POST", "/api/login", {
    body: { ...right, email: ` ${lin.email.toUpperCase()} ` },
  });
  assert.equal(again.status, 200);
  assert.deepEqual(again.json.teacher, up.json.teacher);
});

test("sign-up errors are reported per field", async ({ server, lin }) => {
  const answer = await sendRequest(server, "POST", "/api/teachers", {
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

  const long = await sendRequest(server, "POST", "/api/teachers", {
    body: { ...lin, name: "x".repeat(300_000) },
  });
  assert.equal(long.status, 413);
  assert.equal(long.json.type, "too-large");
});

test("a wrong password and an unknown address get the same response (ACCESS-5)", async ({ server, lin }) => {
  await sendRequest(server, "POST", "/api/teachers", { body: lin });
  const wrong = await sendRequest(server, "POST", "/api/login", {
    body: { email: lin.email, password: "wrong horse" },
  });
  const unknown = await sendRequest(server, "POST", "/api/login", {
    body: { email: "who@example.org", password: "wrong horse" },
  });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.json.type, "not-signed-in");
  assert.deepEqual(unknown.json, wrong.json);
  const reset = await sendRequest(server, "POST", "/api/password-reset", {
    body: { email: "who@example.org" },
  });
  assert.equal(reset.status, 202);
  const twice = await sendRequest(server, "POST", "/api/teachers", {
    body: lin,
  });
  assert.equal(twice.status, 409);
  assert.equal(twice.json.type, "conflict");
});

Deno.test("with TEACHER_PLAN=granted an account has the plan after the operator grants it (S-10)", () =>
  withServer({ TEACHER_PLAN: "granted" }, async (server) => {
    const up = await sendRequest(server, "POST", "/api/teachers", {
      body: lin,
    });
    assert.equal(up.json.teacher.plan, false);
    const plan = async () =>
      (await sendRequest(server, "GET", "/api/me", { cookie: up.cookie }))
        .json.teacher.plan;
    const granted = await operator(server, "grant", "LIN@example.org");
    assert.equal(granted.code, 0);
    assert.equal(await plan(), true);
    await operator(server, "grant", lin.email, "--take");
    assert.equal(await plan(), false);
  }));

test("a foreign or null Origin, or another content type, changes nothing (ACCESS-4)", async ({ server, lin }) => {
  for (const origin of ["http://evil.example", "null", "file://"]) {
    const answer = await sendRequest(server, "POST", "/api/teachers", {
      body: lin,
      headers: { origin },
    });
    assert.equal(answer.status, 403, origin);
    assert.equal(answer.json.type, "not-allowed");
  }
  const plain = await sendRequest(server, "POST", "/api/teachers", {
    body: lin,
    headers: { "content-type": "text/plain" },
  });
  assert.equal(plain.status, 415);
  assert.equal(plain.json.type, "malformed");
  const own = await sendRequest(server, "POST", "/api/teachers", {
    body: lin,
    headers: { origin: server.url },
  });
  assert.equal(own.status, 201);
});

test("sign out everywhere ends every sign-in, and old cookies are worthless", async ({ server, lin, right }) => {
  const one = await sendRequest(server, "POST", "/api/teachers", { body: lin });
  const planted = "A".repeat(43);
  const two = await sendRequest(server, "POST", "/api/login", {
    body: right,
    cookie: `teacher=${planted}`,
  });
  assert.ok(!two.cookie.includes(planted));
  const who = async (cookie: string) =>
    (await sendRequest(server, "GET", "/api/me", { cookie })).json.teacher
      ?.name;
  assert.equal(await who(`teacher=${planted}`), undefined);
  assert.equal(await who(two.cookie), "Ms Lin");
  const out = await sendRequest(server, "POST", "/api/logout", {
    cookie: one.cookie,
    body: { everywhere: true },
  });
  assert.equal(out.status, 204);
  assert.match(out.cookies.join(), /teacher=;.*Max-Age=0/);
  assert.equal(await who(one.cookie), undefined);
  assert.equal(await who(two.cookie), undefined);
  const again = await sendRequest(server, "POST", "/api/login", {
    body: right,
  });
  assert.equal(again.status, 200);
});

Deno.test("an https BASE_URL is the only origin, sends HSTS and secures every cookie", () =>
  withServer({ BASE_URL: "https://class.example.org" }, async (server) => {
    for (const path of ["/", "/api/health", "/sw.js", "/nothing"]) {
      assert.equal(await keepsToHttps(server, path), "max-age=31536000", path);
    }
    const up = await sendRequest(server, "POST", "/api/teachers", {
      body: lin,
      headers: { origin: "https://class.example.org" },
    });
    assert.equal(up.status, 201);
    const insecure = await sendRequest(server, "POST", "/api/login", {
      body: right,
      headers: { origin: "http://class.example.org" },
    });
    assert.equal(insecure.status, 403);
    const made = await sendRequest(server, "POST", "/api/sessions", {
      cookie: up.cookie,
      body: { name: "4B" },
    });
    const { code } = made.json.session;
    const join = (code: string) =>
      sendRequest(server, "POST", "/api/join", { body: { code, name: "Amy" } });
    const set = [...up.cookies, ...(await join(code)).cookies];
    for (let n = 0; n < 40; n++) {
      set.push(...(await join(String(n).padStart(6, "0"))).cookies);
    }
    for (let n = 0; n < 20; n++) {
      const body = { email: lin.email, password: "a guess" };
      const answer = await sendRequest(server, "POST", "/api/login", { body });
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
  await sendRequest(server, "POST", "/api/teachers", { body: lin });
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
    await visitor.askExpecting(404, "GET", `/teacher/school${path}`);
  }
  const page = await visitor.askExpecting(200, "GET", "/teacher/sign-in");
  assert(!page.body.includes(school.signIn));
  assert.match(page.body, /reset-link/);
  const forgot = await visitor.askExpecting(303, "GET", "/teacher/forgot");
  assert.equal(forgot.headers.get("location"), "/teacher/sign-in");
  assert.equal(await keepsToHttps(server, "/"), null);
  const up = await visitor.askExpecting(201, "POST", "/api/teachers", lin);
  assert.equal(up.body.teacher.unproved, undefined);
  const privacy = await visitor.askExpecting(200, "GET", "/privacy");
  assert.doesNotMatch(privacy.body, /mail server/);
});

async function keepsToHttps(server: TestServer, path: string) {
  const response = await fetch(server.url + path);
  await response.body?.cancel();
  return response.headers.get("strict-transport-security");
}

async function operator(
  server: TestServer,
  command: string,
  ...args: string[]
) {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "server/homeroom.ts", command, ...args],
    env: { DATA_DIR: server.dataDir, NO_COLOR: "1" },
    stderr: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

const schoolLin = {
  email: "lin@school.example",
  name: "Ms Lin",
  password: "correct horse",
};
const wu = { ...schoolLin, email: "wu@school.example", name: "Ms Wu" };
const form = { "content-type": "application/x-www-form-urlencoded" };

async function withMail(
  test: (server: TestServer, mail: MailServer) => Promise<void>,
  options: MailServerOptions = {},
  env: Record<string, string> = {},
) {
  const mail = await MailServer.open(options);
  try {
    await withServer({ ...mail.settings, ...env }, (it) => test(it, mail));
  } finally {
    await mail.close();
  }
}

async function post(
  visitor: Visitor,
  path: string,
  fields: Record<string, string>,
  extra: Record<string, string> = {},
) {
  const response = await fetch(visitor.place.url + path, {
    method: "POST",
    redirect: "manual",
    headers: { ...visitor.headers(), ...form, ...extra },
    body: new URLSearchParams(fields),
  });
  return {
    status: response.status,
    headers: response.headers,
    html: await response.text(),
  };
}

Deno.test("a forgotten password gets one response for every address, and a link once (D-2, ACCESS-5)", () =>
  withMail(async (server, mail) => {
    const teacher = new Visitor(server), stranger = new Visitor(server);
    await teacher.askExpecting(201, "POST", "/api/teachers", schoolLin);
    const first = await mail.waitForMailTo(schoolLin.email);
    assert.match(first.headers.get("subject")!, /Confirm your address/);
    const from = mail.mails.length;

    const page = await stranger.askExpecting(200, "GET", "/teacher/sign-in");
    assert.match(page.body, /href="\/teacher\/forgot"/);
    const answers = [];
    for (const email of ["nobody@school.example", schoolLin.email]) {
      const asked = await sendRequest(server, "POST", "/api/password-reset", {
        body: { email },
      });
      const shown = await post(stranger, "/teacher/forgot", { email }, {
        // The link leads to our address, whatever Host the request names.
        host: "evil.example",
        "x-forwarded-host": "evil.example",
      });
      answers.push([asked.status, asked.json, shown.status, shown.html]);
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.equal(answers[0][2], 200);

    const letter = await mail.waitForMailTo(schoolLin.email, from);
    assert.match(letter.headers.get("subject")!, /new password/);
    const link = findLink(letter);
    assert.equal(link.origin, "https://class.example.org");
    assert(!mail.mails.some(({ to }) => to.includes("nobody@school.example")));
    const opened = await stranger.askExpecting(
      200,
      "GET",
      link.pathname + link.search,
    );
    assert.match(opened.body, /<form/);
    const token = link.searchParams.get("token")!;
    const chosen = { token, password: "a brand new one" };
    const done = await post(stranger, "/teacher/reset", chosen);
    assert.equal(done.status, 303);
    assert.equal((await post(stranger, "/teacher/reset", chosen)).status, 404);
    const before = await teacher.askExpecting(200, "GET", "/api/me");
    assert.equal(before.body.teacher, undefined);
    await stranger.askExpecting(200, "POST", "/api/login", {
      email: schoolLin.email,
      password: "a brand new one",
    });
    const me = await stranger.askExpecting(200, "GET", "/api/me");
    assert.equal(me.body.teacher.unproved, undefined);
    assert.doesNotMatch(server.output(), /@|TOKEN|token=/);
  }));

Deno.test("a new teacher confirms the address by a click and may then invite (D-2)", () =>
  withMail(async (server, mail) => {
    const teacher = new Visitor(server), scanner = new Visitor(server);
    await teacher.askExpecting(201, "POST", "/api/teachers", schoolLin);
    const list = () => teacher.askExpecting(200, "GET", "/teacher/sessions");
    assert.match((await list()).body, /Please confirm that/);
    const made = await teacher.askExpecting(201, "POST", "/api/sessions", {
      name: "Biology",
    });
    const { id } = made.body.session;
    const invite = (email: string) =>
      teacher.ask("PUT", `/api/sessions/${id}/invitations`, { email });
    const early = await invite(wu.email);
    assert.equal(`${early.status} ${early.body.reason}`, "403 prove-first");
    const again = await post(teacher, "/teacher/confirm", { what: "again" });
    assert.equal(again.status, 429, "one went there just now");

    const link = findLink(await mail.waitForMailTo(schoolLin.email));
    const path = link.pathname + link.search;
    for (let n = 0; n < 3; n++) {
      const seen = await scanner.askExpecting(200, "GET", path);
      assert.match(seen.body, /Sign in with this address/);
    }
    const other = new Visitor(server);
    await other.askExpecting(201, "POST", "/api/teachers", wu);
    const strange = await other.askExpecting(200, "GET", path);
    assert.match(strange.body, /you’re signed in as wu@school\.example/);
    const token = link.searchParams.get("token")!;
    const fields = { what: "confirm", token };
    assert.equal((await post(other, "/teacher/confirm", fields)).status, 404);
    assert.equal((await post(scanner, "/teacher/confirm", fields)).status, 401);

    assert.match(
      (await teacher.askExpecting(200, "GET", path)).body,
      /Confirm my address/,
    );
    const done = await post(teacher, "/teacher/confirm", fields);
    assert.equal(done.status, 303);
    assert.doesNotMatch((await list()).body, /Please confirm that/);
    assert.equal((await invite(wu.email)).status, 204);
    assert.equal((await post(teacher, "/teacher/confirm", fields)).status, 404);
  }));

Deno.test("a mailed invitation leads the teacher who signs up by it into the class (D-2, S-8)", () =>
  withMail(async (server, mail) => {
    const teacher = new Visitor(server), guest = new Visitor(server);
    teacher.cookies.set("zone", "Asia/Taipei");
    await teacher.askExpecting(201, "POST", "/api/teachers", schoolLin);
    const own = findLink(await mail.waitForMailTo(schoolLin.email)).searchParams
      .get(
        "token",
      )!;
    await post(teacher, "/teacher/confirm", { what: "confirm", token: own });
    const made = await teacher.askExpecting(201, "POST", "/api/sessions", {
      name: "Biology 7b",
    });
    const { id, code } = made.body.session;
    const path = `/api/sessions/${id}`;
    const listed = await teacher.askExpecting(
      200,
      "GET",
      `${path}/invitations`,
    );
    assert.deepEqual(
      [listed.body.mailed, listed.body.forAnybody],
      [true, false],
    );
    await teacher.askExpecting(204, "PUT", `${path}/invitations`, {
      email: wu.email,
    });
    const letter = await mail.waitForMailTo(wu.email);
    assert.match(
      letter.text,
      /Ms Lin \(lin@school\.example\) invites you to observe/,
    );
    assert.match(letter.text, /Biology 7b/);
    assert(!letter.raw.includes(code) && !letter.text.includes(code));

    const link = findLink(letter);
    const first = await guest.askExpecting(
      200,
      "GET",
      link.pathname + link.search,
    );
    const signUp = /href="([^"]*sign-in\?new[^"]*)"/.exec(first.body)![1]
      .replaceAll("&amp;", "&");
    const asked = await guest.askExpecting(200, "GET", signUp);
    assert.match(asked.body, /value="wu@school\.example"/);
    const next = new URL(signUp, server.url).searchParams.get("next")!;
    const count = mail.mails.length;
    const response = await fetch(server.url + "/teacher/sign-in", {
      method: "POST",
      redirect: "manual",
      headers: form,
      body: new URLSearchParams({ ...wu, what: "sign-up", next }),
    });
    assert.equal(response.headers.get("location"), next);
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split("=");
      guest.cookies.set(name, value);
    }
    const before = await guest.askExpecting(200, "GET", "/teacher/sessions");
    assert.doesNotMatch(before.body, /Biology/);
    assert.match(
      (await guest.askExpecting(200, "GET", next)).body,
      /Confirm my address/,
    );
    const { searchParams } = link;
    const done = await post(guest, "/teacher/confirm", {
      what: "confirm",
      token: searchParams.get("token")!,
      to: searchParams.get("to")!,
    });
    const door = done.headers.get("location")!;
    assert.equal(door, `/teacher/observe?code=${code}`);
    const knock = await guest.askExpecting(201, "POST", "/api/observe", {
      code,
    });
    assert.equal(knock.body.session.id, id);
    const later = await guest.ask("GET", link.pathname + link.search);
    assert.equal(later.headers.get("location"), `/teacher/sessions/${id}`);
    assert.equal(mail.mails.length, count, "no second mail to confirm");
  }));

Deno.test("with PASSWORDS=off a mailed link leads to the school's sign-in (D-1, D-2)", async () => {
  const DATA_DIR = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    let path = "";
    await withMail(
      async (server, mail) => {
        await new Visitor(server).askExpecting(
          201,
          "POST",
          "/api/teachers",
          schoolLin,
        );
        const link = findLink(await mail.waitForMailTo(schoolLin.email));
        path = link.pathname + link.search;
      },
      {},
      { DATA_DIR },
    );
    const school = {
      OIDC_ISSUER: "https://id.school.example",
      OIDC_CLIENT_ID: "homeroom",
      OIDC_CLIENT_SECRET: "hidden",
      OIDC_DOMAINS: "school.example",
    };
    const withSchool = (
      PASSWORDS: string,
      test: (visitor: Visitor) => Promise<void>,
    ) =>
      withMail(
        (server) => test(new Visitor(server)),
        {},
        { ...school, PASSWORDS, DATA_DIR },
      );
    await withSchool("on", async (visitor) => {
      const { body } = await visitor.askExpecting(200, "GET", path);
      assert.match(body, /sign-in\?new/);
      const { html } = await post(visitor, "/teacher/forgot", {
        email: schoolLin.email,
      });
      assert.match(html, /only ever signed in with your school/);
    });
    await withSchool("off", async (visitor) => {
      const { body } = await visitor.askExpecting(200, "GET", path);
      assert.match(body, /sign-in\?email/);
      assert.doesNotMatch(body, /sign-in\?new/);
    });
  } finally {
    await Deno.remove(DATA_DIR, { recursive: true });
  }
});

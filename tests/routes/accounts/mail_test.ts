/** Mails of accounts, with a real mail server (D-2). */
import assert from "node:assert/strict";
import { ask, withServer } from "../../http.ts";
import {
  linkOf,
  MailServer,
  type MailServerOptions,
} from "../../mail_server.ts";
import { Visitor } from "../../people.ts";
import type { TestServer } from "../../server.ts";

const lin = {
  email: "lin@school.example",
  name: "Ms Lin",
  password: "correct horse",
};
const wu = { ...lin, email: "wu@school.example", name: "Ms Wu" };
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
    await teacher.get(201, "POST", "/api/teachers", lin);
    const first = await mail.mailTo(lin.email);
    assert.match(first.headers.get("subject")!, /Confirm your address/);
    const from = mail.mails.length;

    const page = await stranger.get(200, "GET", "/teacher/sign-in");
    assert.match(page.body, /href="\/teacher\/forgot"/);
    const answers = [];
    for (const email of ["nobody@school.example", lin.email]) {
      const asked = await ask(server, "POST", "/api/password-reset", {
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

    const letter = await mail.mailTo(lin.email, from);
    assert.match(letter.headers.get("subject")!, /new password/);
    const link = linkOf(letter);
    assert.equal(link.origin, "https://class.example.org");
    assert(!mail.mails.some(({ to }) => to.includes("nobody@school.example")));
    const opened = await stranger.get(200, "GET", link.pathname + link.search);
    assert.match(opened.body, /<form/);
    const token = link.searchParams.get("token")!;
    const chosen = { token, password: "a brand new one" };
    const done = await post(stranger, "/teacher/reset", chosen);
    assert.equal(done.status, 303);
    assert.equal((await post(stranger, "/teacher/reset", chosen)).status, 404);
    const before = await teacher.get(200, "GET", "/api/me");
    assert.equal(before.body.teacher, undefined);
    await stranger.get(200, "POST", "/api/login", {
      email: lin.email,
      password: "a brand new one",
    });
    const me = await stranger.get(200, "GET", "/api/me");
    assert.equal(me.body.teacher.unproved, undefined);
    assert.doesNotMatch(server.output(), /@|TOKEN|token=/);
  }));

Deno.test("a new teacher confirms the address by a click and may then invite (D-2)", () =>
  withMail(async (server, mail) => {
    const teacher = new Visitor(server), scanner = new Visitor(server);
    await teacher.get(201, "POST", "/api/teachers", lin);
    const list = () => teacher.get(200, "GET", "/teacher/sessions");
    assert.match((await list()).body, /Please confirm that/);
    const made = await teacher.get(201, "POST", "/api/sessions", {
      name: "Biology",
    });
    const { id } = made.body.session;
    const invite = (email: string) =>
      teacher.ask("PUT", `/api/sessions/${id}/invitations`, { email });
    const early = await invite(wu.email);
    assert.equal(`${early.status} ${early.body.reason}`, "403 prove-first");
    const again = await post(teacher, "/teacher/confirm", { what: "again" });
    assert.equal(again.status, 429, "one went there just now");

    const link = linkOf(await mail.mailTo(lin.email));
    const path = link.pathname + link.search;
    for (let n = 0; n < 3; n++) {
      const seen = await scanner.get(200, "GET", path);
      assert.match(seen.body, /Sign in with this address/);
    }
    const other = new Visitor(server);
    await other.get(201, "POST", "/api/teachers", wu);
    const strange = await other.get(200, "GET", path);
    assert.match(strange.body, /you’re signed in as wu@school\.example/);
    const token = link.searchParams.get("token")!;
    const fields = { what: "confirm", token };
    assert.equal((await post(other, "/teacher/confirm", fields)).status, 404);
    assert.equal((await post(scanner, "/teacher/confirm", fields)).status, 401);

    assert.match(
      (await teacher.get(200, "GET", path)).body,
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
    await teacher.get(201, "POST", "/api/teachers", lin);
    const own = linkOf(await mail.mailTo(lin.email)).searchParams.get("token")!;
    await post(teacher, "/teacher/confirm", { what: "confirm", token: own });
    const made = await teacher.get(201, "POST", "/api/sessions", {
      name: "Biology 7b",
    });
    const { id, code } = made.body.session;
    const path = `/api/sessions/${id}`;
    const listed = await teacher.get(200, "GET", `${path}/invitations`);
    assert.deepEqual(
      [listed.body.mailed, listed.body.forAnybody],
      [true, false],
    );
    await teacher.get(204, "PUT", `${path}/invitations`, { email: wu.email });
    const letter = await mail.mailTo(wu.email);
    assert.match(
      letter.text,
      /Ms Lin \(lin@school\.example\) invites you to observe/,
    );
    assert.match(letter.text, /Biology 7b/);
    assert(!letter.raw.includes(code) && !letter.text.includes(code));

    const link = linkOf(letter);
    const first = await guest.get(200, "GET", link.pathname + link.search);
    const signUp = /href="([^"]*sign-in\?new[^"]*)"/.exec(first.body)![1]
      .replaceAll("&amp;", "&");
    const asked = await guest.get(200, "GET", signUp);
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
    const before = await guest.get(200, "GET", "/teacher/sessions");
    assert.doesNotMatch(before.body, /Biology/);
    assert.match(
      (await guest.get(200, "GET", next)).body,
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
    const knock = await guest.get(201, "POST", "/api/observe", { code });
    assert.equal(knock.body.session.id, id);
    const later = await guest.ask("GET", link.pathname + link.search);
    assert.equal(later.headers.get("location"), `/teacher/sessions/${id}`);
    assert.equal(mail.mails.length, count, "no second mail to confirm");
  }));

Deno.test("a class continues and sign-up works while the mail server is down or refuses (D-2)", () =>
  withMail(
    async (server, mail) => {
      const teacher = new Visitor(server);
      const tried = mail.tried.length;
      await teacher.get(201, "POST", "/api/teachers", lin);
      await teacher.get(202, "POST", "/api/password-reset", {
        email: lin.email,
      });
      await teacher.get(201, "POST", "/api/sessions", { name: "Biology" });
      assert.equal(tried, 0);
      while (!/"event":"mail".*"outcome":"later"/.test(server.output())) {
        await teacher.get(200, "GET", "/api/ready");
      }
      assert.match(
        server.output(),
        /"event":"a mail was not sent","id":"\w+","error":"NotTaken: E/,
      );
      assert.doesNotMatch(server.output(), /@|wrong password|secret/);
    },
    { login: { user: "homeroom", password: "secret" }, tls: "none" },
    {},
  ));

Deno.test("with PASSWORDS=off a mailed link leads to the school's sign-in (D-1, D-2)", async () => {
  const DATA_DIR = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    let path = "";
    await withMail(
      async (server, mail) => {
        await new Visitor(server).get(201, "POST", "/api/teachers", lin);
        const link = linkOf(await mail.mailTo(lin.email));
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
      const { body } = await visitor.get(200, "GET", path);
      assert.match(body, /sign-in\?new/);
      const { html } = await post(visitor, "/teacher/forgot", {
        email: lin.email,
      });
      assert.match(html, /only ever signed in with your school/);
    });
    await withSchool("off", async (visitor) => {
      const { body } = await visitor.get(200, "GET", path);
      assert.match(body, /sign-in\?email/);
      assert.doesNotMatch(body, /sign-in\?new/);
    });
  } finally {
    await Deno.remove(DATA_DIR, { recursive: true });
  }
});

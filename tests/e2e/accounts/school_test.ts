/** Sign-in by the school (D-1) over HTTP, with a real provider of OpenID Connect in a process of its own. */
import assert from "node:assert/strict";
import { school as t } from "texts/accounts_school.ts";
import { withServer } from "../../http.ts";
import { runOperatorCommand } from "../../server/operator/operating.ts";
import {
  HeadlessBrowser,
  oidcClient,
  startProvider,
} from "../../school_provider.ts";
import { startServer, type TestServer } from "../../server.ts";

const people = {
  lin: { email: "Lin@School.edu", email_verified: true, name: "Ms Lin" },
  chen: {
    email: "chen@school.edu",
    email_verified: true,
    groups: ["teachers"],
  },
  eve: { email: "eve@school.edu", email_verified: false, name: "Eve" },
  sub: { email: "amy@students.school.edu", email_verified: true },
  mei: { email: "mei@school.edu", email_verified: true, name: "Ms Mei" },
};

const provider = await startProvider(people);
const settings = {
  ...oidcClient,
  OIDC_ISSUER: provider.issuer,
  OIDC_DOMAINS: "school.edu",
};
const usual = await startServer(settings);

Deno.test.afterAll(async () => {
  await usual.stop();
  await provider.stop();
});

/** A test on the usual server; with settings, on one of its own. */
function test(
  name: string,
  run: (server: TestServer) => Promise<void>,
  env?: Record<string, string>,
) {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => env ? withServer({ ...settings, ...env }, run) : run(usual),
  });
}

async function signUp(
  server: TestServer,
  email: string,
): Promise<HeadlessBrowser> {
  const jar = new HeadlessBrowser();
  const page = await jar.open(`${server.url}/teacher/sign-in`, {
    what: "sign-up",
    email,
    name: "Older",
    password: "correct horse",
  });
  assert.equal(page.status, 303, page.text);
  return jar;
}

function says(page: { text: string }, sentence: string) {
  const shown = page.text.replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  assert(shown.includes(sentence), `“${sentence}” is not in:\n${page.text}`);
}

test(
  "a teacher whom the school signs in gets an account and reaches the requested page (D-1)",
  async (server) => {
    const jar = new HeadlessBrowser();
    const first = await jar.open(`${server.url}/teacher/sign-in`);
    says(first, t.signIn);
    const page = await jar.signInBySchool(
      server.url,
      "lin",
      "/teacher/templates",
    );
    assert.equal(page.status, 303, page.text);
    assert.equal(page.location, `${server.url}/teacher/templates`);
    const me = await jar.readAccount(server.url);
    assert.equal(me?.name, "Ms Lin");
    assert.equal(me?.email, "lin@school.edu");
    const again = new HeadlessBrowser();
    const back = await again.signInBySchool(
      server.url,
      "lin",
      "//evil.example/",
    );
    assert.equal(back.location, `${server.url}/teacher/sessions`);
    assert.equal((await again.readAccount(server.url))?.id, me?.id);
    assert.equal(jar.cookie(server.url, "school"), undefined);
  },
  { SIGN_UP: "closed" },
);

test("an older account with the same address is linked by its password, requested once (D-1)", async (server) => {
  const older = await signUp(server, "lin@school.edu");
  const id = (await older.readAccount(server.url))?.id;
  const link = `${server.url}/teacher/school/link`;
  const jar = new HeadlessBrowser();
  const page = await jar.signInBySchool(server.url, "lin", "/teacher/quizzes");
  assert.equal(page.location, link);
  assert.equal(await jar.readAccount(server.url), null);
  says(await jar.open(link), t.linkLead({ address: "lin@school.edu" }));
  says(await new HeadlessBrowser().open(link), t.gone);
  const wrong = await jar.open(link, { password: "battery staple" });
  assert.equal(wrong.status, 401);
  says(wrong, t.wrongPassword);
  assert.equal(await jar.readAccount(server.url), null);
  const right = await jar.open(link, { password: "correct horse" });
  assert.equal(right.location, `${server.url}/teacher/quizzes`);
  assert.equal((await jar.readAccount(server.url))?.id, id);
  says(await jar.open(link), t.gone);
  const again = new HeadlessBrowser();
  assert.equal((await again.signInBySchool(server.url, "lin")).status, 303);
  assert.equal((await again.readAccount(server.url))?.id, id);
  assert.equal((await older.readAccount(server.url))?.id, id);
  for (const [one, where] of [[again, "?out=school"], [older, "?out"]]) {
    const out = await (one as HeadlessBrowser).open(
      `${server.url}/teacher/sign-out`,
      {},
    );
    assert.equal(out.location, `${server.url}/teacher/sign-in${where}`);
  }
});

test(
  "with PASSWORDS=off no page and no route offers passwords (D-1)",
  async (server) => {
    const jar = new HeadlessBrowser();
    for (const path of ["/teacher/sign-in", "/teacher/sign-in?new"]) {
      const page = await jar.open(server.url + path);
      says(page, t.signIn);
      assert(!page.text.includes('type="password"'), path);
    }
    const body = {
      email: "lin@school.edu",
      name: "L",
      password: "correct horse",
    };
    const routes: [path: string, body: unknown][] = [
      ["/api/login", body],
      ["/api/teachers", body],
      ["/api/password-reset", { email: body.email }],
      ["/api/password-reset/x", { password: body.password }],
    ];
    for (const [path, body] of routes) {
      const response = await fetch(server.url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 403, path);
      assert.equal((await response.json()).reason, "passwords-off");
    }
    const forms: [path: string, form: Record<string, string>][] = [
      ["/teacher/sign-in", { ...body, what: "sign-in" }],
      ["/teacher/sign-in", { ...body, what: "sign-up" }],
      ["/teacher/reset", { token: "x", password: body.password }],
    ];
    for (const [path, form] of forms) {
      const page = await jar.open(server.url + path, form);
      assert.equal(page.status, 403, path);
      says(page, "Passwords aren’t used here.");
    }
    says(
      await jar.open(`${server.url}/teacher/reset?token=x`),
      "Passwords aren’t used here.",
    );
    await jar.signInBySchool(server.url, "lin");
    const account = await jar.open(`${server.url}/teacher/account`);
    assert(!account.text.includes('type="password"'));
    says(account, t.deleteFresh);
    const gone = await jar.open(`${server.url}/teacher/account`, {
      removePassword: "",
    });
    assert.equal(gone.status, 303, gone.text);
    assert.equal(await jar.readAccount(server.url), null);
  },
  { PASSWORDS: "off" },
);

test("a forged callback gets the same response as an unknown sign-in (D-1)", async (server) => {
  const begun = await new HeadlessBrowser().open(
    `${server.url}/teacher/school`,
  );
  const asked = new URL(begun.location!).searchParams;
  const cookie = /school=([^;]+)/.exec(begun.headers.getSetCookie().join())![1];
  for (
    const hostile of [
      "x".repeat(2100),
      "漢".repeat(700),
      "\0",
      "constructor",
      "",
    ]
  ) {
    const it = encodeURIComponent(hostile);
    for (
      const [path, cookies] of [
        [`callback?state=${it}&code=${it}`, `school=${cookie}`],
        [`callback?state=${asked.get("state")}&code=${it}`, `school=${it}`],
        ["link", `school_link=${it}`],
        ["link", `school_link=${cookie}`],
      ]
    ) {
      const page = await new HeadlessBrowser()
        .open(`${server.url}/teacher/school/${path}`, undefined, {
          cookie: cookies,
        });
      assert.equal(page.status, 400, path.slice(0, 60));
      says(page, t.gone);
    }
    const odd = `${server.url}/teacher/school?next=${it}&prompt=none`;
    const to = new URL((await new HeadlessBrowser().open(odd)).location!);
    assert.equal(to.searchParams.get("prompt"), null);
  }
  const foreign = await new HeadlessBrowser().open(
    `${server.url}/teacher/school/link`,
    { password: "correct horse" },
    { origin: "https://evil.example" },
  );
  assert.equal(foreign.status, 403);
  assert.equal(asked.get("code_challenge_method"), "S256");
  assert.equal(asked.get("response_type"), "code");
  assert.equal(asked.get("scope"), "openid email profile");
  assert.equal(
    asked.get("redirect_uri"),
    `${server.url}/teacher/school/callback`,
  );
  const sent = begun.headers.getSetCookie().join();
  assert.match(
    sent,
    /^school=[\w-]{43}; Path=\/; Max-Age=\d{3}; HttpOnly; SameSite=Lax$/,
  );
  for (const name of ["state", "nonce"]) {
    assert(!sent.includes(asked.get(name)!));
  }
});

test("the operator links an account of a running server, which then opens without a password (D-1)", async (server) => {
  const older = await signUp(server, "mei@school.edu");
  const id = (await older.readAccount(server.url))?.id;
  const { dataDir } = server;
  const linking = (email: string, more: Record<string, string> = settings) =>
    runOperatorCommand("link-account", dataDir, email, [], more);
  const unknown = await linking("nobody@school.edu");
  assert.deepEqual([unknown.code, /No account has/.test(unknown.said)], [
    1,
    true,
  ]);
  const off = await linking("mei@school.edu", {});
  assert.deepEqual([off.code, /OIDC_ISSUER/.test(off.said)], [1, true]);
  const done = await linking("Mei@school.edu");
  assert.equal(done.code, 0, done.said);
  assert.match(done.said, /the account mei@school\.edu goes to the teacher/);
  const jar = new HeadlessBrowser();
  assert.equal((await jar.signInBySchool(server.url, "mei")).status, 303);
  assert.equal((await jar.readAccount(server.url))?.id, id);
  assert.equal(await older.readAccount(server.url), null);
  const noPasswords = { ...settings, PASSWORDS: "off" };
  const reset = await runOperatorCommand(
    "reset-link",
    dataDir,
    "mei@school.edu",
    [],
    noPasswords,
  );
  assert.deepEqual([reset.code, /link-account/.test(reset.said)], [1, true]);
});

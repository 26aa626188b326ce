/** Sign-in by the school (D-1) over HTTP, with a real provider of OpenID Connect in a process of its own. */
import assert from "node:assert/strict";
import { school as t } from "texts/accounts_school.ts";
import { withServer } from "../../http.ts";
import { operate } from "../../server/operator/operating.ts";
import {
  client,
  Jar,
  type Provider,
  startProvider,
} from "../../school_provider.ts";
import type { TestServer } from "../../server.ts";

const people = {
  lin: { email: "Lin@School.edu", email_verified: true, name: "Ms Lin" },
  chen: {
    email: "chen@school.edu",
    email_verified: true,
    groups: ["teachers"],
  },
  eve: { email: "eve@school.edu", email_verified: false, name: "Eve" },
  sub: { email: "amy@students.school.edu", email_verified: true },
  foreign: { email: "bob@notschool.edu", email_verified: true },
  nobody: { name: "No Address" },
};

async function withSchool(
  env: Record<string, string>,
  test: (server: TestServer, provider: Provider) => Promise<void>,
  providerEnv: Record<string, string> = {},
) {
  const provider = await startProvider(people, providerEnv);
  try {
    const settings = {
      ...client,
      OIDC_ISSUER: provider.issuer,
      OIDC_DOMAINS: "school.edu",
      ...env,
    };
    const given = Object.fromEntries(
      Object.entries(settings).filter(([, value]) => value !== ""),
    );
    await withServer(given, (server) => test(server, provider));
  } finally {
    await provider.stop();
  }
}

async function signUp(server: TestServer, email: string): Promise<Jar> {
  const jar = new Jar();
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

Deno.test("D-1: a teacher whom the school signs in has an account, comes back to it, and to where they wanted to go", () =>
  withSchool({ SIGN_UP: "closed" }, async (server) => {
    const jar = new Jar();
    const first = await jar.open(`${server.url}/teacher/sign-in`);
    says(first, t.signIn);
    const page = await jar.bySchool(server.url, "lin", "/teacher/templates");
    assert.equal(page.status, 303, page.text);
    assert.equal(page.location, `${server.url}/teacher/templates`);
    const me = await jar.me(server.url);
    assert.equal(me?.name, "Ms Lin");
    assert.equal(me?.email, "lin@school.edu");
    const again = new Jar();
    // Nobody is led to another site afterwards.
    const back = await again.bySchool(server.url, "lin", "//evil.example/");
    assert.equal(back.location, `${server.url}/teacher/sessions`);
    assert.equal((await again.me(server.url))?.id, me?.id);
    // The cookies of the way are used up.
    assert.equal(jar.cookie(server.url, "school"), undefined);
  }));

Deno.test("D-1: only a verified address of the school's own domain, exactly, comes in, and each is told why not", () =>
  withSchool({}, async (server) => {
    const told: [login: string, sentence: string][] = [
      ["eve", t.unverified({ address: "eve@school.edu" })],
      ["sub", t.wrongDomain({ address: "amy@students.school.edu" })],
      ["foreign", t.wrongDomain({ address: "bob@notschool.edu" })],
      ["nobody", t.noAddress],
    ];
    for (const [login, sentence] of told) {
      const jar = new Jar();
      const page = await jar.bySchool(server.url, login);
      assert.equal(page.status, 403, login);
      says(page, sentence);
      assert.equal(await jar.me(server.url), null);
    }
  }));

for (const CLAIMS of ["userinfo", "id_token"]) {
  Deno.test(`D-1: only who has the claim comes in, whether the provider says it in its ${CLAIMS}`, () =>
    withSchool(
      { OIDC_DOMAINS: "", OIDC_CLAIM: "groups=teachers" },
      async (server) => {
        const chen = new Jar();
        assert.equal((await chen.bySchool(server.url, "chen")).status, 303);
        assert.equal((await chen.me(server.url))?.name, "chen");
        const lin = await new Jar().bySchool(server.url, "lin");
        says(lin, t.notTeacher({ address: "lin@school.edu" }));
      },
      { CLAIMS },
    ));
}

Deno.test("D-1: an older account of the same address becomes theirs only by its password, which is asked for once", () =>
  withSchool({}, async (server) => {
    const older = await signUp(server, "lin@school.edu");
    const id = (await older.me(server.url))?.id;
    const link = `${server.url}/teacher/school/link`;
    const jar = new Jar();
    const page = await jar.bySchool(server.url, "lin", "/teacher/quizzes");
    assert.equal(page.location, link);
    assert.equal(await jar.me(server.url), null);
    says(await jar.open(link), t.linkLead({ address: "lin@school.edu" }));
    // Nobody else's browser can take it, and a wrong password opens nothing.
    says(await new Jar().open(link), t.gone);
    const wrong = await jar.open(link, { password: "battery staple" });
    assert.equal(wrong.status, 401);
    says(wrong, t.wrongPassword);
    assert.equal(await jar.me(server.url), null);
    const right = await jar.open(link, { password: "correct horse" });
    assert.equal(right.location, `${server.url}/teacher/quizzes`);
    assert.equal((await jar.me(server.url))?.id, id);
    says(await jar.open(link), t.gone);
    // From now on nothing is asked.
    const again = new Jar();
    assert.equal((await again.bySchool(server.url, "lin")).status, 303);
    assert.equal((await again.me(server.url))?.id, id);
    // The owner's own password goes on, and their open sign-in.
    assert.equal((await older.me(server.url))?.id, id);
  }));

Deno.test("D-1: an answer counts once, in the browser that asked for it, and with what that browser was given", () =>
  withSchool({}, async (server) => {
    const jar = new Jar();
    const begun = await jar.open(`${server.url}/teacher/school`);
    const answer = await jar.atProvider(begun.location!, "lin");
    // In another browser; with another state; without one; with another issuer's mark.
    says(await new Jar().open(answer), t.gone);
    const other = new URL(answer);
    other.searchParams.set("state", "x".repeat(43));
    says(await jar.open(other.href), t.gone);
    other.searchParams.delete("state");
    says(await jar.open(other.href), t.gone);
    assert.equal((await jar.open(answer)).status, 303);
    assert.notEqual(await jar.me(server.url), null);
    says(await jar.open(answer), t.gone);
  }));

Deno.test("D-1: an answer that another provider has marked, or a code of another way, is not believed", () =>
  withSchool({}, async (server) => {
    const jar = new Jar();
    const begun = await jar.open(`${server.url}/teacher/school`);
    const answer = new URL(await jar.atProvider(begun.location!, "lin"));
    answer.searchParams.set("iss", "https://evil.example");
    says(await jar.open(answer.href), t.forged);
    assert.equal(await jar.me(server.url), null);
    // The code of somebody else's way: PKCE holds them apart.
    const theirs = new Jar(), mine = new Jar();
    const from = await theirs.open(`${server.url}/teacher/school`);
    const code = new URL(await theirs.atProvider(from.location!, "chen"))
      .searchParams.get("code")!;
    const own = await mine.open(`${server.url}/teacher/school`);
    const back = new URL(await mine.atProvider(own.location!, "lin"));
    back.searchParams.set("code", code);
    says(await mine.open(back.href), t.gone);
    assert.equal(await mine.me(server.url), null);
  }));

Deno.test("D-1: whoever cancels at the school is told so, and can try again", () =>
  withSchool({}, async (server) => {
    const jar = new Jar();
    const begun = await jar.open(`${server.url}/teacher/school`);
    const asked = new URL(begun.location!);
    const back = new URL(asked.searchParams.get("redirect_uri")!);
    back.searchParams.set("error", "access_denied");
    back.searchParams.set("state", asked.searchParams.get("state")!);
    back.searchParams.set("iss", asked.origin);
    const page = await jar.open(back.href);
    assert.equal(page.status, 400);
    says(page, t.cancelled);
  }));

Deno.test("D-1: while the provider is down the server starts, passwords work, and the page says so; then it works without a restart", async () => {
  const provider = await startProvider(people);
  const { port } = new URL(provider.issuer);
  await provider.stop();
  const env = {
    ...client,
    OIDC_ISSUER: provider.issuer,
    OIDC_DOMAINS: "school.edu",
  };
  await withServer(env, async (server) => {
    await signUp(server, "older@example.org");
    const jar = new Jar();
    const page = await jar.open(`${server.url}/teacher/school`);
    assert.equal(page.status, 503);
    says(page, t.downOrPassword);
    const up = await startProvider(people, { PORT: port });
    let answer: string;
    try {
      const begun = await jar.open(`${server.url}/teacher/school`);
      answer = await jar.atProvider(begun.location!, "lin");
    } finally {
      await up.stop();
    }
    // And down again before the code is redeemed.
    const late = await jar.open(answer);
    assert.equal(late.status, 503);
    says(late, t.downOrPassword);
    assert.equal(await jar.me(server.url), null);
  });
});

Deno.test("D-1: signing out ends the sign-in here, and offers the school's own sign-out", () =>
  withSchool({}, async (server, provider) => {
    const jar = new Jar();
    await jar.bySchool(server.url, "lin");
    const out = await jar.open(`${server.url}/teacher/sign-out`, {});
    assert.equal(out.location, `${server.url}/teacher/sign-in?out=school`);
    assert.equal(await jar.me(server.url), null);
    const page = await jar.open(out.location!);
    says(page, t.signOutThere);
    const there = /href="([^"]+\/session\/end[^"]*)"/.exec(page.text)?.[1];
    const url = new URL(there!.replaceAll("&amp;", "&"));
    assert.equal(url.origin, provider.issuer);
    assert.equal(url.searchParams.get("client_id"), "homeroom");
    const asked = await jar.open(url.href);
    assert.equal(asked.status, 200);
    // Who signed in by a password is not asked about the school.
    const older = await signUp(server, "older@example.org");
    const left = await older.open(`${server.url}/teacher/sign-out`, {});
    assert.equal(left.location, `${server.url}/teacher/sign-in?out`);
  }));

Deno.test("D-1: with PASSWORDS=off nothing is left of passwords, on pages or by their routes", () =>
  withSchool({ PASSWORDS: "off" }, async (server) => {
    const jar = new Jar();
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
      says(page, "Passwords are not used here.");
    }
    says(
      await jar.open(`${server.url}/teacher/reset?token=x`),
      "Passwords are not used here.",
    );
    await jar.bySchool(server.url, "lin");
    const account = await jar.open(`${server.url}/teacher/account`);
    assert(!account.text.includes('type="password"'));
    says(account, t.deleteFresh);
    const gone = await jar.open(`${server.url}/teacher/account`, {
      removePassword: "",
    });
    assert.equal(gone.status, 303, gone.text);
    assert.equal(await jar.me(server.url), null);
  }));

Deno.test("D-1: what nobody's browser sends is answered as a way that nobody has begun", () =>
  withSchool({}, async (server) => {
    const begun = await new Jar().open(`${server.url}/teacher/school`);
    const asked = new URL(begun.location!).searchParams;
    const cookie =
      /school=([^;]+)/.exec(begun.headers.getSetCookie().join())![1];
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
        const page = await new Jar()
          .open(`${server.url}/teacher/school/${path}`, undefined, {
            cookie: cookies,
          });
        assert.equal(page.status, 400, path.slice(0, 60));
        says(page, t.gone);
      }
      const odd = `${server.url}/teacher/school?next=${it}&prompt=none`;
      const to = new URL((await new Jar().open(odd)).location!);
      assert.equal(to.searchParams.get("prompt"), null);
    }
    // Another site's form proves nothing.
    const foreign = await new Jar().open(
      `${server.url}/teacher/school/link`,
      { password: "correct horse" },
      { origin: "https://evil.example" },
    );
    assert.equal(foreign.status, 403);
    // What is asked of the provider: PKCE by its hash, and no secret in the address.
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
  }));

Deno.test("D-1: the operator links an account beside the running server, which then opens it without its password", () =>
  withSchool({}, async (server, provider) => {
    const older = await signUp(server, "lin@school.edu");
    const id = (await older.me(server.url))?.id;
    const env = {
      ...client,
      OIDC_ISSUER: provider.issuer,
      OIDC_DOMAINS: "school.edu",
    };
    const { dataDir } = server;
    const linking = (email: string, more: Record<string, string> = env) =>
      operate("link_account", dataDir, email, [], more);
    const unknown = await linking("nobody@school.edu");
    assert.deepEqual([unknown.code, /no account/.test(unknown.said)], [
      1,
      true,
    ]);
    const off = await linking("lin@school.edu", {});
    assert.deepEqual([off.code, /OIDC_ISSUER/.test(off.said)], [1, true]);
    const done = await linking("Lin@school.edu");
    assert.equal(done.code, 0, done.said);
    assert.match(done.said, /lin@school\.edu will belong to/);
    const jar = new Jar();
    assert.equal((await jar.bySchool(server.url, "lin")).status, 303);
    assert.equal((await jar.me(server.url))?.id, id);
    assert.equal(await older.me(server.url), null);
    // A link to a new password would lead nowhere where passwords are off.
    const noPasswords = { ...env, PASSWORDS: "off" };
    const reset = await operate(
      "reset_link",
      dataDir,
      "lin@school.edu",
      [],
      noPasswords,
    );
    assert.deepEqual([reset.code, /link-account/.test(reset.said)], [1, true]);
  }));

Deno.test("D-1: without its settings there is no sign-in by the school", () =>
  withServer({}, async (server) => {
    const jar = new Jar();
    for (const path of ["", "/callback?state=x", "/link"]) {
      const page = await jar.open(`${server.url}/teacher/school${path}`);
      assert.equal(page.status, 404, path);
    }
    const page = await jar.open(`${server.url}/teacher/sign-in`);
    assert(!page.text.includes(t.signIn));
  }));

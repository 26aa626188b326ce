import assert from "node:assert/strict";
import { operator as t } from "texts/operator.ts";
import { reasons as refusals } from "texts/refusals.ts";
import { sendRaw, withServer } from "../../http.ts";
import {
  createSession,
  joinClass,
  signUp as signUpVisitor,
} from "../../people.ts";
import { runOperatorCommand } from "../../server/operator/operating.ts";
import { checks } from "../../../server/operator/checks.ts";
import config from "../../../deno.json" with { type: "json" };
import type { TestServer } from "../../server.ts";
import { newAccount, ScriptlessBrowser } from "../scriptless_browser.ts";

const operator = { ...newAccount(), email: "operator@school.example" };
const secret = "sk-0123456789-never-shown";
const env = {
  OPERATORS: `${operator.email}, second@school.example`,
  OPENAI_API_KEY: secret,
  OPENAI_BASE_URL: "http://127.0.0.1:9/",
  HOMEROOM_COMMAND: "sudo homeroom",
  HOMEROOM_COMMIT: "0123456789",
};
const paths = ["", "/accounts", "/checks", "/log"].map((it) =>
  `/operator${it}`
);

/** A signed-in operator, whose address the command vouches for. */
async function signUpOperator(server: TestServer): Promise<ScriptlessBrowser> {
  const browser = new ScriptlessBrowser(server);
  await browser.open("/teacher/sign-in", operator);
  const { code } = await runOperatorCommand(
    "grant",
    server.dataDir,
    operator.email,
    [],
    env,
  );
  assert.equal(code, 0);
  return browser;
}

async function signUp(server: TestServer, account = newAccount()) {
  const browser = new ScriptlessBrowser(server);
  await browser.open("/teacher/sign-in", account);
  return { account, browser };
}

function cookiesOf({ cookies }: { cookies: ReadonlyMap<string, string> }) {
  return [...cookies].map((it) => it.join("=")).join("; ");
}

/** The rows of the log, without their times. */
async function readLog(op: ScriptlessBrowser) {
  await op.open("/operator/log");
  return [...op.document.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].slice(1).map((cell) => cell.textContent)
  );
}

/** The id of an account, from its form. */
async function idOf(browser: ScriptlessBrowser, email: string) {
  await browser.open(`/operator/accounts?part=${encodeURIComponent(email)}`);
  const id = browser.document.querySelector("[name=account]")
    ?.getAttribute("value");
  assert.ok(id, `no account ${email} in: ${browser.words}`);
  return id;
}

Deno.test("only an account with a proved address of OPERATORS gets the operators' pages (O-5, ACCESS-4)", () =>
  withServer(env, async (server) => {
    const stranger = new ScriptlessBrowser(server);
    const taker = new ScriptlessBrowser(server);
    await taker.open("/teacher/sign-in", operator);
    const { browser: teacher } = await signUp(server);
    const deed = { deed: "grant", account: "A".repeat(16) };
    for (const path of paths) {
      await stranger.open(path);
      assert.match(stranger.path, /^\/teacher\/sign-in\?next=/, path);
      for (const browser of [teacher, taker]) {
        assert.equal((await browser.open(path)).status, 404, path);
        assert.equal((await browser.open(path, deed)).status, 404, path);
      }
    }
    await teacher.open("/teacher/account");
    assert.ok(!teacher.words.includes(t.linkText));
    await runOperatorCommand("grant", server.dataDir, operator.email, [], env);
    for (const path of paths) {
      assert.equal((await taker.open(path)).status, 200, path);
    }
    await taker.open("/teacher/account");
    assert.ok(taker.words.includes(t.linkText));
  }));

Deno.test("an operator's actions take effect at once, and the log says whose they are (O-5)", () =>
  withServer(env, async (server) => {
    const op = await signUpOperator(server);
    const { account, browser: lin } = await signUp(server);
    const { email } = account;
    const id = await idOf(op, email);
    const act = (deed: string, more: Record<string, string> = {}) =>
      op.open("/operator/accounts", {
        deed,
        account: id,
        part: email,
        ...more,
      });

    await act("grant");
    assert.ok(op.words.includes(t.done.grant({ email })), op.words);
    await act("reset-link");
    const link = op.document.querySelector(".operator-link")?.textContent ?? "";
    const { pathname, search, searchParams } = new URL(link);
    await new ScriptlessBrowser(server).open(pathname + search, {
      token: searchParams.get("token")!,
      password: "another horse",
    });
    assert.match((await lin.open("/teacher/account")).path, /sign-in/);
    const again = { ...account, what: "sign-in", password: "another horse" };
    assert.equal((await lin.open("/teacher/sign-in", again)).status, 200);

    await act("disable");
    assert.ok(op.words.includes(t.disabled), op.words);
    assert.match((await lin.open("/teacher/account")).path, /sign-in/);
    const refused = await lin.open("/teacher/sign-in", again);
    assert.equal(refused.status, 403);
    assert.ok(
      refused.words.includes(refusals["account-disabled"].what),
      refused.words,
    );
    await act("enable");
    await lin.open("/teacher/sign-in", again);
    assert.equal(lin.path, "/teacher/sessions");

    assert.equal((await act("delete", { typed: "other" })).status, 403);
    await act("delete", { typed: ` ${email.toUpperCase()} ` });
    assert.ok(op.words.includes(t.done.delete({ email })), op.words);
    assert.match((await lin.open("/teacher/account")).path, /sign-in/);

    const rows = await readLog(op);
    const { deeds } = t;
    const by = operator.email;
    assert.deepEqual(rows, [
      [by, deeds.delete, email],
      [by, deeds.enable, email],
      [by, deeds.disable, email],
      [by, deeds["reset-link"], email],
      [by, deeds.grant, email],
      [t.command, deeds.grant, by],
    ]);
  }));

/** Ways to write the path of a page that a prefix or a proxy's rule may not know. */
function disguised(path: string): string[] {
  const rest = path.slice("/operator".length);
  return [
    ...[path, `${path}/`, `/${path}`, `//${path}`, `${path}?as=teacher`],
    ...[`/./operator${rest}`, `/x/..${path}`, `/%2e/operator${rest}`],
    ...[`/x/%2e%2e${path}`, `/teacher/..%2foperator${rest}`],
    ...[`/%6fperator${rest}`, `/%6F%70erator${rest}`, `/%256fperator${rest}`],
    ...[`/OPERATOR${rest}`, `/Operator${rest}`, `\\operator${rest}`],
    ...[`/operator;x=1${rest}`, `/operator%00${rest}`, `/operator%20${rest}`],
    ...[`/operator.html${rest}`, `/operator/.${rest}`, `/operator/index`],
    ...[`/zh${path}`, `/zh/${path}`, `/zh/zh${path}`, `/en${path}`],
    ...[`/api${path}`, `/api/..${path}`, `/sync/..${path}`],
    ...[`/assets/..${path}`, `/assets/..%2foperator${rest}`],
    ...[`http://127.0.0.1${path}`, `http://localhost/${path}`],
  ];
}

const headerTricks: Record<string, string>[] = [
  {},
  {
    "x-forwarded-for": "127.0.0.1",
    "x-real-ip": "127.0.0.1",
    forwarded: "for=127.0.0.1;host=localhost",
  },
  { host: "localhost" },
  { "x-forwarded-host": "localhost", "x-forwarded-prefix": "/operator" },
  { "x-original-url": "/operator", "x-rewrite-url": "/operator" },
  { "x-http-method-override": "POST", "x-method-override": "POST" },
  { authorization: `Basic ${btoa(`${operator.email}:${operator.password}`)}` },
  { "x-user": operator.email, "remote-user": operator.email },
  { accept: "application/json", "x-requested-with": "XMLHttpRequest" },
  { purpose: "prefetch", "sec-fetch-mode": "cors" },
];

Deno.test("no seat but an operator's gets their pages by any path, method or header (O-5, ACCESS-4)", () =>
  withServer({ ...env, TRUST_PROXY: "1" }, async (server) => {
    const op = await signUpOperator(server);
    const teacher = await signUpVisitor(server);
    const session = await createSession(teacher);
    const amy = await joinClass(server, session.code, "Amy");
    const helper = await signUp(server);
    await teacher.askExpecting(
      204,
      "PUT",
      `/api/sessions/${session.id}/moderators`,
      { email: helper.account.email },
    );
    const observer = await signUpVisitor(server);
    await observer.askExpecting(202, "POST", "/api/observe", {
      code: session.code,
    });
    const second = { ...newAccount(), email: "second@school.example" };
    const { browser: taker } = await signUp(server, second);
    const disabled = await signUp(server);
    const id = await idOf(op, disabled.account.email);
    const cookieOfDisabled = cookiesOf(disabled.browser);
    await op.open("/operator/accounts", { deed: "disable", account: id });
    const seats: Record<string, string> = {
      stranger: "",
      student: cookiesOf(amy.visitor),
      teacher: cookiesOf(teacher),
      "co-teacher": cookiesOf(helper.browser),
      observer: cookiesOf(observer),
      "holder of an unproved address": cookiesOf(taker),
      "disabled account": cookieOfDisabled,
      "guessed cookie": `teacher=${"A".repeat(43)}`,
      "two cookies": `teacher=; ${cookiesOf(teacher)}; operator=1`,
    };
    const log = await readLog(op);
    const form = new URLSearchParams({ deed: "enable", account: id });
    const onlyTheirs = ["operator stack", operator.email, "OPENAI_API_KEY"];
    const { text: page } = await sendRaw(server, "GET /operator", {
      cookie: cookiesOf(op),
    });
    for (const word of onlyTheirs) assert.ok(page.includes(word), word);
    const refuses = async (
      who: string,
      request: string,
      headers: Record<string, string>,
      body = "",
    ) => {
      const { status, text } = await sendRaw(server, request, {
        ...seats[who] !== "" && { cookie: seats[who] },
        "accept-encoding": "identity",
        ...headers,
      }, body);
      const what = `${who}: ${request} ${JSON.stringify(headers)} → ${status}`;
      assert.ok(status >= 300 || request.startsWith("OPTIONS"), what);
      assert.ok(status < 500 || status === 501, what);
      for (const word of onlyTheirs) {
        assert.ok(!text.includes(word), `${what} has ${word}`);
      }
    };
    for (const who of Object.keys(seats)) {
      for (const path of paths.flatMap(disguised)) {
        await refuses(who, `GET ${path}`, {});
      }
      for (const headers of headerTricks) {
        for (const path of paths) await refuses(who, `GET ${path}`, headers);
        for (
          const method of "HEAD POST PUT PATCH DELETE OPTIONS PROPFIND"
            .split(" ")
        ) {
          await refuses(who, `${method} /operator/accounts?${form}`, {
            ...headers,
            "content-type": "application/x-www-form-urlencoded",
          }, method === "HEAD" ? "" : `${form}`);
        }
      }
    }
    assert.deepEqual(await readLog(op), log);
    const again = { ...disabled.account, what: "sign-in" };
    const refused = await disabled.browser.open("/teacher/sign-in", again);
    assert.equal(refused.status, 403);
  }));

Deno.test("an operator's browser does nothing for another site, by any kind of request (O-5, ACCESS-4)", () =>
  withServer(env, async (server) => {
    const op = await signUpOperator(server);
    const { account } = await signUp(server);
    const id = await idOf(op, account.email);
    const log = await readLog(op);
    const { host } = new URL(server.url);
    const form = `${new URLSearchParams({ deed: "disable", account: id })}`;
    const urlEncoded = "application/x-www-form-urlencoded";
    const send = (
      request: string,
      headers: Record<string, string>,
      body = "",
    ) =>
      sendRaw(
        server,
        request,
        { cookie: cookiesOf(op), "content-type": urlEncoded, ...headers },
        body,
      );
    const others: Record<string, string>[] = [
      ...[
        "https://evil.example",
        "null",
        "file://",
        `https://${host}.evil.example`,
        `http://evil.example/${host}`,
        `http://${host}@evil.example`,
        "http://127.0.0.1:1",
        "",
      ].map((origin) => ({ origin })),
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
      { origin: "https://evil.example", referer: `${server.url}/operator` },
    ];
    for (const headers of others) {
      for (const path of ["/operator/accounts", "/operator/checks"]) {
        const { status } = await send(`POST ${path}`, headers, form);
        assert.equal(status, 403, JSON.stringify(headers));
      }
    }
    // Paths that a link, a picture or a form by GET can request.
    for (const path of ["accounts", "accounts/", "log", ""]) {
      const { status } = await send(`GET /operator/${path}?${form}`, {
        "sec-fetch-site": "cross-site",
        "x-http-method-override": "POST",
      });
      assert.ok(status < 400, path);
    }
    const origin = server.url;
    for (
      const type of ["text/plain", "multipart/form-data", "application/json"]
    ) {
      const headers = { origin, "content-type": type };
      const { status } = await send("POST /operator/accounts", headers, form);
      assert.equal(status, 400, type);
    }
    assert.deepEqual(await readLog(op), log);
    const own = await send("POST /operator/accounts", { origin }, form);
    assert.equal(own.status, 200);
    assert.equal((await readLog(op)).length, log.length + 1);
  }));

Deno.test("an operator's grant makes nobody an operator (O-5)", () =>
  withServer(env, async (server) => {
    const op = await signUpOperator(server);
    const second = { ...newAccount(), email: "second@school.example" };
    const { browser: taker } = await signUp(server, second);
    const log = await readLog(op);
    const account = await idOf(op, second.email);
    const answer = await op.open("/operator/accounts", {
      deed: "grant",
      account,
    });
    assert.equal(answer.status, 403);
    assert.ok(answer.words.includes(refusals["unproved-operator"].what));
    assert.equal((await taker.open("/operator")).status, 404);
    assert.deepEqual(await readLog(op), log);
    await runOperatorCommand("grant", server.dataDir, second.email, [], env);
    assert.equal((await taker.open("/operator")).status, 200);
  }));

Deno.test("markup, long and turned texts of others are only text on the pages of operators (O-5, CHAT-2)", () =>
  withServer(env, async (server) => {
    const op = await signUpOperator(server);
    await op.open("/operator/accounts");
    const scripts = op.document.querySelectorAll("script").length;
    const name = `<img src=x onerror=alert(1)>\u202e"'&lt;`;
    const email = `"><script>alert(1)</script>&amp;@school.example`;
    await signUp(server, { ...newAccount(), email, name });
    const id = await idOf(op, email);
    const look = () => {
      const { document } = op;
      assert.equal(document.querySelectorAll("script").length, scripts);
      for (const it of document.querySelectorAll("img")) {
        assert.notEqual(it.getAttribute("src"), "x");
      }
      assert.ok(op.words.includes(email), op.words);
    };
    look();
    assert.equal(op.document.querySelector(".operator bdi")?.textContent, name);
    for (const deed of ["grant", "take-plan", "disable", "enable"]) {
      await op.open("/operator/accounts", { deed, account: id, part: email });
      look();
    }
    await op.open("/operator/accounts", {
      deed: "delete",
      account: id,
      typed: email,
      part: email,
    });
    look();
    await op.open("/operator/log");
    look();

    const long = "x".repeat(10_000);
    const found = await op.open(`/operator/accounts?part=${long}`);
    assert.equal(found.status, 200);
    assert.ok(!found.document.toString().includes("x".repeat(255)));
    for (const field of ["account", "part", "typed", "deed"]) {
      const fields = { deed: "grant", account: "A", [field]: long };
      const { status } = await op.open("/operator/accounts", fields);
      assert.equal(status, 413, field);
    }
    const huge = { deed: "grant", account: "x".repeat(300_000) };
    assert.equal((await op.open("/operator/accounts", huge)).status, 413);
    for (const account of ["\0", "../", "A".repeat(64), "constructor", ""]) {
      const fields = { deed: "disable", account };
      const { status } = await op.open("/operator/accounts", fields);
      assert.equal(status, 409, JSON.stringify(account));
    }
    assert.doesNotMatch(server.output(), /"level":"error"/);
  }));

Deno.test("the checks name what only the command can try, and the command as it is run here (O-5)", () =>
  withServer(env, async (server) => {
    const op = await signUpOperator(server);
    await op.open("/operator/checks", {});
    const command = op.document.querySelector("code")?.textContent;
    assert.equal(command, "sudo homeroom doctor");
    const rows = [...op.document.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent)
    );
    assert.deepEqual(
      rows.map(([name]) => name),
      checks.map(({ name }) => name),
    );
    const byCommand = rows.filter(([, state]) =>
      state === t.states["by-command"]
    );
    assert.deepEqual(
      byCommand.map(([name]) => name),
      checks.filter(({ byCommandOnly }) => byCommandOnly)
        .map(({ name }) => name),
    );
    for (const [name, , text] of byCommand) {
      assert.match(text, /sudo homeroom doctor/, name);
    }
  }));

Deno.test("an operator can neither disable nor delete the own account, nor one that is gone (O-5)", () =>
  withServer(env, async (server) => {
    const op = await signUpOperator(server);
    const own = await idOf(op, operator.email);
    const open = (fields: Record<string, string>) =>
      op.open("/operator/accounts", fields);
    for (const deed of ["disable", "delete"]) {
      const typed = operator.email;
      const answer = await open({ deed, account: own, typed });
      assert.equal(answer.status, 403, deed);
      assert.ok(answer.words.includes(refusals["own-account"].what));
    }
    const gone = await open({ deed: "grant", account: "A".repeat(16) });
    assert.equal(gone.status, 409);
    assert.equal((await open({ deed: "rule", account: own })).status, 400);
  }));

Deno.test("no page of operators shows a word, a name or a code of a class, or a secret (O-5)", () =>
  withServer(env, async (server) => {
    const op = await signUpOperator(server);
    const session = await createSession(await signUpVisitor(server), {
      name: "Zebrafinch",
    });
    const amy = await (await joinClass(server, session.code, "Xylophon"))
      .openPage();
    await amy.sayAndSee("Quetzal");
    const never = ["Zebrafinch", "Xylophon", "Quetzal"];
    for (const path of paths) {
      await op.open(path, path.endsWith("checks") ? {} : undefined);
      assert.equal(op.status, 200, path);
      const page = op.document.toString();
      for (const word of [...never, session.id, session.code, secret]) {
        assert.ok(!page.includes(word), `${path} shows ${word}`);
      }
    }
    await op.open("/operator");
    assert.ok(
      op.words.includes(t.classCount({ count: 1, people: 1 })),
      op.words,
    );
    assert.ok(
      op.words.includes(`${config.version} ${env.HOMEROOM_COMMIT}`),
      op.words,
    );
    assert.ok(op.words.includes(`${t.noBackup} sudo homeroom backup`));
  }));

Deno.test("a backup made by the command stands on the overview with its folder (O-5, O-2)", () =>
  withServer(env, async (server) => {
    const op = await signUpOperator(server);
    const folder = `${server.dataDir}/copy`;
    const { code, said } = await runOperatorCommand(
      "backup",
      server.dataDir,
      folder,
      [],
      env,
    );
    assert.equal(code, 0, said);
    await op.open("/operator");
    assert.ok(op.words.includes(folder), op.words);
    assert.ok(!op.words.includes(t.noBackup));
  }));

/** The operators' pages (O-5): who gets them, what they do, and what they never show. */
import assert from "node:assert/strict";
import { operator as t } from "texts/operator.ts";
import { reasons as refusals } from "texts/refusals.ts";
import { withServer } from "../../http.ts";
import {
  createSession,
  joinClass,
  signUp as signUpVisitor,
} from "../../people.ts";
import { runOperatorCommand } from "../../server/operator/operating.ts";
import type { TestServer } from "../../server.ts";
import { newAccount, ScriptlessBrowser } from "../scriptless_browser.ts";

const operator = { ...newAccount(), email: "operator@school.example" };
const secret = "sk-0123456789-never-shown";
const env = {
  OPERATORS: `${operator.email}, second@school.example`,
  OPENAI_API_KEY: secret,
  OPENAI_BASE_URL: "http://127.0.0.1:9/",
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

async function signUp(server: TestServer) {
  const account = newAccount();
  const browser = new ScriptlessBrowser(server);
  await browser.open("/teacher/sign-in", account);
  return { account, browser };
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
    // Anyone can take the address at an open sign-up.
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

    await op.open("/operator/log");
    const rows = [...op.document.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].slice(1).map((cell) => cell.textContent)
    );
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
    const foreign = await fetch(`${server.url}/operator/accounts`, {
      method: "POST",
      body: new URLSearchParams({ deed: "take-plan", account: own }),
      headers: {
        cookie: [...op.cookies].map((it) => it.join("=")).join("; "),
        origin: "https://evil.example",
      },
    });
    await foreign.body?.cancel();
    assert.equal(foreign.status, 403);
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
    assert.ok(op.words.includes(t.noBackup));
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

import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { sendRequest } from "../http.ts";
import {
  newAccount,
  ScriptlessBrowser,
  signUpTeacher,
} from "./scriptless_browser.ts";
import { withSharedServer } from "../shared_server.ts";

async function startClass(
  browser: ScriptlessBrowser,
  name: string,
): Promise<string> {
  await browser.open("/teacher/sessions/new", {
    name,
    hours: "3",
    rejoin: "on",
    collect: "on",
  });
  return browser.document.querySelector(".digits")?.textContent ?? "";
}

Deno.test("a class starts and a student joins without scripts (S-1, J-1)", () =>
  withSharedServer({}, async (server) => {
    const lin = await signUpTeacher(server);
    const code = await startClass(lin, "Biology");
    assert.match(code, /^\d{6}$/);
    assert.match(lin.path, /^\/teacher\/sessions\/\w{16}$/);
    assert.match(lin.title, /Biology/);
    const amy = new ScriptlessBrowser(server);
    await amy.open(`/?sessionCode=${code}`);
    assert.equal(amy.path, `/join?sessionCode=${code}`);
    const input = amy.document.querySelector("[name=sessionCode]");
    assert.equal(input?.getAttribute("value"), code);
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    await amy.open("/join", { sessionCode: spaced, name: "Amy" });
    assert.match(amy.path, /^\/class\/\w{16}$/);
    const inside = amy.path;
    await amy.open(`/join?sessionCode=${code}`);
    assert.equal(amy.path, inside, "who is in goes straight in");
  }));

Deno.test("the sign-up form focuses the first refused field", () =>
  withSharedServer({}, async (server) => {
    const lin = new ScriptlessBrowser(server);
    const first = () =>
      [...lin.document.querySelectorAll("[autofocus]")]
        .map((it) => it.getAttribute("name")).join();
    await lin.open("/teacher/sign-in?new");
    assert.equal(first(), "name");
    const fields = { ...newAccount(), password: "short" };
    await lin.open("/teacher/sign-in", fields);
    assert.equal(first(), "password");
    await lin.open("/teacher/sign-in", { ...fields, email: "nobody" });
    assert.equal(first(), "email");
  }));

Deno.test("a teacher starts a class without scripts from the home page (N-3)", () =>
  withSharedServer({}, async (server) => {
    const lin = await new ScriptlessBrowser(server).open("/");
    const door = lin.document.querySelector(".landing-door .button.main");
    const next = "/teacher/sessions/new?start";
    assert.equal(
      door?.getAttribute("href"),
      `/teacher/sign-in?new&${new URLSearchParams({ next })}`,
    );
    await lin.open("/teacher/sign-in", { ...newAccount(), next });
    assert.match(lin.path, /^\/teacher\/sessions\/\w{16}$/);
    assert.match(lin.title, /^Class, /);
    const first = lin.path;
    await lin.open("/");
    const open = lin.document.querySelector(".landing-door .button.main");
    assert.equal(open?.getAttribute("href"), first, "it runs");
    const fields = { name: "Class", rejoin: "on", collect: "on", hours: "3" };
    await lin.open("/teacher/sessions/new", { ...fields, endActive: "true" });
    assert.notEqual(lin.path, first);
  }));

Deno.test("the code field has focus, except where it would open a phone's keyboard (N-3)", () =>
  withSharedServer({}, async (server) => {
    for (
      const [agent, focused] of [
        ["Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", true],
        ["Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36", false],
        ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E148", false],
      ] as const
    ) {
      const headers = { "user-agent": agent };
      const answer = await fetch(`${server.url}/`, { headers });
      const { document } = parseHTML(await answer.text());
      const code = document.querySelector("[name=sessionCode]")!;
      assert.equal(code.hasAttribute("autofocus"), focused, agent);
      assert.ok(document.querySelector("meta[name=description]"));
    }
  }));

Deno.test("a missing page links a teacher back to the classes", () =>
  withSharedServer({}, async (server) => {
    const classes = 'main a[href="/teacher/sessions"]';
    const lin = await signUpTeacher(server);
    await lin.open("/nowhere");
    assert.equal(lin.status, 404);
    assert.ok(lin.document.querySelector(classes));
    const stranger = await new ScriptlessBrowser(server).open("/nowhere");
    assert.equal(stranger.document.querySelector(classes), null);
  }));

Deno.test("a refusal is displayed at its field, and the input stays (J-1)", () =>
  withSharedServer({}, async (server) => {
    const code = await startClass(await signUpTeacher(server), "Biology");
    const amy = new ScriptlessBrowser(server);
    await amy.open("/join", { sessionCode: "000000", name: "Amy" });
    assert.equal(amy.status, 404);
    const error = amy.document.querySelector("#sessionCode-error");
    assert.match(error?.textContent ?? "", /No class is open with this code/);
    const name = amy.document.querySelector("[name=name]");
    assert.equal(name?.getAttribute("value"), "Amy");
    await amy.open("/join", { sessionCode: code, name: "  " });
    assert.equal(amy.status, 400);
    assert.ok(amy.document.querySelector("#name-error"));
  }));

Deno.test("a second Create names the running class, and offers to end it (S-3)", () =>
  withSharedServer({}, async (server) => {
    const lin = await signUpTeacher(server);
    const first = await startClass(lin, "Biology");
    await startClass(lin, "Chemistry");
    assert.equal(lin.status, 409);
    assert.match(lin.words, /running: Biology/);
    assert.match(lin.words, /End it and start this one/);
    const link = lin.document.querySelector(".notice a")?.getAttribute("href");
    assert.match(link ?? "", /^\/teacher\/sessions\/\w{16}$/);
    await lin.open("/teacher/sessions/new", {
      name: "Chemistry",
      hours: "3",
      endActive: "true",
    });
    assert.match(lin.title, /Chemistry/);
    assert.notEqual(lin.document.querySelector(".digits")?.textContent, first);
    await lin.open(link!);
    assert.match(lin.words, /This class is over/);
    assert.match(lin.words, /View Chat History/);
  }));

Deno.test("an account without the plan learns what it is and how to get it (S-10)", () =>
  withSharedServer({ TEACHER_PLAN: "granted" }, async (server) => {
    const account = newAccount();
    const browser = await new ScriptlessBrowser(server)
      .open("/teacher/sign-in", account);
    assert.equal(browser.path, "/teacher/plan");
    assert(browser.words.includes(`deno task grant ${account.email}`));
    await browser.open("/teacher/sessions/new");
    assert.equal(browser.path, "/teacher/plan");
    await browser.open("/teacher/account");
    assert.equal(browser.path, "/teacher/account");
  }));

Deno.test("pages of a session are its teacher's only (ACCESS-5)", () =>
  withSharedServer({}, async (server) => {
    const lin = await signUpTeacher(server);
    await startClass(lin, "Biology");
    const pages = ["", "/present", "/history"].map((page) => lin.path + page);
    const other = await signUpTeacher(server);
    for (const page of pages) {
      await lin.open(page);
      assert.equal(lin.status, 200, page);
      await other.open(page);
      assert.equal(other.status, 404, page);
      const nobody = await new ScriptlessBrowser(server).open(page);
      assert.match(nobody.path, /^\/teacher\/sign-in\?next=/);
    }
  }));

Deno.test("signing in leads back to the requested page, and to no other site", () =>
  withSharedServer({}, async (server) => {
    const account = newAccount();
    await signUpTeacher(server, account);
    const signIn = (next: string) =>
      new ScriptlessBrowser(server).open("/teacher/sign-in", {
        ...account,
        what: "sign-in",
        email: account.email.toUpperCase(),
        next,
      });
    assert.equal((await signIn("/teacher/account")).path, "/teacher/account");
    for (const next of ["//evil.example/", "https://evil.example", "/\\evil"]) {
      assert.equal((await signIn(next)).path, "/teacher/sessions");
    }
  }));

Deno.test("the chosen theme is on the page from its first byte", () =>
  withSharedServer({}, async (server) => {
    const browser = new ScriptlessBrowser(server);
    await browser.open("/theme", { theme: "dark" });
    assert.equal(browser.path, "/");
    const theme = () =>
      browser.document.documentElement.getAttribute("data-theme");
    assert.equal(theme(), "dark");
    await browser.open("/theme", { theme: "" });
    assert.equal(theme(), null);
  }));

Deno.test("a theme choice is accepted only from our pages and leads back to them", () =>
  withSharedServer({}, async ({ url }) => {
    const choose = async (headers: Record<string, string>, body: string) => {
      const type = "application/x-www-form-urlencoded";
      const response = await fetch(`${url}/theme`, {
        method: "POST",
        body,
        redirect: "manual",
        headers: { "content-type": type, ...headers },
      });
      await response.body?.cancel();
      return [response.status, response.headers.get("location")];
    };
    const from = (referer: string) => choose({ referer }, "theme=dark");
    assert.deepEqual(await from(`${url}/join?a=1`), [303, "/join?a=1"]);
    for (const path of ["//evil.example/x", "///evil.example/x"]) {
      assert.deepEqual(await from(url + path), [303, "/evil.example/x"]);
    }
    assert.deepEqual(await from("http://evil.example/x"), [303, "/"]);
    const foreign = { origin: "http://evil.example" };
    assert.equal((await choose(foreign, "theme=dark"))[0], 403);
    const long = "theme=dark&more=" + "x".repeat(300 * 1024);
    assert.equal((await choose({}, long))[0], 413);
  }));

Deno.test("a student who waits for the start returns by the code until they leave (S-7)", () =>
  withSharedServer({}, async (server) => {
    const lin = await signUpTeacher(server);
    const { json: { session } } = await sendRequest(
      server,
      "POST",
      "/api/sessions",
      {
        body: {
          name: "Biology",
          startsAt: new Date(Date.now() + 3_600_000).toISOString(),
        },
        cookie: [...lin.cookies].map(([k, v]) => `${k}=${v}`).join("; "),
      },
    );
    const { code, id } = session;
    const amy = new ScriptlessBrowser(server);
    await amy.open("/join", { sessionCode: code, name: "Amy" });
    assert.match(amy.path, /^\/join\?waiting=/);
    const wait = () => {
      const query = new URLSearchParams(amy.path.slice("/join?".length));
      assert.match(query.get("since")!, /^\d{13}$/);
      query.delete("since");
      return query.toString();
    };
    const before = wait();
    await amy.open("/join");
    await amy.open(`/join?sessionCode=${code}`);
    assert.equal(wait(), before);
    assert.match(before, /^waiting=[^&]+&name=Amy$/);
    assert.match(amy.words, /You’re here as Amy\./);
    const ben = await new ScriptlessBrowser(server)
      .open(`/join?sessionCode=${code}`);
    assert.match(ben.words, /Join your class/);
    await amy.open("/join", { leave: id });
    assert.deepEqual([amy.path, amy.cookies.size], ["/join", 0]);
    await amy.open(`/join?sessionCode=${code}`);
    assert.match(amy.words, /Join your class/);
  }));

Deno.test("a form with an unknown option is refused with the valid ones", () =>
  withSharedServer({}, async (server) => {
    const lin = await signUpTeacher(server);
    const table = {
      "25": "can be at most 24.",
      "0": "must be at least 0.05.",
      "x": "doesn’t look right.",
    };
    for (const [hours, says] of Object.entries(table)) {
      await lin.open("/teacher/sessions/new", { name: "Biology", hours });
      assert.equal(lin.status, 400, hours);
      const { textContent } = lin.document.querySelector("main")!;
      assert.ok(textContent?.includes(`hours: This ${says}`), textContent!);
    }
  }));

Deno.test("every page has its own title, one heading and one main element", () =>
  withSharedServer({}, async (server) => {
    const lin = await signUpTeacher(server);
    await startClass(lin, "Biology");
    const session = lin.path;
    const titles = new Set<string>();
    const pages = [
      "/",
      "/join",
      "/teacher/sessions",
      "/teacher/sessions/new",
      "/teacher/templates",
      "/teacher/templates/new",
      "/teacher/templates/examples",
      "/teacher/quizzes",
      "/teacher/quizzes/examples",
      "/teacher/account",
      session,
      `${session}/present`,
      `${session}/history`,
    ];
    for (const page of pages) {
      const { status, document, title } = await lin.open(page);
      assert.equal(status, 200, page);
      assert.equal(document.querySelectorAll("h1").length, 1, page);
      assert.equal(document.querySelectorAll("main").length, 1, page);
      assert.ok(!titles.has(title), `${page}: ${title}`);
      titles.add(title);
    }
  }));

/** The language of an answer: by address, else choice, else browser. */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { languages } from "texts/languages.ts";
import { signIn } from "texts/accounts.ts";
import { runInLanguage } from "../../../locales/current.ts";
import { refusalText } from "../../../locales/refusal_text.ts";
import { splitPath } from "../../../locales/local_path.ts";
import { chooseLanguage } from "../../../routes/(http)/_language.ts";
import { ask } from "../../http.ts";
import { withSharedServer } from "../../shared_server.ts";

const [english, chinese] = languages;
const page = { accept: "text/html,*/*;q=0.8" };

/** What a request is answered in: `cookie` is a choice of before, `wants` the browser's languages. */
function answered(
  path: string,
  { cookie = "", wants = "", headers = page as Record<string, string> } = {},
) {
  return chooseLanguage(
    new Request(`http://school.example${path}`, {
      headers: {
        ...headers,
        ...cookie && { cookie: `language=${cookie}` },
        ...wants && { "accept-language": wants },
      },
    }),
  );
}

Deno.test("the address's language precedes the stored choice, and that the browser's", () => {
  const both = { cookie: "en", wants: "zh-TW" };
  assert.equal(answered("/zh/my", both).language, chinese);
  assert.equal(answered("/my", both).language, english);
  assert.equal(answered("/my", both).moved, null);
  const other = { cookie: "zh-TW", wants: "en" };
  assert.equal(answered("/my?x=1", other).moved, "/zh/my?x=1");
  assert.equal(answered("/my", { cookie: "tlh", wants: "en" }).moved, null);
});

Deno.test("the browser's languages are matched by weight and first subtag", () => {
  const table: [string, typeof languages[number]][] = [
    ["zh-TW,zh;q=0.9,en;q=0.8", chinese],
    ["zh-HK", chinese],
    ["ZH-Hant-TW", chinese],
    ["en-GB,zh;q=0.9", english],
    ["en;q=0.3, zh;q=0.7", chinese],
    ["fr, zh;q=0.5", chinese],
    ["zh;q=0, en", english],
    ["fr", english],
    ["*", english],
    ["", english],
    [";;,q=,=", english],
  ];
  for (const [wants, language] of table) {
    assert.equal(answered("/", { wants }).language, language, wants);
  }
});

Deno.test("only a navigation to a page is redirected to its language's address", () => {
  const wants = "zh-TW";
  assert.equal(answered("/", { wants }).moved, "/zh/");
  for (const path of ["/api/me", "/sync/x", "/assets/x.js"]) {
    const { moved, language } = answered(path, { wants });
    assert.deepEqual([moved, language], [null, chinese], path);
  }
  assert.equal(answered("/", { wants, headers: {} }).moved, null);
});

Deno.test("an address has a language only by its whole first segment", () => {
  assert.deepEqual(splitPath("/zh"), { language: chinese, rest: "/" });
  assert.deepEqual(splitPath("/zh/my"), { language: chinese, rest: "/my" });
  assert.deepEqual(splitPath("/zhuyin"), { language: null, rest: "/zhuyin" });
});

Deno.test("a first visit is redirected to its language once, and a choice is stored", async () => {
  await withSharedServer({}, async ({ url }) => {
    const get = async (path: string, headers: Record<string, string>) => {
      const response = await fetch(url + path, {
        headers: { ...page, ...headers },
        redirect: "manual",
      });
      const { document } = parseHTML(await response.text());
      const cookie = response.headers.getSetCookie()
        .find((it) => it.startsWith("language="))?.split(";")[0] ?? "";
      const to = response.headers.get("location");
      return { status: response.status, to, cookie, document };
    };
    const wants = { "accept-language": "zh-TW,zh;q=0.9,en;q=0.5" };
    const first = await get("/", wants);
    assert.deepEqual([first.status, first.to], [302, "/zh/"]);
    assert.equal(first.cookie, "language=zh-TW");

    const home = await get("/zh/", wants);
    assert.equal(home.status, 200);
    assert.equal(home.document.documentElement.lang, "zh-TW");
    const links = [...home.document.querySelectorAll("a[href^='/']")]
      .map((link) => link.getAttribute("href")!);
    assert.ok(links.length > 3, links.join());
    for (const link of links) assert.match(link, /^\/zh\//);
    const signing = await get("/zh/teacher/sign-in", {});
    for (const { document } of [home, signing]) {
      const files = [
        ...document.querySelectorAll("head link[href^='/assets/']"),
      ]
        .map((link) => link.getAttribute("href")!);
      assert.ok(files.some((file) => file.endsWith(".css")), files.join());
      for (const file of files) {
        const { ok, body } = await fetch(url + file);
        await body?.cancel();
        assert.ok(ok, file);
      }
    }
    const title = runInLanguage(chinese, () => signIn.title);
    assert.match(signing.document.title, new RegExp(title));
    const turnedAway = await get("/zh/teacher/sessions", {});
    assert.match(turnedAway.to ?? "", /^\/zh\/teacher\/sign-in/);

    const choose = async (language: string, referer: string) => {
      const response = await fetch(`${url}/language`, {
        method: "POST",
        body: new URLSearchParams({ language }),
        headers: { origin: url, referer: url + referer },
        redirect: "manual",
      });
      await response.body?.cancel();
      assert.equal(response.status, 303);
      return [
        response.headers.get("location"),
        response.headers.getSetCookie()[0]?.split(";")[0],
      ];
    };
    assert.deepEqual(await choose("en", "/zh/my?x=1"), [
      "/my?x=1",
      "language=en",
    ]);
    assert.deepEqual(await choose("zh-TW", "/join?sessionCode=123456"), [
      "/zh/join?sessionCode=123456",
      "language=zh-TW",
    ]);
    assert.deepEqual(await choose("en", "/zh?x=1"), ["/?x=1", "language=en"]);
    assert.deepEqual(await choose("tlh", "/zh/my"), ["/my", undefined]);
    // What follows a language leads to no other site.
    assert.deepEqual(await choose("en", "/zh//elsewhere.example/x"), [
      "/elsewhere.example/x",
      "language=en",
    ]);
    const kept = await get("/", { ...wants, cookie: "language=en" });
    assert.deepEqual([kept.status, kept.to, kept.cookie], [200, null, ""]);
  });
});

Deno.test("API refusals are in the language of the address, the choice or the browser", async () => {
  await withSharedServer({}, async (server) => {
    const said = async (path: string, headers: Record<string, string>) => {
      const answer = await ask(server, "POST", path, {
        body: {},
        headers: { origin: "https://elsewhere.example", ...headers },
      });
      assert.equal(answer.status, 403);
      return answer.json.detail;
    };
    const why = { kind: "not-allowed", reason: "foreign-origin", values: {} };
    const inEnglish = runInLanguage(english, () => refusalText(why));
    const inChinese = runInLanguage(chinese, () => refusalText(why));
    assert.notEqual(inEnglish, inChinese);
    const wants = { "accept-language": "zh-TW" };
    const cookie = "language=en";
    assert.equal(await said("/api/join", {}), inEnglish);
    assert.equal(await said("/api/join", wants), inChinese);
    assert.equal(await said("/api/join", { ...wants, cookie }), inEnglish);
    assert.equal(await said("/zh/api/join", { cookie }), inChinese);
  });
});

/** Answers outside of the class pages are in the language of their address too (L-1). */
import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { deletion } from "texts/deletion.ts";
import { languages } from "texts/languages.ts";
import { privacy } from "texts/privacy.ts";
import { manifest } from "texts/everywhere.ts";
import { errorPage } from "texts/refusals.ts";
import { runInLanguage } from "../../../locales/current.ts";
import { withSharedServer } from "../../shared_server.ts";

Deno.test("the not-found page is in the language of the address (L-1)", () =>
  withSharedServer({}, async ({ url }) => {
    for (const language of languages) {
      const answer = await fetch(`${url}${language.path}/nothing`);
      assert.equal(answer.status, 404);
      const { document } = parseHTML(await answer.text());
      assert.equal(document.documentElement.lang, language.tag);
      assert.equal(
        document.querySelector("h1")?.textContent,
        runInLanguage(language, () => errorPage.notFound.title),
      );
      const home = document.querySelector("main a")?.getAttribute("href");
      assert.equal(home, `${language.path}/`);
    }
  }));

Deno.test("an installed app has the language of its page (L-1)", () =>
  withSharedServer({}, async ({ url }) => {
    for (const language of languages) {
      const answer = await fetch(
        `${url}/manifest/${language.tag}.webmanifest`,
        { headers: { "accept-language": "zh-TW" } },
      );
      assert.equal(
        answer.headers.get("content-type"),
        "application/manifest+json",
      );
      const { lang, dir, start_url, description, id } = await answer.json();
      assert.deepEqual([lang, dir], [language.tag, language.direction]);
      assert.equal(start_url, `${language.path}/`);
      assert.equal(
        description,
        runInLanguage(language, () => manifest.description),
      );
      assert.equal(id, "/", "one app, in whichever language");
    }
    for (const file of ["xx.webmanifest", "en", "en.webmanifest.json"]) {
      const answer = await fetch(`${url}/manifest/${file}`);
      await answer.body?.cancel();
      assert.equal(answer.status, 404, file);
    }
  }));

Deno.test("the data page says the same in each language (O-4, L-1)", () =>
  withSharedServer({ RETENTION_DAYS: "30" }, async ({ url }) => {
    for (const language of languages) {
      const answer = await fetch(`${url}${language.path}/privacy?done=account`);
      const { document } = parseHTML(await answer.text());
      const text = document.querySelector("article")?.textContent ?? "";
      for (
        const cookie of [
          "teacher",
          "device",
          "member_…",
          "waiting_…",
          "browser",
          "join_ticket",
          "sign_in_ticket",
          "theme",
          "zone",
          "chat",
          "language",
        ]
      ) assert.ok(text.includes(cookie), `${language.tag}: ${cookie}`);
      assert.ok(text.includes(new URL(url).host));
      assert.ok(
        text.includes(
          runInLanguage(language, () => privacy.short.long({ days: 30 })),
        ),
      );
      assert.ok(
        text.includes(runInLanguage(language, () => deletion.accountDeleted)),
      );
    }
  }));

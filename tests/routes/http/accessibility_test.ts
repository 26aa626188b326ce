import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { accessibility as t } from "texts/accessibility.ts";
import { frame } from "texts/everywhere.ts";
import { runInLanguage } from "../../../locales/current.ts";
import { languages } from "texts/languages.ts";
import { sendRequest } from "../../http.ts";
import { withSharedServer } from "../../shared_server.ts";

Deno.test("the accessibility statement is linked beside the page about data, before and after signing in (O-7)", () =>
  withSharedServer({}, async (server) => {
    const body = {
      email: `${crypto.randomUUID()}@example.org`,
      name: "Ms Lin",
      password: "correct horse",
    };
    const { cookie } = await sendRequest(server, "POST", "/api/teachers", {
      body,
    });
    const open = async (path: string, cookie = "") => {
      const answer = await fetch(server.url + path, { headers: { cookie } });
      assert.equal(answer.status, 200, path);
      return parseHTML(await answer.text()).document;
    };
    for (
      const page of [
        await open("/"),
        await open("/join"),
        await open("/privacy"),
        await open("/my"),
        await open("/teacher/sign-in"),
        await open("/teacher/sessions", cookie),
      ]
    ) {
      const data = page.querySelector('a[href="/privacy"]');
      const link = data?.parentElement?.querySelector(
        'a[href="/accessibility"]',
      );
      assert.equal(link?.textContent?.trim(), frame.accessibility, page.title);
    }
  }));

Deno.test("the accessibility statement says in each language what works and whom to tell (O-7, L-1)", () =>
  withSharedServer({}, async ({ url }) => {
    const { host } = new URL(url);
    for (const language of languages) {
      const answer = await fetch(`${url}${language.path}/accessibility`);
      const { document } = parseHTML(await answer.text());
      const article = document.querySelector("article");
      const said = [...article?.querySelectorAll("h1, h2, p, li") ?? []]
        .map((it) => it.textContent);
      runInLanguage(language, () => {
        const { school, ...others } = t.complainText;
        assert.deepEqual(said, [
          t.heading,
          t.lead,
          t.standard,
          t.standardText,
          t.held,
          ...Object.values(t.heldText),
          t.notHeld,
          ...Object.values(t.notHeldText),
          t.complain,
          school({ host }),
          ...Object.values(others),
        ]);
      });
      assert.equal(
        document.title,
        runInLanguage(language, () => `${t.title} · ${frame.name}`),
      );
    }
  }));

import assert from "node:assert/strict";
import { parseHTML } from "deno-dom";
import { languages } from "texts/languages.ts";
import { safeguarding as t } from "texts/safeguarding.ts";
import { runInLanguage } from "../../../locales/current.ts";
import { alertTexts, guardTexts } from "../../../routes/_privacy.ts";
import { safeguardingTexts } from "../../../routes/_safeguarding.ts";
import { withSharedServer } from "../../shared_server.ts";

Deno.test("the safeguarding page says who is told by the settings (T-4)", () => {
  const none = safeguardingTexts({});
  assert.deepEqual(none.told, [...t.toldText, t.noSecond]);
  assert.deepEqual(none.stopped, [...t.filteredText, t.noModel]);
  assert.deepEqual(none.noticed, t.noticedText);
  assert.equal(none.help, null);
  const model = { OPENAI_API_KEY: "sk-secret" };
  assert.equal(safeguardingTexts(model).stopped.at(-1), t.noGuard);
  const all = {
    ...model,
    GUARD_MODEL: "guard",
    SAFETY_WEBHOOK: "https://duty.example/homeroom",
    WORRYING_WORDS: ["old boiler house", "vape"],
    HELP_TEXT: "Ms Lin, room 12",
  };
  const texts = safeguardingTexts(all);
  assert.deepEqual(texts.told, [...t.toldText, ...alertTexts(all)]);
  assert.deepEqual(texts.stopped, [...t.filteredText, ...guardTexts(all)]);
  assert.deepEqual(texts.noticed, [...t.noticedText, t.school({ count: 2 })]);
  assert.equal(texts.help, "Ms Lin, room 12");
  const words = JSON.stringify(texts);
  assert.doesNotMatch(words, /boiler|vape|secret/);
});

Deno.test("the safeguarding page is open to everybody in each language, and the data page links it (T-4)", () =>
  withSharedServer({}, async ({ url }) => {
    const open = async (path: string) => {
      const answer = await fetch(url + path);
      assert.equal(answer.status, 200, path);
      return parseHTML(await answer.text()).document;
    };
    for (const language of languages.filter(({ tag }) => !/-X/.test(tag))) {
      const data = await open(`${language.path}/privacy`);
      const href = `${language.path}/safeguarding`;
      assert(data.querySelector(`article a[href="${href}"]`), language.tag);
      const page = await open(href);
      const text = page.querySelector("article")?.textContent ?? "";
      runInLanguage(language, () => {
        const { told } = safeguardingTexts({});
        for (const line of [t.heading, t.now, ...told, ...t.notSeenText]) {
          assert(text.includes(line), line);
        }
      });
    }
  }));

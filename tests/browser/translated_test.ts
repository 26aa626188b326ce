import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { chat as t } from "texts/chat.ts";
import { eventually } from "../people.ts";
import { testStage as test } from "./stage.ts";

/** Ways in which translators replace a text by `<font>`. */
const ways = ["replaced", "wrapped", "inserted"] as const;

async function translate(page: Page, way: typeof ways[number]) {
  await page.evaluate((way) => {
    const texts = document.createTreeWalker(
      document.body,
      NodeFilter.SHOW_TEXT,
    );
    const all: Text[] = [];
    while (texts.nextNode()) all.push(texts.currentNode as Text);
    for (const text of all) {
      const isNone = text.data.trim() === "" ||
        text.parentElement!.closest(
          "script, style, font, [translate=no], [contenteditable=true]",
        );
      if (isNone) continue;
      const font = document.createElement("font");
      const inner = document.createElement("font");
      font.append(inner);
      if (way === "wrapped") {
        text.before(font);
        inner.append(text);
        text.data = `«${text.data}»`;
        continue;
      }
      inner.append(`«${text.data}»`);
      if (way === "replaced") text.replaceWith(font);
      else {
        text.before(font);
        text.remove();
      }
    }
  }, way);
}

const seen = (page: Page): Promise<string> =>
  page.evaluate(() => document.body.innerText);

test("a translated page keeps counting and showing updates", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const errors: string[] = [];
  teacher.page.on("pageerror", (error) => errors.push(error.message));
  await teacher.openChat();
  const { page } = teacher;
  for (const [n, way] of ways.entries()) {
    await step(`texts are ${way}`, async () => {
      await teacher.sees(t.online({ count: n + 1 }));
      await translate(page, way);
      await eventually(
        () => seen(page),
        (words) => words.includes(`«${t.online({ count: n + 1 })}»`),
        "the count was translated",
      );
      const student = await person();
      await student.join(session.code, `Student ${n}`);
      await eventually(
        () => seen(page),
        (words) =>
          words.includes(`\n${t.online({ count: n + 2 })}\n`) &&
          !words.includes(`«${t.online({ count: n + 1 })}»`),
        "the count had changed, and the one before it had gone",
      );
      await student.openChat();
      await student.say(`hello ${n}`);
      await teacher.waitForMessage(`hello ${n}`);
      assert.match(await seen(page), /«/, "the rest is still translated");
    });
  }
  await step("the translator restores its words", async () => {
    await page.reload();
    await teacher.openChat();
    const before = t.online({ count: ways.length + 1 });
    await teacher.sees(before);
    await page.evaluate(() => {
      const all = document.createTreeWalker(
        document.body,
        NodeFilter.SHOW_TEXT,
        (it) => it.parentElement!.matches(".figures") ? 1 : 3,
      );
      const texts: Text[] = [];
      while (all.nextNode()) texts.push(all.currentNode as Text);
      Object.assign(globalThis, {
        undo: texts.filter(({ data }) => data.trim()).map((text) => {
          const font = document.createElement("font");
          font.append("…");
          const words = text.data;
          text.replaceWith(font);
          return () => font.replaceWith(words);
        }),
      });
    });
    await teacher.page.getByText(before).waitFor({ state: "detached" });
    await page.evaluate(() => {
      const { undo } = globalThis as unknown as { undo: (() => void)[] };
      for (const one of undo) one();
    });
    await teacher.sees(before);
    assert.equal(await page.getByText(before).count(), 1);
    const last = await person();
    await last.join(session.code, "Zoe");
    await teacher.sees(t.online({ count: ways.length + 2 }));
  });
  assert.deepEqual(errors, []);
});

test("browsers do not translate clocks, codes and names", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await teacher.openChat();
  await amy.openChat();
  await amy.say("hello");
  await teacher.waitForMessage("hello");
  const { page } = teacher;
  await page.locator("[role=timer]").first().waitFor();
  const isLeft = (selector: string) =>
    page.locator(selector).evaluateAll((all) =>
      all.map((it) => (it as HTMLElement).translate)
    );
  for (const selector of ["[role=timer]", ".digits", ".message-name"]) {
    const found = await isLeft(selector);
    assert.ok(found.length > 0 && found.every((it) => !it), selector);
  }
});

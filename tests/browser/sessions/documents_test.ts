/** What a page opens of a class, in Chromium: whatever of it needs a document, there is one connection for it. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assistant as t } from "texts/assistant.ts";
import { review } from "texts/review.ts";
import { becomes, testStage } from "../stage.ts";

/** Loads a page anew, and gives the documents for which it opens a connection, in order. */
async function opened(page: Page): Promise<string[]> {
  const names: string[] = [];
  const url = page.url();
  await page.goto("about:blank");
  page.on("websocket", (socket) => {
    const [, name] = /\/sync\/([^?]+)/.exec(socket.url()) ?? [];
    if (name) names.push(name);
  });
  await page.goto(url);
  return names;
}

/** Waits until a page has opened so many documents (its own copy may show one before), and none of them twice. */
async function holds(opened: string[], documents: number) {
  await becomes(
    () => Promise.resolve([...new Set(opened)].length),
    documents,
    "each document was opened",
  );
  assert.equal(opened.length, documents, opened.join());
}

testStage(
  "S10: each page opens a document once, with all that is on it; the main room comes first for a student",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");

    const own = await opened(amy.page);
    await amy.openChat();
    await amy.say("Hello");
    await amy.sees(t.emptyTitle);
    await holds(own, 3);
    assert.equal(own[0], `${session.id}/room/main`);

    const desk = await opened(teacher.page);
    await teacher.part(review.tabs.groups);
    await teacher.part(review.tabs.assistant);
    await teacher.part(review.tabs.settings);
    await teacher.part(review.tabs.students);
    await teacher.openChat();
    await teacher.hears("Hello");
    await holds(desk, 4);
  },
);

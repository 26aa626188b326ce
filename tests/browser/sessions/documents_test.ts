/** What a page opens of a class, in Chromium: whatever of it needs a document, it is opened once. */
import assert from "node:assert/strict";
import { assistant as t } from "texts/assistant.ts";
import { review } from "texts/review.ts";
import { becomes, type Person, testStage } from "../stage.ts";
import { opened, type Wire, wiresOf } from "../wires.ts";

/** Loads a page anew; gives the wires that it opens. */
async function reloaded(person: Person): Promise<Wire[]> {
  const url = person.page.url();
  await person.page.goto("about:blank");
  const wires = wiresOf(person);
  await person.page.goto(url);
  return wires;
}

/** Waits until a page has opened so many documents (its own copy may show one before), and none of them twice. */
async function holds(wires: Wire[], documents: number): Promise<string[]> {
  const names = () => wires.flatMap((wire) => [...opened(wire).values()]);
  await becomes(
    () => Promise.resolve(new Set(names()).size),
    documents,
    "each document was opened",
  );
  assert.equal(names().length, documents, names().join());
  assert.equal(wires.length, 1, "they share a socket");
  return names();
}

testStage(
  "S10: each page opens a document once, with all that is on it, on one socket; who may what and the own words come first",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");

    const own = await reloaded(amy);
    await amy.openChat();
    await amy.say("Hello");
    await amy.sees(t.emptyTitle);
    const names = await holds(own, 3);
    const kinds = names.map((name) => name.split("/")[1]);
    assert.deepEqual(kinds, ["session", "member", "room"]);

    const desk = await reloaded(teacher);
    await teacher.part(review.tabs.groups);
    await teacher.part(review.tabs.assistant);
    await teacher.part(review.tabs.settings);
    await teacher.part(review.tabs.students);
    await teacher.openChat();
    await teacher.hears("Hello");
    await holds(desk, 4);
  },
);

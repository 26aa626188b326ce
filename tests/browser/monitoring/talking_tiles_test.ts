import assert from "node:assert/strict";
import { knock, observe } from "texts/people_staff.ts";
import { review } from "texts/review.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { startModelServer, streamWords } from "../../model_server.ts";
import { joinClass, type Seat } from "../../people.ts";
import {
  callSessionApi,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";
import { measureWords } from "./talking_tiles.ts";

const names = [
  "Wendy Huang",
  "Omar Haddad",
  "Chloe Dubois",
  "Viktor Ivanov",
  "Lena Fischer",
  "Quinn Baker",
  "Kai 陳大文",
  ..."Amy Ben Dan Eva Finn Grace Hugo Ines Jack Kim Liam Mia Noah Olga Paul Rosa Sam Tara Uma Yara Zoe"
    .split(" "),
];
const said = [
  "I think the roots drink the water first",
  "Leaves make sugar from light",
  "can we have more time?",
  "why do some leaves turn red in autumn and others stay green?",
  "Ours is on the page, the table is finished",
  "ok",
  "the little holes below the leaf are called stomata",
];
const asked = [
  "Why is a leaf green?",
  "How many stomata does a leaf have, and where are they?",
  "Can plants live without sun?",
  "What is chlorophyll made of?",
];
const answer =
  "Chlorophyll takes in red and blue light and sends the green light back, so a leaf looks green to us.";

let model: ReturnType<typeof startModelServer>;
const mayFinish = Promise.withResolvers<void>();

test(
  "28 tiles show the last minutes of each child in words, and no words lie over others (V-1)",
  async ({ person, server, step }) => {
    const teacher = await person();
    const { page } = teacher;
    await page.setViewportSize({ width: 1920, height: 1080 });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = callSessionApi(teacher, session.id);
    const seats: Seat[] = [];
    for (const name of names) {
      const seat = await joinClass(server, session.code, name);
      seats.push(await seat.openPage());
    }
    await teacher.startLesson();
    await desk("POST", "/breakouts/rooms", {
      names: ["A", "B", "C", "D", "E", "F", "G"].map((it) => `Group ${it}`),
    });
    const { rooms } = await desk("GET", "/breakouts");
    await desk("POST", "/breakouts/moves", {
      moves: seats.map(({ member }, n) => ({
        member,
        room: rooms[n % rooms.length].id,
      })),
    });
    const { resource } = await desk("POST", "/resources", {
      poll: {
        kind: "yes-no",
        question: "Is a leaf alive after it has fallen?",
        anonymous: false,
        words: ["Yes", "No"],
      },
    });
    const [{ id: question, choices }] = resource.questions;
    const conversations = seats.map(() => newId());
    const ask = (n: number, text: string) =>
      seats[n].queueCommand({
        kind: "ask",
        conversation: conversations[n],
        text,
      });
    await step("each child does five things", async () => {
      for (const [n, seat] of seats.entries()) {
        seat.queueMessage(said[n % said.length]);
        ask(n, asked[n % asked.length]);
        seat.queueCommand({
          kind: "answer",
          resource: resource.id,
          answers: { [question]: [choices[n % 2].id] },
          done: true,
        });
      }
      await waitForAnswer(
        () => page.locator('.board-tile-words[data-kind="reply"]').count(),
        28,
      );
      await desk("POST", "/breakouts/start", {});
      for (const [n, seat] of seats.entries()) {
        seat.queueMessage(said[(n + 3) % said.length], rooms[n % 7].id);
      }
      await waitForAnswer(
        () => page.locator('.board-tile-words[data-kind="group"]').count(),
        28,
      );
    });
    const shows = async (
      size: readonly [width: number, height: number],
      shown = page,
      tile = ".board-tile",
    ) => {
      const [width, height] = size;
      await shown.setViewportSize({ width, height });
      await waitForPaint(shown);
      const words = await shown.evaluate(measureWords, tile);
      const { overlaps, letters, cut, cutNames, loneAges } = words;
      assert.deepEqual(overlaps, [], `at ${width}`);
      if (width >= 1366) assert.deepEqual(cutNames, [], `at ${width}`);
      assert.deepEqual(loneAges, [], `at ${width}`);
      assert.deepEqual(cut, 0, `at ${width}`);
      assert(letters >= 16, `letters of ${letters} px at ${width}`);
      return words;
    };
    await step(
      "each tile shows three of them, beside the chat two",
      async () => {
        for (const size of [[1920, 1080], [2560, 1440]] as const) {
          const { covered, fewest } = await shows(size);
          assert(fewest >= 3, `${fewest} things at ${size}`);
          assert(covered >= 40, `${covered} % at ${size}`);
        }
        await teacher.openChat();
        assert((await shows([1366, 768])).fewest >= 2);
      },
    );
    await step("group cards beside the chat show five lines", async () => {
      for (const [n, seat] of seats.entries()) {
        if (n % 4 === 0) seat.queueMessage("a second line", rooms[n % 7].id);
      }
      await teacher.openTab(review.tabs.groups);
      await waitForAnswer(() => page.locator(".tile-line").count(), 35);
      const { fewest } = await shows([1366, 768], page, ".tile");
      assert.equal(fewest, 5);
      await shows([1920, 1080], page, ".tile");
      await teacher.openTab(review.tabs.students);
    });
    await step("while answers come, no words lie over others", async () => {
      for (const n of seats.keys()) {
        ask(n, `${asked[(n + 1) % asked.length]} slowly`);
      }
      await waitForAnswer(
        () => page.locator('.board-tile-words[data-kind="running"]').count(),
        28,
      );
      for (const size of [[1366, 768], [1920, 1080], [768, 1024]] as const) {
        await shows(size);
      }
    });
    await step("an observer has the same board", async () => {
      const wu = await person();
      await wu.signUp("Ms Wu");
      await wu.button(observe.title).click();
      await wu.page.getByLabel(observe.code).fill(session.code);
      await wu.button(observe.ask).click();
      await teacher.openWaitingItem("door");
      await teacher.button(knock.letNamed({ name: "Ms Wu" })).click();
      await wu.page.waitForURL(`**/teacher/sessions/${session.id}`);
      await waitForAnswer(
        () => wu.page.locator('.board-tile-words[data-kind="running"]').count(),
        28,
      );
      const wide = await shows([1920, 1080], wu.page);
      assert(wide.fewest >= 3);
      assert(wide.filled >= 80, `${wide.filled} %`);
      await wu.openChat();
      const { fewest } = await shows([1366, 768], wu.page);
      assert(fewest >= 2);
      await wu.assertAccessible("observer-board");
    });
    await step("where there is room, old words have their age", async () => {
      const ages = page.locator(".board-tile-age");
      assert.equal(await ages.count(), 0);
      await page.evaluate(() => {
        const { now } = Date;
        Date.now = () => now() + 13 * 60_000;
      });
      await waitForAnswer(async () => await ages.count() >= 28, true);
      await shows([1920, 1080]);
      await shows([1366, 768]);
    });
    mayFinish.resolve();
    for (const seat of seats) seat.close();
  },
  () => {
    model = startModelServer(({ body }) =>
      streamWords(answer.split(/(?<= )/), {
        hold: /slowly/.test(body.messages.at(-1)!.content)
          ? { after: 12, until: mayFinish.promise }
          : undefined,
      })
    );
    return { OPENAI_BASE_URL: model.url, OPENAI_MODEL: "words-1" };
  },
);

Deno.test.afterAll(() => model?.stop());

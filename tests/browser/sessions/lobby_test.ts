import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { desk as deskText, lobby as t } from "texts/desk.ts";
import { signIn } from "texts/accounts.ts";
import { landing } from "texts/people_join.ts";
import { minute } from "texts/sessions_minute.ts";
import { session as words } from "texts/sessions_live.ts";
import { people } from "texts/people.ts";
import { joinClass, type Seat } from "../../people.ts";
import { countPresses } from "../groups/presses.ts";
import { recordAnnouncements, waitForAnnouncement } from "../listening.ts";
import {
  callSessionApi,
  type Person,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";
import {
  formatJoinCode,
  spellJoinCode,
} from "../../../formats/format_join_code.ts";
import { readShifts, watchShifts } from "./shifts.ts";

const names = ["Amy", "Ben", "Chloe", "Dan", "Eva", "Finn", "Grace", "Hugo"];

const inLobby = ({ page }: Person) => page.locator(".lobby-name").count();
const tiles = ({ page }: Person) => page.locator(".board-tile").count();

for (const phone of [false, true]) {
  test(
    `the lobby fills without moving, until a hand goes up${
      phone ? ", on a phone" : ""
    } (N-3)`,
    async ({ person, server }) => {
      const teacher = await person({ phone });
      const { page } = teacher;
      await page.addInitScript(watchShifts);
      await recordAnnouncements(teacher);
      await teacher.signUp("Ms Lin");
      const { code } = await teacher.createSession();
      await teacher.sees(page.getByRole("button", { name: words.qr }));
      await teacher.sees(words.nobody);
      assert.equal(
        await page.getByText(formatJoinCode(code)).filter({ visible: true })
          .count(),
        0,
        "the code is there once, big",
      );
      await teacher.sees(
        teacher.button(deskText.code({ code: spellJoinCode(code) })),
      );
      await teacher.assertAccessible(
        phone ? "lobby-empty-phone" : "lobby-empty",
      );
      const start = teacher.button(t.start);
      const stood = await start.boundingBox();
      const seats: Seat[] = [];
      for (const name of names) seats.push(await joinClass(server, code, name));
      try {
        await Promise.all(seats.map((seat) => seat.openPage()));
        await waitForAnswer(() => inLobby(teacher), names.length);
        await teacher.sees(t.in({ count: names.length }));
        await waitForAnnouncement(teacher, t.in({ count: names.length }));
        assert.deepEqual(await start.boundingBox(), stood);
        await waitForPaint(page);
        await teacher.assertAccessible(phone ? "lobby-phone" : "lobby");
        await teacher.button(people.menu({ name: "Ben" })).click();
        const rename = page.getByRole("menuitem", { name: people.rename });
        await teacher.sees(rename);
        await page.keyboard.press("Escape");
        await page.reload();
        await waitForAnswer(() => inLobby(teacher), names.length);

        await teacher.button(people.menu({ name: "Ben" })).click();
        await teacher.sees(rename);
        await seats[0].sayAndSee("Hello everyone");
        await waitForAnnouncement(teacher, chat.unreadInChat({ count: 1 }));
        await page.keyboard.press("Escape");
        await waitForPaint(page);
        assert.equal(await inLobby(teacher), names.length, "a greeting");
        await teacher.button(people.menu({ name: "Ben" })).click();
        await teacher.sees(rename);
        seats[1].queueCommand({ kind: "help", on: true });
        await teacher.sees(teacher.button(deskText.kinds.hand({ count: 1 })));
        assert.equal(await inLobby(teacher), names.length);
        await page.keyboard.press("Escape");
        await waitForAnswer(() => tiles(teacher), names.length);
        assert.equal(await inLobby(teacher), 0);
        const moved = await readShifts(page);
        const sum = moved.reduce((all, { value }) => all + value, 0);
        assert(sum < 0.02, JSON.stringify(moved));
        await page.reload();
        await waitForAnswer(() => tiles(teacher), names.length);
        assert.equal(await inLobby(teacher), 0);
      } finally {
        for (const seat of seats) seat.close();
      }
    },
  );
}

for (const phone of [false, true]) {
  test(
    `two presses and the account lead from the landing page to a code${
      phone ? ", on a phone" : ""
    } (N-3)`,
    async ({ person }) => {
      const teacher = await person({ phone });
      const { page } = teacher;
      const name = phone ? "phone" : "desk";
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.goto("/");
      // Without motion it shows the end of the minute.
      await page.locator(".landing-board").getByText(minute.lines.at(-1)!)
        .waitFor();
      await teacher.button(minute.play).waitFor();
      await teacher.assertAccessible(`landing-${name}`);
      const overlaps = await page.locator(".landing-board .board-tile")
        .evaluateAll((tiles) =>
          tiles.map((tile) => {
            const box = (part: string) =>
              tile.querySelector(part)!.getBoundingClientRect();
            const words = box(".board-tile-words");
            return box(".board-tile-name").bottom > words.top + 1 ||
              words.bottom > box(".board-tile-state").top + 1;
          })
        );
      assert(overlaps.length > 0);
      assert(!overlaps.includes(true), "words lie over a tile's other lines");
      const presses = await countPresses(page);
      await presses.start();
      await page.getByRole("link", { name: landing.start }).click();
      await page.getByLabel(signIn.name).fill("Ms Lin");
      await page.getByLabel(signIn.email)
        .fill(`${crypto.randomUUID()}@school.example`);
      await page.getByLabel(signIn.password).fill("correct horse");
      await teacher.button(signIn.signUp).click();
      await page.locator(".students-part .digits:visible").waitFor();
      await page.waitForURL(/\/teacher\/sessions\/\w{16}$/);

      await page.goto("/");
      await page.getByRole("link", { name: /^Open Class/ }).click();
      await page.waitForURL(/\/teacher\/sessions\/\w{16}$/);
      const id = page.url().split("/").at(-1)!;
      await callSessionApi(teacher, id)("POST", "/end", { now: true });
      await page.goto("/");
      await teacher.assertAccessible(`landing-teacher-${name}`);
      await teacher.button(landing.start).click();
      await page.waitForURL(/\/teacher\/sessions\/\w{16}$/);
      await page.locator(".students-part .digits:visible").waitFor();
      assert.notEqual(page.url().split("/").at(-1), id);
    },
  );
}

test("offline the lobby is restored, and so is the board after a reload (N-3)", async ({ person, server }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const { code } = await teacher.createSession();
  const amy = await joinClass(server, code, "Amy");
  await amy.openPage();
  try {
    await waitForAnswer(() => inLobby(teacher), 1);
    await page.reload();
    await waitForAnswer(() => inLobby(teacher), 1);
    await teacher.waitUntilStoredForOffline();
    await teacher.goOffline();
    await page.reload();
    await waitForAnswer(() => inLobby(teacher), 1);
    await teacher.sees(page.locator(".students-part .digits:visible"));
    await teacher.goOnline();
    await teacher.button(t.start).click();
    await waitForAnswer(() => tiles(teacher), 1);
    await teacher.sees(formatJoinCode(code));
    await page.reload();
    await waitForAnswer(() => tiles(teacher), 1);
    assert.equal(await inLobby(teacher), 0);
  } finally {
    amy.close();
  }
});

/**
 * A whole lesson in groups in Chromium, by a teacher and six students: prepared, started, helped, timed, stirred up
 * and ended, as B-6 to B-18 say. Each part goes on where the one before it has ended.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Locator } from "playwright-core";
import { chat } from "../../locales/en/chat/chat.ts";
import { files } from "../../locales/en/files.ts";
import { groups as seen } from "../../locales/en/groups/groups.ts";
import { groupsDesk as t } from "../../locales/en/groups/desk.ts";
import { review } from "../../locales/en/review.ts";
import { eventually } from "../people.ts";
import { Finger } from "./groups/finger.ts";
import { api, isOnScreen, type Person, testStage } from "./stage.ts";

const names = ["Amy", "Ben", "Chloe", "Dan", "Eva", "Finn"] as const;
type Name = typeof names[number];
const png = await Deno.readFile("tests/pictures/4x3.png");

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
    const dialog = page.getByRole("dialog");
    const queue = page.locator(".help-queue");
    const card = (name: string) =>
      page.locator(".student-card")
        .filter({ has: page.getByLabel(t.select(name)) });
    const group = (name: string) =>
      page.locator(".group-target").filter({ hasText: name });
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
    const everyone = async (work: (one: Person, name: Name) => Promise<void>) =>
      void await Promise.all(names.map((name) => work(who(name), name)));
    const tab = (one: Person, name: string): Locator =>
      one.page.getByRole("tab", { name });
    const isOn = (one: Person, name: string) =>
      one.sees(one.page.getByRole("tab", { name, selected: true }));
    const { members } = await desk("GET", "/members");
    const idOf = (name: Name): string =>
      members.find((one: { name: string }) => one.name === name).id;
    const move = (name: Name, room: string | null) =>
      desk("POST", "/breakouts/moves", {
        moves: [{ member: idOf(name), room }],
      });
    const rooms = async (): Promise<Map<string, string>> => {
      const { rooms } = await desk("GET", "/breakouts");
      return new Map(
        rooms.map((one: { id: string; name: string }) => [one.name, one.id]),
      );
    };
    /** The names of the groups in which they are. */
    const seating = async () => {
      const now = new Map([...await rooms()].map(([name, id]) => [id, name]));
      const { members } = await desk("GET", "/members");
      const room = (name: Name) =>
        members.find((one: { name: string }) => one.name === name).room;
      return Object.fromEntries(
        names.map((name) => [name, now.get(room(name))]),
      ) as Record<Name, string | undefined>;
    };

    await step(
      "B-6, B-18: rooms and instructions are prepared ahead",
      async () => {
        await teacher.part(review.tabs.groups);
        await press(t.setUp);
        await page.getByLabel(t.howMany).fill("3");
        await teacher.button(t.make).click();
        await teacher.sees(page.getByLabel(t.nameOf("Group C")));
        await page.getByLabel(t.instructionsForAll).fill("Read page **12**.");
        await page.getByLabel(t.instructionsForAll).blur();
        await page.locator(".room-list summary").first().click();
        const chooser = page.waitForEvent("filechooser");
        await teacher.button(t.instructionsFileFor("Group A")).click();
        const buffer = Buffer.from(png);
        await (await chooser)
          .setFiles({ name: "map.png", mimeType: "image/png", buffer });
        const picture = dialog.getByRole("button", {
          name: files.enlarge("map.png"),
        });
        await teacher.sees(picture);
        await teacher.accessible("lesson-setup");
        await teacher.button(t.fileRemove("map.png")).click();
        await teacher.sees(t.fileRemoved("map.png"));
        await dialog.getByRole("button", { name: t.undo }).click();
        await teacher.sees(picture);
        await page.keyboard.press("Escape");
        await everyone(async (one) =>
          assert.equal(await one.page.getByRole("tab").count(), 0)
        );
      },
    );

    await step(
      "B-12: a hand raised in the main room is seen and heard",
      async () => {
        const before = await notes();
        const eva = who("Eva");
        await eva.button(seen.raiseHand).click();
        await teacher.sees(t.handUp("Eva", seen.main));
        await eventually(notes, (now) => now === before + 2, "it chimed");
        await teacher.button(t.lowerName("Eva")).click();
        await eva.sees(eva.button(seen.raiseHand));
      },
    );

    await step(
      "B-8: by mouse, by finger, by keyboard, and the rest by lot",
      async () => {
        await press(t.distribute);
        await card("Amy").dragTo(group("Group A"));
        await isIn("Amy", "Group A");
        const finger = await Finger.on(page);
        await finger.rests(card("Ben"), "[data-dragging]");
        await finger.movesTo(group("Group A"), "[data-over]");
        await finger.lifts();
        await isIn("Ben", "Group A");
        await teacher.button(t.moveName("Chloe")).focus();
        for (const key of ["Enter", "ArrowDown", "ArrowDown", "Enter"]) {
          await page.keyboard.press(key);
        }
        await isIn("Chloe", "Group B");
        const three = ["Amy", "Ben", "Chloe"] as const;
        const lock = async () => {
          for (const name of three) {
            await teacher.button(t.lockName(name)).click();
          }
        };
        await lock();
        await teacher.button(t.autoDistribute).click();
        await teacher.sees(/^6 in 3 groups, 3 moved$/);
        const now = await seating();
        assert.deepEqual(
          three.map((name) => now[name]),
          ["Group A", "Group A", "Group B"],
        );
        await lock();
        // As the rest of the lesson has it.
        const rest = { Dan: "Group B", Eva: "Group C", Finn: "Group C" };
        for (const [name, room] of Object.entries(rest)) {
          await teacher.button(t.moveName(name)).click();
          await page.getByRole("menuitemradio", { name: room }).click();
          await isIn(name, room);
        }
        await teacher.accessible("lesson-distribute");
        await page.keyboard.press("Escape");
        // Nobody is told before the start.
        await everyone(async (one) =>
          assert.equal(await one.page.getByRole("tab").count(), 0)
        );
      },
    );

    await step(
      "B-7: at the start all are told, and follow by one press or by themselves",
      async () => {
        await press(t.start);
        await everyone((one) => one.sees(seen.started));
        const amy = who("Amy");
        await amy.accessible("lesson-phone-started");
        await amy.button(seen.goTo("Group A")).click();
        const now = await seating();
        await everyone((one, name) => isOn(one, now[name]!));
        await amy.say("hello from A");
        await who("Ben").hears("hello from A");
      },
    );

    await step(
      "B-18: the file with the instructions is on top of its group, and of no other",
      async () => {
        const amy = who("Amy"), chloe = who("Chloe");
        const map = { name: files.enlarge("map.png") };
        await amy.sees("Read page 12.");
        await amy.sees(amy.page.getByRole("button", map));
        await amy.accessible("lesson-phone-instructions");
        await amy.page.getByRole("button", map).click();
        const large = amy.page.getByRole("dialog", { name: "map.png" });
        await large.getByRole("button", { name: /Close/ }).click();
        await chloe.sees("Read page 12.");
        assert.equal(await chloe.page.getByRole("button", map).count(), 0);
        const { rooms: views } = await desk("GET", "/breakouts");
        const address = `/api/files/${views[0].file.id}`;
        const status = async ({ page }: Person) =>
          (await page.request.get(address)).status();
        assert.deepEqual([await status(amy), await status(chloe)], [200, 404]);
      },
    );

    await step(
      "B-10: a dot is on the tab of the room in which something was said",
      async () => {
        const [chloe, dan] = [who("Chloe"), who("Dan")];
        await tab(chloe, seen.main).click();
        await dan.say("are you there");
        const dot = chloe.page.locator(".chat-tab-dot");
        await chloe.sees(tab(chloe, "Group B").locator(".chat-tab-dot"));
        await chloe.accessible("lesson-unread");
        await tab(chloe, "Group B").click();
        await chloe.hears("are you there");
        await dot.waitFor({ state: "detached" });
      },
    );

    await step(
      "B-12: Ask for help says who and where, with a chime that can be muted",
      async () => {
        const before = await notes();
        const [eva, finn] = [who("Eva"), who("Finn")];
        await finn.button(seen.askForHelp).click();
        await teacher.sees(t.handUp("Finn", "Group C"));
        await teacher.sees(tile("Group C").getByText(seen.asks(1)));
        await eventually(notes, (now) => now === before + 2, "it chimed");
        await queue.getByRole("button", { name: t.mute }).click();
        await eva.button(seen.askForHelp).click();
        await teacher.sees(t.handUp("Eva", "Group C"));
        await teacher.accessible("lesson-help");
        assert.equal(await notes(), before + 2, "it is muted");
        await queue.getByRole("button", { name: t.mute }).click();
        // Either side lowers it.
        await finn.button(seen.noHelp).click();
        await page.getByText(t.handUp("Finn", "Group C"))
          .waitFor({ state: "detached" });
        await teacher.button(t.lowerName("Eva")).click();
        await eva.sees(eva.button(seen.askForHelp));
      },
    );

    await step(
      "B-11: a broadcast to some is heard by them alone",
      async () => {
        const words = dialog.getByRole("textbox", { name: t.broadcastText });
        await press(t.broadcast);
        await words.fill("for A and B");
        await dialog.getByLabel("Group C").uncheck();
        await teacher.button(t.sendToSome(2)).click();
        await who("Ben").hears("for A and B");
        await who("Dan").hears("for A and B");
        await press(t.broadcast);
        await words.fill("for all of you");
        await teacher.button(t.sendToAll).click();
        await everyone((one) => one.hears("for all of you"));
        const heard = who("Eva").log.getByText("for A and B");
        assert.equal(await heard.count(), 0);
      },
    );

    await step(
      "B-13: more time, and notices a minute and ten seconds before the end",
      async () => {
        const amy = who("Amy");
        const timer = amy.page.getByRole("timer");
        const notice = amy.page.locator(".chat-time-notice");
        await desk("PATCH", "/breakouts", { minutes: 0.5, stopAtZero: false });
        await amy.sees(notice.filter({ hasText: seen.left(60) }));
        await press(t.plus(1));
        await notice.waitFor({ state: "detached" });
        await amy.sees(timer.filter({ hasText: /1:[0-3]\d/ }));
        await desk("PATCH", "/breakouts", { minutes: 0.16 });
        await amy.sees(notice.filter({ hasText: seen.left(10) }));
        await amy.accessible("lesson-phone-seconds");
        await desk("PATCH", "/breakouts", { minutes: null, stopAtZero: true });
        await timer.first().waitFor({ state: "detached" });
      },
    );

    await step(
      "B-6: of those who choose, one finds the room full",
      async () => {
        const [eva, finn] = [who("Eva"), who("Finn")];
        for (const name of ["Dan", "Eva", "Finn"] as const) {
          await move(name, null);
        }
        await desk("PATCH", "/breakouts", { entry: "free", capacity: 2 });
        const full = eva.button(seen.fullName("Group A"));
        await eva.sees(full);
        assert.equal(await full.isDisabled(), true);
        // Eva's page does not know yet that the last place is gone.
        await eva.goOffline();
        await finn.button(seen.joinName("Group B")).click();
        await isOn(finn, "Group B");
        await eva.button(seen.joinName("Group B")).click();
        await eva.goOnline();
        await eva.sees(seen.choiceRefused["room-full"]);
        await eva.accessible("lesson-room-full");
        await eva.button(seen.joinName("Group C")).click();
        await isOn(eva, "Group C");
        await desk("PATCH", "/breakouts", {
          entry: "assigned",
          capacity: null,
        });
      },
    );

    await step(
      "B-8: Even out, New partners and Undo",
      async () => {
        await press(t.distribute);
        await teacher.button(t.evenOut).click();
        await teacher.sees(/^6 in 3 groups, 1 moved$/);
        const even = await seating();
        assert.equal(even.Dan, "Group C", "only who had none has moved");
        await teacher.button(t.newPartners).click();
        await teacher.sees(/^6 in 3 groups, [2-6] moved$/);
        const fresh = await seating();
        assert.notEqual(fresh.Amy, fresh.Ben);
        await teacher.button(t.undo).click();
        await eventually(
          seating,
          (now) => JSON.stringify(now) === JSON.stringify(even),
          "all were where they had been",
        );
        await page.keyboard.press("Escape");
      },
    );

    await step(
      "B-8, B-9: two lose their network while all are distributed, and land where they belong",
      async () => {
        const cut = ["Amy", "Chloe"] as const;
        const before = await seating();
        for (const name of cut) {
          const one = who(name);
          await isOn(one, before[name]!);
          await one.page.locator('.composer[data-surprised="false"]').waitFor();
          await one.goOffline();
          await one.say(`words of ${name}`);
        }
        await press(t.distribute);
        await page.getByLabel(t.onlineOnly).uncheck();
        await eventually(
          async () => {
            await teacher.button(t.newPartners).click();
            return await seating();
          },
          (now) => cut.every((name) => now[name] !== before[name]),
          "those without a network had other groups",
        );
        await page.keyboard.press("Escape");
        for (const name of cut) await who(name).goOnline();
        const after = await seating(), ids = await rooms();
        await everyone(async (one, name) => {
          const own = ids.get(after[name]!)!;
          await one.sees(tab(one, after[name]!));
          await eventually(
            () => one.kept(),
            ({ databases }) => {
              const kept = databases
                .filter((it) => it.includes(`${session.id}/room/`))
                .map((it) => it.split("/").at(-1));
              return kept.sort().join() === ["main", own].sort().join();
            },
            `${name}'s device had the groups that are theirs`,
          );
        });
        // C-3: no word is lost, and it goes where its author says.
        const [amy, chloe] = [who("Amy"), who("Chloe")];
        const again = amy.button(seen.sendTo(after.Amy!));
        const refused = amy.page.locator('.message[data-state="refused"]');
        const copy = refused.getByRole("button", { name: chat.copy });
        await eventually(
          async () => await isOnScreen(again) && await isOnScreen(copy),
          (on) => on,
          "Amy saw what she can do",
        );
        await amy.accessible("lesson-phone-refused");
        await copy.click();
        await amy.sees(chat.copied);
        assert.equal(
          await amy.page.evaluate(() => navigator.clipboard.readText()),
          "words of Amy",
        );
        await again.click();
        await again.waitFor({ state: "hidden" });
        assert.equal(await amy.log.getByText("words of Amy").count(), 1);
        const toMain = chloe.button(seen.sendToMain);
        await toMain.click();
        await toMain.waitFor({ state: "hidden" });
        await tab(chloe, seen.main).click();
        await chloe.hears("words of Chloe");
        await tab(chloe, after.Chloe!).click();
      },
    );

    await step(
      "B-14: a teacher who closes the page and comes back finds the lesson as it is",
      async () => {
        const finn = who("Finn");
        const room = (await seating()).Finn!;
        const address = page.url();
        await page.goto("about:blank");
        await finn.button(seen.askForHelp).click();
        await finn.sees(seen.helpIsUp);
        await finn.say("nobody looks");
        await page.goto(address);
        await teacher.part(review.tabs.groups);
        await teacher.sees(t.handUp("Finn", room));
        await teacher.sees(tile(room).getByText("Finn", { exact: true }));
        await queue.getByRole("button", { name: t.joinRoomName(room) }).click();
        await teacher.hears("nobody looks");
        await teacher.say("somebody does");
        await finn.hears("somebody does");
        await teacher.accessible("lesson-board");
        await teacher.button(t.lowerName("Finn")).click();
      },
    );

    await step(
      "B-7: the end with a grace, taken back, and now",
      async () => {
        await press(t.end);
        await teacher.button(t.endIn(30)).click();
        await everyone((one) => one.sees(seen.backSoon));
        await press(t.plus(1));
        await everyone((one) =>
          one.page.getByText(seen.backSoon).first()
            .waitFor({ state: "detached" })
        );
        await press(t.end);
        await teacher.button(t.endNow).click();
        await everyone((one) => one.sees(seen.over));
        await who("Ben").accessible("lesson-over");
        await who("Ben").say("back again");
        await who("Eva").hears("back again");
      },
    );

    await step(
      "B-15: when the rooms are deleted nobody is stranded",
      async () => {
        await press(t.start);
        await everyone((one) => one.sees(seen.started));
        await press(t.end);
        await teacher.button(t.endNow).click();
        await press(t.delete);
        await dialog.getByRole("button", { name: t.delete }).click();
        await teacher.sees(t.boardEmpty);
        await everyone((one) =>
          one.page.getByRole("tab").first().waitFor({ state: "detached" })
        );
        await who("Amy").say("all here");
        await everyone((one) => one.hears("all here"));
      },
    );
  },
);

/** Counts the notes of the chime. */
function countNotes() {
  const page = globalThis as unknown as { notes: number };
  page.notes = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (when?: number) {
    page.notes++;
    start.call(this, when);
  };
}

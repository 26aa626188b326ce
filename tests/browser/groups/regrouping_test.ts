/** B-6, B-8, B-9: students choose, are distributed again, and find their way without a network. */
import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { copying } from "texts/copying.ts";
import { groups as seen } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { eventually } from "../../people.ts";
import { beginLesson } from "./lesson.ts";
import { becomes, isOnScreen, testStage } from "../stage.ts";
import { frame } from "texts/everywhere.ts";

testStage(
  "B-6, B-8, B-9: who chooses, who is distributed again and who had no network is in one group",
  async (stage) => {
    const { step } = stage;
    const {
      teacher,
      session,
      desk,
      press,
      who,
      everyone,
      tab,
      isOn,
      move,
      rooms,
      seating,
      makeGroups,
      openGroups,
    } = await beginLesson(stage);
    const { page } = teacher;

    await makeGroups();
    await openGroups();
    await step(
      "B-6: of those who choose, one finds the room full",
      async () => {
        const [eva, finn] = [who("Eva"), who("Finn")];
        for (const name of ["Dan", "Eva", "Finn"] as const) {
          await move(name, null);
        }
        await desk("PATCH", "/breakouts", { entry: "free", capacity: 2 });
        const full = eva.button(seen.fullName({ name: "Group A" }));
        await eva.sees(full);
        await becomes(() => full.isDisabled(), true);
        // Eva's page does not know yet that the last place is gone.
        await eva.goOffline();
        await finn.button(seen.joinName({ name: "Group B" })).click();
        await isOn(finn, "Group B");
        await eva.button(seen.joinName({ name: "Group B" })).click();
        await eva.goOnline();
        await eva.sees(seen.choiceRefused["room-full"]);
        await eva.shoot("lesson-room-full");
        await eva.button(seen.joinName({ name: "Group C" })).click();
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
        await teacher.button(frame.undo).click();
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
        const again = amy.button(seen.sendTo({ name: after.Amy! }));
        const refused = amy.page.locator('.message[data-state="refused"]');
        const copy = refused.getByRole("button", { name: chat.copy });
        await eventually(
          async () => await isOnScreen(again) && await isOnScreen(copy),
          (on) => on,
          "Amy saw what she can do",
        );
        await amy.shoot("lesson-phone-refused");
        await copy.click();
        await amy.sees(copying.copied);
        assert.equal(
          await amy.page.evaluate(() => navigator.clipboard.readText()),
          "words of Amy",
        );
        await again.click();
        await again.waitFor({ state: "hidden" });
        await becomes(() => amy.log.getByText("words of Amy").count(), 1);
        const toMain = chloe.button(seen.sendToMain);
        await toMain.click();
        await toMain.waitFor({ state: "hidden" });
        await tab(chloe, seen.main).click();
        await chloe.hears("words of Chloe");
        await tab(chloe, after.Chloe!).click();
      },
    );
  },
);

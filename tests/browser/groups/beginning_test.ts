/** B-6 to B-8, B-18: a teacher prepares groups, distributes six students and starts. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { files } from "texts/files.ts";
import { groups as seen } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { Finger } from "./finger.ts";
import { beginLesson } from "./lesson.ts";
import { becomes, type Person, testStage } from "../stage.ts";
import { frame } from "texts/everywhere.ts";

const png = await Deno.readFile("tests/pictures/4x3.png");

testStage(
  "B-6, B-7, B-8, B-18: groups are prepared, filled by hand and by lot, and started",
  async (stage) => {
    const { step } = stage;
    const {
      teacher,
      desk,
      press,
      dialog,
      card,
      group,
      isIn,
      who,
      everyone,
      isOn,
      seating,
    } = await beginLesson(stage);
    const { page } = teacher;

    await step(
      "B-6, B-18: rooms and instructions are prepared ahead",
      async () => {
        await press(t.setUp);
        await page.getByLabel(t.howMany).fill("3");
        await teacher.button(t.make).click();
        await teacher.sees(page.getByLabel(t.nameOf({ name: "Group C" })));
        await page.getByLabel(t.instructionsForAll).fill("Read page **12**.");
        await page.getByLabel(t.instructionsForAll).blur();
        await page.locator(".room-list summary").first().click();
        const chooser = page.waitForEvent("filechooser");
        await teacher.button(t.instructionsFileFor({ name: "Group A" }))
          .click();
        const buffer = Buffer.from(png);
        await (await chooser)
          .setFiles({ name: "map.png", mimeType: "image/png", buffer });
        const picture = dialog.getByRole("button", {
          name: files.enlarge({ name: "map.png" }),
        });
        await teacher.sees(picture);
        await teacher.shoot("lesson-setup");
        await teacher.button(t.fileRemove({ name: "map.png" })).click();
        await teacher.sees(t.fileRemoved({ name: "map.png" }));
        await dialog.getByRole("button", { name: frame.undo }).click();
        await teacher.sees(picture);
        await page.keyboard.press("Escape");
        await everyone(async (one) =>
          await becomes(() => one.page.getByRole("tab").count(), 0)
        );
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
        await teacher.button(t.moveName({ name: "Chloe" })).focus();
        for (const key of ["Enter", "ArrowDown", "ArrowDown", "Enter"]) {
          await page.keyboard.press(key);
        }
        await isIn("Chloe", "Group B");
        const three = ["Amy", "Ben", "Chloe"] as const;
        const lock = async () => {
          for (const name of three) {
            await teacher.button(t.lockName({ name })).click();
          }
        };
        await lock();
        await dialog.getByRole("button", { name: t.autoDistribute }).click();
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
          await teacher.button(t.moveName({ name })).click();
          await page.getByRole("menuitemradio", { name: room }).click();
          await isIn(name, room);
        }
        await teacher.shoot("lesson-distribute");
        await page.keyboard.press("Escape");
        // Nobody is told before the start.
        await everyone(async (one) =>
          await becomes(() => one.page.getByRole("tab").count(), 0)
        );
      },
    );

    await step(
      "B-7: at the start all are told, and follow by one press or by themselves",
      async () => {
        await press(t.start);
        await everyone((one) => one.sees(seen.startedThen({ now: "" }).trim()));
        const amy = who("Amy");
        await amy.shoot("lesson-phone-started");
        await amy.button(seen.goTo({ name: "Group A" })).click();
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
        const map = { name: files.enlarge({ name: "map.png" }) };
        await amy.sees("Read page 12.");
        await amy.sees(amy.page.getByRole("button", map));
        await amy.shoot("lesson-phone-instructions");
        await amy.page.getByRole("button", map).click();
        const large = amy.page.getByRole("dialog", { name: "map.png" });
        await large.getByRole("button", { name: /Close/ }).click();
        await chloe.sees("Read page 12.");
        await becomes(() => chloe.page.getByRole("button", map).count(), 0);
        const { rooms: views } = await desk("GET", "/breakouts");
        const address = `/api/files/${views[0].file.id}`;
        const status = async ({ page }: Person) =>
          (await page.request.get(address)).status();
        assert.deepEqual([await status(amy), await status(chloe)], [200, 404]);
      },
    );
  },
);

/** B-12: students ask for help, and their teacher sees and hears it. */
import assert from "node:assert/strict";
import { groups as seen } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { eventually } from "../../people.ts";
import { beginLesson } from "./lesson.ts";
import { testStage } from "../stage.ts";

testStage(
  "B-12: a hand in the main room, and a call for help from a group",
  async (stage) => {
    const { step } = stage;
    const { teacher, queue, tile, notes, who, makeGroups, openGroups } =
      await beginLesson(stage);
    const { page } = teacher;

    await makeGroups();
    await step(
      "B-12: a hand raised in the main room is seen and heard",
      async () => {
        const before = await notes();
        const eva = who("Eva");
        await eva.button(seen.raiseHand).click();
        await teacher.looksAt("hand");
        await teacher.sees(t.handUp({ name: "Eva", room: seen.main }));
        await eventually(notes, (now) => now === before + 2, "it chimed");
        await teacher.button(t.lowerName({ name: "Eva" })).click();
        await eva.sees(eva.button(seen.raiseHand));
      },
    );

    await openGroups();
    await step(
      "B-12: Ask for help says who and where, with a chime that can be muted",
      async () => {
        const before = await notes();
        const [eva, finn] = [who("Eva"), who("Finn")];
        await finn.button(seen.askForHelp).click();
        await teacher.sees(t.handUp({ name: "Finn", room: "Group C" }));
        await teacher.sees(tile("Group C").getByText(seen.asks({ count: 1 })));
        await eventually(notes, (now) => now === before + 2, "it chimed");
        await queue.getByRole("button", { name: t.mute }).click();
        await eva.button(seen.askForHelp).click();
        await teacher.sees(t.handUp({ name: "Eva", room: "Group C" }));
        await teacher.accessible("lesson-help");
        assert.equal(await notes(), before + 2, "it is muted");
        await queue.getByRole("button", { name: t.mute }).click();
        // Either side lowers it.
        await finn.button(seen.noHelp).click();
        await page.getByText(t.handUp({ name: "Finn", room: "Group C" }))
          .waitFor({ state: "detached" });
        await teacher.button(t.lowerName({ name: "Eva" })).click();
        await eva.sees(eva.button(seen.askForHelp));
      },
    );
  },
);

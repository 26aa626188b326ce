/** B-7, B-15: groups close, later or now, and are deleted. */
import { groups as seen } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { beginLesson } from "./lesson.ts";
import { testStage } from "../stage.ts";

testStage(
  "B-7, B-15: groups end with a grace or now, and are deleted, and nobody is stranded",
  async (stage) => {
    const { step } = stage;
    const {
      teacher,
      press,
      pressMore,
      moreTime,
      dialog,
      who,
      everyone,
      makeGroups,
      openGroups,
    } = await beginLesson(stage);

    await makeGroups();
    await openGroups();
    await step(
      "B-7: the end with a grace, taken back, and now",
      async () => {
        await press(t.end);
        await teacher.button(t.endIn({ seconds: 30 })).click();
        await everyone((one) => one.sees(seen.backSoon));
        await moreTime(1);
        await everyone((one) =>
          one.page.getByText(seen.backSoon).first()
            .waitFor({ state: "detached" })
        );
        await press(t.end);
        await teacher.button(t.endNow).click();
        await everyone((one) => one.sees(seen.over));
        await who("Ben").shoot("lesson-over");
        await who("Ben").say("back again");
        await who("Eva").hears("back again");
      },
    );

    await step(
      "B-15: when the rooms are deleted nobody is stranded",
      async () => {
        await press(t.start);
        await everyone((one) => one.sees(seen.startedThen({ now: "" }).trim()));
        await press(t.end);
        await teacher.button(t.endNow).click();
        await pressMore(t.delete);
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

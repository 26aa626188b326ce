/** Getting into a class, where a name is in use. */
import { join as t } from "texts/people_join.ts";
import { testStage } from "../stage.ts";

testStage(
  "J-2: who waits under somebody else's name can go back and give their own",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    const other = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await other.page.goto(`/join?sessionCode=${session.code}`);
    await other.page.getByLabel("Display name").fill("Amy");
    await other.button(/^Join$/).click();
    await other.sees(t.waitingTitle);
    await other.accessible("join-waiting");
    await other.page.getByRole("link", { name: t.someoneElse }).click();
    await other.page.getByLabel("Display name").fill("Ben");
    await other.button(/^Join$/).click();
    await other.page.waitForURL("**/class/*");
    await teacher.sees(teacher.page.getByText("Ben", { exact: true }));
  },
);

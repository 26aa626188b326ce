/** The teacher's page when the network goes: what it says is true, and the same everywhere on it. */
import { assistant } from "texts/assistant.ts";
import { desk } from "texts/desk.ts";
import { review } from "texts/review.ts";
import { answers, ask } from "../assistant/asking.ts";
import { becomes, type Stage, testStage } from "../stage.ts";

/** A class with Amy and Ben, each with a question answered; the copy of its page is older than both. */
async function lesson({ person }: Pick<Stage, "person">) {
  const teacher = await person(), amy = await person(), ben = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await teacher.keptForOffline();
  await amy.join(session.code, "Amy");
  await ask(amy, "What is a leaf?");
  await answers(amy).waitFor();
  await ben.join(session.code, "Ben");
  await ask(ben, "What is a root?");
  await answers(ben).waitFor();
  const aside = teacher.page.locator(".desk-aside");
  const view = async (name: string) =>
    await teacher.button(review.board.viewOf({ name })).click();
  return { teacher, session, aside, view };
}

testStage(
  "M-1: without a connection a conversation that was read on the page stays, and of another it is said that it is not here",
  async (stage) => {
    const { teacher, aside, view } = await lesson(stage);
    const asked = aside.locator(".prompt-text").getByText("What is a leaf?");
    await view("Amy");
    await teacher.sees(asked);
    await teacher.goOffline();
    await view("Ben");
    await teacher.sees(aside.getByText(assistant.notHere));
    await becomes(() => aside.getByText(review.view.loading).count(), 0);
    await teacher.accessible("desk-offline-not-here");
    await view("Amy");
    await teacher.sees(asked);
    await teacher.accessible("desk-offline-as-read");
    await teacher.goOnline();
    await view("Ben");
    await teacher.sees(
      aside.locator(".prompt-text").getByText("What is a root?"),
    );
  },
);

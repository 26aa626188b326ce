/** a vote that is given without a connection, as the student sees it. */
import { poll as t } from "texts/sharing_class.ts";
import { questions } from "texts/checks_questions.ts";
import { api, becomes, testStage } from "../stage.ts";
import { opens } from "../sharing/opens.ts";

testStage(
  "R-4: what is said of a vote that waits to be sent does not ask for it once more",
  async ({ person }) => {
    const teacher = await person(), amy = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    await desk("POST", "/resources", {
      poll: { kind: "letters", question: "Which one?", anonymous: false },
    });
    await amy.join(session.code, "Amy");
    await opens(amy, "Which one?");
    const choice = (name: string) => amy.page.getByRole("radio", { name });
    await choice("C").check();
    await amy.sees(t.canChange);
    await amy.goOffline();
    await amy.button(t.vote).click();
    await amy.sees(questions.states.unsent);
    await amy.sees(t.given);
    await becomes(() => amy.text(t.canChange).count(), 0);
    await amy.shoot("vote-offline-phone");
    await choice("D").check();
    await amy.sees(t.sendChange);
    await amy.button(t.change).click();
    await amy.sees(t.given);
    await amy.goOnline();
    await amy.sees(questions.states.saved);
    await amy.sees(t.given);
  },
);

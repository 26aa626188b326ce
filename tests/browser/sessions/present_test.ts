/** The projector's page: what it shows when something is not as it was. */
import { groups } from "texts/groups.ts";
import { present as t } from "texts/sessions_live.ts";
import { signIn } from "texts/accounts.ts";
import { accessible, shoot } from "../../browser.ts";
import { api, becomes, testStage } from "../stage.ts";

testStage(
  "Present says that the connection is lost, that one is signed out, and that the class is over",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    const board = await teacher.context.newPage();
    await board.goto(`/teacher/sessions/${session.id}/present`);
    await board.getByText(t.inside({ online: 1 })).waitFor();
    teacher.network.cut();
    await board.getByText(t.offline).waitFor();
    await becomes(() => board.getByText(t.inside({ online: 0 })).count(), 0);
    await shoot(board, "present-offline");
    teacher.network.restore();
    await board.getByText(t.inside({ online: 1 })).waitFor();
    await becomes(() => board.getByText(t.offline).count(), 0);

    await teacher.page.request.post("/api/logout", { data: {} });
    await board.getByText(t.signedOut).waitFor();
    await board.getByRole("link", { name: signIn.signIn }).waitFor();
    await becomes(() => board.getByText(t.inside({ online: 0 })).count(), 0);
    await shoot(board, "present-signed-out");
  },
);

testStage(
  "Present shows the timer of the breakout sessions and what is said to all groups, and no student's name or words",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    await amy.join(session.code, "Amy");
    await desk("POST", "/breakouts/rooms", { names: ["Group A", "Group B"] });
    await desk("POST", "/breakouts/distribute", {
      how: "shuffle",
      onlineOnly: false,
    });
    await desk("POST", "/breakouts/start");
    await desk("POST", "/breakouts/timer", { minutes: 10 });
    const board = await teacher.context.newPage();
    await board.goto(`/teacher/sessions/${session.id}/present`);
    const timer = board.getByRole("timer").filter({ hasText: groups.timeLeft });
    await timer.getByText(/^(9:\d\d|10:00)$/).waitFor();

    await amy.openChat();
    await amy.button(groups.goTo({ name: "Group" })).or(
      amy.page.getByRole("tab", { name: /^Group/ }),
    ).first().click();
    await amy.say("my secret guess");
    await desk("POST", "/breakouts/broadcast", {
      text: "Write down **two** reasons",
    });
    await board.getByText("Write down two reasons").waitFor();
    for (const text of ["Amy", "my secret guess"]) {
      await becomes(() => board.getByText(text).count(), 0, text);
    }
    await accessible(board, "present-groups");
    await board.setViewportSize({ width: 360, height: 740 });
    await shoot(board, "present-groups-phone");

    // The announced end is what counts; with it the words go.
    await desk("POST", "/breakouts/broadcast", { text: "And a third" });
    await board.getByText("And a third").waitFor();
    await desk("POST", "/breakouts/stop", { grace: 300 });
    await board.getByRole("timer").filter({ hasText: groups.backIn })
      .getByText(/^(4:\d\d|5:00)$/).waitFor();
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await board.getByText("And a third").waitFor({ state: "detached" });
    await becomes(() => board.getByRole("timer").count(), 0);
  },
);

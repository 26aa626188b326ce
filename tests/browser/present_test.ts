/** The projector's page: what it shows when something is not as it was. */
import assert from "node:assert/strict";
import { present as t } from "../../locales/en_session.ts";
import { signIn } from "../../locales/en_sign_in.ts";
import { accessible } from "../browser.ts";
import { testStage } from "./stage.ts";

testStage(
  "Present says that the connection is lost, that one is signed out, and that the class is over",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    const board = await teacher.context.newPage();
    await board.goto(`/teacher/sessions/${session.id}/present`);
    await board.getByText(t.inside(1)).waitFor();
    teacher.network.cut();
    await board.getByText(t.offline).waitFor();
    assert.equal(await board.getByText(t.inside(0)).count(), 0);
    await accessible(board, "present-offline");
    teacher.network.restore();
    await board.getByText(t.inside(1)).waitFor();
    assert.equal(await board.getByText(t.offline).count(), 0);

    await teacher.page.request.post("/api/logout", { data: {} });
    await board.getByText(t.signedOut).waitFor();
    await board.getByRole("link", { name: signIn.signIn }).waitFor();
    assert.equal(await board.getByText(t.inside(0)).count(), 0);
    await accessible(board, "present-signed-out");
  },
);

/** Teachers' accounts in a real browser: what only a browser does with cookies and Origin. */
import assert from "node:assert/strict";
import { en as t } from "../../locales/en.ts";
import { testStage } from "./stage.ts";

testStage(
  "A forgotten password is set anew by the operator's link, in a browser",
  async ({ server, person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const me = await teacher.page.request.get("/api/me");
    const { email } = (await me.json()).teacher;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--unstable-kv", "server/reset_link.ts", email],
      env: { DATA_DIR: server.dataDir, NO_COLOR: "1" },
    }).output();
    const link = new URL(new TextDecoder().decode(stdout).trim());
    const other = await person();
    await other.page.goto(link.pathname + link.search);
    await other.page.getByLabel(t.signIn.newPassword).fill("a brand new one");
    await other.button(t.signIn.keepPassword).click();
    await other.sees(t.signIn.resetDone);
    await other.page.getByLabel(t.signIn.email).fill(email);
    await other.page.getByLabel(t.signIn.password).fill("a brand new one");
    await other.button(t.signIn.signIn).click();
    await other.page.waitForURL("**/teacher/sessions");
    assert.equal(other.trouble.length, 0);
  },
);

/** Teachers' accounts in a real browser: what only a browser does with cookies and Origin. */
import assert from "node:assert/strict";
import { chat } from "../../locales/en_chat.ts";
import { account as accountText } from "../../locales/en_desk.ts";
import { session as sessionText } from "../../locales/en_session.ts";
import { signIn as t } from "../../locales/en_sign_in.ts";
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
    await other.page.getByLabel(t.newPassword).fill("a brand new one");
    await other.button(t.keepPassword).click();
    await other.sees(t.resetDone);
    await other.page.getByLabel(t.email).fill(email);
    await other.page.getByLabel(t.password).fill("a brand new one");
    await other.button(t.signIn).click();
    await other.page.waitForURL("**/teacher/sessions");
    assert.equal(other.trouble.length, 0);
  },
);

testStage(
  "After a change of password the open class of the same browser goes on by itself, and that of another says so",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const me = await teacher.page.request.get("/api/me");
    const { email } = (await me.json()).teacher;
    const session = await teacher.createSession();
    await teacher.openChat();
    await teacher.say("before");
    const other = await person();
    await other.page.goto(
      `/teacher/sign-in?next=/teacher/sessions/${session.id}`,
    );
    await other.page.getByLabel(t.email).fill(email);
    await other.page.getByLabel(t.password).fill("correct horse");
    await other.button(t.signIn).click();
    await other.page.waitForURL("**/teacher/sessions/*");
    await other.sees(/live/);

    const account = await teacher.context.newPage();
    await account.goto("/teacher/account");
    await account.getByLabel(accountText.old).fill("correct horse");
    await account.getByLabel(t.newPassword).fill("a brand new one");
    await account.getByRole("button", { name: accountText.change }).click();
    await account.getByText(accountText.changed).waitFor();
    await teacher.say("after");
    await teacher.log.getByLabel(chat.pending).waitFor({ state: "detached" });
    await teacher.sees(/\d online/);
    await other.sees(sessionText.signedOut);
    await other.page.getByRole("link", { name: t.signIn }).waitFor();
    await other.openChat();
    await other.sees(chat.stopped["not-signed-in"]);
    assert.equal(await other.text(sessionText.signedOut).isVisible(), false);
  },
);

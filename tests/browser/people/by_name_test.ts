/** J-2, S-5: returning by name, and several names in one browser, as students and teacher see it. */
import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { classPage } from "texts/sessions_class.ts";
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import { formatJoinCode } from "../../../components/sessions/format_join_code.ts";
import { answers, ask } from "../assistant/asking.ts";
import { api, becomes, testStage } from "../stage.ts";
import { frame } from "texts/everywhere.ts";

testStage(
  "J-2: in another browser a name brings back the class, and what was asked before when the teacher lets them in",
  async ({ person }) => {
    const teacher = await person(), first = await person();
    const second = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await first.join(session.code, "Amy");
    await ask(first, "My parents are splitting up");
    await answers(first).waitFor();
    await first.page.goto("about:blank");
    await teacher.sees("0 of 1 online");
    await second.join(session.code, "Amy");
    await second.sees(classPage.welcomeBack({ name: "Amy" }));
    const notice = second.page.locator(".assistant-empty", {
      hasText: assistant.waitsForTeacher,
    });
    await second.sees(notice);
    await becomes(() => second.text(/splitting up/).count(), 0);
    await second.accessible("by-name-phone");
    // The chat greets only once.
    await second.openChat();
    const welcome = second.text(classPage.welcomeBack({ name: "Amy" }));
    await becomes(() => welcome.filter({ visible: true }).count(), 0);
    await second.page.goBack();
    await ask(second, "What is a cell?");
    await answers(second).waitFor();

    await teacher.looksAt("door");
    await teacher.sees(t.requestByName({ name: "Amy" }));
    // The student's own browser has everything of theirs and nothing of the other's.
    await first.page.goto(`/class/${session.id}`);
    await first.sees(first.page.getByText(/splitting up/).first());
    await becomes(() => first.text("What is a cell?").count(), 0);

    await teacher.button(t.isThem({ name: "Amy" })).click();
    await second.sees(classPage.letIn({ name: "Amy" }));
    await second.button(assistant.conversations).click();
    await second.sees(second.page.getByRole("dialog").getByText(/splitting/));
    await becomes(() => second.text(assistant.waitsForTeacher).count(), 0);
    // Once read it stays away, although the page cleans the device.
    const { page } = second;
    for (let n = 0; n < 2; n++) {
      const tidied = page.waitForResponse("**/api/me");
      await page.reload();
      await tidied;
      await second.keptForOffline();
      await becomes(
        () => second.text(classPage.letIn({ name: "Amy" })).count(),
        0,
      );
    }
  },
);

testStage(
  "U6: one press lets in all who are known by their names, after ten seconds in which it can be taken back",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const back = [];
    for (const [name, asks] of [["Amy", true], ["Ben", true], ["Cem", false]]) {
      const first = await person(), second = await person({ phone: true });
      await first.join(session.code, `${name}`);
      if (asks) {
        await ask(first, `A secret of ${name}`);
        await answers(first).waitFor();
      }
      await first.page.close();
      back.push({ name: `${name}`, second });
    }
    await teacher.sees("0 of 3 online");
    for (const { name, second } of back) await second.join(session.code, name);
    const [amy, ben, cem] = back.map(({ second }) => second);
    await becomes(() => cem.text(assistant.waitsForTeacher).count(), 0);
    await amy.sees(assistant.waitsForTeacher);
    await teacher.looksAt("door");
    for (const name of ["Amy", "Ben"]) {
      await teacher.sees(teacher.button(t.isThem({ name })));
      await teacher.sees(teacher.button(t.notThem({ name })));
    }
    await teacher.accessible("door-by-name");
    await teacher.button(t.letAllIn).click();
    await teacher.sees(t.allComeIn({ count: 2, seconds: 10 }));
    await teacher.shoot("door-all-come-in");
    await teacher.button(frame.undo).click();
    await teacher.button(t.letAllIn).click();
    for (const [one, name] of [[amy, "Amy"], [ben, "Ben"]] as const) {
      await one.sees(classPage.letIn({ name }));
    }
    await becomes(
      () => teacher.button(t.isThem({ name: "Amy" })).count(),
      0,
    );
  },
);

testStage(
  "S-5: on a shared computer My conversations shows the name that is in, and another one's with the code of that class",
  async ({ person }) => {
    const teacher = await person(), computer = await person();
    await teacher.signUp("Ms Lin");
    const first = await teacher.createSession();
    await computer.join(first.code, "Amy");
    await ask(computer, "A secret of Amy");
    await answers(computer).waitFor();
    // The page of an ended class reloads.
    await teacher.page.goto("/teacher/sessions");
    await api(teacher, first.id)("POST", "/end", { now: true });
    const second = await teacher.createSession();
    await computer.join(second.code, "Ben");
    await ask(computer, "A question of Ben");
    await answers(computer).waitFor();
    await computer.page.goto("/my");
    await computer.sees("A question of Ben");
    await computer.sees(review.my.leadLive);
    await computer.sees(review.my.others);
    await becomes(() => computer.text("A secret of Amy").count(), 0);
    const code = computer.page.getByLabel(review.my.codeOf);
    await code.fill("00");
    await computer.button(review.my.show({ name: "Amy" })).click();
    await computer.sees(/isn’t the code/);
    await computer.shoot("my-others");
    const { height = 0 } = await code.boundingBox() ?? {};
    assert.ok(height >= 44, `a field like all others, ${height} px high`);
    // The request is where the teacher looks.
    await teacher.page.goto(`/teacher/sessions/${first.id}`);
    const line = await teacher.page.getByText(
      t.codeOnce({ code: formatJoinCode(first.code) }),
    ).innerText();
    await code.fill(/\d{3}\s\d{3}/.exec(line)![0]);
    await computer.button(review.my.show({ name: "Amy" })).click();
    await computer.sees("A secret of Amy");
    await becomes(() => computer.text("A question of Ben").count(), 0);
  },
);

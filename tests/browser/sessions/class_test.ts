/** A teacher and students in Chromium: the main job, from the first page to the history. */
import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { people } from "texts/people.ts";
import { classPage as t } from "texts/sessions_class.ts";
import { over } from "texts/sessions_over.ts";
import { join } from "texts/people_join.ts";
import { present, session as live } from "texts/sessions_live.ts";
import { accessible } from "../../browser.ts";
import { becomes, type Person, testStage } from "../stage.ts";
import { frame } from "texts/everywhere.ts";

testStage(
  "A class in three browsers, in light and dark, without an axe violation",
  async ({ person }) => {
    const teacher = await person();
    await teacher.page.goto("/");
    await teacher.shoot("landing");
    await teacher.page.goto("/teacher/sign-in");
    await teacher.shoot("sign-in");
    await teacher.page.goto("/teacher/sign-in?new");
    await teacher.shoot("sign-up");
    await teacher.byHand.signUp("Ms Lin");
    await teacher.shoot("sessions-empty");
    for (const place of ["templates", "quizzes", "account"]) {
      await teacher.page.goto(`/teacher/${place}`);
      await teacher.shoot(place);
    }
    await teacher.page.goto("/teacher/sessions");
    const session = await teacher.byHand.createSession();
    const digits = session.code.replace(/(...)(...)/, "$1\\s?$2");
    await teacher.sees(teacher.text(new RegExp(digits)));
    await teacher.shoot("session-empty");

    const amy = await person();
    await amy.page.goto("/");
    const login = amy.page.getByRole("dialog", { name: "Student Login" });
    const codeField = login.getByLabel("Session code");
    const nameField = login.getByLabel("Display name");
    await codeField.fill("48 29");
    await amy.button(/^Join$/).click();
    await amy.sees(join.needCode);
    await becomes(() => nameField.count(), 0);
    await codeField.fill(session.code);
    await codeField.press("Enter");
    await nameField.waitFor();
    await becomes(
      () => nameField.evaluate((it) => it === document.activeElement),
      true,
      "the name comes next",
    );
    await amy.shoot("landing-name");
    await amy.page.goto(`/join?sessionCode=${session.code}`);
    assert.match(
      await amy.page.getByLabel("Session code").inputValue(),
      new RegExp(digits),
    );
    await amy.shoot("join");
    await amy.page.getByLabel("Session code").fill("000000");
    await amy.page.getByLabel("Display name").fill("Amy");
    await amy.button(/^Join$/).click();
    await amy.sees(join.wrongCode);
    await amy.accessible("join-wrong-code");
    await amy.byHand.join(session.code, "Amy");

    const ben = await person({ phone: true });
    await ben.page.goto("/");
    await ben.shoot("phone-landing");
    await ben.byHand.join(session.code, "Ben");
    await ben.shoot("phone-class");
    await ben.openChat();
    await amy.openChat();
    await teacher.openChat();
    await amy.shoot("class-empty");

    await amy.say("good **morning** all", "morning");
    for (const who of [ben, teacher]) await who.hears("morning");
    await ben.say("hi Amy");
    await teacher.say("sit down, please");
    const texts = ["hi Amy", "sit down, please"];
    for (const who of [teacher, amy, ben]) {
      await who.hears("sit down, please");
      await who.hears("hi Amy");
      await becomes(() => who.heard(texts), texts);
      await who.sees(who.log.getByText("Teacher", { exact: true }));
      await who.sees(who.text(/\b3 online/));
    }
    await teacher.sees(teacher.text("Amy"));
    await teacher.accessible("session-live");
    await amy.accessible("class-chat");
    await ben.shoot("phone-chat");

    // Where there is room, it is pinned from the first, and the page makes room for it.
    await teacher.button(chat.unpin).waitFor();
    await teacher.page.locator(".code-chip").click();
    await teacher.button("Scan QR code").click();
    await teacher.sees(teacher.page.getByRole("img", { name: /QR code/ }));
    await teacher.accessible("session-qr");
    await teacher.page.keyboard.press("Escape");
    await teacher.button("Copy link").first().click();
    assert.match(
      await teacher.page.evaluate(() => navigator.clipboard.readText()),
      new RegExp(`/join\\?sessionCode=${session.code}$`),
    );
    const board = await teacher.context.newPage();
    await board.setViewportSize({ width: 1920, height: 1080 });
    await board.goto(`/teacher/sessions/${session.id}/present`);
    await board.getByText(new RegExp(digits)).first().waitFor();
    await board.getByText(present.inside({ online: 2 })).or(
      board.getByText(present.inside({ online: 3 })),
    ).first().waitFor();
    await accessible(board, "present");
    const shown = await board.locator("body").innerText();
    for (const secret of ["Amy", "Ben", "hi Amy"]) {
      assert.ok(
        !shown.includes(secret),
        "the projector shows nobody's name or words",
      );
    }
    await board.close();

    await endSession(teacher);
    for (
      const [who, name] of [[amy, "class-over"], [ben, "phone-over"]] as const
    ) {
      await who.sees(t.isOver);
      await who.shoot(name);
    }
    await teacher.sees(
      teacher.page.getByRole("link", { name: "View Chat History" }),
    );
    await teacher.accessible("session-over");
    await teacher.page.getByRole("link", { name: "View Chat History" }).click();
    await teacher.sees("sit down, please");
    await teacher.sees("hi Amy");
    await teacher.accessible("history");
    await teacher.page.goto("/teacher/sessions");
    await teacher.shoot("sessions");
  },
);

testStage(
  "C2: a <script> in a name and in a message does nothing",
  async ({ person }) => {
    const teacher = await person(), eve = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await teacher.openChat();
    const name = `<script>alert(1)</script>$'$&`;
    for (const who of [teacher, eve]) {
      who.page.on("dialog", (dialog) => who.trouble.push(dialog.message()));
    }
    await eve.join(session.code, name);
    await eve.openChat();
    await eve.say("<img src=x onerror=alert(1)>");
    await teacher.log.getByText(name).first().waitFor();
    await teacher.hears("<img src=x onerror=alert(1)>");
    for (const who of [teacher, eve]) {
      await who.page.reload();
      await who.openChat();
      await who.hears("<img src=x onerror=alert(1)>");
      await becomes(() => who.log.locator("img").count(), 0);
    }
    await teacher.page.goto(`/teacher/sessions/${session.id}/history`);
    await teacher.sees(teacher.text(name));
  },
);

testStage(
  "J-4: a removed student is told, and comes back when allowed",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await teacher.button("More for Amy").click();
    const menu = teacher.page.getByRole("menu");
    await menu.getByRole("menuitem", { name: "Remove student" }).click();
    await teacher.sees(people.removed({ name: "Amy" }));
    await amy.sees(over.removed.title);
    await amy.accessible("class-removed");
    // U27: what was taken back is as if it had not been; nobody has to reload for it.
    await teacher.button(frame.undo).click();
    await amy.openChat();
    await amy.say("still here");
    await teacher.button("More for Amy").click();
    await menu.getByRole("menuitem", { name: "Remove student" }).click();
    await amy.sees(over.removed.title);
    // The code does not help, neither here nor in another browser.
    for (const who of [amy, await person()]) {
      await who.page.goto(`/join?sessionCode=${session.code}`);
      await who.page.getByLabel("Display name").fill("Amy");
      await who.button(/^Join$/).click();
      await who.sees(/removed/);
      await who.shoot("join-removed");
    }
    await teacher.shoot("session-removed");
    await teacher.text(live.removedCount({ count: 1 })).click();
    await teacher.shoot("session-removed-list");
    await teacher.button(/Allow back/).click();
    await teacher.button("More for Amy").waitFor();
    await amy.page.goto(`/join?sessionCode=${session.code}`);
    await amy.page.waitForURL("**/class/*");
    await amy.openChat();
    await amy.say("back again");
  },
);

testStage(
  "J-2: a second browser asks, the teacher presses Let in",
  async ({ person }) => {
    const teacher = await person(),
      amy = await person(),
      phone = await person({
        phone: true,
      });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await amy.openChat();
    await amy.say("from the computer");
    await phone.page.goto(`/join?sessionCode=${session.code}`);
    await phone.page.getByLabel("Display name").fill("amy");
    await phone.button(/^Join$/).click();
    await phone.sees(join.waitingTitle);
    await phone.shoot("phone-waiting");
    await teacher.looksAt("door");
    await teacher.button("Let in").waitFor();
    await teacher.accessible("session-request");
    await teacher.button("Let in").click();
    await phone.page.waitForURL("**/class/*");
    const welcome = phone.text("Welcome back, you have rejoined as Amy.");
    await phone.sees(welcome);
    await phone.shoot("phone-welcome-back");
    await phone.page.locator(".class-main .class-welcome").getByRole("button")
      .click();
    await welcome.waitFor({ state: "detached" });

    await phone.openChat();
    await phone.hears("from the computer");
  },
);

testStage(
  "J-6: leaving forgets the student on this browser",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await amy.openChat();
    await amy.say("bye");
    await amy.button(t.menu({ name: "Amy" })).click();
    await amy.accessible("class-menu");
    await amy.button("Leave class").click();
    const asked = amy.page.getByRole("dialog", { name: "Leave class" });
    await asked.getByRole("button", { name: "Leave class" }).click();
    await amy.page.waitForURL((url) => !url.pathname.startsWith("/class/"));
    await amy.keepsNothing();
  },
);

testStage(
  "Everything up to the class page works before any script has run",
  async ({ person }) => {
    const teacher = await person({ script: false });
    await teacher.signUp("Ms Lin");
    const session = await teacher.page.request.post("/api/sessions", {
      data: { name: "Maths" },
    });
    const { code } = (await session.json()).session;
    const amy = await person({ script: false });
    await amy.page.goto("/");
    await amy.page.getByLabel("Session code").fill(code);
    await amy.button(/^Join$/).click();
    await amy.page.waitForURL(`**/join?sessionCode=${code}`);
    await amy.page.getByLabel("Display name").fill("Amy");
    await amy.button(/^Join$/).click();
    await amy.sees(amy.text("Maths"));
  },
);

/** Ends the class, takes it back, ends it again, and waits out the ten seconds. */
async function endSession(teacher: Person) {
  const undo = teacher.button("Undo");
  await teacher.more("End session");
  await undo.waitFor();
  await teacher.shoot("session-ending");
  await undo.click();
  await undo.waitFor({ state: "hidden" });
  await teacher.more("End session");
  await undo.waitFor();
  await undo.waitFor({ state: "hidden" });
}

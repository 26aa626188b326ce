/**
 * D-5: a lesson in any engine: a teacher and Amy use its browsers, Ben a stock client. No message is lost, doubled or
 * out of order, no console shows an error, and popups open in place.
 */
import assert from "node:assert/strict";
import { signIn } from "texts/accounts.ts";
import { assistant } from "texts/assistant.ts";
import { chat } from "texts/chat.ts";
import { moderation } from "texts/chat_moderation.ts";
import { frame } from "texts/everywhere.ts";
import { desk } from "texts/desk.ts";
import { files } from "texts/files.ts";
import { groups } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { openPage } from "texts/pages_class.ts";
import { sharePage } from "texts/pages_desk.ts";
import { people } from "texts/people.ts";
import { join as joining } from "texts/people_join.ts";
import { record } from "texts/record.ts";
import { asked } from "texts/sharing_class.ts";
import { questions } from "texts/checks_questions.ts";
import { ask } from "texts/checks_ask.ts";
import { pollMenu, share } from "texts/sharing_live.ts";
import { review } from "texts/review.ts";
import { classPage } from "texts/sessions_class.ts";
import { session as live } from "texts/sessions_live.ts";
import { sessions } from "texts/sessions_portal.ts";
import { portal } from "texts/sharing_portal.ts";
import { joinClass, type Seat } from "../people.ts";
import type { TestServer } from "../server.ts";
import {
  assertKeepsPlace,
  assertPopupAtButton,
  assertWellLaidOut,
  type SaveScreenshot,
  withNarrowWindow,
} from "./appearance.ts";
import type { Target } from "./find.ts";
import { buttonTarget, type Person, textTarget } from "./person.ts";

export interface Stage {
  readonly server: TestServer;
  /** Opens a device of the engine. */
  person(name: string): Promise<Person>;
  step(name: string, work: () => Promise<void>): Promise<void>;
  readonly keeps: SaveScreenshot;
}

export async function playLesson({ server, person, step, keeps }: Stage) {
  const looksWell = (person: Person, name: string) =>
    assertWellLaidOut(person, name, keeps);
  const teacher = await person("Ms Lin"), amy = await person("Amy");
  let code = "", ben: Seat | undefined;
  /** Ben's messages among these, once he has the last one. */
  const benHears = async (...texts: string[]) => {
    assert(ben);
    const seat = ben, all = texts.map((text) => `Amy: ${text}`);
    const heard = () =>
      seat.visibleLines().filter((line) => all.includes(line));
    await seat.room.waitUntil(
      () => heard().length >= all.length,
      `Ben heard ${texts.join()}`,
    );
    assert.deepEqual(heard(), all);
  };

  await step("a teacher signs up and opens a class", async () => {
    await teacher.opens("/");
    await teacher.presses({ role: "link", name: "Teacher Portal" });
    await teacher.presses({ role: "link", name: signIn.signUp });
    await teacher.writes(new RegExp(`^${signIn.name}`), "Ms Lin");
    await teacher.writes(signIn.email, "lin@school.example");
    await teacher.writes(new RegExp(`^${signIn.password}`), "correct horse");
    await teacher.presses(signIn.signUp);
    await teacher.isAt(/^\/teacher\/sessions$/);
    await teacher.presses({ role: "link", name: sessions.create });
    await teacher.presses(sessions.submit);
    await teacher.isAt(/^\/teacher\/sessions\/\w{16}$/);
    await teacher.sees(/\/join\?sessionCode=\d{6}$/);
    code = await teacher.device.run(() =>
      /sessionCode=(\d{6})/.exec(document.body.textContent!)![1]
    );
    await looksWell(teacher, "teacher-empty");
  });

  await step("Amy joins by the link, and they talk", async () => {
    await amy.opens(`/join?sessionCode=${code}`);
    await amy.writes(joining.name, "Amy");
    await amy.presses(joining.join);
    await amy.isAt(/^\/class\//);
    await amy.sees(assistant.emptyTitle);
    await looksWell(amy, "class");
    ben = await (await joinClass(server, code, "Ben")).openPage();
    await amy.opensChat();
    await amy.says("hello");
    await teacher.opensChat();
    await teacher.waitForMessage("hello");
    await benHears("hello");
    await ben.sayAndSee("hi **everyone**");
    await amy.sees(textTarget("everyone", "[role=log]"));
  });

  await step("a message outlives offline and reload", async () => {
    await amy.waitUntilStoredForOffline();
    amy.network.cut();
    await amy.says("one");
    await amy.sees(chat.offline);
    await amy.says("two");
    await looksWell(amy, "offline");
    await amy.device.reload();
    await amy.opensChat();
    for (const text of ["hello", "one", "two"]) await amy.waitForMessage(text);
    await amy.says("three");
    amy.network.restore();
    const all = ["hello", "one", "two", "three"];
    await benHears(...all);
    await amy.waitForAllMessages(all);
    await teacher.waitForAllMessages(all);
    await amy.seesNoMore(chat.offline);
  });

  await step("a file goes to the class", async () => {
    await amy.attaches(files.attach, "tests/sample_pictures/4x3.png");
    await amy.sees(textTarget("4x3.png", ".staged"));
    await amy.says("our garden");
    const opens = buttonTarget(
      files.enlarge({ name: "4x3.png" }),
      "[role=log]",
    );
    await amy.sees(opens);
    await teacher.sees(opens);
    await teacher.presses(opens);
    await teacher.sees({ role: "dialog", name: "4x3.png" });
    await looksWell(teacher, "file");
    await teacher.device.key("Escape");
    await teacher.seesNoMore({ role: "dialog", name: "4x3.png" });
  });

  await step("Amy asks the assistant, and her teacher reads it", async () => {
    await amy.writes(assistant.prompt, "Why is the sky blue?");
    await amy.device.key("Enter");
    await amy.sees(textTarget(/./, '.answer[data-state="done"]'));
    await looksWell(amy, "assistant");
    await teacher.presses(review.board.viewOf({ name: "Amy" }));
    await teacher.sees(textTarget("Why is the sky blue?", "aside"));
    await looksWell(teacher, "reads");
    await teacher.presses(buttonTarget(frame.close, "aside"));
    await teacher.seesNoMore(textTarget("Why is the sky blue?", "aside"));
  });

  await step("a popover is at its button", async () => {
    for (
      const what of [
        buttonTarget(desk.more, ".desk-bar"),
        buttonTarget(/^Join code/, ".desk-bar"),
        buttonTarget(people.menu({ name: "Amy" }), ".board-tile"),
        buttonTarget(moderation.menu),
        buttonTarget(groupsDesk.menu),
        buttonTarget(/online$/, ".chat-panel"),
        { ...buttonTarget(chat.toolsOf({ name: "Amy" })), last: true },
        buttonTarget(groupsDesk.menu, ".desk-bar"),
      ]
    ) await assertPopupAtButton(teacher, what);
    await assertPopupAtButton(
      teacher,
      buttonTarget(ask.name, ".desk-bar"),
      0.88,
    );
    for (
      const what of [
        buttonTarget(classPage.menu({ name: "Amy" })),
        buttonTarget(/online$/, ".chat-panel"),
        buttonTarget(chat.toolsOf({ name: "Amy" })),
        { ...buttonTarget(chat.toolsOf({ name: "Amy" })), last: true },
      ]
    ) await assertPopupAtButton(amy, what);
  });

  await step("they work in groups", async () => {
    await teacher.presses(buttonTarget(groupsDesk.menu, ".desk-bar"));
    await teacher.presses(buttonTarget(groupsBoard.go));
    await teacher.sees(groupsDesk.summary({ students: 2, groups: 1 }));
    await teacher.presses({ role: "tab", name: review.tabs.groups });
    await teacher.sees(buttonTarget(groupsDesk.autoDistribute));
    await looksWell(teacher, "groups");
    await amy.presses(groups.goTo({ name: "Group A" }));
    await amy.sees({ role: "tab", name: /^Group A/, within: ".chat-panel" });
    await amy.says("only us");
    await looksWell(amy, "in-group");
    await teacher.presses(groupsDesk.distribute);
    await teacher.sees(textTarget("Amy", "dialog:modal"));
    await looksWell(teacher, "distribute");
    await teacher.presses(
      buttonTarget(groupsDesk.autoDistribute, "dialog:modal"),
    );
    await teacher.sees(textTarget(/^2 in 1 group/, "dialog:modal"));
    await teacher.device.key("Escape");
    await assertPopupAtButton(teacher, buttonTarget(groupsBoard.moreTools));
    await teacher.presses(buttonTarget(groupsDesk.end, "main"));
    await teacher.presses(buttonTarget(groupsDesk.endNow, "main"));
    await teacher.sees(buttonTarget(groupsDesk.start));
    await amy.says("together again");
    await benHears("together again");
    assert.deepEqual(
      ben!.visibleLines().filter((it) => /only us/.test(it)),
      [],
    );
  });

  await step("narrow windows fit", async () => {
    await withNarrowWindow(amy, async () => {
      await amy.sees("Why is the sky blue?");
      await looksWell(amy, "class-narrow");
      await amy.opensChat();
      await amy.waitForMessage("together again");
      await looksWell(amy, "chat-narrow");
      await amy.closesChat();
      await assertPopupAtButton(
        amy,
        buttonTarget(classPage.menu({ name: "Amy" })),
      );
    });
    await withNarrowWindow(teacher, async () => {
      await teacher.opensChat();
      await teacher.waitForMessage("together again");
      await looksWell(teacher, "teacher-chat-narrow");
      await teacher.closesChat();
      await teacher.sees(buttonTarget(groupsDesk.autoDistribute));
      await looksWell(teacher, "groups-narrow");
      await teacher.presses({ role: "tab", name: review.tabs.students });
      await teacher.presses(review.board.viewOf({ name: "Amy" }));
      await teacher.sees(textTarget("Why is the sky blue?", "aside"));
      await looksWell(teacher, "reads-narrow");
      await teacher.presses(buttonTarget(frame.close, "aside"));
      await assertPopupAtButton(teacher, buttonTarget(desk.more, ".desk-bar"));
    });
    for (const one of [amy, teacher]) await one.opensChat();
  });

  await step("a quick poll runs", async () => {
    await teacher.presses(buttonTarget(ask.name, ".desk-bar"));
    await teacher.presses({ role: "checkbox", name: pollMenu.anonymous });
    await teacher.presses(pollMenu.kinds["yes-no"]);
    await teacher.presses(ask.closeAnswers);
    await amy.sees(asked.anonymousTap);
    await looksWell(amy, "poll-card");
    await amy.presses(buttonTarget(questions.yes, ".asked-card"));
    await amy.sees(new RegExp(asked.voted));
    await looksWell(amy, "poll");
  });

  await step("all write a page, offline too", async () => {
    await teacher.presses({ role: "tab", name: review.tabs.resources });
    await teacher.presses(sharePage.title);
    await teacher.writes(sharePage.name, "A leaf");
    await teacher.presses({ role: "radio", name: sharePage.each.class });
    await teacher.presses(buttonTarget(share.share, "dialog:modal"));
    await amy.presses(portal.open);
    const text: Target = { role: "textbox", name: "A leaf" };
    await amy.writes(text, "It is green");
    await teacher.sees(textTarget(/^It is green/, "main .page-text"));
    await looksWell(teacher, "pages");
    amy.network.cut();
    await amy.writes(text, "It is green, and drinks");
    await amy.sees(openPage.kept);
    await looksWell(amy, "page-offline");
    amy.network.restore();
    await teacher.sees(
      textTarget(/^It is green, and drinks/, "main .page-text"),
    );
    await amy.sees(openPage.stored);
  });

  await step("the export, and the end", async () => {
    await teacher.presses(buttonTarget(desk.more, ".desk-bar"));
    const link: Target = { role: "link", name: record.offer.everything };
    assert.match(await teacher.downloads(link), /\.zip$/);
    await teacher.pressUntilSeen(
      buttonTarget(desk.more, ".desk-bar"),
      buttonTarget(live.end, "#desk-menu"),
    );
    await teacher.presses(buttonTarget(live.end, "#desk-menu"));
    await teacher.sees(frame.undo);
    await amy.sees(classPage.isOver);
    await teacher.sees(live.overTitle);
    await looksWell(amy, "class-over");
    await looksWell(teacher, "teacher-over");
    // The whole export is listed above its parts.
    await assertPopupAtButton(teacher, buttonTarget(record.offer.export), 0.72);
    await assertKeepsPlace(teacher, { role: "heading", name: /^Class, / });
    await amy.waitUntilNothingStored();
  });
  ben?.close();
}

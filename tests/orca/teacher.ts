/** A teacher's lesson by ear: Ms Lin uses the keyboard, programs act for the students. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { signIn } from "texts/accounts.ts";
import { chat } from "texts/chat.ts";
import { ask } from "texts/checks_ask.ts";
import { desk, lobby } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import { board } from "texts/monitoring_board.ts";
import { landing } from "texts/people_join.ts";
import { review } from "texts/review.ts";
import { session as live } from "texts/sessions_live.ts";
import { pollMenu } from "texts/sharing_live.ts";
import {
  joinClass,
  type Seat,
  type ServerAddress,
  Visitor,
} from "../people.ts";
import { Listener, type RunStep } from "./listener.ts";

export interface TeacherLessonOptions {
  readonly server: ServerAddress;
  readonly run: RunStep;
}

export async function playTeacherLesson(
  { server, run }: TeacherLessonOptions,
): Promise<void> {
  const seats: Seat[] = [];
  const lin = await Listener.start(`${server.url}/`, run);
  const { page } = lin;
  const button = (name: string | RegExp) =>
    page.getByRole("button", { name, exact: true }).filter({ visible: true });
  const dialog = page.locator("dialog:modal");
  /** Waiting items of one kind, or all. */
  const waiting = (kind: "hand" | "door" | null) =>
    page.locator(kind ? `.strip-place[data-kind="${kind}"]` : ".strip");
  /** Tabs forward or back, whichever is nearer. */
  const goesTo = async (what: Locator, words: string | RegExp) => {
    const isBefore = await what.first().evaluate((it) =>
      (document.activeElement!.compareDocumentPosition(it) &
        Node.DOCUMENT_POSITION_PRECEDING) !== 0
    );
    return await lin.tabTo(what, words, isBefore ? "shift+Tab" : "Tab");
  };
  let code = "";
  const enter = async (...names: string[]) => {
    for (const name of names) {
      seats.push(await (await joinClass(server, code, name)).openPage());
    }
  };

  try {
    await lin.runStep(
      "the first page leads to the form of an account",
      async () => {
        await lin.waitForSpeech("Student Login dialog");
        await goesTo(
          page.getByRole("link", { name: landing.start }).first(),
          `${landing.start} link`,
        );
        await lin.press("Return");
        await lin.waitForSpeech(
          `${signIn.name} entry required.`,
          signIn.nameHint,
        );
      },
    );
    await lin.runStep("an account leads to a class and its code", async () => {
      for (
        const [label, words] of [
          [signIn.name, "Ms Lin"],
          [signIn.email, "lin@school.example"],
          [signIn.password, "correct horse"],
        ]
      ) {
        await lin.tabTo(page.getByLabel(label), label);
        await lin.type(words);
      }
      await lin.press("Return");
      await lin.waitForSpeech(
        "heading level 1",
        /Join code \d \d \d, \d \d \d/,
      );
      // Orca has read the whole page.
      await lin.waitForSpeech("Class list · push button");
      code = await page.evaluate(async () => {
        const at = location.pathname.split("/").at(-1);
        return (await (await fetch(`/api/sessions/${at}`)).json()).session.code;
      });
      const [a, b, c, d, e, f] = code;
      await lin.waitForSpeech(`Join code ${a} ${b} ${c}, ${d} ${e} ${f}`);
    });
    await lin.runStep("the lobby says who comes", async () => {
      await enter("Amy");
      await lin.waitForSpeechOnce(lobby.came({ names: "Amy", count: 1 }));
      await enter("Ben", "Eva", "Olga", "Tom", "Uma");
      await lin.waitForSpeech("6 in.");
    });
    const [amy, ben, eva, olga, tom] = seats;
    await lin.runStep("the start opens the board", async () => {
      await goesTo(button(lobby.start), `${lobby.start} push button`);
      await lin.waitForSpeech(lobby.startHint);
      await lin.press("Return");
      await lin.waitForSpeech("region");
    });
    await lin.runStep(
      "a message is told while the chat is closed",
      async () => {
        await ben.sayAndSee("Hello everyone");
        await lin.waitForSpeechOnce(chat.unreadInChat({ count: 1 }));
      },
    );
    await lin.runStep(
      "a student opens, and Escape returns to the board",
      async () => {
        const tile = button(board.show({ name: "Amy" }));
        await goesTo(tile, `${board.show({ name: "Amy" })} push button`);
        await lin.press("Return");
        await lin.waitForSpeech(
          "complementary content Amy",
          "Amy heading level 2",
        );
        await lin.press("Escape");
        await lin.waitForFocus(tile);
      },
    );
    await lin.runStep("a hand is told, and reached by key", async () => {
      olga.queueCommand({ kind: "help", on: true });
      await lin.waitForSpeechOnce(groupsDesk.raised({ name: "Olga" }));
      await goesTo(waiting("hand"), /1 hand collapsed push button/);
    });
    await lin.runStep("she answers the hand", async () => {
      await lin.press("Return");
      await lin.waitForSpeech(`${chat.message} entry @Olga`);
      await lin.type("What do you see?");
      await lin.press("Return");
      await ben.room.waitUntil(
        () => ben.visibleLines().includes("Ms Lin: @Olga What do you see?"),
        "Ms Lin had answered",
      );
    });
    await lin.runStep("she lowers a hand in the list", async () => {
      tom.queueCommand({ kind: "help", on: true });
      await lin.waitForSpeech(groupsDesk.raised({ name: "Tom" }));
      const name = "Tom";
      await goesTo(
        button(hands.answerOf({ name })),
        `${hands.answerOf({ name })} push button`,
      );
      const done = button(groupsDesk.lowerName({ name }));
      await lin.tabTo(done, `${groupsDesk.lowerName({ name })} push button`);
      await lin.press("Return");
      await lin.waitForSpeechOnce(hands.isDown({ name }));
      await lin.waitForFocus(done);
      await lin.press("Escape");
      await lin.waitForFocus(waiting(null));
    });
    await lin.runStep("she refuses a knock", async () => {
      const asks = { code, name: "Amy" };
      const { status } = await new Visitor(server)
        .ask("POST", "/api/join", asks);
      assert.equal(status, 202, "whose name is taken waits");
      await lin.waitForSpeech(desk.kinds.door({ count: 1 }));
      await goesTo(waiting("door"), /1 at the door collapsed push button/);
      await lin.press("Return");
      await lin.waitForSpeech(`${desk.titles.door} heading level 2`);
      await lin.tabTo(button(live.letIn), `${live.letIn} push button`);
      await lin.waitForSpeech(live.letInHint);
      await lin.tabTo(button(live.makeNew), `${live.makeNew} push button`);
      await lin.waitForSpeech(live.makeNewHint);
      await lin.tabTo(button(live.refuse), `${live.refuse} push button`);
      await lin.press("Return");
      await lin.waitForFocus(waiting(null));
    });
    await lin.runStep("she makes groups", async () => {
      // The open chat has a menu of the same name.
      const verb = page.locator(".desk-verbs")
        .getByRole("button", { name: groupsDesk.menu, exact: true });
      await goesTo(verb, `${groupsDesk.menu} collapsed push button`);
      await lin.press("Return");
      await lin.waitForSpeech(
        `${groupsBoard.quick} dialog`,
        groupsBoard.go,
      );
      await lin.waitForFocus(button(groupsBoard.go));
      await lin.press("Return");
      await lin.waitForSpeech(
        groupsDesk.summary({ students: 6, groups: 2 }),
      );
    });
    await lin.runStep("she moves a student by menu", async () => {
      const tab = page.getByRole("tab", { name: review.tabs.students });
      await lin.tabTo(tab, "page tab");
      await lin.press("Right");
      await lin.waitForSpeech(`${review.tabs.groups} page tab`);
      const move = button(/^Amy, .*: move$/);
      await lin.tabTo(move, /Amy, .*: move/);
      await lin.press("Return");
      await lin.waitForSpeech(
        `${groupsDesk.moveMany({ count: 1 })} menu`,
        /not selected radio menu item/,
      );
      await lin.tabTo(
        page.getByRole("menuitemradio", { name: /^Group/, checked: false }),
        /Group . not selected radio menu item/,
        "Down",
      );
      await lin.press("Return");
      await lin.waitForSpeech(/Moved to .*: Amy\./);
    });
    await lin.runStep("she distributes all, and takes that back", async () => {
      await goesTo(
        page.getByRole("button", { name: groupsDesk.distribute, exact: true }),
        groupsDesk.distribute,
      );
      await lin.press("Return");
      await lin.waitForSpeech(groupsDesk.distribute);
      await lin.tabTo(
        dialog.getByRole("button", { name: groupsDesk.autoDistribute }),
        `${groupsDesk.autoDistribute} push button`,
      );
      await lin.waitForSpeech(groupsDesk.autoDistributeHint);
      await lin.press("Return");
      await lin.waitForSpeech(/6 in 2 groups, \d moved/);
      const undo = dialog.getByRole("button", { name: frame.undo });
      await lin.tabTo(undo, `${frame.undo} push button`);
      await lin.press("Return");
      await lin.waitForSpeech(groupsDesk.undone);
      // The pressed button keeps the focus.
      await lin.waitForFocus(undo);
      await lin.press("Escape");
    });
    await lin.runStep(
      "she begins a poll, and hears who has answered",
      async () => {
        await goesTo(
          button(ask.name).first(),
          `${ask.name} collapsed push button`,
        );
        await lin.press("Return");
        await lin.waitForSpeech(`${ask.title} dialog`);
        await lin.tabTo(
          button(pollMenu.kinds["yes-no"]),
          `${pollMenu.kinds["yes-no"]} push button`,
        );
        await lin.press("Return");
        await lin.waitForSpeech(
          `${ask.answers} heading level 2`,
          "Running now: Yes/No",
        );
        const poll = await page.evaluate(async () => {
          const at = location.pathname.split("/").at(-1);
          const answer = await fetch(`/api/sessions/${at}/resources`);
          return (await answer.json()).resources.at(-1);
        });
        const [question] = poll.questions;
        for (const one of [amy, ben, eva]) {
          one.queueCommand({
            kind: "answer",
            resource: poll.id,
            answers: { [question.id]: [question.choices[0].id] },
            done: true,
          });
        }
        await lin.waitForSpeech(/Yes\/No: 3 of 6 have answered/);
      },
    );
    await lin.runStep("she ends the class, and takes that back", async () => {
      await goesTo(button(desk.more), `${desk.more} collapsed push button`);
      await lin.press("Return");
      await lin.waitForSpeech("expanded");
      await lin.tabTo(button(live.end), `${live.end} push button`);
      await lin.press("Return");
      await lin.waitForSpeechOnce(/The class ends in \d+ s/);
      await goesTo(button(frame.undo), `${frame.undo} push button`);
      await lin.press("Return");
      await button(frame.undo).waitFor({ state: "detached" });
      assert.equal(await button(desk.more).count(), 1, "the class goes on");
    });
    await lin.runStep(
      "nothing was said twice",
      () => lin.assertNothingRepeated(),
    );
  } finally {
    for (const seat of seats) seat.close();
    await lin.stop();
  }
}

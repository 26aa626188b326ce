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
import { join, type Place, type Seat, Visitor } from "../people.ts";
import { Listener, type Run } from "./listener.ts";

export interface Given {
  readonly server: Place;
  readonly run: Run;
}

export async function teach({ server, run }: Given): Promise<void> {
  const seats: Seat[] = [];
  const lin = await Listener.sitsDown(`${server.url}/`, run);
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
    return await lin.tabsTo(what, words, isBefore ? "shift+Tab" : "Tab");
  };
  let code = "";
  const enter = async (...names: string[]) => {
    for (const name of names) {
      seats.push(await (await join(server, code, name)).enter());
    }
  };

  try {
    await lin.step("the first page", async () => {
      await lin.hears("Student Login dialog");
      await goesTo(
        page.getByRole("link", { name: landing.start }).first(),
        `${landing.start} link`,
      );
      await lin.presses("Return");
      await lin.hears(`${signIn.name} entry required.`, signIn.nameHint);
    });
    await lin.step("an account", async () => {
      for (
        const [label, words] of [
          [signIn.name, "Ms Lin"],
          [signIn.email, "lin@school.example"],
          [signIn.password, "correct horse"],
        ]
      ) {
        await lin.tabsTo(page.getByLabel(label), label);
        await lin.types(words);
      }
      await lin.presses("Return");
      await lin.hears("heading level 1", /Join code \d \d \d, \d \d \d/);
      // Orca has read the whole page.
      await lin.hears("Class list · push button");
      code = await page.evaluate(async () => {
        const at = location.pathname.split("/").at(-1);
        return (await (await fetch(`/api/sessions/${at}`)).json()).session.code;
      });
      const [a, b, c, d, e, f] = code;
      await lin.hears(`Join code ${a} ${b} ${c}, ${d} ${e} ${f}`);
    });
    await lin.step("the lobby", async () => {
      await enter("Amy");
      await lin.hearsOnce(lobby.came({ names: "Amy", count: 1 }));
      await enter("Ben", "Eva", "Olga", "Tom", "Uma");
      await lin.hears("6 in.");
    });
    const [amy, ben, eva, olga, tom] = seats;
    await lin.step("the start", async () => {
      await goesTo(button(lobby.start), `${lobby.start} push button`);
      await lin.hears(lobby.startHint);
      await lin.presses("Return");
      await lin.hears("region");
    });
    await lin.step("a message while the chat is closed", async () => {
      await ben.sayAndSee("Hello everyone");
      await lin.hearsOnce(chat.unreadInChat({ count: 1 }));
    });
    await lin.step("a student, and back to the board", async () => {
      const tile = button(board.show({ name: "Amy" }));
      await goesTo(tile, `${board.show({ name: "Amy" })} push button`);
      await lin.presses("Return");
      await lin.hears("complementary content Amy", "Amy heading level 2");
      await lin.presses("Escape");
      await lin.isAt(tile);
    });
    await lin.step("a hand", async () => {
      olga.command({ kind: "help", on: true, note: "My page is white" });
      await lin.hearsOnce(groupsDesk.raised({ name: "Olga" }));
      await goesTo(waiting("hand"), /1 hand collapsed push button/);
    });
    await lin.step("the hand, answered", async () => {
      await lin.presses("Return");
      await lin.hears(`${chat.message} entry @Olga`);
      await lin.types("What do you see?");
      await lin.presses("Return");
      await ben.room.until(
        () => ben.heard().includes("Ms Lin: @Olga What do you see?"),
        "Ms Lin had answered",
      );
    });
    await lin.step("a hand, lowered in the list", async () => {
      tom.command({ kind: "help", on: true });
      await lin.hears(groupsDesk.raised({ name: "Tom" }));
      const name = "Tom";
      await goesTo(
        button(hands.answerOf({ name })),
        `${hands.answerOf({ name })} push button`,
      );
      const done = button(groupsDesk.lowerName({ name }));
      await lin.tabsTo(done, `${groupsDesk.lowerName({ name })} push button`);
      await lin.presses("Return");
      await lin.hearsOnce(hands.isDown({ name }));
      await lin.isAt(done);
      await lin.presses("Escape");
      await lin.isAt(waiting(null));
    });
    await lin.step("a knock, refused", async () => {
      const asks = { code, name: "Amy" };
      const { status } = await new Visitor(server)
        .ask("POST", "/api/join", asks);
      assert.equal(status, 202, "whose name is taken waits");
      await lin.hears(desk.kinds.door({ count: 1 }));
      await goesTo(waiting("door"), /1 at the door collapsed push button/);
      await lin.presses("Return");
      await lin.hears(`${desk.titles.door} heading level 2`);
      await lin.tabsTo(button(live.letIn), `${live.letIn} push button`);
      await lin.hears(live.letInHint);
      await lin.tabsTo(button(live.makeNew), `${live.makeNew} push button`);
      await lin.hears(live.makeNewHint);
      await lin.tabsTo(button(live.refuse), `${live.refuse} push button`);
      await lin.presses("Return");
      await lin.isAt(waiting(null));
    });
    await lin.step("groups", async () => {
      await goesTo(button(groupsBoard.groupsOf({ count: 4 })), "Groups of 4");
      await lin.presses("Return");
      await lin.hears(`${groupsBoard.quick} dialog`, groupsBoard.go);
      await lin.isAt(button(groupsBoard.go));
      await lin.presses("Return");
      await lin.hears(groupsDesk.summary({ students: 6, groups: 2 }));
    });
    await lin.step("the groups, each by name", async () => {
      const tab = page.getByRole("tab", { name: review.tabs.students });
      await lin.tabsTo(tab, "page tab");
      await lin.presses("Right");
      await lin.hears(`${review.tabs.groups} page tab`);
      const move = button(/^Amy, .*: move$/);
      await lin.tabsTo(move, /Amy, .*: move/);
      await lin.presses("Return");
      await lin.hears(
        `${groupsDesk.moveMany({ count: 1 })} menu`,
        /not selected radio menu item/,
      );
      await lin.tabsTo(
        page.getByRole("menuitemradio", { name: /^Group/, checked: false }),
        /Group . not selected radio menu item/,
        "Down",
      );
      await lin.presses("Return");
      await lin.hears(/Moved to .*: Amy\./);
    });
    await lin.step("distributing, and taking it back", async () => {
      await goesTo(
        page.getByRole("button", { name: groupsDesk.distribute, exact: true }),
        groupsDesk.distribute,
      );
      await lin.presses("Return");
      await lin.hears(groupsDesk.distribute);
      await lin.tabsTo(
        dialog.getByRole("button", { name: groupsDesk.autoDistribute }),
        `${groupsDesk.autoDistribute} push button`,
      );
      await lin.hears(groupsDesk.autoDistributeHint);
      await lin.presses("Return");
      await lin.hears(/6 in 2 groups, \d moved/);
      const undo = dialog.getByRole("button", { name: frame.undo });
      await lin.tabsTo(undo, `${frame.undo} push button`);
      await lin.presses("Return");
      await lin.hears(groupsDesk.undone);
      // The pressed button keeps the focus.
      await lin.isAt(undo);
      await lin.presses("Escape");
    });
    await lin.step("a poll, and who has answered", async () => {
      await goesTo(button(ask.name), `${ask.name} collapsed push button`);
      await lin.presses("Return");
      await lin.hears(`${ask.title} dialog`);
      await lin.tabsTo(
        button(pollMenu.kinds["yes-no"]),
        `${pollMenu.kinds["yes-no"]} push button`,
      );
      await lin.presses("Return");
      await lin.hears(`${ask.answers} heading level 2`, "Running now: Yes/No");
      const poll = await page.evaluate(async () => {
        const at = location.pathname.split("/").at(-1);
        const answer = await fetch(`/api/sessions/${at}/resources`);
        return (await answer.json()).resources.at(-1);
      });
      const [question] = poll.questions;
      for (const one of [amy, ben, eva]) {
        one.command({
          kind: "answer",
          resource: poll.id,
          answers: { [question.id]: [question.choices[0].id] },
          done: true,
        });
      }
      await lin.hears(/Yes\/No: 3 of 6 have answered/);
    });
    await lin.step("the end, taken back", async () => {
      await goesTo(button(desk.more), `${desk.more} collapsed push button`);
      await lin.presses("Return");
      await lin.hears("expanded");
      await lin.tabsTo(button(live.end), `${live.end} push button`);
      await lin.presses("Return");
      await lin.hearsOnce(/The class ends in \d+ s/);
      await goesTo(button(frame.undo), `${frame.undo} push button`);
      await lin.presses("Return");
      await button(frame.undo).waitFor({ state: "detached" });
      assert.equal(await button(desk.more).count(), 1, "the class goes on");
    });
    await lin.step("nothing was said twice", () => lin.heardNothingTwice());
  } finally {
    for (const seat of seats) seat.close();
    await lin.leaves();
  }
}

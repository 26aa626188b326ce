/** A student's lesson by ear: Amy uses the keyboard, programs act for the others. */
import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { handIn } from "texts/assistant_hand_in.ts";
import { callDevices, calls } from "texts/calls.ts";
import { callBegun } from "texts/calls_begun.ts";
import { chat } from "texts/chat.ts";
import { tools } from "texts/chat_tools.ts";
import { exit } from "texts/checks_exit.ts";
import { questions } from "texts/checks_questions.ts";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { join as joining } from "texts/people_join.ts";
import { classPage } from "texts/sessions_class.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { asked, items, quiz as quizzes } from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import { wall } from "texts/walls.ts";
import * as Y from "yjs";
import { documentNames } from "../../classroom/model/documents.ts";
import {
  createSession,
  eventually,
  join,
  type Place,
  type Seat,
  signUp,
  teachersSeat,
} from "../people.ts";
import type { Proxy } from "../proxy.ts";
import { Listener, type Run } from "./listener.ts";

export interface Given {
  readonly server: Place;
  /** Amy's network. */
  readonly network: Proxy;
  /** Lets the model finish its answer. */
  readonly answer: () => void;
  readonly run: Run;
}

const cells = {
  name: "Cells",
  questions: [
    {
      kind: "single",
      text: "Which part catches light?",
      choices: ["Nucleus", "Chloroplast"],
      correct: 1,
      points: 1,
    },
    {
      kind: "multiple",
      text: "What does a leaf need?",
      choices: ["Light", "Stones", "Water"],
      correct: [0, 2],
      points: 2,
    },
    {
      kind: "number",
      text: "How many legs has an insect?",
      correct: 6,
      points: 1,
    },
  ],
};

export async function learn(given: Given): Promise<void> {
  const { server, network, answer, run } = given;
  const visitor = await signUp(server);
  const session = await createSession(visitor);
  const seats: Seat[] = [];
  const keep = async (seat: Seat) => {
    seats.push(seat);
    return await seat.enter();
  };
  const enter = async (name: string) =>
    await keep(await join(server, session.code, name));
  /** Acts as the teacher. */
  const desk = async (method: string, path: string, body?: unknown) => {
    const at = `/api/sessions/${session.id}${path}`;
    const { status, body: result } = await visitor.ask(method, at, body);
    assert(status < 300, `${method} ${at}: ${status} ${result?.reason}`);
    return result;
  };
  const lin = await keep(teachersSeat(visitor, session));
  const made = await visitor.get(201, "POST", "/api/quizzes", cells);
  const amy = await Listener.sitsDown(
    `${network.url}/join?sessionCode=${session.code}`,
    run,
  );
  const { page } = amy;
  const button = (name: string | RegExp) =>
    page.getByRole("button", { name, exact: true });
  const item = page.locator("main .item");
  const memberOf = (name: string) =>
    [...lin.members()].find(([, it]) => it.name === name)![0];

  try {
    await amy.step("the form to join", async () => {
      await amy.hears(
        `${joining.heading} dialog`,
        `${joining.name} entry required.`,
        joining.nameHint,
        "Focus mode",
      );
      await amy.types("Amy");
    });
    await amy.step("joining", async () => {
      await amy.presses("Return");
      await amy.hears(
        "Biology Period 3 · heading level 1",
        classPage.menu({ name: "Amy" }),
        assistant.prompt,
      );
    });

    const ben = await enter("Ben"), eva = await enter("Eva");
    await amy.step("a message while the chat is closed", async () => {
      await ben.sayAndSee("Hello everyone");
      await amy.hearsOnce(chat.unreadInChat({ count: 1 }));
    });
    await amy.step("the chat", async () => {
      const way = await amy.tabsTo(
        button(new RegExp(`^${chat.title}`)),
        /Chat, 1 new message collapsed push button/,
      );
      assert(way <= 3, `${way} presses led to the chat`);
      await amy.presses("Return");
      await amy.hears(
        "dialog",
        `${chat.message} entry ${chat.placeholder}`,
        "Focus mode",
      );
    });
    await amy.step("a message while one is typing", async () => {
      await amy.types("photo");
      await ben.sayAndSee("Is it chlorophyll?");
      await amy.hearsOnce("Ben: Is it chlorophyll?");
      await amy.types("synthesis");
      assert.equal(await amy.value(), "photosynthesis");
      await amy.presses("Return");
      await lin.room.until(
        () => lin.heard().includes("Amy: photosynthesis"),
        "Amy had said it",
      );
    });
    await amy.step("ten messages, one after the other", async () => {
      for (let n = 0; n < 10; n++) await ben.sayAndSee(`flood ${n}`);
      await eventually(
        () => amy.sumOf(/(\d+) new messages|Ben: (flood)/g),
        (it) => it === 10,
        "all ten were counted aloud, or said",
      );
    });
    await amy.step("equal words, twice", async () => {
      await ben.sayAndSee("yes");
      await amy.hears("Ben: yes");
      await ben.sayAndSee("yes");
      await amy.hearsTimes("Ben: yes", 2);
    });
    await amy.step("who says it, and to whom", async () => {
      await lin.sayAndSee("Open your books");
      await amy.hearsOnce(
        chat.saysAsTeacher({ name: "Ms Lin", text: "Open your books" }),
      );
      await ben.sayAndSee("@Amy are you there?");
      await amy.hearsOnce(
        chat.saysToYou({ name: "Ben", text: "@Amy are you there?" }),
      );
      await ben.sayAndSee("我覺得是葉綠素");
      await amy.hearsOnce("Ben: 我覺得是葉綠素");
    });

    const log = page.getByRole("log");
    const box = page.getByRole("textbox", { name: chat.message, exact: true });
    const message = (words: string) =>
      log.locator(".message", { hasText: words });
    const tool = (name: string) =>
      page.locator(".message-menu").getByRole("button", { name, exact: true });
    await amy.step("a message, read again", async () => {
      await ben.sayAndSee("Roots drink");
      await amy.hears("Ben: Roots drink");
      await amy.tabsTo(log, `${chat.messages} log`, "shift+Tab");
      await amy.hears(chat.messagesHint);
      await amy.givesKeysToPage();
      await amy.presses("Up");
      await amy.isAt(message("Roots drink"));
      await amy.hears(/Ben: Roots drink, \d+:\d\d/);
    });
    await amy.step("a reaction to it", async () => {
      await amy.presses("Return");
      await amy.hears(
        tools.of({ name: "Ben" }),
        `${chat.emojis["👍"]} toggle button not pressed`,
      );
      await amy.presses("Return");
      await amy.isAt(message("Roots drink"));
      await amy.hears(
        new RegExp(
          `Ben: Roots drink, .*${
            chat.reaction({ emoji: chat.emojis["👍"], count: 1 })
          }`,
        ),
      );
    });
    await amy.step("a reply to it", async () => {
      await amy.presses("Return");
      await amy.hears(`${chat.emojis["👍"]} toggle button pressed`);
      await amy.tabsTo(tool(chat.reply), `${chat.reply} push button`);
      await amy.presses("Return");
      await amy.isAt(box);
      await amy.hears(`${chat.replyingTo} Ben Roots drink`);
      await amy.types("Leaves, too");
      await amy.presses("Return");
      await lin.room.until(
        () => lin.heard().includes("Amy: Leaves, too"),
        "Amy had said it",
      );
    });
    await amy.step("one’s own message, changed", async () => {
      await amy.tabsTo(log, `${chat.messages} log`, "shift+Tab");
      await amy.presses("Up");
      await amy.hears(/Amy: Leaves, too, \d+:\d\d/);
      await amy.presses("Return");
      await amy.hears(tools.of({ name: "Amy" }));
      await amy.tabsTo(tool(tools.edit), `${tools.edit} push button`);
      await amy.presses("Return");
      await amy.hears(`${tools.words} entry Leaves, too`, tools.hint);
      await amy.types(" a bit");
      await amy.presses("Return");
      await amy.isAt(message("Leaves, too a bit"));
      await amy.hears("Amy: Leaves, too a bit");
      await lin.room.until(
        () => lin.heard().includes("Amy: Leaves, too a bit"),
        "it was changed",
      );
    });
    /** Deletes the focused message. */
    const deletes = async () => {
      await amy.presses("Return");
      await amy.hears(tools.of({ name: "Amy" }));
      await amy.tabsTo(tool(tools.delete), `${tools.delete} push button`);
      await amy.presses("Return");
      await amy.hears(chat.deleting);
      await amy.isAt(log.getByRole("button", { name: frame.undo }));
    };
    await amy.step("deleted, and taken back", async () => {
      await deletes();
      await amy.presses("Return");
      await amy.isAt(message("Leaves, too a bit"));
      await amy.hears(/Amy: Leaves, too a bit, \d+:\d\d/);
    });
    await amy.step("and deleted", async () => {
      await deletes();
      await lin.room.until(
        () => lin.heard().includes("Amy: deleted"),
        "it was deleted",
      );
      await amy.isAt(log);
      await amy.hears(`${chat.messages} log`);
      await amy.takesKeysBack();
      await amy.tabsTo(box, `${chat.message} entry`);
    });

    await amy.step("without a network", async () => {
      network.cut();
      await amy.hearsOnce("No connection. Your messages are saved here");
      await amy.types("written meanwhile");
      await amy.presses("Return");
    });
    await amy.step("and with it again", async () => {
      network.restore();
      await amy.hearsOnce(chat.backAndSent({ count: 1 }));
    });

    const { rooms } = await desk("POST", "/breakouts/rooms", {
      names: ["Red", "Blue"],
    });
    const [red, blue] = rooms as { id: string }[];
    const moves = (room: { id: string }, ...names: string[]) =>
      desk("POST", "/breakouts/moves", {
        moves: names.map((name) => ({ member: memberOf(name), room: room.id })),
      });
    await amy.step("moved to a group, and to another", async () => {
      await moves(red, "Amy", "Ben");
      await moves(blue, "Eva");
      await desk("POST", "/breakouts/start", {});
      await amy.hearsOnce(groups.youAreIn({ name: "Red", others: "Ben" }));
      await moves(blue, "Amy");
      await amy.hearsOnce(groups.youAreIn({ name: "Blue", others: "Eva" }));
    });
    const tab = (name: string) => page.getByRole("tab", { name });
    await amy.step("a group mate’s words, in the group", async () => {
      await amy.tabsTo(
        page.getByRole("tab", { selected: true }),
        /page tab/,
        "shift+Tab",
      );
      // The chat may have switched by itself.
      if (await tab("Blue").getAttribute("aria-selected") !== "true") {
        await amy.presses("Right");
      }
      await amy.isAt(tab("Blue"));
      eva.say("Who writes it down?", blue.id);
      await amy.hears("Eva: Who writes it down?");
    });
    await amy.step("a group mate’s words, in the main room", async () => {
      await amy.presses("Left");
      await amy.hears(`${groups.main} page tab`);
      eva.say("I do", blue.id);
      await amy.hears(chat.unreadIn({ count: 1, room: "Blue" }));
      await desk("POST", "/breakouts/broadcast", { text: "Two more minutes" });
      await amy.hears(
        chat.saysToAll({ name: "Ms Lin", text: "Two more minutes" }),
      );
      await amy.presses("Right");
      await amy.isAt(tab("Blue"));
    });
    await amy.step("the time", async () => {
      await desk("POST", "/breakouts/timer", { minutes: 2 });
      await amy.hears(`${groups.timeLeft}: 2 minutes`);
      await desk("POST", "/breakouts/timer", { minutes: 1 });
      await amy.hears(groups.lastMinuteThenBack);
      // Gives the next steps more time.
      await desk("POST", "/breakouts/timer", { minutes: 60 });
    });

    await amy.step("eyes on me", async () => {
      await amy.tabsTo(
        page.getByRole("textbox", { name: chat.message }),
        `${chat.message} entry`,
      );
      await desk("PATCH", "", { eyesOnMe: { text: "Look at the board" } });
      await amy.hearsOnce("Look at the board", eyes.paused);
    });
    await amy.step("and back", async () => {
      await desk("PATCH", "", { eyesOnMe: null });
      await amy.hears(`${chat.message} entry`);
    });
    await amy.step("the chat paused, and on", async () => {
      await desk("PATCH", "", { chatPaused: true });
      await amy.hearsOnce(chat.paused);
      await desk("PATCH", "", { chatPaused: false });
      await amy.hears(chat.youCanWrite);
    });
    await amy.step("muted, and not", async () => {
      const at = `/members/${memberOf("Amy")}`;
      await desk("PATCH", at, { muted: true });
      await amy.hearsOnce(chat.muted);
      await desk("PATCH", at, { muted: false });
      await amy.hears(chat.youCanWrite);
    });
    await amy.step("help asked for, and seen", async () => {
      await amy.tabsTo(button(groups.askForHelp), groups.askForHelp);
      await amy.presses("Return");
      await amy.hears(groups.helpIsUp, groups.addLine);
      await desk("DELETE", `/help/${memberOf("Amy")}`);
      await amy.hearsOnce(groups.helpSeen);
    });
    await amy.step("the groups end", async () => {
      await desk("POST", "/breakouts/stop", { grace: 5 });
      await amy.hearsOnce(groups.backNow, groups.over);
    });

    const { resource: quiz } = await desk("POST", "/resources", {
      quiz: made.body.quiz.id,
    });
    await amy.step("a quiz comes", async () => {
      await amy.hearsOnce(portal.came({ name: "Cells" }));
      await amy.tabsTo(
        button(asked.answerNamed({ name: "Cells" })),
        asked.answerNamed({ name: "Cells" }),
      );
      await amy.presses("Return");
      await amy.hears("0 of 3 answered");
    });
    await amy.step("one of several", async () => {
      await amy.tabsTo(
        item.getByRole("radio").first(),
        /Which part catches light\? panel.*Nucleus.*not selected radio button/,
      );
      // Orca handles this arrow and reads on.
      await amy.presses("Down");
      await amy.hears(/Chloroplast.*not selected radio button/);
      await amy.presses("space");
      await amy.hears(/(?<!not )selected/, "1 of 3 answered");
      await amy.presses("Return");
    });
    await amy.step("several", async () => {
      await amy.tabsTo(
        item.getByRole("checkbox", { name: "Light" }),
        /What does a leaf need\? panel.*Light check box not checked/,
      );
      await amy.presses("space");
      await amy.hears("checked", "2 of 3 answered");
      await amy.tabsTo(
        item.getByRole("checkbox", { name: "Water" }),
        "Water check box not checked",
      );
      await amy.presses("space");
      await amy.hearsTimes(/(?<!not )checked/, 2);
    });
    await amy.step("a number", async () => {
      await amy.presses("Return");
      await amy.hears(
        "How many legs has an insect? entry",
        questions.numberHint,
        "Focus mode",
      );
      await amy.types("six");
      await amy.hears(questions.noNumber);
      await amy.rubsOut();
      await amy.types("6");
      await amy.hears("3 of 3 answered");
      await amy.presses("Return");
      await amy.isAt(item.getByRole("heading", { name: quizzes.review }));
      await amy.hears(`${quizzes.review} heading level 3`);
    });
    await amy.step("handing in, and the results", async () => {
      await amy.tabsTo(
        item.getByRole("button", { name: quizzes.handIn }).last(),
        `${quizzes.handIn} push button`,
      );
      await amy.presses("Return");
      await amy.hears(quizzes.handedIn);
      await desk("PATCH", `/resources/${quiz.id}`, { showResults: true });
      await amy.hears("The results are here.", "4 of 4 points");
      await amy.tabsTo(button(portal.back), portal.back, "shift+Tab");
      await amy.presses("Return");
      // The focus returns to the opening button; Orca is silent, as its own position is gone.
      await amy.isAt(page.locator(".resource-door"));
    });
    await amy.step("a poll", async () => {
      const poll = { kind: "yes-no", question: "Ready?", anonymous: true };
      await desk("POST", "/resources", { poll });
      await amy.hearsOnce("New in the Class Portal: Ready?");
      await amy.tabsTo(
        page.locator(".asked-card").getByRole("button", {
          name: questions.yes,
        }),
        /Ready\? panel.*Yes push button/,
      );
      await amy.presses("Return");
      const send = asked.sendSecret({ answer: questions.yes });
      await amy.tabsTo(button(send), `${send} push button`);
      await amy.presses("Return");
      await amy.hears(asked.voted, asked.resultsLater({ name: "Ms Lin" }));
    });
    await amy.step("a wall", async () => {
      await desk("POST", "/resources", { wall: {} });
      await amy.hearsOnce(portal.came({ name: wall.title }));
      await amy.tabsTo(button(/^Class Portal/), "Class Portal");
      await amy.presses("Return");
      const open = button(`Open ${wall.title}`);
      await amy.tabsTo(open, `Open ${wall.title} push button`);
      await amy.presses("Return");
      await amy.hears(`${wall.title} heading level 2`);
    });
    await amy.step("a question for it", async () => {
      await amy.tabsTo(
        page.getByRole("textbox", { name: wall.yourQuestion }),
        `${wall.yourQuestion} entry`,
      );
      await amy.types("Do roots breathe?");
      await amy.presses("Return");
      await amy.hearsOnce(wall.onWall);
      const back = page.locator("main").getByRole("button", {
        name: portal.back,
      });
      await amy.tabsTo(back.first(), portal.back, "shift+Tab");
      await amy.presses("Return");
      await amy.isAt(button(`Open ${wall.title}`));
      await amy.tabsTo(
        page.locator(".resource-back"),
        portal.back,
        "shift+Tab",
      );
      await amy.presses("Return");
      await amy.isAt(page.locator(".resource-door"));
    });

    await amy.step("a page that the class writes", async () => {
      const name = "Our leaf";
      const { resource } = await desk("POST", "/resources", {
        page: { name, text: "What we saw", per: "class" },
      });
      await amy.hearsOnce(portal.came({ name }));
      await amy.tabsTo(button(/^Class Portal/), "Class Portal");
      await amy.presses("Return");
      const open = button(items.openNamed({ name }));
      await amy.tabsTo(open, `${items.openNamed({ name })} push button`);
      await amy.presses("Return");
      await amy.hears(`${name} heading level 2`);
      const text = page.getByRole("textbox", { name });
      await amy.tabsTo(text, new RegExp(`${name}.*entry`));
      await amy.presses("End");
      await amy.hears("Focus mode");
      await amy.types(" is green.");
      const { body } = await ben.visitor.ask(
        "POST",
        `/api/sessions/${session.id}/pages`,
        { resource: resource.id },
      );
      const shared = ben.open(documentNames.page(session.id, body.page));
      const root = shared.doc.getXmlFragment("page");
      await shared.until(() => root.length > 0, "it was there");
      const line = new Y.XmlElement("paragraph");
      line.insert(0, [new Y.XmlText("Roots drink water")]);
      root.push([line]);
      await text.getByText("Roots drink water").waitFor();
      // Others' messages are not read while she writes; the arrow keys reach them.
      await amy.presses("Down");
      await amy.hearsTimes("Roots drink water", 1);
      await amy.tabsTo(button(portal.back), portal.back, "shift+Tab");
      await amy.presses("Return");
      await amy.isAt(open);
      await amy.tabsTo(
        page.locator(".resource-back"),
        portal.back,
        "shift+Tab",
      );
      await amy.presses("Return");
      await amy.isAt(page.locator(".resource-door"));
    });

    const prompt = page.getByRole("textbox", { name: assistant.prompt });
    await amy.step("the assistant, stopped", async () => {
      await amy.tabsTo(prompt, `${assistant.prompt} entry`);
      await amy.types("Why is the sky blue?");
      await amy.presses("Return");
      await amy.hears(assistant.answering);
      await amy.tabsTo(button(assistant.stop), assistant.stop);
      await amy.presses("Return");
      await amy.hearsOnce(assistant.brokenOff);
      answer();
    });
    await amy.step("the assistant, heard to the end", async () => {
      // Orca may miss the focus of the box and then intercepts keys.
      await amy.tabsTo(
        page.locator("main form").getByRole("button", { name: assistant.ask }),
        `${assistant.ask} push button`,
      );
      await amy.tabsTo(prompt, `${assistant.prompt} entry`, "shift+Tab");
      await amy.types("What is osmosis?");
      await amy.presses("Return");
      await amy.hears(assistant.answering);
      answer();
      await amy.hearsOnce(assistant.answered);
      // The heading leads to the text.
      await amy.tabsTo(
        page.locator("main form").getByRole("button", { name: assistant.ask }),
        `${assistant.ask} push button`,
      );
      await amy.presses("shift+h");
      await amy.hears(/Assistant.*heading level/);
      await amy.presses("Down");
      await amy.hears("It is so, and more than that.");
      await amy.tabsTo(prompt, `${assistant.prompt} entry`);
    });

    await amy.step("the answer, handed in", async () => {
      await amy.tabsTo(
        page.locator(".answer").last().getByRole("button", {
          name: assistant.handIn,
        }),
        `${assistant.handIn} push button`,
        "shift+Tab",
      );
      await amy.presses("Return");
      const dialog = page.getByRole("dialog", { name: assistant.handIn });
      // The text field has the focus.
      await amy.isAt(dialog.getByRole("textbox"));
      await amy.hears(
        `${assistant.handIn} dialog`,
        `${handIn.note} entry`,
        handIn.noteHint,
      );
      await amy.types("I knew that");
      await amy.tabsTo(
        dialog.getByRole("button", { name: assistant.give, exact: true }),
        `${assistant.give} push button`,
      );
      await amy.presses("Return");
      await amy.hearsOnce(assistant.handedIn);
      await amy.tabsTo(prompt, `${assistant.prompt} entry`);
    });

    await amy.step("a call begins", async () => {
      await desk("POST", "/call", { rooms: "main" });
      await amy.hearsOnce(callBegun.main);
    });
    await amy.step("in the call, muted", async () => {
      await amy.tabsTo(
        button(calls.join),
        `${calls.join} push button`,
        "shift+Tab",
      );
      await amy.presses("Return");
      const { joinTitle } = callDevices;
      const dialog = page.getByRole("dialog", { name: joinTitle });
      await amy.isAt(dialog.getByRole("heading"));
      await amy.tabsTo(
        dialog.getByRole("button", { name: calls.join, exact: true }),
        `${calls.join} push button`,
      );
      await amy.hears(`${callDevices.microphone} combo box`);
      await amy.presses("Return");
      await amy.isAt(button(calls.unmute));
      await amy.hearsTimes(calls.youAreMuted, 1);
    });
    await amy.step("heard in it, and muted again", async () => {
      await amy.presses("Return");
      await amy.isAt(button(calls.mute));
      await amy.hearsTimes(calls.youAreHeard, 1);
      await amy.presses("Return");
      await amy.isAt(button(calls.unmute));
      await amy.hearsTimes(calls.youAreMuted, 1);
    });
    await amy.step("taken out of it", async () => {
      await desk("DELETE", `/call/members/${memberOf("Amy")}`);
      await amy.hearsOnce(calls.out.removed);
      await desk("DELETE", "/call");
    });
    const ticket = page.getByRole("dialog", { name: exit.name });
    await amy.step("the exit ticket", async () => {
      const question = "One thing you learned?";
      await desk("PUT", "/exit-ticket", { question });
      await desk("POST", "/end", {});
      // Orca reads this only at the first key, since the dialog covers its position.
      await amy.isAt(ticket.getByRole("heading", { name: exit.name }));
      await amy.hearsTimes(exit.here, 1);
      await amy.tabsTo(
        ticket.getByRole("textbox"),
        `${question} entry ${questions.write}`,
      );
      await amy.types("Roots");
      await amy.tabsTo(
        ticket.getByRole("button", { name: exit.handIn }),
        `${exit.handIn} push button`,
      );
      await amy.presses("Return");
      await amy.hears(exit.youAreDone);
    });
    await amy.step("the end", async () => {
      await desk("POST", "/end", { now: true });
      await amy.hearsOnce(classPage.isOver);
      assert.equal(await page.title(), classPage.isOver);
      assert.equal(await amy.heard("connection has ended"), 0);
    });
    await amy.step("nothing was said twice", () => amy.heardNothingTwice());
  } finally {
    for (const seat of seats) seat.close();
    await amy.leaves();
  }
}

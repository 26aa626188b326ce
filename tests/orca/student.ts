/** A student's lesson by ear: Amy uses the keyboard, programs act for the others. */
import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { handIn } from "texts/assistant_hand_in.ts";
import { calls } from "texts/calls.ts";
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
  joinClass,
  makeTeacherSeat,
  type Seat,
  type ServerAddress,
  signUp,
} from "../people.ts";
import type { TestProxy } from "../proxy.ts";
import { Listener, type RunStep } from "./listener.ts";

export interface StudentLessonOptions {
  readonly server: ServerAddress;
  readonly network: TestProxy;
  /** Lets the model finish its answer. */
  readonly answer: () => void;
  readonly run: RunStep;
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

export async function playStudentLesson(
  given: StudentLessonOptions,
): Promise<void> {
  const lesson = await beginLesson(given);
  try {
    await joinTheClass(lesson);
    const ben = await lesson.enter("Ben"), eva = await lesson.enter("Eva");
    await talkInTheChat(lesson, ben);
    await changeMessages(lesson, ben);
    await loseTheNetwork(lesson);
    await workInGroups(lesson, eva);
    await followTheTeacher(lesson);
    await answerQuiz(lesson);
    await answerPollAndWall(lesson);
    await writeOnPage(lesson, ben);
    await askAssistant(lesson);
    await takePartInCall(lesson);
    await endClass(lesson);
  } finally {
    for (const seat of lesson.seats) seat.close();
    await lesson.amy.stop();
  }
}

/** Begins a class, and opens the form to join for Amy. */
async function beginLesson(
  { server, network, answer, run }: StudentLessonOptions,
) {
  const visitor = await signUp(server);
  const session = await createSession(visitor);
  const seats: Seat[] = [];
  const keep = async (seat: Seat) => {
    seats.push(seat);
    return await seat.openPage();
  };
  const enter = async (name: string) =>
    await keep(await joinClass(server, session.code, name));
  const desk = async (method: string, path: string, body?: unknown) => {
    const at = `/api/sessions/${session.id}${path}`;
    const { status, body: result } = await visitor.ask(method, at, body);
    assert(status < 300, `${method} ${at}: ${status} ${result?.reason}`);
    return result;
  };
  const lin = await keep(makeTeacherSeat(visitor, session));
  const made = await visitor.askExpecting(201, "POST", "/api/quizzes", cells);
  const amy = await Listener.start(
    `${network.url}/join?sessionCode=${session.code}`,
    run,
  );
  const { page } = amy;
  const button = (name: string | RegExp) =>
    page.getByRole("button", { name, exact: true });
  const item = page.locator("main .item");
  const memberOf = (name: string) =>
    [...lin.readMembers()].find(([, it]) => it.name === name)![0];
  return {
    network,
    answer,
    session,
    desk,
    lin,
    made,
    amy,
    page,
    button,
    item,
    memberOf,
    enter,
    seats,
  };
}

type StudentLesson = Awaited<ReturnType<typeof beginLesson>>;

async function joinTheClass(
  { amy }: StudentLesson,
): Promise<void> {
  await amy.runStep("the form to join is read", async () => {
    await amy.waitForSpeech(
      `${joining.heading} dialog`,
      `${joining.name} entry required.`,
      joining.nameHint,
      "Focus mode",
    );
    await amy.type("Amy");
  });
  await amy.runStep(
    "she joins, and hears the class and the assistant",
    async () => {
      await amy.press("Return");
      await amy.waitForSpeech(
        "Biology Period 3 · heading level 1",
        classPage.menu({ name: "Amy" }),
        assistant.prompt,
      );
    },
  );
}

async function talkInTheChat(
  { lin, amy, button }: StudentLesson,
  ben: Seat,
): Promise<void> {
  await amy.runStep("a message is told while the chat is closed", async () => {
    await ben.sayAndSee("Hello everyone");
    await amy.waitForSpeechOnce(chat.unreadInChat({ count: 1 }));
  });
  await amy.runStep("the chat opens by key", async () => {
    const way = await amy.tabTo(
      button(new RegExp(`^${chat.title}`)),
      /Chat, 1 new message collapsed push button/,
    );
    assert(way <= 3, `${way} presses led to the chat`);
    await amy.press("Return");
    await amy.waitForSpeech(
      "dialog",
      `${chat.message} entry ${chat.placeholder}`,
      "Focus mode",
    );
  });
  await amy.runStep("a message interrupts no typing", async () => {
    await amy.type("photo");
    await ben.sayAndSee("Is it chlorophyll?");
    await amy.waitForSpeechOnce("Ben: Is it chlorophyll?");
    await amy.type("synthesis");
    assert.equal(await amy.value(), "photosynthesis");
    await amy.press("Return");
    await lin.room.waitUntil(
      () => lin.visibleLines().includes("Amy: photosynthesis"),
      "Amy had said it",
    );
  });
  await amy.runStep(
    "each of ten messages is said or counted once",
    async () => {
      for (let n = 0; n < 10; n++) await ben.sayAndSee(`flood ${n}`);
      await eventually(
        () => amy.sumSpoken(/(\d+) new messages|Ben: (flood)/g),
        (it) => it === 10,
        "all ten were counted aloud, or said",
      );
    },
  );
  await amy.runStep("equal words are said twice", async () => {
    await ben.sayAndSee("yes");
    await amy.waitForSpeech("Ben: yes");
    await ben.sayAndSee("yes");
    await amy.waitForSpeechTimes("Ben: yes", 2);
  });
  await amy.runStep("she hears who speaks, and to whom", async () => {
    await lin.sayAndSee("Open your books");
    await amy.waitForSpeechOnce(
      chat.saysAsTeacher({ name: "Ms Lin", text: "Open your books" }),
    );
    await ben.sayAndSee("@Amy are you there?");
    await amy.waitForSpeechOnce(
      chat.saysToYou({ name: "Ben", text: "@Amy are you there?" }),
    );
    await ben.sayAndSee("我覺得是葉綠素");
    await amy.waitForSpeechOnce("Ben: 我覺得是葉綠素");
  });
}

async function changeMessages(
  { lin, amy, page }: StudentLesson,
  ben: Seat,
): Promise<void> {
  const log = page.getByRole("log");
  const box = page.getByRole("textbox", { name: chat.message, exact: true });
  const message = (words: string) =>
    log.locator(".message", { hasText: words });
  const tool = (name: string) =>
    page.locator(".message-menu").getByRole("button", { name, exact: true });
  await amy.runStep("a message is read again", async () => {
    await ben.sayAndSee("Roots drink");
    await amy.waitForSpeech("Ben: Roots drink");
    await amy.tabTo(log, `${chat.messages} log`, "shift+Tab");
    await amy.waitForSpeech(chat.messagesHint);
    await amy.passKeysToPage();
    await amy.press("Up");
    await amy.waitForFocus(message("Roots drink"));
    await amy.waitForSpeech(/Ben: Roots drink, \d+:\d\d/);
  });
  await amy.runStep("she reacts to it", async () => {
    await amy.press("Return");
    await amy.waitForSpeech(
      tools.of({ name: "Ben" }),
      `${chat.emojis["👍"]} toggle button not pressed`,
    );
    await amy.press("Return");
    await amy.waitForFocus(message("Roots drink"));
    await amy.waitForSpeech(
      new RegExp(
        `Ben: Roots drink, .*${
          chat.reaction({ emoji: chat.emojis["👍"], count: 1 })
        }`,
      ),
    );
  });
  await amy.runStep("she replies to it", async () => {
    await amy.press("Return");
    await amy.waitForSpeech(`${chat.emojis["👍"]} toggle button pressed`);
    await amy.tabTo(tool(chat.reply), `${chat.reply} push button`);
    await amy.press("Return");
    await amy.waitForFocus(box);
    await amy.waitForSpeech(`${chat.replyingTo} Ben Roots drink`);
    await amy.type("Leaves, too");
    await amy.press("Return");
    await lin.room.waitUntil(
      () => lin.visibleLines().includes("Amy: Leaves, too"),
      "Amy had said it",
    );
  });
  await amy.runStep("she changes her own message", async () => {
    await amy.tabTo(log, `${chat.messages} log`, "shift+Tab");
    await amy.press("Up");
    await amy.waitForSpeech(/Amy: Leaves, too, \d+:\d\d/);
    await amy.press("Return");
    await amy.waitForSpeech(tools.of({ name: "Amy" }));
    await amy.tabTo(tool(tools.edit), `${tools.edit} push button`);
    await amy.press("Return");
    await amy.waitForSpeech(`${tools.words} entry Leaves, too`, tools.hint);
    await amy.type(" a bit");
    await amy.press("Return");
    await amy.waitForFocus(message("Leaves, too a bit"));
    await amy.waitForSpeech("Amy: Leaves, too a bit");
    await lin.room.waitUntil(
      () => lin.visibleLines().includes("Amy: Leaves, too a bit"),
      "it was changed",
    );
  });
  const deletes = async () => {
    await amy.press("Return");
    await amy.waitForSpeech(tools.of({ name: "Amy" }));
    await amy.tabTo(tool(tools.delete), `${tools.delete} push button`);
    await amy.press("Return");
    await amy.waitForSpeech(chat.deleting);
    await amy.waitForFocus(log.getByRole("button", { name: frame.undo }));
  };
  await amy.runStep("she deletes it, and takes that back", async () => {
    await deletes();
    await amy.press("Return");
    await amy.waitForFocus(message("Leaves, too a bit"));
    await amy.waitForSpeech(/Amy: Leaves, too a bit, \d+:\d\d/);
  });
  await amy.runStep("she deletes it for good", async () => {
    await deletes();
    await lin.room.waitUntil(
      () => lin.visibleLines().includes("Amy: deleted"),
      "it was deleted",
    );
    await amy.waitForFocus(log);
    await amy.waitForSpeech(`${chat.messages} log`);
    await amy.returnKeysToOrca();
    await amy.tabTo(box, `${chat.message} entry`);
  });
}

async function loseTheNetwork(
  { network, amy }: StudentLesson,
): Promise<void> {
  await amy.runStep("she hears that the network is gone", async () => {
    network.cut();
    await amy.waitForSpeechOnce(
      "No connection. Your messages are saved here",
    );
    await amy.type("written meanwhile");
    await amy.press("Return");
  });
  await amy.runStep("she hears that it is back, and all is sent", async () => {
    network.restore();
    await amy.waitForSpeechOnce(chat.backAndSent({ count: 1 }));
  });
}

async function workInGroups(
  { desk, amy, page, memberOf }: StudentLesson,
  eva: Seat,
): Promise<void> {
  const { rooms } = await desk("POST", "/breakouts/rooms", {
    names: ["Red", "Blue"],
  });
  const [red, blue] = rooms as { id: string }[];
  const moves = (room: { id: string }, ...names: string[]) =>
    desk("POST", "/breakouts/moves", {
      moves: names.map((name) => ({ member: memberOf(name), room: room.id })),
    });
  await amy.runStep("she is moved to a group, and to another", async () => {
    await moves(red, "Amy", "Ben");
    await moves(blue, "Eva");
    await desk("POST", "/breakouts/start", {});
    await amy.waitForSpeechOnce(
      groups.youAreIn({ name: "Red", others: "Ben" }),
    );
    await moves(blue, "Amy");
    await amy.waitForSpeechOnce(
      groups.youAreIn({ name: "Blue", others: "Eva" }),
    );
  });
  const tab = (name: string) => page.getByRole("tab", { name });
  await amy.runStep("she hears a group mate in the group", async () => {
    await amy.tabTo(
      page.getByRole("tab", { selected: true }),
      /page tab/,
      "shift+Tab",
    );
    // The chat may have switched by itself.
    if (await tab("Blue").getAttribute("aria-selected") !== "true") {
      await amy.press("Right");
    }
    await amy.waitForFocus(tab("Blue"));
    eva.queueMessage("Who writes it down?", blue.id);
    await amy.waitForSpeech("Eva: Who writes it down?");
  });
  await amy.runStep("she hears of a group mate in the main room", async () => {
    await amy.press("Left");
    await amy.waitForSpeech(`${groups.main} page tab`);
    eva.queueMessage("I do", blue.id);
    await amy.waitForSpeech(chat.unreadIn({ count: 1, room: "Blue" }));
    await desk("POST", "/breakouts/broadcast", { text: "Two more minutes" });
    await amy.waitForSpeech(
      chat.saysToAll({ name: "Ms Lin", text: "Two more minutes" }),
    );
    await amy.press("Right");
    await amy.waitForFocus(tab("Blue"));
  });
  await amy.runStep("she hears how much time is left", async () => {
    await desk("POST", "/breakouts/timer", { minutes: 2 });
    await amy.waitForSpeech(`${groups.timeLeft}: 2 minutes`);
    await desk("POST", "/breakouts/timer", { minutes: 1 });
    await amy.waitForSpeech(groups.lastMinuteThenBack);
    // Gives the next steps more time.
    await desk("POST", "/breakouts/timer", { minutes: 60 });
  });
}

async function followTheTeacher(
  { desk, amy, page, button, memberOf }: StudentLesson,
): Promise<void> {
  await amy.runStep("Eyes on me takes the focus", async () => {
    await amy.tabTo(
      page.getByRole("textbox", { name: chat.message }),
      `${chat.message} entry`,
    );
    await desk("PATCH", "", { eyesOnMe: { text: "Look at the board" } });
    await amy.waitForSpeechOnce("Look at the board", eyes.paused);
  });
  await amy.runStep("its end gives the focus back", async () => {
    await desk("PATCH", "", { eyesOnMe: null });
    await amy.waitForSpeech(`${chat.message} entry`);
  });
  await amy.runStep("she hears that the chat pauses and goes on", async () => {
    await desk("PATCH", "", { chatPaused: true });
    await amy.waitForSpeechOnce(chat.paused);
    await desk("PATCH", "", { chatPaused: false });
    await amy.waitForSpeech(chat.youCanWrite);
  });
  await amy.runStep("she hears that she is muted and is not", async () => {
    const at = `/members/${memberOf("Amy")}`;
    await desk("PATCH", at, { muted: true });
    await amy.waitForSpeechOnce(chat.muted);
    await desk("PATCH", at, { muted: false });
    await amy.waitForSpeech(chat.youCanWrite);
  });
  await amy.runStep(
    "she asks for help, and hears that it is seen",
    async () => {
      await amy.tabTo(button(groups.askForHelp), groups.askForHelp);
      await amy.press("Return");
      await amy.waitForSpeech(groups.helpIsUp, groups.addLine);
      await desk("DELETE", `/help/${memberOf("Amy")}`);
      await amy.waitForSpeechOnce(groups.helpSeen);
    },
  );
  await amy.runStep("she hears that the groups end", async () => {
    await desk("POST", "/breakouts/stop", { grace: 5 });
    await amy.waitForSpeechOnce(groups.backNow, groups.over);
  });
}

async function answerQuiz(
  { desk, made, amy, page, button, item }: StudentLesson,
): Promise<void> {
  const { resource: quiz } = await desk("POST", "/resources", {
    quiz: made.body.quiz.id,
  });
  await amy.runStep("a quiz comes, and opens by key", async () => {
    await amy.waitForSpeechOnce(portal.came({ name: "Cells" }));
    await amy.tabTo(
      button(asked.answerNamed({ name: "Cells" })),
      asked.answerNamed({ name: "Cells" }),
    );
    await amy.press("Return");
    await amy.waitForSpeech("0 of 3 answered");
  });
  await amy.runStep("she chooses one answer", async () => {
    await amy.tabTo(
      item.getByRole("radio").first(),
      /Which part catches light\? panel.*Nucleus.*not selected radio button/,
    );
    // Orca handles this arrow and reads on.
    await amy.press("Down");
    await amy.waitForSpeech(/Chloroplast.*not selected radio button/);
    await amy.press("space");
    await amy.waitForSpeech(/(?<!not )selected/, "1 of 3 answered");
    await amy.press("Return");
  });
  await amy.runStep("she chooses several answers", async () => {
    await amy.tabTo(
      item.getByRole("checkbox", { name: "Light" }),
      /What does a leaf need\? panel.*Light check box not checked/,
    );
    await amy.press("space");
    await amy.waitForSpeech("checked", "2 of 3 answered");
    await amy.tabTo(
      item.getByRole("checkbox", { name: "Water" }),
      "Water check box not checked",
    );
    await amy.press("space");
    await amy.waitForSpeechTimes(/(?<!not )checked/, 2);
  });
  await amy.runStep("she answers with a number", async () => {
    await amy.press("Return");
    await amy.waitForSpeech(
      "How many legs has an insect? entry",
      questions.numberHint,
      "Focus mode",
    );
    await amy.type("six");
    await amy.waitForSpeech(questions.noNumber);
    await amy.emptyField();
    await amy.type("6");
    await amy.waitForSpeech("3 of 3 answered");
    await amy.press("Return");
    await amy.waitForFocus(
      item.getByRole("heading", { name: quizzes.review }),
    );
    await amy.waitForSpeech(`${quizzes.review} heading level 3`);
  });
  await amy.runStep("she hands in, and hears the results", async () => {
    await amy.tabTo(
      item.getByRole("button", { name: quizzes.handIn }).last(),
      `${quizzes.handIn} push button`,
    );
    await amy.press("Return");
    await amy.waitForSpeech(quizzes.handedIn);
    await desk("PATCH", `/resources/${quiz.id}`, { showResults: true });
    await amy.waitForSpeech("The results are here.", "4 of 4 points");
    await amy.tabTo(button(portal.back), portal.back, "shift+Tab");
    await amy.press("Return");
    // The focus returns to the opening button; Orca is silent, as its own position is gone.
    await amy.waitForFocus(page.locator(".resource-door"));
  });
}

async function answerPollAndWall(
  { desk, amy, page, button }: StudentLesson,
): Promise<void> {
  await amy.runStep("she votes in a poll", async () => {
    const poll = { kind: "yes-no", question: "Ready?", anonymous: true };
    await desk("POST", "/resources", { poll });
    await amy.waitForSpeechOnce("New in the Class Portal: Ready?");
    await amy.tabTo(
      page.locator(".asked-card").getByRole("button", {
        name: questions.yes,
      }),
      /Ready\? panel.*Yes push button/,
    );
    await amy.press("Return");
    await amy.waitForSpeech(
      asked.voted,
      asked.resultsLaterAny,
    );
  });
  await amy.runStep("she opens the wall", async () => {
    await desk("POST", "/resources", { wall: {} });
    await amy.waitForSpeechOnce(portal.came({ name: wall.title }));
    await amy.tabTo(button(/^Class Portal/), "Class Portal");
    await amy.press("Return");
    const open = button(`Open ${wall.title}`);
    await amy.tabTo(open, `Open ${wall.title} push button`);
    await amy.press("Return");
    await amy.waitForSpeech(`${wall.title} heading level 2`);
  });
  await amy.runStep("she asks a question there", async () => {
    await amy.tabTo(
      page.getByRole("textbox", { name: wall.yourQuestion }),
      `${wall.yourQuestion} entry`,
    );
    await amy.type("Do roots breathe?");
    await amy.press("Return");
    await amy.waitForSpeechOnce(wall.onWall);
    const back = page.locator("main").getByRole("button", {
      name: portal.back,
    });
    await amy.tabTo(back.first(), portal.back, "shift+Tab");
    await amy.press("Return");
    await amy.waitForFocus(button(`Open ${wall.title}`));
    await amy.tabTo(
      page.locator(".resource-back"),
      portal.back,
      "shift+Tab",
    );
    await amy.press("Return");
    await amy.waitForFocus(page.locator(".resource-door"));
  });
}

async function writeOnPage(
  { session, desk, amy, page, button }: StudentLesson,
  ben: Seat,
): Promise<void> {
  await amy.runStep("she writes on a page with a classmate", async () => {
    const name = "Our leaf";
    const { resource } = await desk("POST", "/resources", {
      page: { name, text: "What we saw", per: "class" },
    });
    await amy.waitForSpeechOnce(portal.came({ name }));
    await amy.tabTo(button(/^Class Portal/), "Class Portal");
    await amy.press("Return");
    const open = button(items.openNamed({ name }));
    await amy.tabTo(open, `${items.openNamed({ name })} push button`);
    await amy.press("Return");
    await amy.waitForSpeech(`${name} heading level 2`);
    const text = page.getByRole("textbox", { name });
    await amy.tabTo(text, new RegExp(`${name}.*entry`));
    await amy.press("End");
    await amy.waitForSpeech("Focus mode");
    await amy.type(" is green.");
    const { body } = await ben.visitor.ask(
      "POST",
      `/api/sessions/${session.id}/pages`,
      { resource: resource.id },
    );
    const shared = ben.open(documentNames.page(session.id, body.page));
    const root = shared.doc.getXmlFragment("page");
    await shared.waitUntil(() => root.length > 0, "it was there");
    const line = new Y.XmlElement("paragraph");
    line.insert(0, [new Y.XmlText("Roots drink water")]);
    root.push([line]);
    await text.getByText("Roots drink water").waitFor();
    await amy.press("Down");
    await amy.waitForSpeechTimes("Roots drink water", 1);
    await amy.tabTo(button(portal.back), portal.back, "shift+Tab");
    await amy.press("Return");
    await amy.waitForFocus(open);
    await amy.tabTo(
      page.locator(".resource-back"),
      portal.back,
      "shift+Tab",
    );
    await amy.press("Return");
    await amy.waitForFocus(page.locator(".resource-door"));
  });
}

async function askAssistant(
  { answer, amy, page, button }: StudentLesson,
): Promise<void> {
  const prompt = page.getByRole("textbox", { name: assistant.prompt });
  await amy.runStep("she stops the assistant", async () => {
    await amy.tabTo(prompt, `${assistant.prompt} entry`);
    await amy.type("Why is the sky blue?");
    await amy.press("Return");
    await amy.waitForSpeech(assistant.answering);
    await amy.tabTo(button(assistant.stop), assistant.stop);
    await amy.press("Return");
    await amy.waitForSpeechOnce(assistant.brokenOff);
    answer();
  });
  await amy.runStep("she hears an answer to its end", async () => {
    // Orca may miss the focus of the box and then intercepts keys.
    await amy.tabTo(
      page.locator("main form").getByRole("button", { name: assistant.ask }),
      `${assistant.ask} push button`,
    );
    await amy.tabTo(prompt, `${assistant.prompt} entry`, "shift+Tab");
    await amy.type("What is osmosis?");
    await amy.press("Return");
    await amy.waitForSpeech(assistant.answering);
    answer();
    await amy.waitForSpeechOnce(assistant.answered);
    // The heading leads to the text.
    await amy.tabTo(
      page.locator("main form").getByRole("button", { name: assistant.ask }),
      `${assistant.ask} push button`,
    );
    await amy.press("shift+h");
    await amy.waitForSpeech(/Assistant.*heading level/);
    await amy.press("Down");
    await amy.waitForSpeech("It is so, and more than that.");
    await amy.tabTo(prompt, `${assistant.prompt} entry`);
  });

  await amy.runStep("she hands the answer in", async () => {
    await amy.tabTo(
      page.locator(".answer").last().getByRole("button", {
        name: assistant.handIn,
      }),
      `${assistant.handIn} push button`,
      "shift+Tab",
    );
    await amy.press("Return");
    const dialog = page.getByRole("dialog", { name: assistant.handIn });
    await amy.waitForFocus(dialog.getByRole("textbox"));
    await amy.waitForSpeech(
      `${assistant.handIn} dialog`,
      `${handIn.note} entry`,
      handIn.noteHint,
    );
    await amy.type("I knew that");
    await amy.tabTo(
      dialog.getByRole("button", { name: assistant.give, exact: true }),
      `${assistant.give} push button`,
    );
    await amy.press("Return");
    await amy.waitForSpeechOnce(assistant.handedIn);
    await amy.tabTo(prompt, `${assistant.prompt} entry`);
  });
}

async function takePartInCall(
  { desk, amy, button, memberOf }: StudentLesson,
): Promise<void> {
  await amy.runStep("she hears that a call begins", async () => {
    await desk("POST", "/call", { rooms: "main" });
    await amy.waitForSpeechOnce(callBegun.main);
  });
  await amy.runStep("she joins the call, muted", async () => {
    await amy.tabTo(
      button(calls.join),
      `${calls.join} push button`,
      "shift+Tab",
    );
    await amy.press("Return");
    await amy.waitForFocus(button(calls.unmute));
    await amy.waitForSpeechTimes(calls.youAreMuted, 1);
  });
  await amy.runStep("she is heard in it, and mutes herself", async () => {
    await amy.press("Return");
    await amy.waitForFocus(button(calls.mute));
    await amy.waitForSpeechTimes(calls.youAreHeard, 1);
    await amy.press("Return");
    await amy.waitForFocus(button(calls.unmute));
    await amy.waitForSpeechTimes(calls.youAreMuted, 1);
  });
  await amy.runStep("she is taken out of it", async () => {
    await desk("DELETE", `/call/members/${memberOf("Amy")}`);
    await amy.waitForSpeechOnce(calls.out.removed);
    await desk("DELETE", "/call");
  });
}

async function endClass(
  { desk, amy, page }: StudentLesson,
): Promise<void> {
  const ticket = page.getByRole("dialog", { name: exit.name });
  await amy.runStep("she hands in the exit ticket", async () => {
    const question = "One thing you learned?";
    await desk("PUT", "/exit-ticket", { question });
    await desk("POST", "/end", {});
    // Orca reads this only at the first key, since the dialog covers its position.
    await amy.waitForFocus(ticket.getByRole("heading", { name: exit.name }));
    await amy.waitForSpeechTimes(exit.here, 1);
    await amy.tabTo(
      ticket.getByRole("textbox"),
      `${question} entry ${questions.write}`,
    );
    await amy.type("Roots");
    await amy.tabTo(
      ticket.getByRole("button", { name: exit.handIn }),
      `${exit.handIn} push button`,
    );
    await amy.press("Return");
    await amy.waitForSpeech(exit.youAreDone);
  });
  await amy.runStep("she hears that the class is over", async () => {
    await desk("POST", "/end", { now: true });
    await amy.waitForSpeechOnce(classPage.isOver);
    assert.equal(await page.title(), classPage.isOver);
    assert.equal(await amy.countSpoken("connection has ended"), 0);
  });
  await amy.runStep(
    "nothing was said twice",
    () => amy.assertNothingRepeated(),
  );
}

/**
 * A whole lesson of 28 students in their own browsers, once per language: chat, assistant, groups, quiz, polls,
 * question wall and exit ticket. Some have phones, another language, no network at times, or only a keyboard. Takes
 * minutes: `deno task test:lesson`.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assistant } from "texts/assistant.ts";
import { chat } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { exit } from "texts/checks_exit.ts";
import { asked, items, quiz } from "texts/sharing_class.ts";
import { ask as asking } from "texts/checks_ask.ts";
import { live, pollMenu, share } from "texts/sharing_live.ts";
import { questions } from "texts/checks_questions.ts";
import { wall } from "texts/walls.ts";
import { review } from "texts/review.ts";
import { session as end } from "texts/sessions_live.ts";
import { languages } from "texts/languages.ts";
import { type Language, runInLanguage } from "../../locales/current.ts";
import { assertLayoutAndSave } from "../browser.ts";
import { answersInState, askAssistant } from "../browser/assistant/asking.ts";
import { openResource } from "../browser/resources/opens.ts";
import {
  callSessionApi,
  type Person,
  testStage,
  waitForAnswer,
} from "../browser/stage.ts";
import { findLatinWords } from "../browser/words.ts";
import { readCsv } from "../csv.ts";
import { startModelServer, streamWords } from "../model_server.ts";

interface Script {
  names: readonly string[];
  teacher: string;
  quiz: string;
  questions: readonly [string, string, string];
  right: string;
  hello: string;
  question: string;
  worrying: string;
  ticket: string;
}

const scripts: Record<string, Script> = {
  en: {
    names:
      "Amy Ben Chloe Dan Eva Finn Grace Hugo Ines Jack Kim Liam Mia Noah Olga Paul Quinn Rosa Sam Tara Uma Victor Wendy Xander Yara Zoe Max Ida"
        .split(" "),
    teacher: "Ms Lin",
    quiz: "Cells",
    questions: [
      "What carries the plan of a cell?",
      "What makes plants green?",
      "How many cells after three divisions?",
    ],
    right: "Chlorophyll",
    hello: "hello all",
    question: "What is osmosis?",
    worrying: "I want to kill myself",
    ticket: "One thing you learned?",
  },
  "zh-TW": {
    names:
      "王小明 陳怡君 林志豪 黃淑芬 張家豪 李雅婷 吳宗翰 劉佩珊 蔡承翰 楊宜蓁 許柏翰 鄭詩涵 謝冠宇 郭欣怡 洪俊傑 曾雅雯 邱建宏 廖婉婷 賴彥廷 徐子晴 周家瑋 葉思妤 蘇柏宇 莊雅筑 呂承恩 江語彤 何品睿 蕭宇涵"
        .split(" "),
    teacher: "林老師",
    quiz: "細胞",
    questions: [
      "細胞的藍圖在哪裡？",
      "植物為什麼是綠色的？",
      "分裂三次後有幾個細胞？",
    ],
    right: "葉綠素",
    hello: "大家好",
    question: "什麼是滲透作用？",
    worrying: "我想自殺",
    ticket: "今天學到什麼？",
  },
};

/** Special students, by index. */
const isOnPhone = (at: number) => at % 7 === 0;
const reader = 5, offline = 3, worried = 6, keyboard = 9;
const words = ["cell", "leaf", "poop", "sun"];

for (const language of languages.filter(({ tag }) => tag in scripts)) {
  const model = { stop: async () => {} };
  testStage(
    `a lesson of 28 in browsers, ${language.tag}, loses nothing and counts correctly`,
    async ({ person, step }) => {
      const lesson = await begin(language, person);
      const { all, board, desk, page, say, script, teacher } = lesson;
      const far = () => all[offline];
      await step("28 join", async () => {
        for (const at of script.names.keys()) {
          const other = languages.find((it) => it !== language);
          all.push(
            await person({
              phone: isOnPhone(at),
              language: at === reader ? other : language,
            }),
          );
        }
        await lesson.each((one, at) =>
          one.join(lesson.session.code, script.names[at])
        );
        await waitForAnswer(() => page.locator(".lobby-name").count(), 28);
        await lesson.look("joined");
      });

      await step("each writes, one offline", async () => {
        await far().waitUntilStoredForOffline();
        await lesson.each((one) => one.openChat());
        await far().goOffline();
        await lesson.each((one, at) => one.say(`${script.hello} ${at}`));
        await say(far(), () => far().say(`${script.hello}!`));
        await far().goOnline();
        await teacher.openChat();
        await waitForAnswer(async () => {
          const { messages } = await desk("GET", "/history?part=chat");
          return messages.filter(({ text }: { text?: string }) =>
            text?.startsWith(script.hello)
          ).length;
        }, 29);
        for (const at of [0, offline, 27]) {
          await all[at].waitForMessage(`${script.hello} 27`);
          await all[at].waitForMessage(`${script.hello}!`);
        }
        await lesson.look("chat");
        await lesson.closeSheets();
      });

      await step("each asks the assistant, and one shares it", async () => {
        await lesson.each((one, at) =>
          askAssistant(
            one,
            at === worried ? script.worrying : `${script.question} (${at})`,
          )
        );
        await lesson.each((one) => answersInState(one).first().waitFor());
        await teacher.openWaitingItem("worrying");
        await page.keyboard.press("Escape");
        await say(teacher, async () => {
          const name = script.names[worried];
          await page.getByRole("button", {
            name: review.board.viewOf({ name }),
          })
            .first().click();
          const view = page.getByRole("complementary", { name, exact: true });
          await view.getByText(script.worrying).first().waitFor();
          await view.getByRole("button", { name: review.view.toChat }).first()
            .click();
          await lesson.dialog.getByText(review.send.worrying({ name }))
            .waitFor();
          await lesson.look("worrying");
          await lesson.dialog.getByRole("button", {
            name: review.send.cancel,
            exact: true,
          }).click();
          await page.keyboard.press("Escape");
        });
        await say(all[2], async () => {
          await all[2].button(assistant.toChat).first().click();
          await all[2].text(assistant.sentToChat).first().waitFor();
        });
        await all[1].waitForMessage(`${script.question} (2)`);
      });

      await step("they work in groups of 4, and return", async () => {
        await say(teacher, async () => {
          await page.locator(".verb-groups").click();
          await page.getByRole("button", {
            name: groupsBoard.go,
            exact: true,
          }).click();
          await teacher.sees(
            groupsDesk.summary({ students: 28, groups: 7 }),
          );
        });
        await lesson.each(async (one, at) => {
          await one.openChat();
          const tabs = one.page.getByRole("tab", { selected: true });
          const own = tabs.filter({ hasNotText: groups.main });
          const [goTo] = groups.goTo({ name: "|" }).split("|");
          const go = one.button(new RegExp(`^${RegExp.escape(goTo.trim())}`));
          await own.or(go).first().waitFor();
          if (await own.count() === 0) await go.first().click();
          await own.waitFor();
          await one.say(`${script.hello} ~${at}`);
        });
        await say(
          all[8],
          () => all[8].button(groups.askForHelp).first().click(),
        );
        await say(teacher, () => teacher.openTab(review.tabs.groups));
        const { rooms } = await desk("GET", "/breakouts");
        assert.equal(rooms.length, 7);
        await desk("POST", "/breakouts/broadcast", { text: script.ticket });
        await lesson.each((one) => one.waitForMessage(script.ticket));
        await lesson.look("groups");
        await desk("POST", "/breakouts/stop", { grace: 0 });
        await lesson.each((one) =>
          one.page.getByRole("tab", { name: groups.main, selected: true })
            .waitFor()
        );
        await lesson.closeSheets();
      });

      await step("a quiz runs, one hands it in offline", async () => {
        await say(teacher, async () => {
          await teacher.openTab(review.tabs.resources);
          await lesson.press(share.quiz);
          await lesson.dialog.getByRole("radio", { name: script.quiz }).check();
          await lesson.dialog.getByRole("button", { name: share.assign })
            .click();
        });
        await lesson.each((one) => openResource(one, script.quiz));
        const { id } = await lesson.newest();
        await far().goOffline();
        await lesson.each(async (one, at) => {
          await answer(one, at, script.right);
          await one.sees(at === offline ? quiz.handedInAway : quiz.handedIn);
        });
        const came = async () =>
          (await desk("GET", `/resources/${id}`)).done.length;
        await waitForAnswer(came, 27);
        await far().goOnline();
        await waitForAnswer(came, 28);
        await say(teacher, async () => {
          await lesson.press(live.showResults);
          await lesson.dialog.getByRole("button", { name: live.showResults })
            .click();
        });
        await lesson.each((one) => one.sees(quiz.marks.right));
        await lesson.look("results");
        await lesson.back();
      });

      await step("an anonymous poll adds up at any time", async () => {
        await lesson.polls("yes-no");
        const { id } = await lesson.newest();
        await lesson.each(async (one, at) => {
          await openResource(one, questions.whatDoYouSay);
          await one.page.locator("main .item:not(:has([data-settling]))")
            .getByRole("button", {
              name: at % 3 === 2 ? questions.no : questions.yes,
            }).click();
          await one.sees(asked.voted);
          const { questions: [{ answered, counts }] } = await desk(
            "GET",
            `/resources/${id}`,
          );
          const told = Object.values(counts as Record<string, number>)
            .reduce((sum, count) => sum + count, 0);
          assert(told === 0 || told <= answered && told % 5 === 0, `${told}`);
        });
        await say(teacher, () => lesson.press(live.showResults));
        await say(all[0], () => all[0].page.locator(".bar").first().waitFor());
        const { questions: [{ counts }] } = await desk(
          "GET",
          `/resources/${id}`,
        );
        assert.deepEqual(Object.values(counts).sort(), [19, 9]);
        await lesson.look("poll");
        await lesson.closesAnswers();
      });

      await step("one word each adds up, without a hidden one", async () => {
        await lesson.polls("word");
        await lesson.each(async (one, at) => {
          const box = one.page.locator("main .item").getByRole("textbox");
          await openResource(one, questions.whatDoYouSay);
          await box.fill(words[at % words.length]);
          await one.button(asked.send).click();
          await one.sees(asked.voted);
        });
        const word = words[2];
        await say(teacher, async () => {
          await teacher.button(questions.hideWord({ word })).click();
          await teacher.sees(questions.hiddenWords({ count: 1 }));
          await lesson.press(live.showResults);
        });
        await all[0].sees(words[1]);
        for (const page of [all[0].page, board]) {
          await page.getByText(words[1]).first().waitFor();
          assert.equal(await page.getByText(word).count(), 0);
        }
        await lesson.look("words");
        await lesson.closesAnswers();
      });

      await step("the wall runs, one asks offline", async () => {
        await say(teacher, async () => {
          await lesson.press(wall.title);
          await lesson.dialog.getByRole("button", {
            name: share.share,
            exact: true,
          }).click();
          await teacher.sees(wall.emptyDesk);
        });
        await say(far(), () => openResource(far(), items.kinds.wall));
        await far().goOffline();
        const asking = all.filter((_, at) => at % 4 === offline % 4);
        await lesson.each(async (one, at) => {
          if (one !== far()) await openResource(one, items.kinds.wall);
          await one.page.getByLabel(wall.yourQuestion)
            .fill(`${script.question} ${at}`);
          await one.button(wall.post).click();
        }, asking);
        await far().goOnline();
        const asked = page.getByRole("listitem")
          .filter({ hasText: script.question });
        await waitForAnswer(() => asked.count(), 7);
        await say(teacher, async () => {
          await board.getByText(wall.emptyPresent).waitFor();
          assert.equal(await board.getByText(script.question).count(), 0);
          await page.getByRole("main").getByLabel(wall.presentsAll).check();
        });
        await board.getByText(script.question).first().waitFor();
        await lesson.look("wall");
        await lesson.back();
      });

      await step("the exit ticket, the end, and the record", async () => {
        await say(teacher, async () => {
          await lesson.press(exit.name);
          await lesson.dialog.getByLabel(exit.line).fill(script.ticket);
          await lesson.dialog.getByLabel(exit.line).press("Enter");
          await lesson.dialog.getByText(exit.isReady({ name: script.ticket }))
            .waitFor();
          await page.keyboard.press("Escape");
          await teacher.pressInDeskMenu(end.end);
        });
        await lesson.each(async (one, at) => {
          const ticket = one.page.getByRole("dialog", { name: exit.name });
          await ticket.getByRole("textbox").fill(`ticket ${at}`);
          await ticket.getByRole("button", { name: exit.handIn }).click();
          await ticket.getByText(exit.youAreDone).waitFor();
        });
        await say(teacher, async () => {
          await teacher.sees(exit.everybody);
          await teacher.button(exit.endNow).click();
          await teacher.sees(end.overTitle);
        });
        await lesson.look("over");
        const rows = async (part: string) => {
          const path = `/api/sessions/${lesson.session.id}/history`;
          const answer = await page.request.get(
            `${path}?part=${part}&format=csv`,
          );
          return readCsv((await answer.text()).replace(/^\uFEFF/, "")).length;
        };
        assert.equal(await rows("answers"), 1 + 3 * 28 + 2 + words.length + 28);
        assert.equal(await rows("attendance"), 1 + 1 + 28);
      });
    },
    () => {
      const server = startModelServer(({ body }) =>
        streamWords([body.messages.at(-1)!.content])
      );
      model.stop = () => server.stop();
      return { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: "key" };
    },
  );
  Deno.test.afterAll(() => model.stop());
}

async function begin(
  language: Language,
  person: (how: { language: Language }) => Promise<Person>,
) {
  const script = scripts[language.tag];
  const teacher = await person({ language });
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp(script.teacher);
  const [first, second, third] = script.questions;
  const made = await page.request.post("/api/quizzes", {
    data: {
      name: script.quiz,
      questions: [
        {
          kind: "single",
          text: first,
          choices: ["DNA", "H2O"],
          correct: 0,
          points: 1,
        },
        { kind: "text", text: second, correct: [script.right], points: 1 },
        { kind: "number", text: third, correct: 8, points: 1 },
      ],
    },
  });
  assert.equal(made.status(), 201, await made.text());
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await desk("PUT", "/class-list", {
    names: script.names.map((name) => ({ name })),
  });
  const board: Page = await teacher.context.newPage();
  await board.setViewportSize({ width: 1366, height: 768 });
  await board.goto(`${page.url()}/present`);
  await page.bringToFront();
  const all: Person[] = [];
  const say = <T>(one: Person, work: () => T) =>
    runInLanguage(one.language, work);
  const press = (name: string) =>
    page.getByRole("main").getByRole("button", { name, exact: true }).first()
      .click();
  const known = [
    ...words,
    ...Object.values(scripts).flatMap((it) => Object.values(it).flat()),
    "Homeroom DNA H2O gpt-4o-mini ticket",
  ].join(" ");

  return {
    all,
    board,
    desk,
    dialog: page.locator("dialog:modal"),
    page,
    press,
    say,
    script,
    session,
    teacher,
    /** Runs `work` for each, a few at a time. */
    async each(
      work: (one: Person, at: number) => Promise<unknown>,
      who: readonly Person[] = all,
    ) {
      const left = who.map((one) => [one, all.indexOf(one)] as const);
      await Promise.all(Array.from({ length: 4 }, async () => {
        for (let next = left.shift(); next; next = left.shift()) {
          const [one, at] = next;
          try {
            await say(one, () => work(one, at));
          } catch (error) {
            throw new Error(`student ${at}, ${script.names[at]}`, {
              cause: error,
            });
          }
        }
      }));
    },
    async newest(): Promise<{ id: string }> {
      return (await desk("GET", "/resources")).resources.at(-1);
    },
    async back() {
      await say(teacher, () => press(live.back));
    },
    async closesAnswers() {
      await say(teacher, () => press(asking.closeAnswers));
    },
    async polls(kind: "yes-no" | "word") {
      await say(teacher, async () => {
        await press(asking.name);
        await press(pollMenu.kinds[kind]);
        const name = questions.whatDoYouSay;
        await page.getByRole("main").getByRole("heading", { name }).waitFor();
      });
    },
    /** On a phone the chat covers the page. */
    async closeSheets() {
      for (const one of all.filter((_, at) => isOnPhone(at))) {
        await say(one, () =>
          one.page.locator(".chat-panel")
            .getByRole("button", { name: chat.close, exact: true }).first()
            .click());
      }
    },
    /** Checks layout and language of desk, projector, phone and laptop. */
    async look(name: string) {
      const pages: Record<string, Page> = {
        desk: page,
        board,
        phone: all[0].page,
        laptop: all[1].page,
      };
      for (const [of, page] of Object.entries(pages)) {
        const as = `lesson-${language.tag}-${name}-${of}`;
        await assertLayoutAndSave(page, as);
        if (language.tag !== "zh-TW") continue;
        assert.deepEqual(await findLatinWords(page, known), [], as);
      }
    },
  };
}

async function answer(one: Person, at: number, right: string) {
  const { page } = one;
  const item = page.locator("main .item");
  const shows = (number: number) => one.sees(quiz.number({ number, of: 3 }));
  const next = async (number: number, fill: () => unknown, keys: string) => {
    if (at !== keyboard) {
      await fill();
      return await one.button(number < 3 ? quiz.next : quiz.handIn).last()
        .click();
    }
    await page.keyboard.type(keys);
    await page.keyboard.press("Enter");
  };
  const choices = item.getByRole("radio");
  await choices.first().waitFor();
  if (at === keyboard) await choices.first().focus();
  await next(1, () => choices.nth(at % 4 === 3 ? 1 : 0).check(), "1");
  await shows(2);
  await next(2, () => item.getByRole("textbox").fill(right), right);
  await shows(3);
  await next(3, () => item.locator("input").first().fill("8"), "8");
  await one.sees(quiz.allAnswered);
  if (at !== keyboard) return await one.button(quiz.handIn).last().click();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
}

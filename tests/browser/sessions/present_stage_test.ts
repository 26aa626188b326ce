import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { groups } from "texts/groups.ts";
import { onPresent as t } from "texts/sharing_live.ts";
import { assertAccessible } from "../../browser.ts";
import { joinClass } from "../../people.ts";
import { drawPlantPicture } from "../checks/plant_question.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";

const projectors = [[1280, 720], [1920, 1080], [1024, 768]] as const;

/** In hundredths of the window's height. */
interface Sizes {
  readonly question: number;
  readonly choice: number;
  /** The smallest font size of all words that matter. */
  readonly least: number;
  readonly scrolls: boolean;
}

/** Runs in the page. */
function measure(): Sizes {
  const part = (selector: string) =>
    [...document.querySelectorAll(selector)].map((it) =>
      parseFloat(getComputedStyle(it).fontSize) / innerHeight * 100
    );
  const question = part(".question-text .markdown");
  const choice = part(":is(.present-choices, .bar-text) .markdown");
  const others = part(".present-answered, .present-code, .present-note");
  const { scrollHeight, scrollWidth } = document.documentElement;
  return {
    question: Math.min(...question),
    choice: Math.min(...choice),
    least: Math.min(...question, ...choice, ...others),
    scrolls: scrollHeight > innerHeight || scrollWidth > innerWidth,
  };
}

/** Parts of text that lie outside their box or over another. Runs in the page. */
function cutTexts(): string[] {
  const frames = [
    ".present-check-head",
    ".present-text",
    ":is(.present-choices, .present-bars)",
    ".present-foot",
  ].flatMap((it) => document.querySelector(it) ?? []);
  /** Boxes are laid out in fractions of a pixel. */
  const blur = 2;
  const cut: string[] = [];
  let above = 0;
  for (const frame of frames) {
    const box = frame.getBoundingClientRect();
    if (box.top < above - blur) cut.push(`over ${frame.className}`);
    above = box.bottom;
    for (const it of frame.querySelectorAll("p, li, h2, math")) {
      const { top, bottom, left, right } = it.getBoundingClientRect();
      if (
        top < box.top - blur || bottom > box.bottom + blur || left < -blur ||
        right > innerWidth + blur
      ) cut.push(`${it.textContent}`.slice(0, 40));
    }
  }
  return cut;
}

const choice = (letters: number) =>
  "a long answer that goes on and on ".repeat(9).slice(0, letters).trim();

const eight = ["Amazon", "Nile", "Rhine", "Volga"]
  .concat(["Danube", "Ganges", "Mekong", "Yukon"]);

/** Minimum sizes of question and choices, in hundredths of the height, at 1280 × 720. */
const rows: readonly {
  what: string;
  question: object;
  image?: true;
  least: readonly [question: number, choice: number];
  /** Minimum size of the question beside its results. */
  leastWithResults?: number;
}[] = [
  {
    what: "a short question",
    question: { text: "Which is the longest?", choices: eight.slice(0, 4) },
    least: [10.6, 7.1],
  },
  {
    what: "eight choices",
    question: { text: "Which is the longest?", choices: eight },
    least: [8, 5.5],
  },
  {
    what: "a long question with eight choices",
    question: {
      text: "Between the two of them, which of the rivers that we have ".repeat(
        5,
      ),
      choices: eight,
    },
    least: [5, 4],
  },
  {
    what: "Chinese",
    question: {
      text:
        "下列哪一條河流最長？請先看課本第三十二頁的地圖，再和旁邊的同學討論",
      choices: ["長江", "黃河", "淡水河和大甲溪", "濁水溪"],
    },
    least: [8, 5.5],
  },
  {
    what: "formulas",
    question: {
      text:
        "What is $\\int_0^1 x^2\\,dx$?\n\n$$\\sum_{n=1}^{9}\\frac{1}{n^2}$$",
      choices: ["$\\frac{1}{3}$", "$\\frac{1}{2}$", "$x^3$", "$\\sqrt{2}$"],
    },
    least: [6, 4],
  },
  {
    what: "a choice of 200 letters",
    question: {
      text: "Which of these is right?",
      choices: [choice(200), "No", "Yes", "Both"],
    },
    least: [7, 5],
  },
  {
    what: "long words",
    question: {
      text: "Photosynthesis?",
      choices: ["Electroencephalography", "Volga", "y".repeat(200), "No"],
    },
    least: [4, 4],
  },
  {
    what: "a scale",
    question: {
      kind: "scale",
      text: "How sure are you?",
      most: 5,
      correct: undefined,
    },
    least: [10.6, 7.1],
    leastWithResults: 10.6,
  },
  {
    what: "a picture",
    question: { text: "What do you see here?", choices: eight },
    image: true,
    least: [5, 4],
  },
];

async function measured(board: Page): Promise<Sizes> {
  await board.evaluate(() =>
    new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  );
  return await board.evaluate(measure);
}

test("questions fill the projector, and each is fully legible from the back row (R-2)", async ({ person, server, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const seat = await joinClass(server, session.code, "Amy");
  const board = await teacher.context.newPage();
  await board.goto(`/teacher/sessions/${session.id}/present`);
  for (const row of rows) {
    await step(row.what, async () => {
      const image = row.image && await teacher.page.evaluate(drawPlantPicture);
      const { quiz } = await (await teacher.page.request.post("/api/quizzes", {
        data: {
          name: row.what,
          questions: [{
            kind: "single",
            correct: 1,
            ...row.question,
            ...(image && { image }),
          }],
        },
      })).json();
      const { resource } = await desk("POST", "/resources", {
        quiz: quiz.id,
        pace: "together",
      });
      const { choices: { length: choices } = { length: 5 } } = row
        .question as { choices?: string[] };
      await waitForAnswer(
        () => board.locator(".present-choices li").count(),
        choices,
      );
      for (const how of ["asked", "results"]) {
        if (how === "results") {
          await desk("PATCH", `/resources/${resource.id}`, {
            showResults: true,
          });
          await waitForAnswer(() => board.locator(".bar").count(), choices);
        }
        for (const [width, height] of projectors) {
          await board.setViewportSize({ width, height });
          const what = `${row.what}, ${how}, ${width} × ${height}`;
          const sizes = await measured(board);
          assert.equal(sizes.scrolls, false, `${what}: no scrolling`);
          assert.deepEqual(await board.evaluate(cutTexts), [], what);
          assert(sizes.least >= 3.99, `${what}: ${JSON.stringify(sizes)}`);
          if (height === 720 && how === "results") {
            const least = row.leastWithResults ?? 0;
            assert(sizes.question >= least, `${what}: ${sizes.question}`);
          }
          if (height === 720 && how === "asked") {
            const [question, choice] = row.least;
            assert(
              sizes.question >= question && sizes.choice >= choice,
              `${what}: ${JSON.stringify(sizes)}`,
            );
          }
        }
      }
      await desk("DELETE", `/resources/${resource.id}`);
    });
  }
  seat.close();
});

test("dots fill as answers arrive, bars grow, and group work shows only the timer (R-2, B-13)", async ({ person, server, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const seats = await Promise.all(
    ["Amy", "Ben", "Chloe"].map((name) =>
      joinClass(server, session.code, name)
    ),
  );
  await Promise.all(seats.map((seat) => seat.openPage()));
  const board = await teacher.context.newPage();
  await board.setViewportSize({ width: 1280, height: 720 });
  await board.goto(`/teacher/sessions/${session.id}/present`);
  const { quiz } = await (await teacher.page.request.post("/api/quizzes", {
    data: {
      name: "Rivers",
      questions: [{
        kind: "single",
        text: "Which is the longest?",
        choices: eight.slice(0, 4),
        correct: 1,
      }],
    },
  })).json();
  const { resource } = await desk("POST", "/resources", {
    quiz: quiz.id,
    pace: "together",
  });
  const dots = () =>
    board.locator(".present-dots > span").evaluateAll((all) =>
      all.map((it) => it.getAttribute("data-answered")).join()
    );
  const [question] = resource.questions;

  await step("a dot's place does not identify a student", async () => {
    await waitForAnswer(dots, "false,false,false");
    const [, , chloe] = seats;
    chloe.queueCommand({
      kind: "answer",
      resource: resource.id,
      answers: { [question.id]: [question.choices[1].id] },
    });
    await waitForAnswer(dots, "true,false,false");
    await board.getByText(t.answered({ answered: 1, of: 3 })).waitFor();
    const box = await board.locator(".present-dots > span").first()
      .boundingBox();
    assert.deepEqual([box?.width, box?.height], [24, 24]);
    await assertAccessible(board, "present-dots");
  });

  await step("the bar of the right answer grows last", async () => {
    await desk("PATCH", `/resources/${resource.id}`, { showResults: true });
    await board.locator(".bar").first().waitFor();
    const grow = () =>
      board.locator(".bar rect").evaluateAll((all) =>
        all.map((it) => {
          const { animationName, animationDelay, animationDuration } =
            getComputedStyle(it);
          return animationName === "none"
            ? "still"
            : `${animationDelay} ${animationDuration}`;
        }).join()
      );
    await board.emulateMedia({ reducedMotion: "no-preference" });
    await waitForAnswer(grow, "0s 0.18s,0.18s 0.18s,0s 0.18s,0s 0.18s");
    await board.emulateMedia({ reducedMotion: "reduce" });
    await waitForAnswer(grow, "still,still,still,still");
  });

  await step("group work replaces the results", async () => {
    await desk("POST", "/breakouts/rooms", { names: ["Group A", "Group B"] });
    await desk("POST", "/breakouts/start");
    await desk("POST", "/breakouts/timer", { minutes: 10 });
    const timer = board.locator(".present-timer").getByRole("timer");
    await timer.getByText(groups.timeLeft).waitFor();
    assert.equal(await board.locator(".bar").count(), 0);
    for (const [width, height] of projectors) {
      await board.setViewportSize({ width, height });
      const [digits, code] = await Promise.all(
        [timer.locator("strong"), board.locator(".present-code")].map((it) =>
          it.boundingBox()
        ),
      );
      assert(digits!.height >= 0.3 * height, `${digits!.height} of ${height}`);
      assert(code!.y > 0.85 * height && code!.x > 0.3 * width);
      const sizes = await measured(board);
      assert.equal(sizes.scrolls, false);
    }
    await assertAccessible(board, "present-timer");
    await board.getByRole("button", { name: t.show.quiz }).click();
    await board.locator(".bar").first().waitFor();
    await board.getByRole("timer").getByText(groups.timeLeft).waitFor();
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await waitForAnswer(() => board.getByRole("timer").count(), 0);
  });
  for (const seat of seats) seat.close();
});

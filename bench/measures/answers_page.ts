/**
 * What a quiz costs a frame of its teacher's page, in Chromium: 300 students answer ten questions within ten seconds while
 * the page shows all of it, beside the same seconds without an answer.
 */
import type { CDPSession, Page } from "playwright-core";
import { launch } from "../../tests/browser.ts";
import { startServer, swiftStudents } from "../../tests/server.ts";
import { sleep, steadily } from "../steadily.ts";
import { answerNth, openClass, shareQuiz } from "./answers_class.ts";

const students = 300, questions = 10;

const server = await startServer(swiftStudents);
const browser = await launch();
try {
  const lesson = await openClass(server, students);
  const { teacher, session } = lesson;
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 800 },
  });
  await context.addCookies(
    [...teacher.cookies].map(([name, value]) => ({
      name,
      value,
      url: server.url,
    })),
  );
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable");
  const quiz = await shareQuiz(lesson, questions);
  await page.goto(`/teacher/sessions/${session.id}#resources`);
  await page.getByRole("button", { name: quiz.name }).first().click();
  await page.getByText(quiz.questions[0].text).first().waitFor();
  await sleep(2000);
  await tell("without answers", page, devtools, () => sleep(1000 * questions));
  await tell("with 300 a second", page, devtools, async () => {
    await steadily(students, questions, (n) => {
      answerNth(lesson, quiz, n);
    });
  });
  await page.getByText(`${students} of ${students}`).first().waitFor();
} finally {
  await browser.close();
  await server.stop();
}

/** What frames there are meanwhile, and how much of the page's main thread all of it takes. */
async function tell(
  what: string,
  page: Page,
  devtools: CDPSession,
  work: () => Promise<void>,
): Promise<void> {
  const busy = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  const before = await busy(), began = performance.now();
  const frames = page.evaluate((ms) =>
    new Promise<number[]>((done) => {
      const times: number[] = [], end = performance.now() + ms;
      requestAnimationFrame(function look(now) {
        times.push(now);
        if (now < end) requestAnimationFrame(look);
        else done(times);
      });
    }), 1000 * questions);
  const [times] = await Promise.all([frames, work()]);
  const gaps = times.slice(1).map((time, n) => time - times[n])
    .sort((a, b) => a - b);
  const share = (await busy() - before) / ((performance.now() - began) / 1000);
  const late = gaps.filter((gap) => gap > 25).length / gaps.length;
  const at = (part: number) => gaps[Math.floor((gaps.length - 1) * part)];
  console.log(
    `${what}: ${gaps.length} frames, ${(100 * late).toFixed(1)} % late, ` +
      `99 % within ${at(0.99).toFixed(0)} ms, the longest ` +
      `${at(1).toFixed(0)} ms; the page's main thread is busy for ` +
      `${(100 * share).toFixed(0)} % of the time, ` +
      `${(1000 * share * 10 / gaps.length).toFixed(1)} ms a frame`,
  );
}

/**
 * Every page in every language but English: valid HTML, no untranslated sentence, room for words on desk and phone, and
 * axe finds nothing, light and dark. Builds with `MADE_UP_LANGUAGES=1` add two languages of long words, left to right
 * and right to left.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { groupsDesk } from "texts/groups_desk.ts";
import { chat } from "texts/chat.ts";
import { languages } from "texts/languages.ts";
import { type Language, runInLanguage } from "../../locales/current.ts";
import { keepPicture, ofColours, violations } from "../browser.ts";
import { join, type Place } from "../people.ts";
import { answers, ask } from "./assistant/asking.ts";
import { faultsAtRest, layoutFaults } from "./layout.ts";
import { markupFaults } from "./markup.ts";
import { openChat } from "./open_chat.ts";
import { api, type Person, testStage } from "./stage.ts";
import { cutOff, latinWords, wordsOutsideBrackets } from "./words.ts";

type Prepare = (page: Page) => Promise<unknown>;

const widths = [1280, 360] as const;

async function beginClass(server: Place, teacher: Person, student: Person) {
  await teacher.signUp("林老師");
  const made = await teacher.page.request.post("/api/sessions", {
    data: { name: "自然課", breakouts: { auto: false, capacity: 4 } },
  });
  const { session } = await made.json();
  const desk = api(teacher, session.id);
  for (const name of ["陳美麗", "李大同"]) {
    await join(server, session.code, name);
  }
  await student.join(session.code, "王小明");
  await ask(student, "光合作用？");
  await answers(student).first().waitFor();
  await student.openChat();
  await student.say("老師好");
  await desk("POST", "/breakouts/rooms", { names: ["甲組", "乙組"] });
  await desk("POST", "/breakouts/distribute", {
    how: "shuffle",
    onlineOnly: false,
  });
  return { session, desk };
}

testStage(
  "every page is in its language, valid as HTML and for axe, and has room for long words (L-1, F20)",
  async ({ server, person, step }) => {
    const others: readonly Language[] = languages.slice(1);
    assert.deepEqual(
      others.map(({ tag }) => tag),
      ["zh-TW", "en-XA", "ar-XB"],
      "built with: MADE_UP_LANGUAGES=1",
    );
    const stranger = await person(), teacher = await person();
    const student = await person();
    const { session, desk } = await beginClass(server, teacher, student);
    const live = `/teacher/sessions/${session.id}`;
    const wrong: string[] = [];

    const look = async (who: Person, path: string, prepare?: Prepare) => {
      for (const language of others) {
        const { page } = who;
        await page.setViewportSize({ width: widths[0], height: 800 });
        // A page that differs only in its hash would not load.
        if (path.includes("#")) await page.goto("about:blank");
        await page.goto(language.path + path);
        if (prepare) await runInLanguage(language, () => prepare(page));
        const where = `${language.path}${path}`.replace(session.id, "…");
        const faulty = (await markupFaults(page)).map((it) => `F20: ${it}`);
        wrong.push(...faulty.map((it) => `${where}: ${it}`));
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 });
          const faults = await faultsAtRest(async () => [
            ...language.tag === "zh-TW"
              ? await latinWords(page)
              : await wordsOutsideBrackets(page),
            ...await cutOff(page),
            ...await layoutFaults(page),
          ]);
          await keepPicture(
            page,
            `page${where.replaceAll(/\W+/g, "-")}${
              prepare?.name ?? ""
            }-${width}`,
            true,
          );
          wrong.push(...faults.map((it) => `${where} at ${width}: ${it}`));
        }
        // The language changes nothing for axe.
        if (language !== others[0]) continue;
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          const rules = colorScheme === "dark" ? ofColours : null;
          const found = await violations(page, rules);
          wrong.push(
            ...found.map((it) =>
              `${where}, ${colorScheme}: ${JSON.stringify(it)}`
            ),
          );
        }
        await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
      }
    };
    const closeChat: Prepare = async (page) => {
      await openChat(page);
      await page.getByRole("button", { name: chat.close }).first().click();
      await page.locator(".answer").first().waitFor();
    };

    await step("before a class", async () => {
      for (
        const path of [
          "/",
          "/join",
          `/join?sessionCode=${session.code}`,
          "/privacy",
          "/my",
          "/teacher/sign-in",
          "/teacher/school",
          "/teacher/school/link",
          "/teacher/reset",
          "/nowhere",
        ]
      ) await look(stranger, path);
    });
    await step("in a class", async () => {
      await look(student, `/class/${session.id}`, openChat);
      await look(student, `/class/${session.id}`, closeChat);
      await look(student, "/my");
    });
    await step("at the desk", async () => {
      for (
        const path of [
          "/teacher/sessions",
          "/teacher/sessions/new",
          "/teacher/sessions/new?when=time",
          "/teacher/account",
          "/teacher/plan",
          "/teacher/templates",
          "/teacher/templates/new",
          "/teacher/quizzes",
          "/teacher/quizzes/new",
          `${live}/present`,
          `${live}/delete`,
        ]
      ) await look(teacher, path);
      await teacher.page.goto(live);
      const parts = teacher.page.locator('.tabs [role="tab"]');
      await parts.first().waitFor();
      const tabs = await parts.evaluateAll((all) =>
        all.map(({ id }) => id.split("-").at(-1)!)
      );
      for (const tab of tabs) {
        await look(
          teacher,
          `${live}#${tab}`,
          (page) =>
            page.locator(`.tabs [id$="-${tab}"][aria-selected="true"]`)
              .first().waitFor(),
        );
      }
      await look(teacher, `${live}#groups`, async (page) => {
        const name = groupsDesk.distribute;
        await page.getByRole("main").getByRole("button", { name }).first()
          .click();
        await page.locator("dialog.distribute[open]").waitFor();
      });
      await look(teacher, live, openChat);
      await desk("POST", "/resources", {
        poll: { kind: "letters", anonymous: false },
      });
      await look(teacher, `${live}#resources`, async (page) => {
        await page.locator(".shared-name, .live-check").first().waitFor();
        const name = page.locator(".shared-name");
        if (await name.count() > 0) await name.first().click();
        await page.locator(".live-check .bars-place").first().waitFor();
      });
      await look(teacher, `${live}/present`, async (page) => {
        await page.locator(".present-check").waitFor();
      });
    });
    await step("beside a class", async () => {
      const colleague = await person();
      await colleague.signUp("吳老師");
      await look(colleague, "/teacher/observe");
      const answer = await colleague.page.request.get("/api/me");
      const { teacher: { email } } = await answer.json();
      await desk("PUT", "/invitations", { email });
      const { code } = session;
      await colleague.page.request.post("/api/observe", { data: { code } });
      await look(colleague, "/teacher/sessions");
      for (const tab of ["students", "groups", "resources"]) {
        await look(colleague, `${live}#${tab}`);
      }
      await look(colleague, live, openChat);
      await look(student, `/class/${session.id}`, closeChat);
      await desk("PUT", "/moderators", { email });
      await look(colleague, live);
    });
    await step("after a class", async () => {
      await student.page.goto("/");
      await teacher.page.goto("/teacher/sessions");
      await desk("POST", "/end");
      await look(student, `/class/${session.id}`);
      for (const path of [live, `${live}/history`, `${live}/submissions`]) {
        await look(teacher, path);
      }
    });
    assert.deepEqual([...new Set(wrong)], []);
  },
  {
    OIDC_ISSUER: "http://127.0.0.1:9",
    OIDC_CLIENT_ID: "homeroom",
    OIDC_CLIENT_SECRET: "hidden",
    OIDC_DOMAINS: "school.edu",
  },
);

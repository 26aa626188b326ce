/**
 * Visits each page in English and in the pseudolocale `ar-XB` (long words from right to left; built with
 * `PSEUDOLOCALES=1`), on desk and phone: valid HTML, only sentences of the catalogues, room for all words. In English
 * axe finds nothing, and at 400 % (1280 × 1024 becomes 320 × 256 px; WCAG 1.4.10) nothing scrolls sideways, fixed parts
 * leave space, and the focus is visible (2.4.11).
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { desk as deskText } from "texts/desk.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { chat } from "texts/chat.ts";
import { languages } from "texts/languages.ts";
import { review } from "texts/review.ts";
import { type Language, runInLanguage } from "../../locales/current.ts";
import { colourRules, findAxeViolations, saveScreenshot } from "../browser.ts";
import { joinClass, type ServerAddress } from "../people.ts";
import { answersInState, askAssistant } from "./assistant/asking.ts";
import {
  findLastingFaults,
  findOffscreenElements,
  readLayoutFaults,
} from "./layout.ts";
import { readMarkupFaults } from "./markup.ts";
import { openChat } from "./open_chat.ts";
import { callSessionApi, type Person, testStage } from "./stage.ts";
import { findCutOffWords, findWordsOutsideBrackets } from "./words.ts";

type Prepare = (page: Page) => Promise<unknown>;

const widths = [1280, 360] as const;

const zoomed = { width: 320, height: 256 };

/** Part of the screen that fixed parts may take. */
const maxFixedShare = 0.5;

async function beginClass(
  server: ServerAddress,
  teacher: Person,
  student: Person,
) {
  await teacher.signUp("林老師");
  const made = await teacher.page.request.post("/api/sessions", {
    data: { name: "自然課", breakouts: { auto: false, capacity: 4 } },
  });
  const { session } = await made.json();
  const desk = callSessionApi(teacher, session.id);
  for (const name of ["陳美麗", "李大同"]) {
    await joinClass(server, session.code, name);
  }
  await student.join(session.code, "王小明");
  await askAssistant(student, "光合作用？");
  await answersInState(student).first().waitFor();
  await student.openChat();
  await student.say("老師好");
  await desk("POST", "/breakouts/rooms", { names: ["甲組", "乙組"] });
  await desk("POST", "/breakouts/distribute", {
    how: "shuffle",
    onlineOnly: false,
  });
  return { session, desk };
}

async function raiseHand(server: ServerAddress, code: string) {
  const seat = await (await joinClass(server, code, "張三")).openPage();
  seat.queueCommand({ kind: "help", on: true, note: "我不懂" });
  return seat;
}

const openMenu: Prepare = async (page) => {
  await page.locator(".desk-bar")
    .getByRole("button", { name: deskText.more, exact: true }).click();
  await page.locator("#desk-menu").waitFor();
};

testStage(
  "every page is in its language, valid, accessible and has room for long words (L-1)",
  async ({ server, person, step }) => {
    const english: Language = languages[0], mirrored = languages.at(-1)!;
    assert.equal(mirrored.tag, "ar-XB", "built with: PSEUDOLOCALES=1");
    const stranger = await person(), teacher = await person();
    const student = await person();
    const { session, desk } = await beginClass(server, teacher, student);
    const live = `/teacher/sessions/${session.id}`;
    const wrong: string[] = [];
    // A fault of every page must not cost this time for each.
    const patience = () => wrong.length < 5 ? 15_000 : 1_000;
    const look = async (
      who: Person,
      path: string,
      prepare?: Prepare,
      { at400 = false, inBoth = true } = {},
    ) => {
      for (const language of inBoth ? [english, mirrored] : [english]) {
        const { page } = who;
        await page.setViewportSize({ width: widths[0], height: 800 });
        // A page that differs only in its hash would not load.
        if (path.includes("#")) await page.goto("about:blank");
        await page.goto(language.path + path);
        if (prepare) await runInLanguage(language, () => prepare(page));
        const where = `${language.path}${path}`.replace(session.id, "…");
        const faulty = (await readMarkupFaults(page)).map((it) => `${it}`);
        wrong.push(...faulty.map((it) => `${where}: ${it}`));
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 });
          const faults = await findLastingFaults(async () => [
            ...language === mirrored
              ? await findWordsOutsideBrackets(page)
              : [],
            ...await findCutOffWords(page),
            ...await readLayoutFaults(page),
          ], patience());
          await saveScreenshot(
            page,
            `page${where.replaceAll(/\W+/g, "-")}${
              prepare?.name ?? ""
            }-${width}`,
            true,
          );
          wrong.push(...faults.map((it) => `${where} at ${width}: ${it}`));
        }
        // The language changes nothing for axe and for the focus.
        if (language !== english) continue;
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          const rules = colorScheme === "dark" ? colourRules : null;
          const found = await findAxeViolations(page, rules);
          wrong.push(
            ...found.map((it) =>
              `${where}, ${colorScheme}: ${JSON.stringify(it)}`
            ),
          );
        }
        await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
        if (!at400) continue;
        await page.setViewportSize(zoomed);
        if (await page.locator(":popover-open").count() > 0) {
          // An open popover stays where it was on the larger screen.
          await page.goto(path);
          await prepare!(page);
        }
        const faults = [
          ...await findLastingFaults(async () => [
            ...await findCutOffWords(page),
            ...await findOffscreenElements(page),
          ], patience()),
          ...await covered(page),
          ...await hiddenFocus(page),
        ];
        wrong.push(...faults.map((it) => `${where} at 400 %: ${it}`));
      }
    };
    const lookAt400 = (who: Person, path: string, prepare?: Prepare) =>
      look(who, path, prepare, { at400: true });
    const lookInEnglish = (who: Person, path: string, prepare: Prepare) =>
      look(who, path, prepare, { at400: true, inBoth: false });
    const closeChat: Prepare = async (page) => {
      await openChat(page);
      await page.getByRole("button", { name: chat.close }).first().click();
      await page.locator(".answer").first().waitFor();
    };

    await step("pages before a class open", async () => {
      for (
        const path of [
          "/",
          `/join?sessionCode=${session.code}`,
          "/teacher/sign-in",
        ]
      ) await lookAt400(stranger, path);
      for (
        const path of [
          "/join",
          "/privacy",
          "/accessibility",
          "/safeguarding",
          "/developers",
          "/my",
          "/teacher/school",
          "/teacher/school/link",
          "/teacher/reset",
          "/nowhere",
        ]
      ) await look(stranger, path);
    });
    await step("a student's pages open", async () => {
      await lookAt400(student, `/class/${session.id}`, openChat);
      await lookAt400(student, `/class/${session.id}`, closeChat);
      await lookAt400(student, "/my");
    });
    await step("a teacher's pages open", async () => {
      for (
        const path of [
          "/teacher/sessions/new",
          "/teacher/account",
          "/teacher/plan",
          "/teacher/templates",
          "/teacher/templates/new",
          "/teacher/quizzes",
          "/teacher/quizzes/new",
          `${live}/delete`,
        ]
      ) await look(teacher, path);
      for (
        const path of [
          "/teacher/sessions",
          "/teacher/sessions/new?when=time",
          `${live}/present`,
        ]
      ) await lookAt400(teacher, path);
    });

    await step("each tab of the desk opens", async () => {
      await teacher.page.goto(live);
      const parts = teacher.page.locator('.tabs [role="tab"]');
      await parts.first().waitFor();
      const tabs = await parts.evaluateAll((all) =>
        all.map(({ id }) => id.split("-").at(-1)!)
      );
      for (const tab of tabs) {
        await lookAt400(
          teacher,
          `${live}#${tab}`,
          (page) =>
            page.locator(`.tabs [id$="-${tab}"][aria-selected="true"]`)
              .first().waitFor(),
        );
      }
    });

    await step("dialogs and menus of the desk open", async () => {
      await lookAt400(teacher, `${live}#groups`, async (page) => {
        const name = groupsDesk.distribute;
        await page.getByRole("main").getByRole("button", { name }).first()
          .click();
        await page.locator("dialog.distribute[open]").waitFor();
      });
      await lookInEnglish(teacher, `${live}#settings`, async (page) => {
        await page.getByRole("tabpanel", {
          name: review.tabs.settings,
          exact: true,
        }).waitFor();
      });
      await look(teacher, live, openMenu, { inBoth: false });
      await lookAt400(teacher, live, openChat);
      const seat = await raiseHand(server, session.code);
      await lookInEnglish(teacher, live, async (page) => {
        await page.locator('.strip-place[data-kind="hand"]').click();
        await page.locator('.strip-place[aria-expanded="true"]').waitFor();
      });
      await lookInEnglish(teacher, live, async (page) => {
        await page.locator(".students-part")
          .getByRole("button", { name: /王小明/ }).first().click();
        await page.locator(".desk-aside").waitFor();
      });
      seat.close();
    });

    await step("a poll opens at the desk and on the wall", async () => {
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
    await step("a colleague's pages open", async () => {
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
    await step("pages after a class open", async () => {
      await student.page.goto("/");
      await teacher.page.goto("/teacher/sessions");
      await desk("POST", "/end", { now: true });
      await lookAt400(student, `/class/${session.id}`);
      await lookAt400(teacher, live);
      await look(teacher, `${live}/history`);
      await look(teacher, `${live}/submissions`);
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

async function covered(page: Page): Promise<string[]> {
  return await page.evaluate((maxShare) => {
    if (document.querySelector("dialog:modal, :popover-open")) return [];
    const before = scrollY;
    scrollTo({ top: innerHeight / 2, behavior: "instant" });
    const stays = new Map<Element, number>();
    for (let y = 2; y < innerHeight; y += 4) {
      let at = document.elementFromPoint(innerWidth / 2, y);
      for (; at; at = at.parentElement) {
        if (!/sticky|fixed/.test(getComputedStyle(at).position)) continue;
        stays.set(at, (stays.get(at) ?? 0) + 4 / innerHeight);
        break;
      }
    }
    scrollTo({ top: before, behavior: "instant" });
    const all = [...stays.values()].reduce((a, b) => a + b, 0);
    if (all <= maxShare) return [];
    const names = [...stays.keys()].map((it) => it.className).join(", ");
    return [`${names} cover ${Math.round(100 * all)} %`];
  }, maxFixedShare);
}

async function hiddenFocus(page: Page): Promise<string[]> {
  const faults = new Set<string>();
  const known = new Set<string>();
  for (let presses = 0; presses < 90; presses++) {
    const [there, back] = presses < 60
      ? ["Tab", "Shift+Tab"]
      : ["Shift+Tab", "Tab"];
    await page.keyboard.press(there);
    let { key, fault } = await page.evaluate(lookAtFocus);
    // A late change, such as a line about the connection, may have moved the page after the press. So the focus
    // is looked at again before it counts as a fault.
    for (let looks = 0; fault && looks < 3; looks++) {
      await allStill(page);
      await page.keyboard.press(back);
      await page.keyboard.press(there);
      ({ key, fault } = await page.evaluate(lookAtFocus));
    }
    if (fault) faults.add(fault);
    if (key === null) continue;
    if (known.has(key) && presses < 60 && known.size > 3) presses = 60;
    known.add(key);
  }
  return [...faults];
}

/** Waits until only endless animations move. */
async function allStill(page: Page) {
  await page.evaluate(async () => {
    const moves = document.getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(moves.map(({ finished }) => finished));
  });
}

function lookAtFocus(): { key: string | null; fault: string | null } {
  const at = document.activeElement as HTMLElement | null;
  if (!at || at === document.body) return { key: null, fault: null };
  const all = [...document.querySelectorAll("*")];
  const key = String(all.indexOf(at));
  // File buttons stand for their hidden fields, and the first link shows only with the focus.
  const { left, top, right, bottom } = at.getBoundingClientRect();
  const name = `${at.tagName.toLowerCase()}.${[...at.classList].join(".")} “${
    (at.getAttribute("aria-label") ?? at.textContent ?? "").trim().slice(0, 30)
  }”`;
  const inner = {
    left: Math.max(left, 0),
    top: Math.max(top, 0),
    right: Math.min(right, innerWidth),
    bottom: Math.min(bottom, innerHeight),
  };
  const w = inner.right - inner.left, h = inner.bottom - inner.top;
  if (w < 4 || h < 4) {
    return { key, fault: `${name} has the focus off the screen` };
  }
  for (const x of [0.5, 0.1, 0.9]) {
    for (const y of [0.5, 0.15, 0.85]) {
      const there = document.elementFromPoint(
        inner.left + w * x,
        inner.top + h * y,
      );
      const mayLie = there?.closest(":popover-open");
      if (there && (mayLie || at.contains(there) || there.contains(at))) {
        return { key, fault: null };
      }
    }
  }
  const over = document.elementFromPoint(inner.left + w / 2, inner.top + h / 2);
  return {
    key,
    fault: `${name} has the focus under something else: ${
      over?.outerHTML.slice(0, 200)
    }`,
  };
}

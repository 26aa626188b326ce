/**
 * Every page at 400 % (1280 × 1024 becomes 320 × 256 px; WCAG 1.4.10): no sideways scrolling, nothing cut off, space
 * left by fixed parts, and a visible focus (2.4.11).
 */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { assistant } from "texts/assistant.ts";
import { chat } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { keepPicture, launch } from "../browser.ts";
import { eventually, join } from "../people.ts";
import { answers, ask } from "./assistant/asking.ts";
import { api, type Person, testStage as test } from "./stage.ts";
import { cutOff } from "./words.ts";

const zoomed = { width: 320, height: 256 };

/** Part of the screen that fixed parts may take. */
const share = 0.5;

test("every page can be read and used at 400 %", async ({ server, person, step }) => {
  const stranger = await person(), teacher = await person();
  const student = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const live = `/teacher/sessions/${session.id}`;
  const desk = api(teacher, session.id);
  const wrong: string[] = [];

  const look = async (
    { page }: Person,
    name: string,
    prepare?: () => Promise<unknown>,
  ) => {
    await page.setViewportSize(zoomed);
    await prepare?.();
    let faults: string[] = [];
    await eventually(
      async () => faults = [...await cutOff(page), ...await offTheSide(page)],
      (found) => found.length === 0,
      "the page was in order",
      1_500,
    ).catch(() => {});
    faults.push(...await covered(page), ...await hiddenFocus(page));
    await keepPicture(page, `zoom-${name}`);
    wrong.push(...faults.map((it) => `${name}: ${it}`));
  };
  const closeChat = async ({ page }: Person) => {
    await page.locator(".chat-head").getByRole("button", { name: chat.close })
      .click();
  };
  const open = async (who: Person, name: string, path: string) => {
    await who.page.setViewportSize(zoomed);
    await who.page.goto("about:blank");
    await who.page.goto(path);
    await look(who, name);
  };

  await step("before a class", async () => {
    await open(stranger, "landing", "/");
    await open(stranger, "join", `/join?sessionCode=${session.code}`);
    await open(stranger, "sign-in", "/teacher/sign-in");
  });
  await step("in a class", async () => {
    await student.join(session.code, "Maximiliane-Sophie");
    await ask(student, "what is osmosis");
    await answers(student).first().waitFor();
    await look(student, "class");
    await student.openChat();
    await student.say("Good morning!");
    await look(student, "class-chat");
    await closeChat(student);
    await open(student, "my", "/my");
  });
  await step("at the desk", async () => {
    for (const name of ["Amy", "Ben"]) {
      const seat = await join(server, session.code, name);
      await seat.enter();
      seat.command({ kind: "help", on: true, note: "I am stuck" });
    }
    await desk("POST", "/breakouts/rooms", { names: ["Group A", "Group B"] });
    await open(teacher, "desk", live);
    const { page } = teacher;
    for (const part of ["groups", "resources", "assistant"] as const) {
      await look(
        teacher,
        `desk-${part}`,
        () => teacher.part(review.tabs[part]),
      );
    }
    await look(
      teacher,
      "desk-settings",
      () => teacher.part(review.tabs.settings),
    );
    await teacher.part(review.tabs.students);
    await look(teacher, "desk-more", () => teacher.opensMore());
    await page.keyboard.press("Escape");
    await look(teacher, "desk-hands", () => teacher.looksAt("hand"));
    const close = page.locator(".desk-aside-head button").last();
    await close.click();
    await look(teacher, "desk-conversation", async () => {
      await teacher.button(/Maximiliane/).first().click();
      await page.locator(".desk-aside").waitFor();
    });
    await close.click();
    await look(teacher, "desk-distribute", async () => {
      await teacher.part(review.tabs.groups);
      await page.getByRole("main")
        .getByRole("button", { name: groupsDesk.distribute }).first().click();
      await page.locator("dialog.distribute[open]").waitFor();
    });
    await page.keyboard.press("Escape");
    await look(teacher, "desk-chat", () => teacher.openChat());
    await closeChat(teacher);
  });
  await step("around a class", async () => {
    await open(teacher, "sessions", "/teacher/sessions");
    await open(teacher, "schedule", "/teacher/sessions/new?when=time");
    await open(teacher, "present", `${live}/present`);
    await desk("POST", "/end", { now: true });
    await open(teacher, "ended", live);
    await look(student, "class-over", async () => {
      await student.page.goto(`/class/${session.id}`);
    });
  });
  assert.deepEqual([...new Set(wrong)], []);
});

test("a student's phone with doubled letters hides nothing that one presses or writes in", async ({ person }) => {
  const browser = await launch(["--blink-settings=defaultFontSize=32"]);
  try {
    const teacher = await person();
    const amy = await person({
      phone: true,
      context: (baseURL) =>
        browser.newContext({
          baseURL,
          viewport: { width: 360, height: 740 },
          hasTouch: true,
          isMobile: true,
        }),
    });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await teacher.openChat();
    await teacher.say("Read the first two paragraphs on page 42.");
    await amy.join(session.code, "Amy");
    const { page } = amy;
    const canPress = (what: Locator) => what.click({ trial: true });
    await canPress(amy.button(chat.replyTo({ name: "Ms Lin" })));
    await canPress(page.getByRole("textbox", { name: assistant.prompt }));
    for (const one of await page.locator(".class-place").all()) {
      await canPress(one);
    }
    assert.deepEqual(await offTheSide(page), []);
    await amy.openChat();
    await amy.button(groups.raiseHand).click();
    await canPress(amy.button(groups.lowerHand));
    await amy.say("Light and water");
    await canPress(page.getByRole("textbox", { name: chat.message }));
    await canPress(
      page.locator(".chat-head").getByRole("button", { name: chat.close }),
    );
  } finally {
    await browser.close();
  }
});

async function offTheSide(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth + 1
      ? [`the page is ${scrollWidth} px wide`]
      : [];
  });
}

async function covered(page: Page): Promise<string[]> {
  return await page.evaluate((share) => {
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
    if (all <= share) return [];
    const names = [...stays.keys()].map((it) => it.className).join(", ");
    return [`${names} cover ${Math.round(100 * all)} %`];
  }, share);
}

async function hiddenFocus(page: Page): Promise<string[]> {
  const faults = new Set<string>();
  const known = new Set<string>();
  for (let presses = 0; presses < 90; presses++) {
    await page.keyboard.press(presses < 60 ? "Tab" : "Shift+Tab");
    let { key, fault } = await page.evaluate(lookAtFocus);
    if (fault) {
      await allStill(page);
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

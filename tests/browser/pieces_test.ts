/**
 * One visit to each family of components, in every state: its pictures, what axe finds, and the focus after each key.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { languages } from "texts/languages.ts";
import type { Language } from "../../locales/current.ts";
import { colourRules, findAxeViolations } from "../browser.ts";
import { assertFocusKept } from "./pressing.ts";
import {
  addChineseFont,
  ReferencePictures,
  waitForFontsAndImages,
} from "./reference_pictures.ts";
import { testStage as test } from "./stage.ts";

/** As in `components/pieces/scene.ts`. */
const now = Date.UTC(2026, 8, 14, 2, 30);

const over = ["menu", "dialog", "call-devices", "call-start"];

test("every piece looks as before, passes axe and keeps the focus visible", async ({ person, browser, step }) => {
  const pictures = new ReferencePictures();
  const wrong: string[] = [];
  const { page } = await person({
    context: (baseURL) =>
      browser.newContext({ baseURL, timezoneId: "Asia/Taipei" }),
  });
  await page.clock.setFixedTime(now);
  await addChineseFont(page);
  await page.goto("/pieces");
  const families = await page.locator(".pieces nav code").allTextContents();
  assert(families.length > 10);
  // English comes last, since the rest is looked at in it.
  const spoken = languages.filter(({ tag }) => !/-X.$/.test(tag)).toReversed();
  for (const family of families) {
    await step(family, async () => {
      for (const language of spoken) await takeAll(language, family);
      wrong.push(...await page.evaluate(moving));
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const rules = colorScheme === "dark" ? colourRules : null;
        for (const it of await findAxeViolations(page, rules)) {
          if (it.rule.startsWith("landmark-")) continue;
          wrong.push(`${family}, ${colorScheme}: ${JSON.stringify(it)}`);
        }
      }
      await page.setViewportSize({ width: 1366, height: 768 });
      await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await take(page, family, `${family}-en-forced-colours`);
      wrong.push(...await page.evaluate(toldByGround));
      await page.emulateMedia({ forcedColors: "none" });
      await assertFocusKept(page, 2, { within: ".pieces-family" });
      // Pressed buttons must not change the pictures of the next family.
      await page.evaluate(() => localStorage.clear());
    });
  }
  assert.deepEqual([...new Set(wrong)], []);
  pictures.assertUnchanged();

  /** Each size in each theme, and each of both in one language, to limit the number of pictures. */
  async function takeAll({ tag, path }: Language, family: string) {
    await page.goto(`${path}/pieces?of=${family}`);
    await page.locator(".pieces-family .piece").first().waitFor();
    await waitForFontsAndImages(page);
    for (const width of [1366, 360]) {
      await page.setViewportSize({ width, height: 768 });
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const isSmall = width < 700, isDark = colorScheme === "dark";
        if (tag === "en" ? isSmall && isDark : isSmall !== isDark) continue;
        await take(page, family, `${family}-${tag}-${width}-${colorScheme}`);
      }
    }
  }

  async function take(page: Page, family: string, name: string) {
    const what = over.includes(family) ? page : page.locator(".pieces-family");
    await pictures.compare(
      page,
      name,
      () => what.screenshot({ animations: "disabled" }),
    );
  }
});

function moving(): string[] {
  const isLong = (times: string) =>
    times.split(",").some((it) => parseFloat(it) > 0.001);
  return [...document.querySelectorAll("*")].flatMap((element) => {
    const { transitionDuration, animationDuration, scrollBehavior } =
      getComputedStyle(element);
    const moves = isLong(transitionDuration) || isLong(animationDuration) ||
      scrollBehavior === "smooth";
    return moves ? [`moves: ${element.outerHTML.slice(0, 80)}`] : [];
  });
}

/** Chosen, pressed or open elements without an outline where forced colours remove grounds. */
function toldByGround(): string[] {
  const chosen =
    '[aria-pressed="true"], [aria-selected="true"], [aria-current], [aria-checked="true"]';
  return [...document.querySelectorAll(chosen)].flatMap((element) =>
    element.checkVisibility() &&
      getComputedStyle(element).outlineStyle === "none"
      ? [`has no line: ${element.outerHTML.slice(0, 80)}`]
      : []
  );
}

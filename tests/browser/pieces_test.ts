/**
 * One visit to each family of components, in every state: its pictures, what axe finds, and the focus after each key.
 * `PICTURES=update` replaces pictures that differ. Clock, fonts and motion are fixed, so machines differ only in
 * smoothing; see `compare`.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { languages } from "texts/languages.ts";
import type { Language } from "../../locales/current.ts";
import { colourRules, findAxeViolations } from "../browser.ts";
import { encodePalettePng } from "../palette_png.ts";
import { assertFocusKept } from "./pressing.ts";
import { testStage as test, waitForPaint } from "./stage.ts";

const folder = "tests/reference_pictures";
const shots = "tests/screenshots";

/** As in `components/pieces/scene.ts`. */
const now = Date.UTC(2026, 8, 14, 2, 30);

/** Pixels that may differ: fewer than the smallest icon has. */
const most = 16;

const over = ["menu", "dialog", "call-devices", "call-start"];

test("every piece looks as before, passes axe and keeps the focus visible", async ({ person, browser, step }) => {
  const updates = Deno.env.get("PICTURES") === "update";
  const changed: string[] = [], wrong: string[] = [];
  for (const it of [folder, shots]) await Deno.mkdir(it, { recursive: true });
  const { page } = await person({
    context: (baseURL) =>
      browser.newContext({ baseURL, timezoneId: "Asia/Taipei" }),
  });
  await page.clock.setFixedTime(now);
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
  assert.deepEqual(changed, [], "look at them in tests/screenshots");

  /** Each size in each theme, and each of both in one language, to limit the number of pictures. */
  async function takeAll({ tag, path }: Language, family: string) {
    await page.goto(`${path}/pieces?of=${family}`);
    await settled(page);
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
    const path = `${folder}/${name}.png`;
    const before = await Deno.readFile(path).catch(() => null);
    const look = async () => {
      await page.evaluate(toEnds);
      await waitForPaint(page);
      const taken = await what.screenshot({ animations: "disabled" });
      return await page.evaluate(compare, [
        before && Buffer.from(before).toString("base64"),
        taken.toString("base64"),
      ]);
    };
    let now = await look();
    // Components that measure themselves may still change, so a difference must repeat.
    for (let last = ""; now.differ > most && now.pixels !== last;) {
      last = now.pixels;
      now = await look();
    }
    if (now.differ <= most) return;
    await Deno.writeFile(
      updates ? path : path.replace(folder, shots),
      encodePalettePng({ ...now, pixels: Buffer.from(now.pixels, "base64") }),
    );
    if (!updates) changed.push(`${name}: ${now.differ} pixels`);
  }
});

async function settled(page: Page) {
  await page.locator(".pieces-family .piece").first().waitFor();
  const font = await Deno.readFile(`${folder}/font/NotoSansTC-subset.woff2`);
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
    document.fonts.add(await new FontFace("Noto Sans TC", bytes).load());
  }, Buffer.from(font).toString("base64"));
  await page.waitForLoadState("networkidle");
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map((it) => it.decode()));
  });
}

/** Shows each chat to its end, since announcements race with what they announce. */
function toEnds() {
  for (
    const it of document.querySelectorAll(
      ".chat-scroll, .conversation-scroll, .assistant-scroll",
    )
  ) it.scrollTop = it.scrollHeight;
}

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

/**
 * Counts pixels that differ visibly, and reduces the new picture's palette. A pixel differs if no pixel within one of
 * its place is alike, so that smoothing does not count. Runs in the page.
 */
async function compare([before, taken]: (string | null)[]) {
  /** The main colour is exact; others are reduced to 6 × 6 × 6. */
  const exact = 32, steps = 5;
  const imageOf = async (base64: string) => {
    const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  };
  const image = await imageOf(taken!);
  const { data, width, height } = image;
  const words = new Uint32Array(data.buffer);
  const often = new Map<number, number>();
  for (const word of words) often.set(word, (often.get(word) ?? 0) + 1);
  const parts = (
    word: number,
  ) => [word & 255, word >> 8 & 255, word >> 16 & 255];
  const coarse = (word: number) =>
    parts(word).map((it) =>
      Math.round(Math.round(it * steps / 255) * 255 / steps)
    );
  const known = [...often.keys()]
    .sort((a, b) => often.get(b)! - often.get(a)! || a - b);
  const colours = new Map<string, number[]>();
  for (const [n, word] of known.entries()) {
    const colour = n < exact ? parts(word) : coarse(word);
    if (colours.size < 256) colours.set(colour.join(), colour);
  }
  const palette = [...colours.values()];
  const nearest = new Map(known.map((word) => {
    const of = parts(word);
    const far = palette.map((colour) =>
      colour.reduce((sum, it, at) => sum + (it - of[at]) ** 2, 0)
    );
    return [word, far.indexOf(Math.min(...far))];
  }));
  let pixels = "";
  for (let i = 0; i < words.length; i++) {
    const at = nearest.get(words[i])!;
    pixels += String.fromCharCode(at);
    data.set(palette[at], 4 * i);
  }

  const isFar = (one: ImageData, other: ImageData, x: number, y: number) => {
    const i = 4 * (y * width + x);
    for (
      let row = Math.max(0, y - 1);
      row <= Math.min(height - 1, y + 1);
      row++
    ) {
      for (
        let at = Math.max(0, x - 1);
        at <= Math.min(width - 1, x + 1);
        at++
      ) {
        const j = 4 * (row * width + at);
        const isLike = [0, 1, 2].every((part) =>
          Math.abs(one.data[i + part] - other.data[j + part]) <= 64
        );
        if (isLike) return false;
      }
    }
    return true;
  };
  let differ = width * height;
  const was = before ? await imageOf(before) : null;
  if (was?.width === width && was.height === height) {
    differ = 0;
    const old = new Uint32Array(was.data.buffer);
    for (let i = 0; i < old.length; i++) {
      if (old[i] === words[i]) continue;
      const x = i % width, y = Math.floor(i / width);
      if (isFar(was, image, x, y) || isFar(image, was, x, y)) differ++;
    }
  }
  return {
    differ,
    width,
    height,
    palette: palette.flat(),
    pixels: btoa(pixels),
  };
}

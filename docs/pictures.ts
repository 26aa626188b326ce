/**
 * Takes the README's picture: the page of `deno task demo` while its lesson goes on, as a WebP that moves and as a still
 * for readers who want no motion, light and dark. With PICTURES=1 it has the machine's fonts; Chinese and emoji need some
 * (Debian's fonts-wqy-microhei and fonts-noto-color-emoji).
 */
import { writeFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Page } from "playwright-core";
import { startProcess } from "../server/platform/process.ts";
import { launch } from "../tests/browser.ts";

/** Milliseconds between two pictures of the lesson, which begin with the poll. */
const between = 4_000;
const frames = 14, shownFor = 2_000;
const screen = { width: 1600, height: 860 };
/** Pixels of the picture for one of the page. */
const scale = 0.75;
const quality = 55;

const demo = startProcess(["run", "-A", "server/demo/demo.ts"], {
  env: { PORT: "0" },
  stdio: ["inherit", "pipe", "inherit"],
});
const browser = await launch();
try {
  const address = await demoAddress(demo.child.stdout!);
  const pages = await Promise.all((["light", "dark"] as const).map(
    async (colorScheme) => {
      const page = await browser.newPage({
        viewport: screen,
        colorScheme,
        reducedMotion: "reduce",
      });
      await page.goto(address);
      return { page, colorScheme, shots: [] as Uint8Array[] };
    },
  ));
  await Promise.all(pages.map(({ page }) => seesPoll(page)));
  for (let n = 0; n < frames; n++) {
    for (const { page, shots } of pages) shots.push(await shot(page));
    await pause(between);
  }
  for (const { colorScheme, shots } of pages) {
    const path = `docs/demo-${colorScheme}`;
    await writeFile(`${path}.webp`, moving(shots));
    await writeFile(`${path}-still.webp`, shots[frames >> 1]);
  }
} finally {
  await browser.close();
  demo.sendSignal("SIGTERM");
  await demo.ended;
}

/** Waits until a student has the poll before them, and lets the chats that are open follow what is said. */
async function seesPoll(page: Page): Promise<void> {
  const [teacher, amy, chen] = [0, 1, 2].map((n) =>
    page.frameLocator("iframe").nth(n)
  );
  // On a busy machine the poll may come only in the lesson's next round.
  await amy.getByRole("button", { name: "Yes", exact: true })
    .waitFor({ timeout: 600_000 });
  for (const frame of [teacher, chen]) {
    await frame.locator(".chat-scroll .message").first().waitFor();
    const latest = frame.locator(".chat-latest");
    if (await latest.isVisible()) await latest.click();
  }
  await page.mouse.move(0, 0);
}

function pause(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}

/** The address of the page with all three people. */
async function demoAddress(output: Readable): Promise<string> {
  let printed = "";
  const result = Promise.withResolvers<string>();
  (async () => {
    // All of it is read, so that the demonstration can go on writing.
    for await (const text of output.setEncoding("utf8")) {
      printed += text;
      const [address] = /http:\S+/.exec(printed) ?? [];
      if (address && printed.includes("Ctrl+C")) result.resolve(address);
    }
    result.reject(new Error(`the demonstration ended: ${printed}`));
  })();
  return await result.promise;
}

async function shot(page: Page): Promise<Uint8Array> {
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", {
    format: "webp",
    quality,
    clip: { x: 0, y: 0, ...screen, scale },
  });
  await devtools.detach();
  return Uint8Array.from(atob(data), (it) => it.charCodeAt(0));
}

// A WebP that moves is a RIFF file with the bitmaps of others, each in a chunk that says how long it is shown. No library
// writes it: sharp's file is a fifth smaller, for 21 MB of native code that everybody who runs the tests would load;
// node-webpmux has neither types nor tests.

/** One picture of several WebPs without transparency. */
function moving(pictures: readonly Uint8Array[]): Uint8Array {
  const hasAnimation = 2, noBlending = 2;
  const white = [255, 255, 255, 255], forEver = [0, 0];
  const size = [screen.width, screen.height]
    .flatMap((pixels) => bytesOf(pixels * scale - 1, 3));
  return chunk("RIFF", [
    ...ascii("WEBP"),
    ...chunk("VP8X", [hasAnimation, 0, 0, 0, ...size]),
    ...chunk("ANIM", [...white, ...forEver]),
    ...pictures.flatMap((picture) => [
      ...chunk("ANMF", [
        ...bytesOf(0, 6),
        ...size,
        ...bytesOf(shownFor, 3),
        noBlending,
        ...bitmap(picture),
      ]),
    ]),
  ]);
}

/** The chunk of a WebP that has its pixels. */
function bitmap(picture: Uint8Array): Uint8Array {
  const view = new DataView(picture.buffer);
  for (let offset = 12; offset < picture.length;) {
    const length = view.getUint32(offset + 4, true);
    const end = offset + 8 + length + length % 2;
    const kind = String.fromCharCode(...picture.subarray(offset, offset + 4));
    if (kind === "VP8 ") return picture.subarray(offset, end);
    offset = end;
  }
  throw new Error("no plain WebP");
}

function chunk(kind: string, bytes: readonly number[]): Uint8Array {
  const padding = bytes.length % 2 ? [0] : [];
  return Uint8Array.from([
    ...ascii(kind),
    ...bytesOf(bytes.length, 4),
    ...bytes,
    ...padding,
  ]);
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

/** Encodes a number in `count` bytes, the lowest first. */
function bytesOf(value: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, at) => Math.floor(value / 256 ** at) % 256,
  );
}

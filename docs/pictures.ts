/**
 * Takes the README's picture: the page of `deno task demo` while its lesson goes on, as a WebP that moves and as a still
 * for readers who want no motion, light and dark. With PICTURES=1 it has the machine's fonts; Chinese and emoji need some
 * (Debian's fonts-wqy-microhei and fonts-noto-color-emoji).
 */
import type { Page } from "playwright-core";
import { launch } from "../tests/browser.ts";

/** A minute of the lesson, from this time on (ms): with the poll. */
const begins = 15_000, between = 4_000;
const frames = 14, shownFor = 2_000;
const screen = { width: 1600, height: 860 };
/** Pixels of the picture for one of the page. */
const scale = 0.75;
const quality = 55;

const demo = new Deno.Command(Deno.execPath(), {
  args: ["run", "-A", "server/demo/demo.ts"],
  env: { PORT: "0" },
  stdout: "piped",
}).spawn();
const browser = await launch();
try {
  const address = await demoAddress(demo.stdout);
  const pages = await Promise.all((["light", "dark"] as const).map(
    async (colorScheme) => {
      const page = await browser.newPage({
        viewport: screen,
        colorScheme,
        reducedMotion: "reduce",
      });
      await page.goto(address);
      return { page, colorScheme, taken: [] as Uint8Array[] };
    },
  ));
  await pause(begins);
  for (let n = 0; n < frames; n++) {
    for (const { page, taken } of pages) taken.push(await shot(page));
    await pause(between);
  }
  for (const { colorScheme, taken } of pages) {
    const path = `docs/demo-${colorScheme}`;
    await Deno.writeFile(`${path}.webp`, moving(taken));
    await Deno.writeFile(`${path}-still.webp`, taken[frames >> 1]);
  }
} finally {
  await browser.close();
  demo.kill("SIGTERM");
  await demo.status;
}

function pause(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}

/** The address of the page with all three people. */
async function demoAddress(
  output: Deno.ChildProcess["stdout"],
): Promise<string> {
  let said = "";
  const found = Promise.withResolvers<string>();
  (async () => {
    // All of it is read, so that the demonstration can go on writing.
    for await (const text of output.pipeThrough(new TextDecoderStream())) {
      said += text;
      const [address] = /http:\S+/.exec(said) ?? [];
      if (address && said.includes("Ctrl+C")) found.resolve(address);
    }
    found.reject(new Error(`the demonstration ended: ${said}`));
  })();
  return await found.promise;
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

// A WebP that moves is a RIFF file with the bitmaps of others, each in a chunk that says how long it is shown.

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
  for (let at = 12; at < picture.length;) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + length % 2;
    const kind = String.fromCharCode(...picture.subarray(at, at + 4));
    if (kind === "VP8 ") return picture.subarray(at, end);
    at = end;
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

/** A number in so many bytes, the lowest first. */
function bytesOf(value: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, at) => Math.floor(value / 256 ** at) % 256,
  );
}

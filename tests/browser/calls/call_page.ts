/** Chromium pages with several ends of a call and made-up devices. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { fakeDeviceFlags, launch } from "../../browser.ts";
import { eventually } from "../../people.ts";
import { bundleModule } from "../../program.ts";
import type * as InPage from "./in_page.ts";

declare global {
  /** In a page with the script of `in_page.ts`. */
  var calls: typeof InPage;
}

/** A browser with made-up devices, and one without devices. */
let browser: Browser | undefined, without: Browser | undefined;
let bundle: Promise<string> | undefined;

Deno.test.afterAll(async () => {
  await browser?.close();
  await without?.close();
});

export async function loadCallScript(page: Page) {
  bundle ??= bundleModule(new URL("in_page.ts", import.meta.url), "calls");
  await page.addScriptTag({ content: await bundle });
}

/**
 * Registers a test with such a page. Errors in its console fail the test.
 * @param listens the page may use no device, so that its browser hides the machine's addresses
 */
export function testCall(
  name: string,
  test: (page: Page) => Promise<void>,
  { listens = false, ignore = false } = {},
) {
  Deno.test({
    name,
    ignore,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      if (!browser?.isConnected()) browser = await launch(fakeDeviceFlags);
      if (listens) without ??= await launch();
      const server = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen() {} },
        () =>
          new Response("<!doctype html><title>A call</title>", {
            headers: { "content-type": "text/html" },
          }),
      );
      const context = await (listens ? without! : browser).newContext({
        permissions: listens ? [] : ["microphone", "camera"],
      });
      const page = await context.newPage();
      const trouble: string[] = [];
      page.on("pageerror", (error) => trouble.push(String(error)));
      try {
        await page.goto(`http://127.0.0.1:${server.addr.port}/`);
        await loadCallScript(page);
        await test(page);
        assert.deepEqual(trouble, []);
      } finally {
        await context.close();
        await server.shutdown();
      }
    },
  });
}

export const joinCall = (page: Page, ...peers: string[]) =>
  page.evaluate((peers) => peers.forEach((it) => calls.join(it)), peers);

export const turnOnTracks = (
  page: Page,
  peer: string,
  what: "microphone" | "camera",
) =>
  page.evaluate(
    ([peer, what]) => calls.turnOn(peer, what),
    [
      peer,
      what,
    ] as const,
  );

export const shownTracksOf = (page: Page, peer: string) =>
  page.evaluate((peer) => calls.seen(peer), peer);

export const receivedStats = (page: Page, peer: string, from: string) =>
  page.evaluate(([peer, from]) => calls.received(peer, from), [peer, from]);

export async function waitForConnectionState(
  page: Page,
  peer: string,
  other: string,
  how: string,
) {
  await eventually(
    async () => (await shownTracksOf(page, peer))[other]?.connection ?? "gone",
    (now) => now === how,
    `${other} was ${how} to ${peer}`,
  );
}

export async function waitUntilConnected(
  page: Page,
  one: string,
  other: string,
) {
  await waitForConnectionState(page, one, other, "connected");
  await waitForConnectionState(page, other, one, "connected");
}

export async function waitForSound(page: Page, peer: string, from: string) {
  const { energy } = await receivedStats(page, peer, from);
  await eventually(
    () => receivedStats(page, peer, from),
    (now) => now.energy > energy,
    `${peer} heard ${from}`,
  );
}

export async function waitForPicture(page: Page, peer: string, from: string) {
  const { frames } = await receivedStats(page, peer, from);
  await eventually(
    () => receivedStats(page, peer, from),
    (now) => now.frames > frames + 5,
    `${peer} saw ${from}`,
  );
}

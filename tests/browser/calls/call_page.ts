/** Chromium pages with several ends of a call and made-up devices. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { fakeDevices, launch } from "../../browser.ts";
import { eventually } from "../../people.ts";
import { bundled } from "../../program.ts";
import type * as InPage from "./in_page.ts";

declare global {
  /** In a page with the script of `in_page.ts`. */
  var calls: typeof InPage;
}

/** With made-up devices, and without any. */
let browser: Browser | undefined, without: Browser | undefined;
let bundle: Promise<string> | undefined;

Deno.test.afterAll(async () => {
  await browser?.close();
  await without?.close();
});

export async function begin(page: Page) {
  bundle ??= bundled(new URL("in_page.ts", import.meta.url), "calls");
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
      if (!browser?.isConnected()) browser = await launch(fakeDevices);
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
        await begin(page);
        await test(page);
        assert.deepEqual(trouble, []);
      } finally {
        await context.close();
        await server.shutdown();
      }
    },
  });
}

export const join = (page: Page, ...peers: string[]) =>
  page.evaluate((peers) => peers.forEach((it) => calls.join(it)), peers);

export const turnOn = (
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

export const seen = (page: Page, peer: string) =>
  page.evaluate((peer) => calls.seen(peer), peer);

export const received = (page: Page, peer: string, from: string) =>
  page.evaluate(([peer, from]) => calls.received(peer, from), [peer, from]);

export async function becomes(
  page: Page,
  peer: string,
  other: string,
  how: string,
) {
  await eventually(
    async () => (await seen(page, peer))[other]?.connection ?? "gone",
    (now) => now === how,
    `${other} was ${how} to ${peer}`,
  );
}

export async function connected(page: Page, one: string, other: string) {
  await becomes(page, one, other, "connected");
  await becomes(page, other, one, "connected");
}

export async function hears(page: Page, peer: string, from: string) {
  const { energy } = await received(page, peer, from);
  await eventually(
    () => received(page, peer, from),
    (now) => now.energy > energy,
    `${peer} heard ${from}`,
  );
}

export async function sees(page: Page, peer: string, from: string) {
  const { frames } = await received(page, peer, from);
  await eventually(
    () => received(page, peer, from),
    (now) => now.frames > frames + 5,
    `${peer} saw ${from}`,
  );
}

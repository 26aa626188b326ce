/** Pages of a real Chromium, whose devices alone are made up, with several ends of a call in them. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { fakeDevices, launch } from "../../browser.ts";
import { eventually } from "../../people.ts";
import { bundled } from "../../program.ts";
import type * as InPage from "./in_page.ts";

declare global {
  /** In a page that has run the script of `in_page.ts`. */
  var calls: typeof InPage;
}

/** With made-up devices, which each page may use; and without any. */
let browser: Browser | undefined, without: Browser | undefined;
let bundle: Promise<string> | undefined;

Deno.test.afterAll(async () => {
  await browser?.close();
  await without?.close();
});

/** Has a page be one in which calls can be. */
export async function begin(page: Page) {
  bundle ??= bundled(new URL("in_page.ts", import.meta.url), "calls");
  await page.addScriptTag({ content: await bundle });
}

/**
 * Registers a test with a page in which calls can be. What goes wrong in its console fails it.
 * @param listens it may use no device, so that its browser tells nobody the machine's addresses
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

/** Has ends join. */
export const join = (page: Page, ...peers: string[]) =>
  page.evaluate((peers) => peers.forEach((it) => calls.join(it)), peers);

/** Turns something of an end on. */
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

/** What an end has of the others. */
export const seen = (page: Page, peer: string) =>
  page.evaluate((peer) => calls.seen(peer), peer);

/** What has come to an end from another so far. */
export const received = (page: Page, peer: string, from: string) =>
  page.evaluate(([peer, from]) => calls.received(peer, from), [peer, from]);

/** How an end stands with another. */
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

/** Waits until both are connected, each to the other. */
export async function connected(page: Page, one: string, other: string) {
  await becomes(page, one, other, "connected");
  await becomes(page, other, one, "connected");
}

/** Waits until more of a voice has come. */
export async function hears(page: Page, peer: string, from: string) {
  const { energy } = await received(page, peer, from);
  await eventually(
    () => received(page, peer, from),
    (now) => now.energy > energy,
    `${peer} heard ${from}`,
  );
}

/** Waits until more frames have come. */
export async function sees(page: Page, peer: string, from: string) {
  const { frames } = await received(page, peer, from);
  await eventually(
    () => received(page, peer, from),
    (now) => now.frames > frames + 5,
    `${peer} saw ${from}`,
  );
}

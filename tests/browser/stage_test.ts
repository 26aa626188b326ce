import assert from "node:assert/strict";
import { withSharedServer } from "../shared_server.ts";
import {
  playAgainAfterCrash,
  playTest,
  type Stage,
  testStage,
} from "./stage.ts";

/** Plays a test that calls `crash` at first; returns how often it was played and the output. */
async function playWithCrash(
  context: Deno.TestContext,
  crash: (stage: Stage) => Promise<unknown>,
) {
  const said: string[] = [];
  let plays = 0;
  const test = async (stage: Stage) => {
    const isFirst = ++plays === 1;
    const amy = await stage.person();
    await stage.step(`she opens the page, time ${plays}`, async () => {
      if (isFirst) await crash(stage);
      await amy.page.goto("/");
    });
  };
  await withSharedServer({}, (server) =>
    playAgainAfterCrash(
      "a test",
      () => playTest(context, server, test),
      (line) => said.push(line),
    ));
  return { plays, said };
}

const settings = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "a test restarts after a page of it crashed",
  settings,
  async (context) => {
    const { plays, said } = await playWithCrash(context, async ({ person }) => {
      const { page } = await person();
      const crashed = page.waitForEvent("crash");
      await Promise.all([crashed, page.goto("chrome://crash").catch(() => {})]);
      await page.goto("/");
    });
    assert.equal(plays, 2);
    assert.deepEqual(said, ["begun again: a test: a page crashed"]);
  },
);

Deno.test(
  "a test restarts after Chromium ended",
  settings,
  async (context) => {
    const { plays, said } = await playWithCrash(
      context,
      async ({ browser }) => {
        const session = await browser.newBrowserCDPSession();
        await session.send("Browser.crash").catch(() => {});
      },
    );
    assert.equal(plays, 2);
    assert.deepEqual(said, ["begun again: a test: Chromium ended"]);
  },
);

Deno.test(
  "a test that fails without a crash fails",
  settings,
  async (context) => {
    const failing = playWithCrash(context, () => Promise.resolve())
      .then(() =>
        playAgainAfterCrash("a test", () => Promise.reject(new Error("no")))
      );
    await assert.rejects(failing, { message: "no" });
  },
);

testStage(
  "a page that reloads itself does not interrupt a test",
  async ({ person }) => {
    const { page } = await person();
    await page.goto("/");
    const isAgain = page.waitForRequest((it) =>
      new URL(it.url()).pathname === "/"
    );
    const under = Promise.withResolvers<void>();
    let asked = 0;
    await page.route("**/privacy", async (route) => {
      if (asked++ === 0) {
        under.resolve();
        await isAgain;
      }
      await route.continue().catch(() => {});
    });
    await page.route("**/under-way", async (route) => {
      await under.promise;
      await route.fulfill({ body: "" });
    });
    await page.evaluate(() => {
      void fetch("/under-way").then(() => location.reload());
    });
    await page.goto("/privacy");
    assert.equal(new URL(page.url()).pathname, "/privacy");
    assert.equal(asked, 2);
  },
);

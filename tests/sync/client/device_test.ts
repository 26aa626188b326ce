import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { chat } from "texts/chat.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { launch } from "../../browser.ts";
import { type ClassContext, testClassAlone } from "../../class.ts";
import { openChat } from "../../browser/open_chat.ts";
import { eventually, type Seat } from "../../people.ts";
import type { TestServer } from "../../server.ts";
import { pageScript } from "./page_script.ts";

interface AmysBrowser {
  context: BrowserContext;
  page: Page;
  amy: Seat;
}

/** A class, and Amy's browser in it; `prepare` runs in every page before our scripts. */
function testDevice(
  name: string,
  prepare: (() => void) | null,
  test: (given: ClassContext<TestServer>, desk: AmysBrowser) => Promise<void>,
) {
  testClassAlone(name, async (given) => {
    const browser: Browser = await launch();
    try {
      const amy = await given.enter("Amy");
      const context = await browser.newContext();
      const { url } = given.server;
      await context.addCookies(
        [...amy.visitor.cookies].map(([name, value]) => ({ name, value, url })),
      );
      if (prepare) await context.addInitScript(prepare);
      const page = await context.newPage();
      await page.goto(`${url}/class/${given.session.id}`);
      await openChat(page);
      await test(given, { context, page, amy });
    } finally {
      await browser.close();
    }
  });
}

async function say(page: Page, text: string) {
  const box = page.getByRole("textbox", { name: "Message" });
  await box.fill(text);
  await box.press("Enter");
}

async function hears(seat: Seat, text: string) {
  await seat.room.waitUntil(
    () => seat.visibleLines().some((line) => line === `Amy: ${text}`),
    `the room had "${text}"`,
  );
}

const sent = (page: Page, text: string) =>
  page.locator(".message", { hasText: text }).getByTitle("Sent").waitFor();

testDevice(
  "a browser that forbids IndexedDB shows it, and the class continues (SYNC-16)",
  () => {
    Object.defineProperty(globalThis, "indexedDB", {
      get() {
        throw new DOMException("forbidden", "SecurityError");
      },
    });
  },
  async (_, { page, amy }) => {
    await page.getByRole("dialog").getByText(chat.notKept).waitFor();
    await say(page, "still here");
    await hears(amy, "still here");
  },
);

testDevice(
  "a device storage that never answers delays nothing (SYNC-16)",
  () => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  },
  async (_, { page, amy }) => {
    await say(page, "at once");
    await hears(amy, "at once");
    await page.getByRole("dialog").getByText(chat.notKept).waitFor();
  },
);

testDevice(
  "a full device shows it, and the class continues (SYNC-16)",
  () => {
    const add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (value: unknown, key) {
      const request = add.call(this, value, key);
      this.transaction.abort();
      return request;
    };
  },
  async (_, { page, amy }) => {
    await say(page, "no room, no harm");
    await page.getByRole("dialog").getByText(chat.notKept).waitFor();
    await hears(amy, "no room, no harm");
    await sent(page, "no room, no harm");
  },
);

/** Amy writes while the server is down and closes her page; `rewrite` changes the device's copy before she returns. */
async function writeAndRewrite(
  { server, session }: ClassContext<TestServer>,
  { context, page }: AmysBrowser,
  texts: string[],
  rewrite: (aside: Page) => Promise<void>,
): Promise<Page> {
  await say(page, "before");
  await sent(page, "before");
  const aside = await context.newPage();
  await aside.goto(`${server.url}/icon.svg`);
  await server.kill();
  for (const text of texts) {
    await say(page, text);
    await page.locator(".message", { hasText: text }).waitFor();
  }
  await page.close();
  await rewrite(aside);
  await server.restart();
  await aside.goto(`${server.url}/class/${session.id}`);
  return aside;
}

/** Spoils the copy, or stores it as the version before did, in this epoch or an older one. */
function rewritten(how: "spoiled" | "by-the-version-before" | "older-epoch") {
  return (aside: Page) =>
    aside.evaluate(async (how) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const all = await indexedDB.databases();
      const name = all.map(({ name }) => name!)
        .find((name) => name.includes("/member/"))!;
      const db = await done(indexedDB.open(name));
      const updates = () =>
        db.transaction("updates", "readwrite").objectStore("updates");
      if (how === "spoiled") {
        await done(updates().add(new Uint8Array([1, 2, 3, 255, 255])));
        db.close();
        return;
      }
      const kept = await done(updates().getAll());
      db.close();
      await done(indexedDB.deleteDatabase(name));
      const older = indexedDB.open(
        how === "older-epoch"
          ? name.replace(/^homeroom\/[^/]+/, "homeroom/before")
          : name,
        1,
      );
      older.onupgradeneeded = () =>
        older.result.createObjectStore("updates", { autoIncrement: true });
      const old = await done(older);
      for (const update of kept) {
        const tx = old.transaction("updates", "readwrite");
        await done(tx.objectStore("updates").add(update));
      }
      old.close();
    }, how);
}

const cacheNames = (page: Page) =>
  page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name!)
  );

testDevice(
  "a corrupt cache does not affect the others (SYNC-16)",
  null,
  async (given, desk) => {
    const page = await writeAndRewrite(
      given,
      desk,
      ["waits"],
      rewritten("spoiled"),
    );
    await hears(desk.amy, "waits");
    await openChat(page);
    await sent(page, "waits");
  },
);

testDevice(
  "commands unsent before a restore are sent once, and the old cache is deleted (SYNC-17)",
  null,
  async (given, desk) => {
    const { amy } = desk;
    const texts = ["one", "two"];
    const page = await writeAndRewrite(
      given,
      desk,
      texts,
      rewritten("older-epoch"),
    );
    await hears(amy, "two");
    await openChat(page);
    await sent(page, "two");
    assert.deepEqual(amy.visibleLines(), [
      "Amy: before",
      "Amy: one",
      "Amy: two",
    ]);
    await page.waitForFunction(async () =>
      (await indexedDB.databases())
        .every(({ name }) => !name!.startsWith("homeroom/before/"))
    );
  },
);

testDevice(
  "commands that an earlier version stored are sent in order (SYNC-16)",
  null,
  async (given, desk) => {
    const texts = ["one", "two"];
    const how = rewritten("by-the-version-before");
    const page = await writeAndRewrite(given, desk, texts, how);
    await openChat(page);
    await sent(page, "two");
    await hears(desk.amy, "two");
    assert.deepEqual(desk.amy.visibleLines(), [
      "Amy: before",
      "Amy: one",
      "Amy: two",
    ]);
  },
);

testDevice(
  "y-indexeddb opens our caches, and we open its caches (SYNC-16)",
  null,
  async (given, desk) => {
    let found: unknown;
    const page = await writeAndRewrite(given, desk, ["one"], async (aside) => {
      await aside.evaluate(await pageScript());
      found = await aside.evaluate(keptByStock, newId());
    });
    assert.deepEqual(found, { texts: ["one"], custom: 1 });
    await openChat(page);
    await sent(page, "two, by the stock package");
    await hears(desk.amy, "two, by the stock package");
    assert.deepEqual(desk.amy.visibleLines(), [
      "Amy: before",
      "Amy: one",
      "Amy: two, by the stock package",
    ]);
  },
);

/** In a page with {@link pageScript}: stores our copy in a stock database of the same name, with one more message. */
async function keptByStock(id: string) {
  const { Y, IndexeddbPersistence } = inPage;
  const all = await indexedDB.databases();
  const name = all.map(({ name }) => name!)
    .find((name) => name.includes("/member/"))!;
  const doc = new Y.Doc();
  const ours = await new IndexeddbPersistence(name, doc).whenSynced;
  await ours.set("stock", 1);
  const custom = await ours.get("stock");
  const outbox = doc.getArray<{ id: string; text: string }>("outbox");
  const texts = outbox.toArray().map(({ text }) => text);
  await ours.clearData();
  const its = await new IndexeddbPersistence(name, doc).whenSynced;
  outbox.push([{ ...outbox.get(0), id, text: "two, by the stock package" }]);
  await its.destroy();
  return { texts, custom };
}

testDevice(
  "a page whose cache was deleted by another tab shows it, and the class continues (SYNC-16)",
  null,
  async (_, { page, amy }) => {
    await say(page, "kept");
    await sent(page, "kept");
    await page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) {
        if (name!.includes("/member/")) indexedDB.deleteDatabase(name!);
      }
    });
    await page.getByRole("dialog").getByText(chat.notKept).waitFor();
    await say(page, "no copy, no harm");
    await hears(amy, "no copy, no harm");
    await sent(page, "no copy, no harm");
  },
);

testDevice(
  "offline text of a closed tab is sent by another tab (C-3)",
  null,
  async ({ server }, { context, page, amy }) => {
    const other = await context.newPage();
    await other.goto(page.url());
    await openChat(other);
    await server.kill();
    await say(page, "from the first tab");
    await say(page, "and again");
    await page.locator(".message", { hasText: "and again" }).waitFor();
    await page.close();
    await say(other, "from the second tab");
    await server.restart();
    await hears(amy, "and again");
    await hears(amy, "from the second tab");
    assert.equal(amy.visibleLines().length, 3);
    await sent(other, "and again");
  },
);

testDevice(
  "**Leave class** deletes all of the class from the device (J-6)",
  null,
  async (_, { page }) => {
    await say(page, "bye");
    await sent(page, "bye");
    await page.getByRole("button", { name: "Amy: your menu" }).click();
    await page.getByRole("button", { name: "Leave class" }).click();
    const dialog = page.getByRole("dialog", { name: "Leave class" });
    await dialog.getByRole("button", { name: "Leave class" }).click();
    await page.waitForURL("**/join");
    assert.deepEqual(await cacheNames(page), []);
    const rest = await page.evaluate(async () => {
      const pages = await caches.open("homeroom-pages");
      return {
        pages: (await pages.keys()).length,
        drafts: Object.keys(localStorage).filter((key) => /draft/.test(key)),
      };
    });
    assert.deepEqual(rest, { pages: 0, drafts: [] });
  },
);

/** As a private window of WebKit, which never reports a deleted database. */
function deletesNothing() {
  IDBFactory.prototype.deleteDatabase = function () {
    return new EventTarget() as IDBOpenDBRequest;
  };
}

testDevice(
  "**Leave class** leaves before the deletion, also if the browser reports none (D-5, J-6)",
  deletesNothing,
  async (_, { page }) => {
    await say(page, "bye");
    await sent(page, "bye");
    const kept = () =>
      page.evaluate(async () =>
        (await (await caches.open("homeroom-pages")).keys()).length
      );
    await eventually(kept, (count) => count > 0, "the page was kept");
    await page.getByRole("button", { name: "Amy: your menu" }).click();
    await page.getByRole("button", { name: "Leave class" }).click();
    const dialog = page.getByRole("dialog", { name: "Leave class" });
    await dialog.getByRole("button", { name: "Leave class" }).click();
    await eventually(kept, (count) => count === 0, "the page was forgotten");
    await page.waitForURL("**/join");
  },
);

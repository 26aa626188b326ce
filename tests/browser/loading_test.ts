import assert from "node:assert/strict";
import { frame } from "texts/everywhere.ts";
import { items } from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import { wall } from "texts/walls.ts";
import { languages } from "texts/languages.ts";
import { chat } from "texts/chat.ts";
import {
  callSessionApi,
  type Person,
  testStage as test,
  waitForAnswer,
} from "./stage.ts";

/** Counts requests of each script per load, a worker's answers included, and ignores requests of the page before. */
async function scripts({ context, page }: Person) {
  const counts = new Map<string, number>();
  const unused: string[] = [];
  page.on("console", (message) => {
    if (/preload.* is not used/.test(message.text())) {
      unused.push(message.text());
    }
  });
  const browser = await context.newCDPSession(page);
  await browser.send("Network.enable");
  browser.on("Network.requestWillBeSent", ({ type, request, loaderId }) => {
    const { pathname } = new URL(request.url);
    if (type !== "Script" || !pathname.startsWith("/assets/")) return;
    const asked = `${loaderId} ${pathname}`;
    counts.set(asked, (counts.get(asked) ?? 0) + 1);
  });
  return { counts, unused };
}

test("each module is fetched once, and the page still opens offline (S-5, C-3)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  const page = `/class/${session.id}`;
  const { counts, unused } = await scripts(amy);
  const load = async () => {
    counts.clear();
    await amy.page.goto(page, { waitUntil: "load" });
    await amy.openChat();
    await amy.sees(amy.page.getByRole("dialog").getByText(/2 online/));
    const twice = [...counts].filter(([, times]) => times > 1);
    assert.deepEqual(twice, []);
    assert(counts.size > 5);
  };
  await load();
  await amy.waitUntilStoredForOffline();
  // Either of two requests may be first, so it loads several times.
  for (let n = 0; n < 3; n++) await load();
  assert.deepEqual(unused, []);

  await amy.waitUntilStoredForOffline();
  await amy.goOffline();
  await amy.page.reload();
  await amy.openChat();
  await amy.goOnline();
});

test("the message about a refusal appears although the network was gone when it was needed (C-3)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await callSessionApi(teacher, session.id)("PATCH", "", {
    blockedWords: ["pizza"],
  });
  await amy.page.route("**/parts.json", (route) => route.abort());
  await amy.join(session.code, "Amy");
  await amy.openChat();
  await amy.sees(amy.page.getByRole("dialog").getByText(/2 online/));
  await amy.context.setOffline(true);
  const failed = amy.page.waitForEvent(
    "requestfailed",
    (request) => request.url().includes("/assets/RefusedMessages"),
  );
  await amy.say("who wants pizza?");
  await failed;
  await amy.context.setOffline(false);
  await amy.sees(chat.held);
  await amy.waitForMessage("who wants pizza?");
});

const assets = ".output/public/assets/";

/** All files that a script of the build names, directly or not. */
function namedBy(script: string): Set<string> {
  const named = new Set<string>();
  const add = (file: string) => {
    if (named.has(file)) return;
    named.add(file);
    if (!file.endsWith(".js")) return;
    const code = Deno.readTextFileSync(assets + file);
    const names = /["'`](\.{1,2}\/[\w./-]+\.(?:js|css))["'`]/g;
    for (const [, to] of code.matchAll(names)) {
      add(new URL(to, `http://x/${file}`).pathname.slice(1));
    }
  };
  add(script);
  return named;
}

Deno.test("a class page caches everything that it can load, except listed exceptions", () => {
  const parts = JSON.parse(Deno.readTextFileSync(".output/public/parts.json"));
  const without = {
    ClassPage: ["livekit_media", "GroupsMenu", "StaffCallControls"],
    SessionLive: ["livekit_media"],
  };
  for (const page of ["ClassPage", "SessionLive"] as const) {
    const kept = new Set<string>(parts[page]);
    const [own] = [...kept].filter((it) => it.startsWith(`islands/${page}-`));
    const others = [...namedBy(own)].filter((it) => !kept.has(it));
    const leftOut = without[page].map((name) => {
      const file = others.find((it) => it.startsWith(`${name}-`));
      assert(file, `${name} is kept`);
      return namedBy(file);
    });
    const forgotten = others.filter((it) => !leftOut.some((of) => of.has(it)));
    assert.deepEqual(forgotten, []);
  }
});

async function keptParts(
  one: Person,
  page: "ClassPage" | "SessionLive",
): Promise<string[]> {
  const parts = JSON.parse(Deno.readTextFileSync(".output/public/parts.json"));
  const of = one.language.tag === languages[0].tag
    ? ""
    : `${one.language.tag}/`;
  const paths: string[] = parts[page].map((file: string) =>
    `/assets/${file.endsWith(".css") ? "" : of}${file}`
  );
  await waitForAnswer(
    () =>
      one.page.evaluate(async (paths) => {
        const kept = await Promise.all(paths.map((it) => caches.match(it)));
        return paths.filter((_, n) => kept[n] === undefined);
      }, paths),
    [],
    `${page} has kept its parts`,
  );
  return paths;
}

test("every part of a class page opens offline without having been opened before", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const zh = languages.find(({ tag }) => tag === "zh-TW")!;
  const amy = await person(), mei = await person({ language: zh });
  await amy.join(session.code, "Amy");
  await mei.join(session.code, "Mei");
  const desk = callSessionApi(teacher, session.id);
  const the = amy.button(items.openNamed({ name: items.kinds.wall }));
  for (
    const [one, page] of [
      [amy, "ClassPage"],
      [mei, "ClassPage"],
      [teacher, "SessionLive"],
    ] as const
  ) {
    await one.waitUntilStoredForOffline();
    const paths = await keptParts(one, page);
    if (one === amy) await desk("POST", "/resources", { wall: {} });
    await one.inOwnLanguage(async () => {
      if (one === amy) await one.sees(the);
      await one.goOffline();
      const failed = await one.page.evaluate(async (paths) => {
        const failed: string[] = [];
        for (const path of paths.filter((it) => it.endsWith(".js"))) {
          // The scripts of islands begin nothing by themselves.
          await import(path).catch((error) => failed.push(`${path} ${error}`));
        }
        return failed;
      }, paths);
      assert.deepEqual(failed, []);
    });
  }
  await the.click();
  await amy.sees(amy.page.getByRole("textbox", { name: wall.yourQuestion }));
  assert.equal(await amy.text(frame.missingPart).count(), 0);
});

test("a part that could not be cached says so, and loads by itself with the network", async ({ person }) => {
  const teacher = await person(), amy = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await amy.page.route("**/parts.json", (route) => route.abort());
  await amy.page.route("**/sw.js", (route) => route.abort());
  await amy.join(session.code, "Amy");
  await desk("POST", "/resources", { wall: {} });
  await amy.sees(portal.newThing({ name: items.kinds.wall }));
  const place = () => amy.page.locator(".class-line-place").boundingBox();
  const before = await place();
  await amy.context.setOffline(true);
  await amy.page.getByRole("button", { name: portal.open, exact: true })
    .filter({ visible: true }).first().click();
  await amy.sees(frame.missingPart);
  assert.deepEqual(await place(), before, "it moves nothing");
  await amy.shoot("part-missing-phone");
  await amy.context.setOffline(false);
  await amy.sees(amy.page.getByRole("textbox").last());
  await waitForAnswer(() => amy.text(frame.missingPart).count(), 0);
});

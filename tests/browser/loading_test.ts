/** What a page costs to load: every file comes once, whether the service worker is there yet or not. */
import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { api, type Person, testStage } from "./stage.ts";

/** Counts how often each script is asked for; a worker's answer counts as any other. */
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
  browser.on("Network.requestWillBeSent", ({ type, request }) => {
    const { pathname } = new URL(request.url);
    if (type !== "Script" || !pathname.startsWith("/assets/")) return;
    counts.set(pathname, (counts.get(pathname) ?? 0) + 1);
  });
  return { counts, unused };
}

testStage(
  "S-5, C-3: each module is fetched once, at the first load and at those after it, and the page still opens offline",
  async ({ person }) => {
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
    await amy.keptForOffline();
    // Which of two requests is earlier is left to the browser: often enough that both have been.
    for (let n = 0; n < 4; n++) await load();
    assert.deepEqual(unused, []);

    await amy.keptForOffline();
    await amy.goOffline();
    await amy.page.reload();
    await amy.openChat();
    await amy.goOnline();
  },
);

testStage(
  "C-3: what shows a refusal comes although the network was gone when it was first wanted",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await api(teacher, session.id)("PATCH", "", { blockedWords: ["pizza"] });
    await amy.join(session.code, "Amy");
    await amy.openChat();
    await amy.sees(amy.page.getByRole("dialog").getByText(/2 online/));
    // New requests fail; the socket that is open tells the refusal.
    await amy.context.setOffline(true);
    const failed = amy.page.waitForEvent(
      "requestfailed",
      (request) => request.url().includes("/assets/Refusals"),
    );
    await amy.say("who wants pizza?");
    await failed;
    await amy.context.setOffline(false);
    await amy.sees(chat.held);
    await amy.hears("who wants pizza?");
  },
);

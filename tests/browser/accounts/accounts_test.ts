import { account as accountText } from "texts/sessions_portal.ts";
import { signIn as t } from "texts/accounts.ts";
import { eventually, Visitor } from "../../people.ts";
import {
  type Person,
  testStage as test,
  testStageAlone,
  waitForAnswer,
} from "../stage.ts";

/** Names of databases, caches and storage keys that a teacher's device keeps. */
async function keptAtDesk({ page }: Person): Promise<string[]> {
  return await page.evaluate(async () => {
    const pages = await (await caches.open("homeroom-pages")).keys();
    return [
      ...(await indexedDB.databases()).map(({ name = "" }) => name),
      ...pages.map(({ url }) => url),
      ...Object.keys(localStorage).filter((key) => /draft/.test(key)),
    ];
  });
}

test("Sign out everywhere closes the class on other devices and leaves them a way back", async ({ person }) => {
  const school = await person(), home = await person(), amy = await person();
  await school.signUp("Ms Lin");
  const me = await school.page.request.get("/api/me");
  const { email } = (await me.json()).teacher;
  const session = await school.createSession();
  const path = `/teacher/sessions/${session.id}`;
  await amy.join(session.code, "Amyntas");
  await amy.openChat();
  await amy.say("words of a child");
  await school.openChat();
  await school.waitForMessage("words of a child");
  await school.waitUntilStoredForOffline();
  const pages = [school.page];
  for (
    const other of [
      `/class/${session.id}`,
      `${path}/submissions`,
      "/teacher/account",
    ]
  ) {
    const page = await school.context.newPage();
    await page.goto(other);
    await page.waitForLoadState("networkidle");
    pages.push(page);
  }
  await home.page.goto("/teacher/sign-in?next=/teacher/account");
  await home.page.getByLabel(t.email).fill(email);
  await home.page.getByLabel(t.password).fill("correct horse");
  await home.button(t.signIn).click();
  await home.page.waitForURL(({ pathname }) => pathname === "/teacher/account");
  await home.shoot("account");
  await home.button(accountText.everywhere).click();
  await home.sees(t.signedOut);
  for (const page of pages) {
    await page.waitForURL(({ pathname }) => pathname === "/teacher/sign-in");
    await page.getByText(t.signedOut).waitFor();
    await waitForAnswer(() => page.getByText("Amyntas").count(), 0);
  }
  await eventually(
    () => keptAtDesk(school),
    (kept) => kept.length === 0,
    "the device keeps nothing of the class",
  );
  await school.page.getByLabel(t.email).fill(email);
  await school.page.getByLabel(t.password).fill("correct horse");
  await school.button(t.signIn).click();
  await school.page.waitForURL(({ pathname }) => pathname === path);
  await school.sees("Amyntas");
  await school.page.request.post("/api/logout", { data: {} });
  await school.sees(t.signedOut);
  for (const { page } of [school, home]) {
    await page.goto("/teacher/account");
    await page.waitForURL(({ pathname }) => pathname === "/teacher/sign-in");
  }
});

testStageAlone(
  "the sign-in and join pages wait in line while others guess, and continue by themselves",
  async ({ server, person }) => {
    const teacher = await person(), elsewhere = await person();
    const amy = await person();
    await teacher.signUp("Ms Lin");
    const me = await teacher.page.request.get("/api/me");
    const { email } = (await me.json()).teacher;
    const session = await teacher.createSession();
    let tries = 0;
    const refused = new Set<string>();
    const guess = async (path: string, body: unknown) => {
      const visitor = new Visitor(server);
      const { status } = await visitor.ask("POST", path, body);
      if (status === 429) refused.add(path);
    };
    const guessing = setInterval(() => {
      const code = String(tries++).padStart(6, "0");
      if (code === session.code) return;
      void guess("/api/join", { code, name: "X" });
      void guess("/api/login", { email, password: `guess ${code}` });
    }, 50);
    try {
      await eventually(
        () => Promise.resolve(refused.size),
        (paths) => paths === 2,
        "both are slowed down",
      );
      await elsewhere.page.goto("/teacher/sign-in");
      await elsewhere.page.getByLabel(t.email).fill(email);
      await elsewhere.page.getByLabel(t.password).fill("correct horse");
      await elsewhere.button(t.signIn).click();
      await elsewhere.sees(t.inLine);
      await elsewhere.assertAccessible("sign-in-line");
      await elsewhere.page.waitForURL("**/teacher/sessions", {
        timeout: 60_000,
      });
      await amy.page.goto(`/join?sessionCode=${session.code}`);
      await amy.page.getByLabel("Display name").fill("Amy");
      await amy.button(/^Join$/).click();
      await amy.page.waitForURL("**/class/*", { timeout: 60_000 });
    } finally {
      clearInterval(guessing);
    }
  },
);

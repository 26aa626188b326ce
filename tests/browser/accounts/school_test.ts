import assert from "node:assert/strict";
import { school as t } from "texts/accounts_school.ts";
import { signIn } from "texts/accounts.ts";
import { desk } from "texts/desk.ts";
import { assertAccessible } from "../../browser.ts";
import {
  oidcClient,
  startProvider,
  type TestProvider,
} from "../../school_provider.ts";
import { assertWellLaidOut } from "../layout.ts";
import { type Person, testStage } from "../stage.ts";

const people = {
  lin: { email: "lin@school.edu", email_verified: true, name: "林老師" },
  chen: { email: "chen@school.edu", email_verified: true, name: "Mr Chen" },
  amy: { email: "amy@students.school.edu", email_verified: true },
};

const provider: TestProvider = await startProvider(people);
Deno.test.afterAll(() => provider.stop());

const settings = {
  ...oidcClient,
  OIDC_ISSUER: provider.issuer,
  OIDC_DOMAINS: "school.edu",
};

async function atProvider({ page }: Person, login: string): Promise<void> {
  await page.waitForURL(`${provider.issuer}/interaction/*`);
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("at the school");
  await page.locator("button[type=submit]").click();
  const yes = page.locator("input[value=consent] ~ button, button[autofocus]");
  await page.locator("input[name=prompt][value=consent]").waitFor({
    state: "attached",
  });
  await yes.first().click();
}

async function looksRight({ page, language }: Person, name: string) {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await assertWellLaidOut(page, name);
    await assertAccessible(page, `school-${name}-${language.tag}-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

testStage(
  "a teacher signs in with the school, lands on the requested page and signs out of both (D-1)",
  async ({ person }) => {
    const lin = await person();
    const { page } = lin;
    await page.goto("/teacher/templates");
    await page.waitForURL("**/teacher/sign-in?*");
    await looksRight(lin, "sign-in");
    await page.getByRole("link", { name: t.signIn }).click();
    await atProvider(lin, "lin");
    await page.waitForURL("**/teacher/templates");
    await page.goto("/teacher/account");
    await page.getByText(t.accountText).waitFor();
    await looksRight(lin, "account");
    const cookies = await lin.context.cookies();
    const own = cookies.find(({ name }) => name === "teacher");
    assert.deepEqual([own?.httpOnly, own?.sameSite], [true, "Lax"]);
    await lin.button(desk.account).click();
    await lin.button(signIn.signOut).first().click();
    await page.getByText(signIn.signedOut).waitFor();
    await looksRight(lin, "signed-out");
    await page.getByRole("link", { name: t.signOutThere }).click();
    await page.waitForURL(`${provider.issuer}/session/end*`);
    await page.locator("button[value=yes]").click();
    await page.waitForURL("**/teacher/sign-in");
    await page.getByRole("link", { name: t.signIn }).click();
    await page.waitForURL(`${provider.issuer}/interaction/*`);
    await page.locator("input[name=login]").waitFor();
  },
  settings,
);

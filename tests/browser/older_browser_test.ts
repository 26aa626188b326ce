import assert from "node:assert/strict";
import { older } from "texts/everywhere.ts";
import { languages } from "texts/languages.ts";
import { landing } from "texts/people_join.ts";
import { oldestBrowsers } from "../../components/page/browsers.ts";
import { eventually } from "../people.ts";
import { type Person, testStage as test } from "./stage.ts";

const agent = "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) " +
  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6.7 Safari/604.1";

/** Takes newer features from a browser, in style sheets and scripts. */
async function growOld({ page }: Person) {
  await page.context().setExtraHTTPHeaders({ "user-agent": agent });
  await page.route("**/*.css", async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const body = text.replaceAll("@supports selector(", "@supports unknown(")
      .replaceAll("light-dark(", "unknown(");
    await route.fulfill({ response, body });
  });
  await page.addInitScript(() => {
    const old = globalThis as unknown as Record<
      string,
      Record<string, unknown>
    >;
    delete old.Promise.withResolvers;
    delete old.Map.groupBy;
    delete (HTMLElement.prototype as { showPopover?: unknown }).showPopover;
  });
}

test("a browser that is too old gets a page in its language that needs no script (D-5)", async ({ person }) => {
  const [english, chinese] = languages;
  for (
    const [language, phone, script] of [
      [english, true, false],
      [english, false, true],
      [chinese, true, true],
    ] as const
  ) {
    const amy = await person({ phone, script, language });
    const { page } = amy;
    await growOld(amy);
    page.removeAllListeners("pageerror");
    for (const path of ["/", "/join?sessionCode=123456", "/nothing"]) {
      await page.goto(language.path + path);
      const title = amy.inOwnLanguage(() => older.title);
      await page.getByRole("heading", { name: title }).waitFor();
      assert.equal(await page.getByRole("heading").count(), 1);
      assert.equal(await page.getByRole("button").count(), 1);
      await amy.sees(amy.inOwnLanguage(() => older.needs(oldestBrowsers)));
      await amy.sees(amy.inOwnLanguage(() => older.tablet));
      const { left, top, right, bottom } = await page.locator(".older")
        .evaluate((it) => it.getBoundingClientRect().toJSON());
      const { width, height } = page.viewportSize()!;
      assert.deepEqual([left, top, bottom], [0, 0, height]);
      assert(right >= width - 20, `${right} of ${width} px`);
    }
    if (script) await amy.assertAccessible(`older-${language.tag}`);
  }
});

test("an older browser may open the page anyway, and the choice is kept (D-5)", async ({ person }) => {
  const amy = await person({ script: false });
  await growOld(amy);
  await amy.page.goto("/join?sessionCode=123456");
  await amy.button(older.anyway).click();
  await amy.page.waitForURL("**/join?sessionCode=123456");
  await eventually(
    () => amy.page.locator(".older").isVisible(),
    (visible) => !visible,
    "the page itself was open",
  );
  await amy.page.goto("/");
  await amy.sees(landing.student);
  assert.equal(await amy.page.locator(".older").isVisible(), false);
});

test("no other browser is rejected, whatever its user agent (D-5)", async ({ person }) => {
  const amy = await person();
  for (const name of [agent, "Something/1.0", ""]) {
    await amy.page.context().setExtraHTTPHeaders({ "user-agent": name });
    await amy.page.goto("/");
    await amy.sees(landing.student);
    assert.equal(await amy.page.locator(".older").isVisible(), false);
    assert.equal(await amy.page.getByText(older.title).isVisible(), false);
  }
});

test("with scripts off, the pages of a class say that they need them (D-5)", async ({ person }) => {
  const teacher = await person(), amy = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  assert.equal(await teacher.page.locator(".no-script").count(), 0);
  await amy.join(session.code, "Amy");
  for (const who of [teacher, amy]) {
    const without = await person({ script: false, phone: who === amy });
    const cookies = await who.page.context().cookies();
    await without.page.context().addCookies(
      cookies.map(({ name, value }) => ({
        name,
        value,
        url: without.network.url,
      })),
    );
    await without.page.goto(new URL(who.page.url()).pathname);
    const said = without.page.locator(".no-script");
    assert.equal(await said.innerText(), older.noScript);
    const box = await said.boundingBox();
    assert(box && box.y < 10, "at the top of the page");
    assert.equal(await without.page.locator(".older").isVisible(), false);
  }
});

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { record } from "texts/record.ts";
import { session as sessionText } from "texts/sessions_live.ts";
import { assertAccessible } from "../../browser.ts";
import { makeTeacherSeat } from "../../people.ts";
import { callSessionApi, testStage as test } from "../stage.ts";

const hostile = [
  "<script>document.title='owned'</script>",
  "<img src=x onerror=\"document.title='owned'\">",
  "<svg/onload=document.title='owned'>",
  "</style></title></textarea>--><script>document.title='owned'</script>",
  "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  "<style>@import url(https://evil.example/x.css);</style>",
  "<form action=https://evil.example><button>press</button></form>",
  '<base href="https://evil.example/">',
  "[press](javascript:document.title='owned')",
  "![picture](https://evil.example/pixel.png)",
  "`</code><script>document.title='owned'</script>`",
  "&lt;script&gt;document.title='owned'&lt;/script&gt;",
];

const code = `\`\`\`\nx = "${"0123456789".repeat(24)}"\n\`\`\``;

/** Lines of code wrap on paper, as wide as A4 with its margins. */
async function assertWrapsInPrint(page: Page, what: string) {
  await page.emulateMedia({ media: "print" });
  const size = page.viewportSize();
  await page.setViewportSize({ width: 700, height: 990 });
  const widths = await page.locator("pre").evaluateAll((found) =>
    found.map(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])
  );
  assert(widths.length > 0, what);
  for (const [content, box] of widths) assert(content <= box, what);
  await page.emulateMedia({ media: "screen" });
  if (size) await page.setViewportSize(size);
}

test("every export is offered during and after the class, and the HTML opens from disk (C-9, M-3)", async ({ person, browser, server }) => {
  const teacher = await person({ phone: true });
  await teacher.signUp("<b onmouseover=alert(1)>Lin");
  const session = await teacher.createSession();
  const { page } = teacher;
  const seat = makeTeacherSeat(await teacher.makeVisitor(server), session);
  await seat.openPage();
  for (const text of [...hostile, "你好，世界", code]) {
    await seat.sayAndSee(text);
  }
  seat.close();
  const download = async (press: () => Promise<unknown>) => {
    const coming = page.waitForEvent("download");
    await press();
    return await coming;
  };
  const zip = await download(() =>
    teacher.pressInDeskMenu(record.offer.everything)
  );
  assert.match(zip.suggestedFilename(), /\.zip$/);

  await page.goto(`/teacher/sessions/${session.id}/history`);
  await page.locator("pre").first().waitFor();
  await assertWrapsInPrint(page, "the history");
  const menu = page.getByText(record.offer.export, { exact: true });
  await menu.focus();
  await page.keyboard.press("Enter");
  const single = page.getByText(record.offer.parts, { exact: true });
  await single.click();
  const file = (part: keyof typeof record.parts, format: "csv" | "html") =>
    page.getByRole("link", {
      name: record.offer.as({
        part: record.parts[part],
        format: record.formats[format],
      }),
    });
  const csv = file("attendance", "csv");
  await csv.waitFor();
  await assertAccessible(page, "the menu of formats");
  await csv.focus();
  const saved = await download(() => page.keyboard.press("Enter"));
  assert.match(saved.suggestedFilename(), /\.csv$/);
  const html = await download(() => file("chat", "html").click());
  await opens(browser, await html.path());

  await callSessionApi(teacher, session.id)("POST", "/end", { now: true });
  await page.goto(`/teacher/sessions/${session.id}`);
  await teacher.sees(sessionText.overTitle);
  await menu.click();
  await single.click();
  const after = await download(() =>
    page.getByRole("link", { name: record.offer.everything }).click()
  );
  assert.match(after.suggestedFilename(), /\.zip$/);
  await csv.waitFor();
});

async function opens(browser: import("playwright-core").Browser, path: string) {
  const folder = await Deno.makeTempDir();
  const context = await browser.newContext();
  try {
    await Deno.copyFile(path, `${folder}/chat.html`);
    const page = await context.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("dialog", (dialog) => assert.fail(dialog.message()));
    await page.goto(`file://${folder}/chat.html`);
    for (const text of ["你好，世界", "<script>document.title='owned'"]) {
      await page.getByText(text).first().waitFor();
    }
    assert.match(await page.title(), /^Chat: /);
    await assertWrapsInPrint(page, "chat.html");
    const found = await page.evaluate(() => ({
      elements: [...document.querySelectorAll(
        "script, svg, iframe, form, base, img, object, embed, link",
      )].map(({ outerHTML }) => outerHTML),
      handlers: [...document.querySelectorAll("*")].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith("on"))
      ),
      links: [...document.links].map(({ protocol }) => protocol),
      metas: document.querySelectorAll("meta[http-equiv]").length,
      width: getComputedStyle(document.body).maxWidth,
    }));
    assert.deepEqual(found.elements, []);
    assert.deepEqual(found.handlers, []);
    assert.deepEqual(new Set(found.links), new Set(["https:"]));
    assert.equal(found.metas, 1);
    assert.notEqual(found.width, "none", "its own style is allowed");
    // Even markup would not run.
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
    });
    assert.match(await page.title(), /^Chat: /);
    assert.deepEqual(asked, [`file://${folder}/chat.html`]);
  } finally {
    await context.close();
    await Deno.remove(folder, { recursive: true });
  }
}

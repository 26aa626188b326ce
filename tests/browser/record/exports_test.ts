/** Exports as a teacher gets them, and the HTML of one as a browser opens it. */
import assert from "node:assert/strict";
import { record } from "texts/record.ts";
import { chat as t } from "texts/chat.ts";
import { session as sessionText } from "texts/sessions_live.ts";
import { accessible } from "../../browser.ts";
import { eventually } from "../../people.ts";
import { testStage } from "../stage.ts";

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

testStage(
  "C-9: the HTML of the record opens from the disk, shows every word, runs nothing and loads nothing",
  async ({ person, browser }) => {
    const teacher = await person();
    await teacher.signUp("<b onmouseover=alert(1)>Lin");
    const session = await teacher.createSession();
    await teacher.openChat();
    const box = teacher.page.getByRole("textbox", { name: t.message });
    for (const text of hostile) {
      await box.fill(text);
      await box.press("Enter");
    }
    await teacher.say("你好，世界");
    await eventually(
      () =>
        teacher.page.evaluate(async (id) => {
          const url = `/api/sessions/${id}/history?part=chat`;
          return (await (await fetch(url)).json()).messages.length;
        }, session.id),
      (length: number) => length >= hostile.length + 1,
      "all was said",
    );
    await teacher.page.goto(`/teacher/sessions/${session.id}/history`);
    await teacher.page.getByText(record.offer.export, { exact: true }).click();
    const name = record.offer.as({
      part: record.parts.chat,
      format: record.formats.html,
    });
    const coming = teacher.page.waitForEvent("download");
    await teacher.page.getByRole("link", { name }).click();
    const path = await (await coming).path();
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
      // Even what got in as markup would not run.
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
  },
);

testStage(
  "M-3: Export everything and the menu of formats are there during the class and after it, on a phone and by keyboard",
  async ({ person }) => {
    const teacher = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const { page } = teacher;
    const download = async () => {
      const coming = page.waitForEvent("download");
      await teacher.more(record.offer.everything);
      return (await coming).suggestedFilename();
    };
    assert.match(await download(), /\.zip$/);
    await page.goto(`/teacher/sessions/${session.id}/history`);
    const menu = page.getByText(record.offer.export, { exact: true });
    await menu.focus();
    await page.keyboard.press("Enter");
    const csv = page.getByRole("link", {
      name: record.offer.as({
        part: record.parts.attendance,
        format: record.formats.csv,
      }),
    });
    await csv.waitFor();
    await accessible(page, "the menu of formats");
    const coming = page.waitForEvent("download");
    await csv.focus();
    await page.keyboard.press("Enter");
    assert.match((await coming).suggestedFilename(), /\.csv$/);

    await page.evaluate(
      (id) =>
        fetch(`/api/sessions/${id}/end`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: '{"now":true}',
        }),
      session.id,
    );
    await page.goto(`/teacher/sessions/${session.id}`);
    await teacher.sees(sessionText.overTitle);
    const zip = page.waitForEvent("download");
    await page.getByRole("link", { name: record.offer.everything }).click();
    assert.match((await zip).suggestedFilename(), /\.zip$/);
    await menu.click();
    await csv.waitFor();
    await accessible(page, "a class that is over");
  },
);

/** R-3 as a teacher does it: a list is pasted, looked at, kept, and given to the class; files go in and out. */
import assert from "node:assert/strict";
import { charset } from "texts/files_charset.ts";
import { imports as t } from "texts/library_import.ts";
import { assignQuiz } from "texts/quizzes.ts";
import { accessible, shoot } from "../../browser.ts";
import { sheetOf } from "../../classroom/library/formats/sheets.ts";
import { testStage } from "../stage.ts";

const pasted = Array.from(
  { length: 10 },
  (_, n) => `${n + 1}. What is ${n} + ${n}?\nA) ${2 * n}*\nB) ${2 * n + 1}\n`,
).join("\n") + "\n11. Only one?\nA) yes\n";

const paper =
  "1. 下列何者是水？（A）CO2（B）O2（C）H2O（D）NaCl\n2. 台灣最高的山是？（A）雪山（B）玉山（C）合歡山\n3. 地球是圓的。\n4. 台灣最長的河流？（濁水溪）\n\n答案：1.C 2.B 3.○";

testStage(
  "R-3: a pasted list of ten questions is an assigned quiz in a few presses, and files go in and out",
  async ({ person, step }) => {
    const teacher = await person();
    const { page } = teacher;
    await page.setViewportSize({ width: 1366, height: 768 });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const dialog = page.getByRole("dialog");
    const button = (name: string) =>
      dialog.getByRole("button", { name, exact: true });
    const open = async () => {
      const opener = page.getByRole("main").or(page.locator("body"))
        .getByRole("button", { name: t.import, exact: true }).first();
      await opener.click();
      await dialog.waitFor();
    };

    await step("a list is pasted, and shown with what is wrong", async () => {
      await page.goto("/teacher/quizzes");
      await open();
      await shoot(page, "import-empty");
      await dialog.getByLabel(t.paste).fill(pasted);
      await dialog.getByText(t.foundQuestions({ count: 10 })).waitFor();
      assert.equal(await dialog.locator(".import-question").count(), 10);
      assert.equal(await dialog.locator('[data-right="true"]').count(), 10);
      await accessible(page, "import-preview");
      await dialog.getByRole("button", { name: t.line({ line: 41 }) }).click();
      const marked = await dialog.getByLabel(t.paste).evaluate((it) => {
        const area = it as HTMLTextAreaElement;
        return area.value.slice(area.selectionStart, area.selectionEnd);
      });
      assert.equal(marked, "11. Only one?");
      await page.setViewportSize({ width: 375, height: 740 });
      await shoot(page, "import-preview-phone");
      await page.setViewportSize({ width: 1366, height: 768 });
    });

    await step("an exam paper has its choices and its key", async () => {
      await dialog.getByLabel(t.paste).fill(paper);
      await dialog.getByText(t.foundQuestions({ count: 4 })).waitFor();
      assert.equal(await dialog.locator('[data-right="true"]').count(), 3);
      await shoot(page, "import-paper");
      await page.setViewportSize({ width: 375, height: 740 });
      await shoot(page, "import-paper-phone");
      await page.setViewportSize({ width: 1366, height: 768 });
      await dialog.getByLabel(t.paste).fill(pasted);
      await dialog.getByText(t.foundQuestions({ count: 10 })).waitFor();
    });

    await step(
      "F21: a second paste has its own title, and the format can be chosen",
      async () => {
        const area = dialog.getByLabel(t.paste);
        const name = dialog.getByLabel(t.name);
        await area.fill("# Rivers\n\n1. Who?\nA) Amy\nB) Ben*");
        await page.waitForFunction(() =>
          [...document.querySelectorAll("dialog input")].some((it) =>
            (it as HTMLInputElement).value === "Rivers"
          )
        );
        await area.fill("# Lakes\n\n1. Who?\nA) Amy\nB) Ben*");
        await page.waitForFunction(() =>
          [...document.querySelectorAll("dialog input")].some((it) =>
            (it as HTMLInputElement).value === "Lakes"
          )
        );
        await name.fill("Our lakes");
        await area.fill("The capital of France is{=Paris ~Rome}");
        await dialog.getByText(
          t.readAsFound({ format: t.readFormats.text }),
        ).or(dialog.getByText(t.readAsFound({ format: t.readFormats.gift })))
          .waitFor({ state: "attached" });
        await dialog.getByLabel(t.readAs).selectOption("gift");
        await dialog.locator(".import-choices li").first().waitFor();
        assert.equal(await dialog.locator(".import-choices li").count(), 2);
        assert.equal(await name.inputValue(), "Our lakes");
        await shoot(page, "import-format");
        await page.setViewportSize({ width: 360, height: 740 });
        await shoot(page, "import-format-phone");
        await page.setViewportSize({ width: 1366, height: 768 });
        await dialog.getByLabel(t.readAs).selectOption("auto");
        await area.fill("");
        await area.fill(pasted);
        await dialog.getByText(t.foundQuestions({ count: 10 })).waitFor();
      },
    );

    await step(
      "it is kept under its name, and given to the class",
      async () => {
        await dialog.getByLabel(t.name).fill("Doubles");
        await button(t.keepQuestions({ count: 10 })).click();
        await dialog.getByText(t.keptQuiz({ name: "Doubles" })).waitFor();
        await shoot(page, "import-kept");
        await dialog.getByRole("button", {
          name: assignQuiz.of({ name: "Doubles" }),
        }).click();
        const assign = page.getByRole("dialog").last();
        await assign.getByRole("button", {
          name: assignQuiz.go,
          exact: true,
        }).last().click();
        await assign.getByText(assignQuiz.done).waitFor();
        const inClass = await page.request.get(
          `/api/sessions/${session.id}/resources`,
        );
        assert.match(await inClass.text(), /Doubles/);
        await page.keyboard.press("Escape");
        await button(t.done).click();
        await page.getByRole("link", { name: "Doubles" }).waitFor();
      },
    );

    await step(
      "F18: a file in old characters is read in them, and in others where they are chosen",
      async () => {
        await open();
        await dialog.locator('input[type="file"]').setInputFiles({
          name: "gbk.txt",
          mimeType: "text/plain",
          buffer: Buffer.from(
            "312e20cbadcac7c0cfcaa63f0a41292a20cdf5d0a1c3f70a422920c0eecea00a",
            "hex",
          ),
        });
        await dialog.getByText("谁是老师?").first().waitFor();
        const characters = dialog.getByLabel(charset.label, { exact: true });
        assert.equal(await characters.inputValue(), "gb18030");
        await shoot(page, "import-characters");
        await characters.selectOption("windows-1252");
        await dialog.getByText("谁是老师?").first().waitFor({
          state: "detached",
        });
        await characters.selectOption("gb18030");
        await dialog.getByText("谁是老师?").first().waitFor();
        await page.keyboard.press("Escape");
      },
    );

    await step("a sheet is chosen, and all of it goes out again", async () => {
      await open();
      await dialog.locator('input[type="file"]').setInputFiles({
        name: "kahoot.xlsx",
        mimeType: "application/octet-stream",
        buffer: Buffer.from(
          await sheetOf([
            [
              "Question",
              "Answer 1",
              "Answer 2",
              "Time limit (sec)",
              "Correct answer(s)",
            ],
            ["Who?", "Amy", "Ben", 20, 2],
          ]),
        ),
      });
      await dialog.getByText(t.foundQuestions({ count: 1 })).waitFor();
      await dialog.getByText(t.leftOutTitle).waitFor();
      await accessible(page, "import-sheet");
      await button(t.keepQuestions({ count: 1 })).click();
      await button(t.done).click();
      // F21: its file's name is its own.
      await page.getByRole("link", { name: "kahoot" }).waitFor();

      await page.getByRole("button", { name: t.export, exact: true }).click();
      await accessible(page, "export-menu");
      const waiting = page.waitForEvent("download");
      await page.getByRole("menuitem", { name: t.formats.csv }).click();
      const file = await (await waiting).path();
      const table = await Deno.readTextFile(file);
      assert.match(table, /"Doubles","single"/);
      assert.match(table, /"Who\?","Amy","Ben"/);
    });

    await step("templates go in as a table", async () => {
      await page.goto("/teacher/templates");
      await open();
      await dialog.getByLabel(t.pasteTemplates).fill(
        "name,instructions\nTutor,Ask back.\nBad,",
      );
      await dialog.getByText(t.foundTemplates({ count: 1 })).waitFor();
      await shoot(page, "import-templates");
      await button(t.keepTemplates({ count: 1 })).click();
      await button(t.done).click();
      await page.getByRole("link", { name: "Tutor" }).first().waitFor();
    });
  },
);

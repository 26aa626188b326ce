import assert from "node:assert/strict";
import { charset } from "texts/files_charset.ts";
import { columns } from "texts/files_columns.ts";
import { formats } from "texts/library_formats.ts";
import { imports as t } from "texts/library_import.ts";
import { assignQuiz } from "texts/quizzes.ts";
import { assertAccessible } from "../../browser.ts";
import { makeSheetFile } from "../../classroom/library/formats/sheets.ts";
import { testStage as test, waitForAnswer } from "../stage.ts";

const pasted = Array.from(
  { length: 10 },
  (_, n) => `${n + 1}. What is ${n} + ${n}?\nA) ${2 * n}*\nB) ${2 * n + 1}\n`,
).join("\n") + "\n11. Only one?\nA) yes\n";

test("a pasted list of ten questions becomes an assigned quiz in a few presses (R-3)", async ({ person, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const dialog = page.getByRole("dialog");
  const area = dialog.getByLabel(t.paste);
  const name = dialog.getByLabel(t.name);
  const button = (name: string) =>
    dialog.getByRole("button", { name, exact: true });
  const finds = (count: number) =>
    dialog.getByText(t.foundQuestions({ count })).waitFor();
  const open = async () => {
    await page.getByRole("button", { name: t.import, exact: true }).first()
      .click();
    await dialog.waitFor();
  };
  const choose = (name: string, bytes: Uint8Array) =>
    dialog.locator('input[type="file"]').setInputFiles({
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(bytes),
    });

  await step("a pasted list is shown with its faults", async () => {
    await page.goto("/teacher/quizzes");
    await open();
    await area.fill(pasted);
    await finds(10);
    assert.equal(await dialog.locator(".import-question").count(), 10);
    assert.equal(await dialog.locator('[data-right="true"]').count(), 10);
    await assertAccessible(page, "import-preview");
    await button(t.line({ line: 41 })).click();
    const marked = await area.evaluate((it) => {
      const { value, selectionStart, selectionEnd } = it as HTMLTextAreaElement;
      return value.slice(selectionStart, selectionEnd);
    });
    assert.equal(marked, "11. Only one?");
  });

  await step("a second paste has its own title and format", async () => {
    for (const title of ["Rivers", "Lakes"]) {
      await area.fill(`# ${title}\n\n1. Who?\nA) Amy\nB) Ben*`);
      await waitForAnswer(() => name.inputValue(), title);
    }
    await name.fill("Our lakes");
    await area.fill("The capital of France is{=Paris ~Rome}");
    await dialog.getByLabel(t.readAs).selectOption("gift");
    await waitForAnswer(() => dialog.locator(".import-choices li").count(), 2);
    assert.equal(await name.inputValue(), "Our lakes");
    await dialog.getByLabel(t.readAs).selectOption("auto");
  });

  await step("it is stored under its name, and assigned", async () => {
    await area.fill(pasted);
    await finds(10);
    await name.fill("Doubles");
    await button(t.keepQuestions({ count: 10 })).click();
    await dialog.getByText(t.keptQuiz({ name: "Doubles" })).waitFor();
    await button(assignQuiz.of({ name: "Doubles" })).click();
    const assign = page.getByRole("dialog").last();
    await assign.getByRole("button", { name: assignQuiz.go, exact: true })
      .last().click();
    await page.waitForURL(`**/teacher/sessions/${session.id}`);
    const inClass = await page.request.get(
      `/api/sessions/${session.id}/resources`,
    );
    assert.match(await inClass.text(), /Doubles/);
    await page.goto("/teacher/quizzes");
    await page.getByRole("link", { name: "Doubles" }).waitFor();
  });

  await step("a file's encoding can be chosen", async () => {
    await open();
    await choose(
      "gbk.txt",
      Uint8Array.fromHex(
        "312e20cbadcac7c0cfcaa63f0a41292a20cdf5d0a1c3f70a422920c0eecea00a",
      ),
    );
    const question = dialog.getByText("谁是老师?").first();
    await question.waitFor();
    const characters = dialog.getByLabel(charset.label, { exact: true });
    assert.equal(await characters.inputValue(), "gb18030");
    await characters.selectOption("windows-1252");
    await question.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
  });

  await step("a sheet is imported and exported whole", async () => {
    await open();
    await choose(
      "kahoot.xlsx",
      await makeSheetFile([
        [
          "Question",
          "Answer 1",
          "Answer 2",
          "Time limit (sec)",
          "Correct answer(s)",
        ],
        ["Who?", "Amy", "Ben", 20, 2],
      ]),
    );
    await finds(1);
    await dialog.getByText(t.leftOutTitle).waitFor();
    await button(t.keepQuestions({ count: 1 })).click();
    await button(t.done).click();
    await page.getByRole("link", { name: "kahoot" }).waitFor();

    await page.getByRole("button", { name: t.export, exact: true }).click();
    await assertAccessible(page, "export-menu");
    const waiting = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: t.formats.csv }).click();
    const table = await Deno.readTextFile(await (await waiting).path());
    assert.match(table, /"Doubles","single"/);
    assert.match(table, /"Who\?","Amy","Ben"/);
  });

  await step("templates are imported as a table", async () => {
    await page.goto("/teacher/templates");
    await open();
    await dialog.getByLabel(t.pasteTemplates).fill(
      "name,instructions\nTutor,Ask back.\nBad,",
    );
    await dialog.getByText(t.foundTemplates({ count: 1 })).waitFor();
    await button(t.keepTemplates({ count: 1 })).click();
    await button(t.done).click();
    await page.getByRole("link", { name: "Tutor" }).first().waitFor();
  });
});

const unknown = "Wat;Goed;Fout;Waarom;Tel\n" +
  "Wat blaft?;hond;kat;Een hond blaft.;2\n" +
  "Wat miauwt?;kat;hond;Een kat miauwt.;1";

for (const phone of [false, true]) {
  test(
    `a sheet with unknown headings is read by the columns named on a ${
      phone ? "phone" : "desktop"
    } (R-3)`,
    async ({ person, step }) => {
      const teacher = await person({ phone });
      const { page } = teacher;
      await teacher.signUp("Ms Lin");
      const dialog = page.getByRole("dialog");
      const button = (name: string) =>
        dialog.getByRole("button", { name, exact: true });
      const column = (number: number, heading: string) =>
        dialog.getByLabel(columns.columnOf({ number, heading }));
      const table = dialog.getByRole("group", { name: columns.title });
      const finds = (count: number) =>
        dialog.getByRole("status").filter({
          hasText: t.foundQuestions({ count }),
        }).waitFor();
      const first = dialog.locator(".import-question").first();
      const choose = async (name: string, bytes: Uint8Array) => {
        await dialog.locator('input[type="file"]').setInputFiles({
          name,
          mimeType: "application/octet-stream",
          buffer: Buffer.from(bytes),
        });
      };
      await page.goto("/teacher/quizzes");
      await page.getByRole("button", { name: t.import, exact: true }).first()
        .click();

      await step("it is shown with a guess, and read by it", async () => {
        await choose("toets.csv", new TextEncoder().encode(unknown));
        await finds(2);
        assert.deepEqual(
          await table.locator("select").evaluateAll((all) =>
            all.map((it) => (it as HTMLSelectElement).value)
          ),
          ["question", "choice", "choice", "choice", "unused"],
        );
        await dialog.getByText(t.checkColumns).waitFor();
        await assertAccessible(page, `import-columns${phone ? "-phone" : ""}`);
      });

      await step("each choice reads it again", async () => {
        await column(2, "Goed").selectOption("correct");
        assert.equal(await column(3, "Fout").inputValue(), "incorrect");
        await first.locator('[data-right="true"]').getByText("hond").waitFor();
        await column(4, "Waarom").selectOption("explanation");
        await column(5, "Tel").selectOption("points");
        await first.getByText(t.points({ count: 2 })).waitFor();
        await waitForAnswer(
          () => first.locator("li > :first-child").allInnerTexts(),
          ["hond", "kat"],
        );
      });

      await step("without a question it is not stored", async () => {
        await column(1, "Wat").focus();
        await page.keyboard.press("End");
        await finds(0);
        await dialog.getByText(formats.failures["columns-needed"]).waitFor();
        assert.equal(await button(t.keepQuestions({ count: 2 })).count(), 0);
        await page.keyboard.press("Home");
        await finds(2);
      });

      await step("right answers stay right in the stored quiz", async () => {
        await button(t.keepQuestions({ count: 2 })).click();
        await button(t.done).click();
        await page.getByRole("link", { name: "toets" }).first().waitFor();
        const { quizzes } = await (await page.request.get("/api/quizzes"))
          .json();
        assert.deepEqual(
          quizzes[0].questions.map((
            { correct, points, explanation }: Record<string, unknown>,
          ) => [correct, points, explanation]),
          [[[0], 2, "Een hond blaft."], [[0], 1, "Een kat miauwt."]],
        );
      });

      await step("a changed paste keeps the choices", async () => {
        await page.getByRole("button", { name: t.import, exact: true })
          .first().click();
        const area = dialog.getByLabel(t.paste);
        const pasted = unknown.replaceAll(";", "\t");
        await area.fill(pasted);
        await column(2, "Goed").selectOption("correct");
        await column(4, "Waarom").selectOption("unused");
        await area.fill(`${pasted}\nWat loeit?\tkoe\tkat\tEen koe.\t1`);
        await finds(3);
        assert.equal(await column(2, "Goed").inputValue(), "correct");
        await dialog.getByLabel(columns.hasHead).uncheck();
        await finds(4);
        await area.fill("Question\tCorrect\tWrong 1\nWho?\tAmy\tBen");
        await finds(1);
        assert.equal(await table.count(), 0);
      });

      await step("a spreadsheet asks, too", async () => {
        await choose(
          "toets.xlsx",
          await makeSheetFile([["Wat", "Een", "Twee"], ["Wie?", "Amy", "Ben"]]),
        );
        await finds(1);
        await column(3, "Twee").selectOption("correct");
        await first.locator('[data-right="true"]').getByText("Ben").waitFor();
      });
    },
  );
}

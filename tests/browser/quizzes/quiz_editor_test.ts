/** A teacher writes for an hour: no word may be lost to the network, a reload or a second tab. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { share } from "texts/sharing_live.ts";
import {
  assignQuiz,
  quizAnswers,
  quizEditor as t,
  quizList,
  quizPreview,
} from "texts/quizzes.ts";
import { saving } from "texts/library_saving.ts";
import { eventually } from "../../people.ts";
import { testStage as test, waitForAnswer } from "../stage.ts";
import { pictureField } from "texts/library_picture.ts";
import { own } from "texts/library_own.ts";
import { frame } from "texts/everywhere.ts";

const tabs = (page: Page) =>
  page.getByRole("tab").evaluateAll((all) =>
    all.map((tab) => tab.querySelector(".brief")!.textContent)
  );
const isSaved = (page: Page) =>
  page.locator('.save-line[data-state="saved"]').waitFor();

async function type(page: Page, ...keys: string[]) {
  for (const key of keys) {
    if (/^((Alt|Control)\+.+|Enter|Backspace|Space|Tab|ArrowDown)$/.test(key)) {
      await page.keyboard.press(key);
    } else await page.keyboard.type(key);
  }
}

/** Pastes a large picture at the focus, with words if given. True if the browser handles it. */
async function pastePicture(page: Page, words = "") {
  return await page.evaluate(async (words) => {
    const canvas = document.createElement("canvas");
    canvas.width = 2000;
    canvas.height = 1000;
    const context = canvas.getContext("2d")!;
    for (let x = 0; x < 2000; x += 20) {
      context.fillStyle = `hsl(${x / 6} 60% 60%)`;
      context.fillRect(x, 0, 20, 1000);
    }
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(
      new File([blob!], "leaf.png", { type: "image/png" }),
    );
    if (words) clipboardData.setData("text/plain", words);
    return document.activeElement!.dispatchEvent(
      new ClipboardEvent("paste", {
        clipboardData,
        bubbles: true,
        cancelable: true,
      }),
    );
  }, words);
}

test("a quiz is written by keyboard, kept offline and guarded against another tab (R-2)", async ({ person, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");

  await step("no quiz exists yet", async () => {
    await page.goto("/teacher/quizzes");
    await teacher.sees(quizList.empty);
  });

  const text = page.getByLabel(t.text, { exact: true });
  const addQuestion = async (n: number, kind: string) => {
    await type(page, "Control+Enter");
    await waitForAnswer(() => page.getByRole("tab").count(), n);
    await page.getByRole("radio", { name: kind, exact: true }).focus();
    await type(page, "Space");
  };
  const choice = (letter: string) =>
    page.getByLabel(quizAnswers.choice({ letter }), { exact: true });
  await step(
    "the keyboard makes a question with one right answer",
    async () => {
      await page.getByRole("link", { name: quizList.new }).first().focus();
      await type(page, "Enter");
      const name = page.getByLabel(t.name);
      await name.and(page.locator(":focus")).waitFor();
      await type(page, "Leaves");
      await text.focus();
      await type(page, "What makes leaves **green**?");
      await choice("A").focus();
      await type(page, "Chlorophyll", "Enter", "Water", "Enter", "Sand");
      assert.equal(await choice("C").inputValue(), "Sand");
      await type(page, "Enter", "Backspace");
      await waitForAnswer(() => page.locator(".edited-choice").count(), 3);
      await type(page, "Alt+ArrowUp");
      assert.equal(await choice("B").inputValue(), "Sand");
      await page.getByRole("button", {
        name: quizAnswers.rightNamed({ text: "Chlorophyll" }),
      }).focus();
      await type(page, "Enter");
    },
  );

  await step("a pasted list becomes choices", async () => {
    await type(page, "Control+Enter");
    await waitForAnswer(() => page.getByRole("tab").count(), 2);
    await type(page, "Which gases does a leaf take in?");
    await page.getByRole("radio", { name: "Multiple choice" }).focus();
    await type(page, "Space");
    await choice("A").focus();
    await page.evaluate(() =>
      navigator.clipboard.writeText("A) CO₂\nB) O₂\n\n- Helium\n")
    );
    await type(page, "Control+V");
    await waitForAnswer(() => page.locator(".edited-choice").count(), 3);
    assert.equal(await choice("C").inputValue(), "Helium");
    for (const text of ["CO₂", "O₂"]) {
      await page.getByRole("button", {
        name: quizAnswers.rightNamed({ text }),
        exact: true,
      }).press("Space");
    }
  });

  await step("a picture is pasted, and cells stay words", async () => {
    await addQuestion(3, "Short text");
    await text.focus();
    // Spreadsheets copy cells as words and a picture; the words must be pasted.
    assert(await pastePicture(page, "1\t2"), "the browser pastes them");
    assert(!await pastePicture(page));
    await page.getByLabel(pictureField.alt).fill("Stripes of a leaf");
    await text.focus();
    await type(page, "What is this part called?");
    await page.getByLabel(quizAnswers.accepted).focus();
    await type(page, "vein", "Enter", "rib");
  });

  await step("a number has a tolerance, and a scale its size", async () => {
    await addQuestion(4, "Number");
    await text.focus();
    await type(page, "How much is $2^{10}$?");
    await page.getByLabel(quizAnswers.number).focus();
    await type(page, "1024", "Tab", "0,5");
    await page.locator(".quiz-seen math").waitFor();

    await addQuestion(5, "Scale");
    await text.focus();
    await type(page, "How sure are you?");
    await page.getByLabel(quizAnswers.scale).selectOption("4");
    await type(page, "Control+S");
    await isSaved(page);
    await page.getByRole("tab").nth(2).click();
    await page.locator(".picture-kept img").evaluate((image) =>
      (image as HTMLImageElement).decode()
    );
  });

  const ask = async (path: string) =>
    await (await page.request.get(path)).json();
  const id = new URL(page.url()).pathname.split("/").at(-1)!;

  await step("it is stored as written, with a small picture", async () => {
    const { quiz } = await ask(`/api/quizzes/${id}`);
    assert.equal(quiz.name, "Leaves");
    assert.deepEqual(
      quiz.questions.map((
        { kind, correct }: { kind: string; correct?: unknown },
      ) => [kind, correct]),
      [
        ["single", [0]],
        ["multiple", [0, 1]],
        ["text", ["vein", "rib"]],
        ["number", 1024],
        ["scale", undefined],
      ],
    );
    const [first, , picture, number] = quiz.questions;
    assert.deepEqual(
      first.choices.map(({ text }: { text: string }) => text),
      ["Chlorophyll", "Sand", "Water"],
    );
    assert.deepEqual([picture.alt, number.tolerance], [
      "Stripes of a leaf",
      0.5,
    ]);
    const file = await page.request.get(`/api/files/${picture.image}`);
    assert.match(file.headers()["content-type"], /^image\/(webp|jpeg)$/);
    assert((await file.body()).length < 200_000);
  });

  await step("it is ordered by key and by hand", async () => {
    const before = await tabs(page);
    await page.getByRole("tab").nth(2).focus();
    await type(page, "Alt+ArrowUp");
    await waitForAnswer(
      () => tabs(page),
      [0, 2, 1, 3, 4].map((n) => before[n]),
    );
    const moved = page.getByText(t.moved({ from: 3, to: 2, of: 5 }));
    await waitForAnswer(() => moved.count(), 1, "it is said");
    await type(page, "ArrowDown", "ArrowDown");
    const from = await page.getByRole("tab").nth(4).boundingBox();
    const to = await page.getByRole("tab").nth(0).boundingBox();
    assert(from && to);
    await page.mouse.move(from.x + 90, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(from.x + 90, from.y + 8);
    await page.mouse.move(to.x + 90, to.y + 20, { steps: 4 });
    await page.mouse.up();
    await waitForAnswer(
      () => tabs(page),
      [4, 0, 2, 1, 3].map((n) => before[n]),
    );
    await isSaved(page);
  });

  await step("a deleted question comes back", async () => {
    const before = await tabs(page);
    await teacher.button(t.delete).click();
    await waitForAnswer(() => page.getByRole("tab").count(), 4);
    await page.getByRole("button", { name: frame.undo }).and(
      page.locator(":focus"),
    ).press("Enter");
    await waitForAnswer(() => tabs(page), before);
    // The next keys are pressed where the editor puts the focus.
    await page.getByLabel(t.text, { exact: true }).and(page.locator(":focus"))
      .waitFor();
    await isSaved(page);
  });

  await step("an unfinished question outlives a reload offline", async () => {
    await teacher.goOffline();
    await type(page, "Control+Enter");
    await waitForAnswer(() => page.getByRole("tab").count(), 6);
    await page.getByRole("radio", { name: "Single choice" }).check();
    await page.getByLabel(t.text, { exact: true }).fill("Half a question");
    await teacher.sees(saving.offline);
    await teacher.sees(t.missingHead);
    await teacher.goOnline();
    await page.reload();
    await waitForAnswer(() => page.getByRole("tab").count(), 6);
    await isSaved(page);
    const { quiz } = await ask(`/api/quizzes/${id}`);
    assert.equal(quiz.unfinished[0].question.text, "Half a question");
    assert.equal(quiz.questions.length, 5);
  });

  await step(
    "a later tab does not overwrite the other's, and becomes a copy",
    async () => {
      const other = await teacher.context.newPage();
      await other.goto(`/teacher/quizzes/${id}`);
      await other.getByLabel(t.name).fill("Leaves and roots");
      await isSaved(other);
      await eventually(
        async () => (await ask(`/api/quizzes/${id}`)).quiz.name,
        (name) => name === "Leaves and roots",
        "the other tab has saved",
      );
      await page.getByLabel(t.name).fill("Mine");
      await teacher.sees(saving.copied);
      await isSaved(page);
      const link = page.getByRole("link", { name: saving.openOther });
      assert.match(
        await link.getAttribute("href") ?? "",
        new RegExp(`/${id}$`),
      );
      const { quizzes } = await ask("/api/quizzes");
      assert.deepEqual(
        quizzes.map(({ name }: { name: string }) => name).sort(),
        ["Leaves and roots", quizList.copyOf({ name: "Mine" })],
      );
      await other.close();
    },
  );

  await step("a preview shows it as a student sees it", async () => {
    await teacher.button(t.preview).click();
    const dialog = page.getByRole("dialog", { name: quizPreview.title });
    await dialog.getByText(quizPreview.left({ count: 1 })).waitFor();
    await dialog.getByRole("radio", { name: "Chlorophyll" }).check();
    // Of what a page that is held still does not reach axe thinks that nobody sees it.
    await page.setViewportSize({ width: 1280, height: 2600 });
    await teacher.assertAccessible("quiz-preview");
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press("Escape");
  });

  const name = "Leaves and roots";
  const button = (name: string) =>
    page.getByRole("button", { name, exact: true });
  const session = await step("the list finds, copies and deletes", async () => {
    const session = await teacher.createSession();
    await page.goto("/teacher/quizzes");
    const cards = page.getByRole("list", { name: quizList.list })
      .getByRole("listitem");
    await waitForAnswer(() => cards.count(), 2);
    await page.getByLabel(quizList.search).fill("roots");
    await waitForAnswer(() => cards.count(), 1);
    await page.getByLabel(quizList.search).fill("");
    const more = button(own.more({ name }));
    await more.click();
    await page.getByRole("menuitem", { name: own.duplicate }).click();
    await waitForAnswer(() => cards.count(), 3);
    await more.click();
    await page.getByRole("menuitem", { name: own.delete }).click();
    const undo = button(own.undoOf({ name }));
    await undo.and(page.locator(":focus")).waitFor();
    await waitForAnswer(() => more.count(), 0);
    await undo.click();
    await more.waitFor();
    await waitForAnswer(() => cards.count(), 3);

    return session;
  });

  await step("a quiz is assigned once it is finished", async () => {
    const assign = () => button(assignQuiz.of({ name })).click();
    await assign();
    await teacher.sees(assignQuiz.unfinished({ count: 1 }));
    await page.keyboard.press("Escape");
    const { quiz } = await ask(`/api/quizzes/${id}`);
    const { unfinished: _, id: __, at: ___, ...whole } = quiz;
    await page.request.put(`/api/quizzes/${id}`, { data: whole });
    await page.reload();
    await assign();
    await page.getByLabel(share.together).check();
    await button(assignQuiz.go).click();
    await page.waitForURL(`**/teacher/sessions/${session.id}`);
    await page.locator(".desk-aside .live-check").waitFor();
    const { resources } = await ask(`/api/sessions/${session.id}/resources`);
    assert.deepEqual(
      resources.map((
        { name, pace }: { name: string; pace: string },
      ) => [name, pace]),
      [[name, "together"]],
    );
  });

  await step("it fits a phone, in Chinese", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`/zh/teacher/quizzes/${id}`);
    await page.getByRole("tab").nth(1).click();
    await teacher.assertAccessible("quiz-editor-phone");
    const wide = await page.evaluate(() =>
      document.documentElement.scrollWidth
    );
    assert(wide <= 360, `${wide} px wide`);
  });
});

/** A template passes through every page that knows it, and its instructions reach no student. */
import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import {
  editor,
  sharing,
  template,
  templates as t,
  trial,
} from "texts/templates.ts";
import { share } from "texts/sharing_live.ts";
import { review } from "texts/review.ts";
import { portal } from "texts/sessions_portal.ts";
import { answersInState, askAssistant } from "../assistant/asking.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";
import { own } from "texts/library_own.ts";
import { saving } from "texts/library_saving.ts";
import { frame } from "texts/everywhere.ts";

const instructions =
  "You are a tutor. SECRET-INSTRUCTION: never give the answer.";
const firstMessage =
  "Hello! What are you **working** on today?\n\n- maths\n- history";

test("a prompt template gets from its first word to a student's conversation (R-1)", async ({ person, step }) => {
  const teacher = await person();
  const { page } = teacher;
  const dialog = page.getByRole("dialog");
  await teacher.signUp("Ms Lin");
  const row = (name: string) =>
    page.getByRole("listitem").filter({
      has: page.getByRole("heading", { name, exact: true }),
    });

  await step("it is written, survives a reload, and is saved", async () => {
    await page.getByRole("link", { name: portal.templates }).click();
    await teacher.sees(t.empty);
    await page.getByRole("link", { name: t.new }).click();
    await page.getByLabel(editor.name).fill("Socratic tutor");
    await page.getByLabel(editor.description).fill(
      "It asks back until you find it.",
    );
    await page.getByLabel(editor.instructions).fill(instructions);
    const preview = page.getByRole("region", { name: editor.preview });
    await preview.getByText("It asks back until you find it.").waitFor();
    await page.reload();
    await teacher.sees(editor.draftBack);
    assert.equal(
      await page.getByLabel(editor.instructions).inputValue(),
      instructions,
    );
    await page.getByLabel(editor.firstMessage).fill(firstMessage);
    await preview.locator("strong", { hasText: "working" }).waitFor();
    assert.doesNotMatch(await preview.innerText(), /SECRET/);
    await teacher.shoot("template-form");
  });

  await step("it is tried before it is saved, and stopped", async () => {
    await teacher.button(editor.tryIt).click();
    const box = dialog.getByRole("textbox", { name: trial.prompt });
    await dialog.getByText("What are you working on today?").waitFor();
    await box.fill("Fractions");
    await box.press("Enter");
    await dialog.locator('.answer[data-state="streaming"]').waitFor();
    await dialog.getByRole("button", { name: trial.stop }).click();
    await dialog.getByText(assistant.stopped).waitFor();
    await box.fill("Why?");
    await box.press("Enter");
    await dialog.locator('.answer[data-state="done"]').last().waitFor();
    await teacher.assertAccessible("template-trial");
    await page.keyboard.press("Escape");
    await teacher.button(editor.save).click();
    await page.waitForURL("**/teacher/templates?done=saved");
    await row("Socratic tutor").waitFor();
  });

  await step("it is copied, deleted, brought back and found", async () => {
    const copy = t.copyName({ name: "Socratic tutor" });
    const more = async (name: string, item: string) => {
      await page.getByRole("button", { name: own.more({ name }), exact: true })
        .click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await more("Socratic tutor", own.duplicate);
    await row(copy).waitFor();
    await more(copy, own.delete);
    const undo = teacher.button(own.undoOf({ name: copy }));
    await undo.and(page.locator(":focus")).waitFor();
    await undo.click();
    await row(copy).waitFor();
    await more(copy, own.delete);
    await undo.waitFor();
    await page.reload();
    await row("Socratic tutor").waitFor();
    await waitForAnswer(() => row(copy).count(), 0);
    await page.getByRole("searchbox").fill("asks SOCRATIC");
    await row("Socratic tutor").waitFor();
    await page.getByRole("searchbox").fill("debate");
    await teacher.sees(own.nothingFound({ words: "debate" }));
    await teacher.button(own.showAll).click();
    await row("Socratic tutor").waitFor();
  });

  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const { rooms: [red] } = await desk("POST", "/breakouts/rooms", {
    names: ["Red"],
  });
  const amy = await person({ phone: true });
  await amy.join(session.code, "Amy");
  await amy.sees(assistant.emptyTitle);

  await step("it is shared with a group, then with all", async () => {
    await page.goto("/teacher/templates");
    const name = "Socratic tutor";
    const toShare = teacher.button(t.shareOf({ name }));
    await toShare.click();
    await dialog.getByRole("radio", { name: share.someGroups }).click();
    await dialog.getByRole("button", { name: sharing.share }).click();
    await dialog.getByText(share.chooseGroups).waitFor();
    await dialog.getByRole("checkbox", { name: red.name }).click();
    await teacher.assertAccessible("template-share");
    await dialog.getByRole("button", { name: sharing.share }).click();
    await teacher.sees(sharing.shared({ name, session: session.name }));
    const { resources: [first] } = await desk("GET", "/resources");
    assert.deepEqual(first.rooms, [red.id]);
    await teacher.button(frame.undo).click();
    await teacher.sees(sharing.takenBack({ name }));
    await toShare.click();
    await dialog.getByRole("button", { name: sharing.share }).click();
    await teacher.sees(sharing.shared({ name, session: session.name }));
    const { resources } = await desk("GET", "/resources");
    assert.deepEqual(
      resources.map((it: { rooms?: string[] }) => it.rooms),
      [undefined],
    );
  });

  const name = "Socratic tutor";
  await step("an offline phone begins with it, sent once", async () => {
    const box = amy.page.getByRole("textbox", { name: assistant.prompt });
    await box.fill("A draft of mine");
    await amy.page.locator(".resource-news").getByRole("button").first()
      .click();
    await amy.shoot("template-card");
    await amy.button(template.startFrom({ name })).filter({ visible: true })
      .click();
    await amy.sees("What are you working on today?");
    assert.equal(await box.inputValue(), "A draft of mine");
    await amy.waitUntilStoredForOffline();
    await amy.goOffline();
    await askAssistant(amy, "Fractions");
    await amy.sees(assistant.waitingOffline);
    await amy.sees("What are you working on today?");
    await amy.page.reload();
    await amy.page.locator(".prompt-text", { hasText: "Fractions" })
      .waitFor();
    await amy.sees("What are you working on today?");
    await amy.goOnline();
    await answersInState(amy).last().waitFor();
    await waitForAnswer(() => amy.page.locator(".prompt").count(), 1);
    await waitForAnswer(() => amy.button(assistant.tryAgain).count(), 1);
  });

  await step("the record and her conversations name the template", async () => {
    const { conversations: [one, ...others] } = await desk(
      "GET",
      "/history?part=conversations&format=json",
    );
    assert.deepEqual(others, []);
    assert.equal(one.template, name);
    assert.deepEqual(
      one.turns.map(({ role }: { role: string }) => role),
      ["assistant", "user", "assistant"],
    );
    assert.doesNotMatch(await amy.page.content(), /SECRET/);
    await amy.button(assistant.conversations).click();
    const sheet = amy.page.getByRole("dialog");
    await sheet.getByText(name).waitFor();
    await sheet.getByRole("button", { name: assistant.begin }).click();
    await amy.sees(assistant.emptyTitle);
    await amy.button(assistant.conversations).click();
    await sheet.getByRole("button", { name: "Fractions" }).click();
    await amy.sees(amy.page.locator(".prompt-text"));
  });

  await step("the teacher sees from which template it is", async () => {
    await page.goto(`/teacher/sessions/${session.id}`);
    await teacher.button(review.board.viewOf({ name: "Amy" })).click();
    await page.getByRole("complementary", { name: "Amy" })
      .getByText("What are you working on today?").waitFor();
    await page.keyboard.press("Escape");
  });

  await step("a template taken back is not used", async () => {
    const { resources: [{ id }] } = await desk("GET", "/resources");
    await amy.button(/^Class Portal/).filter({ visible: true }).click();
    await amy.button(template.startFrom({ name: "Socratic tutor" }))
      .click();
    await amy.goOffline();
    await askAssistant(amy, "Too late?");
    await desk("DELETE", `/resources/${id}`);
    await amy.goOnline();
    await amy.sees(/unshared this template/);
    await amy.button(assistant.tryAgain).click();
    await answersInState(amy).last().waitFor();
    await waitForAnswer(() => amy.text(/unshared this template/).count(), 0);
    await amy.page.goto("/my");
    await amy.sees(amy.page.locator(".template-name"));
  });

  await step(
    "a change elsewhere is kept, and this one becomes a copy",
    async () => {
      const name = "Socratic tutor";
      await page.goto("/teacher/templates");
      await row(name).getByRole("link", { name }).click();
      await page.getByLabel(editor.description).fill("Mine");
      // The draft is kept after the tab is closed.
      const id = new URL(page.url()).pathname.split("/").at(-1)!;
      const later = await teacher.context.newPage();
      await page.close();
      const path = `/api/templates/${id}`;
      const { template: stored } = await (await later.request.get(path)).json();
      await later.goto(`/teacher/templates/${id}`);
      await later.getByText(editor.draftBack).waitFor();
      const { id: _, at: __, ...fields } = stored;
      const theirs = { ...fields, description: "Theirs" };
      await later.request.put(path, { data: theirs });
      const save = later.getByRole("button", {
        name: editor.save,
        exact: true,
      });
      await save.click();
      await later.getByText(saving.copied).waitFor();
      await save.click();
      await later.waitForURL("**/teacher/templates?done=saved");
      const { templates } = await (await later.request.get("/api/templates"))
        .json();
      assert.deepEqual(
        templates.map((it: { name: string; description: string }) => [
          it.name,
          it.description,
        ]).sort(),
        [[t.copyName({ name }), "Mine"], [name, "Theirs"]],
      );
    },
  );
});

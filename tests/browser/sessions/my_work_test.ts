/** A student's work after the class, on a phone: drawings, pages, and an answer that came late (S-5, T-1, W-1, W-5). */
import assert from "node:assert/strict";
import { board } from "texts/drawings.ts";
import { notes } from "texts/notes.ts";
import { notesMark } from "texts/notes_mark.ts";
import { record } from "texts/record.ts";
import { review } from "texts/review.ts";
import { classPage } from "texts/sessions_class.ts";
import { over } from "texts/sessions_over.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { openResource } from "../resources/opens.ts";
import { callSessionApi, testStage, waitForAnswer } from "../stage.ts";

testStage(
  "a student finds the drawing, the group's page and a teacher's answer after the class (S-5)",
  async ({ person, step }) => {
    const teacher = await person(), amy = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = callSessionApi(teacher, session.id);
    await amy.join(session.code, "Amy");
    const { members } = await desk("GET", "/members");
    const { id: member } = members.find(({ name }: { name: string }) =>
      name === "Amy"
    );
    const { page } = amy;

    await step(
      "she draws",
      async () => {
        const { rooms: [red] } = await desk("POST", "/breakouts/rooms", {
          names: ["Red"],
        });
        const moves = [{ member, room: red.id }];
        await desk("POST", "/breakouts/moves", { moves });
        await desk("POST", "/resources", {
          drawing: { name: "A leaf", paper: "squared" },
        });
        await openResource(amy, "A leaf");
        const paper = page.locator(".drawing-board[data-tool]");
        const box = await paper.boundingBox();
        assert(box);
        await page.mouse.move(box.x + 50, box.y + 50);
        await page.mouse.down();
        await page.mouse.move(box.x + 150, box.y + 90, { steps: 8 });
        await page.mouse.up();
      },
    );

    await step("she writes with her group, and tells a teacher", async () => {
      await desk("POST", "/resources", {
        page: { name: "How plants eat", text: "# Light", per: "group" },
      });
      await openResource(amy, "How plants eat");
      const text = page.getByRole("textbox", { name: "How plants eat" });
      await text.getByText("Light").waitFor();
      await text.click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type(" and water");
      await page.getByRole("button", {
        name: classPage.menu({ name: "Amy" }),
      })
        .click();
      await page.getByRole("button", { name: notesMark.tell }).click();
      const dialog = page.getByRole("dialog", { name: notes.title });
      await dialog.getByLabel(notes.yours).fill("Someone hits me");
      await dialog.getByRole("button", { name: notes.send }).click();
      await dialog.getByText(/^Sent, /).waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      const words = { id: newId(), text: "I wait at the door" };
      await desk("POST", `/notes/${member}`, words);
    });

    await step("the class's last page names what is there", async () => {
      const mine = () =>
        page.evaluate(async () => {
          const { drawings, pages } = await (await fetch("/api/my")).json();
          return [drawings.length, /water/.test(pages[0]?.text)];
        });
      await waitForAnswer(mine, [1, true]);
      await desk("POST", "/end", { now: true });
      await amy.sees(classPage.isOver);
      await amy.sees(over.teacherAnswered);
      await amy.sees(
        [over.drawings({ count: 1 }), over.pages({ count: 1 })].join(" · "),
      );
      await amy.assertAccessible("my-work-over-phone");
      await amy.shoot("my-work-over-phone");
      await page.getByRole("link", { name: classPage.my }).click();
    });

    const open = (name: string) =>
      page.locator("summary", { hasText: name }).click();
    const label = ["A leaf", board.lines({ count: 1 })].join(board.then);
    await step(
      "My conversations has the answer on top, and the rest",
      async () => {
        await amy.sees(notesMark.answered);
        const headings = await page.getByRole("heading", { level: 3 })
          .allInnerTexts();
        assert.deepEqual(headings, [
          notesMark.tell,
          review.my.drawings,
          review.my.pages,
        ]);
        const answer = page.getByText("I wait at the door");
        assert.equal(await answer.isVisible(), false, "nobody reads over her");
        await open(notes.thread);
        await answer.waitFor();
        const drawing = page.locator(".my-picture", { hasText: "A leaf" });
        const pageOf = page.locator(".my-picture", { hasText: "How plants" });
        const line = drawing.locator("svg path[fill]");
        await line.waitFor();
        await pageOf.getByText("Light and water").waitFor();
        for (const closed of [drawing, pageOf]) {
          const { height } = (await closed.boundingBox())!;
          assert.ok(height < 160, `${height} px high before it is opened`);
        }
        await amy.shoot("my-work-small-phone");
      },
    );

    await step("her picture is saved, and the page is read", async () => {
      await open("A leaf");
      const picture = page.getByRole("img", { name: label });
      await picture.waitFor();
      assert.equal(await picture.locator("path[fill]").count(), 1);
      const saving = page.waitForEvent("download");
      await amy.button(review.my.savePicture).click();
      const saved = await saving;
      assert.equal(saved.suggestedFilename(), "A leaf.png");
      const png = await Deno.readFile(await saved.path());
      assert.equal(String.fromCharCode(...png.slice(1, 4)), "PNG");
      await open("How plants eat");
      await amy.sees("Light and water");
      await amy.sees(review.my.pageOfGroup({ name: "Red" }));
      await amy.assertAccessible("my-work-phone");
      await amy.shoot("my-work-phone");
    });

    await step(
      "the teacher reads it on the class's page, once it is unfolded",
      async () => {
        await teacher.page.goto(`/teacher/sessions/${session.id}`);
        const all = teacher.page.getByRole("region", {
          name: record.parts.notes,
        });
        const words = all.getByText("Someone hits me");
        await words.waitFor({ state: "attached" });
        assert.equal(await words.isVisible(), false);
        await all.locator("summary", { hasText: "Amy" }).click();
        await words.waitFor();
        await all.getByText("I wait at the door").waitFor();
        await teacher.assertAccessible("ended-notes");
      },
    );

    await step(
      "nothing of a deleted class is there, and it says why",
      async () => {
        await teacher.page.evaluate(
          async (id) => {
            await fetch(`/api/sessions/${id}`, { method: "DELETE" });
          },
          session.id,
        );
        await page.reload();
        await amy.sees(review.my.empty);
        await amy.sees(review.my.deletable);
      },
    );
  },
);

/** a new teacher starts from an example, in either language, and has a copy of their own to change. */
import assert from "node:assert/strict";
import { languages } from "texts/languages.ts";
import { starter as t } from "texts/library_starter.ts";
import { examples } from "../../../classroom/library/starter/examples.ts";
import { shoot } from "../../browser.ts";
import { testStage } from "../stage.ts";

testStage(
  "R-1, R-2: a teacher looks at an example, takes it over, and it is theirs; nothing was copied by itself",
  async ({ server, person }) => {
    for (const language of languages.slice(0, 2)) {
      const teacher = await person({ language });
      const { page } = teacher;
      await teacher.signUp("Ms Lin");
      const visitor = await teacher.visitor(server);
      const kept = async (what: string) =>
        (await visitor.get(200, "GET", `/api/${what}`)).body[what];
      assert.deepEqual([await kept("templates"), await kept("quizzes")], [
        [],
        [],
      ]);
      const say = <T>(words: () => T) => teacher.words(words);
      await page.goto(`${language.path}/teacher/templates`);
      await page.getByRole("link", { name: say(() => t.start) }).click();
      const [{ name }] = await examples("template", language.tag);
      const look = page.locator(".examples summary").first();
      await look.focus();
      await page.keyboard.press("Enter");
      await teacher.sees(say(() => t.instructions));
      await teacher.accessible("examples");
      await shoot(page, `examples-${language.tag}`);
      await teacher.button(say(() => t.useOf({ name }))).click();
      await page.waitForURL(/\/templates\/\w{16}$/);
      assert.equal((await kept("templates"))[0].name, name);

      await page.goto(`${language.path}/teacher/quizzes`);
      await page.getByRole("link", { name: say(() => t.start) }).click();
      const [quiz] = await examples("quiz", language.tag);
      await page.locator(".examples summary").first().click();
      await teacher.shoot("example-quizzes");
      await shoot(page, `example-quizzes-${language.tag}`);
      await teacher.button(say(() => t.useOf({ name: quiz.name }))).click();
      await page.waitForURL(/\/quizzes\/\w{16}$/);
      assert.equal((await kept("quizzes"))[0].name, quiz.name);
    }
  },
);

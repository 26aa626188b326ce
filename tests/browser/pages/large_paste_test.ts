import { openPage } from "texts/pages_class.ts";
import { items } from "texts/sharing_class.ts";
import { makeClassWithGroups } from "../groups/two_groups.ts";
import { type Person, testStage as test, waitForAnswer } from "../stage.ts";
import { pasteHtml } from "./pair.ts";

const box = ({ page }: Person) =>
  page.getByRole("textbox", { name: "A leaf", exact: true });

const many = (count: number, make: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => make(n)).join("");

const sheet = `<table>${
  many(300, (row) => `<tr>${many(10, (n) => `<td>${row}.${n}`)}</tr>`)
}</table>`;
const links = many(
  200,
  (n) =>
    `<p>${
      many(10, (k) => `see <a href="https://example.org/${n}">${n}.${k}</a> `)
    }</p>`,
);
const lines = Array.from({ length: 3000 }, (_, n) => `line ${n}`).join("\n");

test("a large sheet, many links and thousands of lines are pasted, and undone in one step (W-1)", async (stage) => {
  const { person, step } = stage;
  const { session, desk } = await makeClassWithGroups(stage);
  const [amy, ben] = [await person(), await person()];
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  await desk("POST", "/resources", {
    page: { name: "A leaf", text: "What does it need?", per: "class" },
  });
  for (const one of [amy, ben]) {
    await one.button(items.openNamed({ name: "A leaf" })).click();
    await box(one).getByText("What does it need?").waitFor();
  }
  const pastes: [what: string, html: string, text: string, some: string[]][] = [
    ["a sheet", sheet, "", ["0.0", "299.8"]],
    ["links", links, "", ["0.0", "199.8"]],
    ["lines", "", lines, ["line 1", "line 2998"]],
  ];
  for (const [what, html, text, some] of pastes) {
    await step(what, async () => {
      await box(amy).click();
      await amy.page.keyboard.press("Control+End");
      await pasteHtml(box(amy), html, text);
      const words = some.map((it) => box(ben).getByText(it, { exact: true }));
      for (const each of words) await each.waitFor();
      await amy.sees(openPage.stored);
      await amy.page.keyboard.press("Control+z");
      for (const each of words) await waitForAnswer(() => each.count(), 0);
      await amy.sees(openPage.stored);
    });
  }
});

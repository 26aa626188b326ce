import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type * as Y from "yjs";
import { pageEditor as t } from "texts/pages.ts";
import { findAxeViolations } from "../../browser.ts";
import { eventually } from "../../people.ts";
import {
  type Person,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";
import {
  clearEditor,
  focusEditor,
  openEditorPair,
  pasteHtml,
  readPageXml,
  waitForPageXml,
} from "./pair.ts";

const p = (text: string) => `<paragraph>${text}</paragraph>`;

test("two write on one page, see each other's carets, and undo only their own text (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy, ben] = await openEditorPair(someone);
  const { page } = someone;
  const before = await readPageXml(page);
  await amy.click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("Roots: ");
  const amys = before.replace("What we know", "Roots: What we know");
  await waitForPageXml(page, amys);

  await ben.click();
  await waitForPaint(page);
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("Leaves take in light.");
  const bens = (xml: string) =>
    xml.replace(/<paragraph><\/paragraph>$/, p("Leaves take in light."));
  await waitForPageXml(page, bens(amys));

  const caret = amy.locator(".page-caret");
  await caret.waitFor();
  assert.equal(await caret.getAttribute("aria-hidden"), "true");
  assert.equal(await caret.locator(".page-caret-name").textContent(), "Ben");
  await someone.sees(t.writing({ names: "Ben" }));

  await amy.click();
  await page.keyboard.press("ControlOrMeta+z");
  await waitForPageXml(page, bens(before));
  await page.keyboard.press("ControlOrMeta+y");
  await waitForPageXml(page, bens(amys));

  await page.evaluate(() => {
    for (const [side, word] of ["deep ", "thin "].entries()) {
      const line = pages[side].get(0) as unknown as {
        get(n: number): unknown;
      };
      const run = line.get(0) as { insert(at: number, text: string): void };
      if (side === 0) run.insert(0, word);
      else run.insert(6, word);
    }
  });
  const merged = await readPageXml(page);
  assert.match(merged, /deep /);
  assert.match(merged, /thin /);
  await waitForPageXml(page, merged);
  for (const text of [amy, ben]) {
    assert.match(await text.innerText(), /deep /);
    assert.match(await text.innerText(), /thin /);
  }
});

test("undo keeps what others wrote into the undone text (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  await page.keyboard.type("- one");
  await waitForPageXml(
    page,
    `<bullet_list><list_item>${p("one")}</list_item></bullet_list>`,
  );
  await page.evaluate(() => {
    const list = pages[1].get(0) as unknown as Y.XmlElement;
    const item = list.get(0) as Y.XmlElement;
    const line = item.get(0) as Y.XmlElement;
    const run = line.get(0) as Y.XmlText;
    run.insert(run.length, " of Ben’s");
  });
  await eventually(
    () => amy.innerText(),
    (text) => text.includes("of Ben’s"),
    "Ben's words were there",
  );
  for (let n = 0; n < 6; n++) await page.keyboard.press("ControlOrMeta+z");
  await eventually(
    () => readPageXml(page),
    (xml) => xml.includes(" of Ben’s") && !xml.includes("one"),
    "Ben's words were left, and Amy's were not",
  );
});

async function openNearlyFull({ page }: Person) {
  await page.goto("/pieces?of=page");
  const near = page.locator('[data-piece="PageEditor/near"]');
  const text = near.getByRole("textbox");
  await near.getByText(t.left({ left: 5 })).waitFor();
  await text.click();
  await page.keyboard.press("ControlOrMeta+End");
  await waitForPaint(page);
  return { near, text };
}

/** Puts the caret at the end of the last line as a key does, and acts before the browser reports it. */
const afterMove = (text: Locator, then: "key" | "paste" | "classmate") =>
  text.evaluate((box, then) => {
    const selection = getSelection()!;
    selection.selectAllChildren(box.lastElementChild!);
    selection.collapseToEnd();
    if (then === "key") {
      box.dispatchEvent(
        new KeyboardEvent("keydown", {
          key: "Enter",
          keyCode: 13,
          bubbles: true,
          cancelable: true,
        }),
      );
    } else if (then === "paste") {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "three");
      const how = { clipboardData, bubbles: true, cancelable: true };
      box.dispatchEvent(new ClipboardEvent("paste", how));
    } else {
      const line = pages[1].get(0) as unknown as Y.XmlElement;
      (line.get(0) as Y.XmlText).insert(0, "Ben: ");
    }
  }, then);

test("keys and pastes land at the caret on a device that reports it late (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  await page.keyboard.type("one\ntwo");
  await page.keyboard.press("ControlOrMeta+Home");
  await waitForPageXml(page, p("one") + p("two"));
  await afterMove(amy, "key");
  await page.keyboard.press("ControlOrMeta+Home");
  await waitForPageXml(page, p("one") + p("two") + p(""));
  await afterMove(amy, "paste");
  await waitForPageXml(page, p("one") + p("two") + p("three"));
  await page.keyboard.press("ControlOrMeta+Home");
  await afterMove(amy, "classmate");
  await page.keyboard.type("!");
  await waitForPageXml(page, p("Ben: one") + p("two") + p("three!"));
});

/** Typed keys and the result; `→` at the end of a line indents it. */
const typed: [keys: string, xml: string][] = [
  ["# Title", `<heading level="1">Title</heading>`],
  ["### Small", `<heading level="3">Small</heading>`],
  ["#### Four", p("#### Four")],
  [
    "- a\nb",
    `<bullet_list><list_item>${p("a")}</list_item><list_item>${
      p("b")
    }</list_item></bullet_list>`,
  ],
  [
    "3. a\nb",
    `<ordered_list start="3"><list_item>${p("a")}</list_item><list_item>${
      p("b")
    }</list_item></ordered_list>`,
  ],
  ["1. a", `<ordered_list><list_item>${p("a")}</list_item></ordered_list>`],
  [
    "[ ] a\nb",
    `<bullet_list><list_item checked="false">${
      p("a")
    }</list_item><list_item checked="false">${
      p("b")
    }</list_item></bullet_list>`,
  ],
  [
    "- [x] a",
    `<bullet_list><list_item checked="true">${
      p("a")
    }</list_item></bullet_list>`,
  ],
  [
    "- a\n\nb",
    `<bullet_list><list_item>${p("a")}</list_item></bullet_list>${p("b")}`,
  ],
  [
    "- a\nb→\n\nc",
    `<bullet_list><list_item>${p("a")}<bullet_list><list_item>${
      p("b")
    }</list_item></bullet_list></list_item><list_item>${
      p("c")
    }</list_item></bullet_list>`,
  ],
  [
    "[ ] 一\n二→\n\n三\n\n四",
    `<bullet_list><list_item checked="false">${
      p("一")
    }<bullet_list><list_item checked="false">${
      p("二")
    }</list_item></bullet_list></list_item><list_item checked="false">${
      p("三")
    }</list_item></bullet_list>${p("四")}`,
  ],
  ["```\nx = 1", `<code_block>x = 1</code_block>`],
  ["- - a", `<bullet_list><list_item>${p("- a")}</list_item></bullet_list>`],
  [
    "see https://example.org/a. Then",
    p(
      'see <link href="https://example.org/a">https://example.org/a</link>. Then',
    ),
  ],
  [
    "見https://example.org\nb",
    p('見<link href="https://example.org/">https://example.org</link>') +
    p("b"),
  ],
  [
    "(https://example.org/a_(b)) c",
    p(
      '(<link href="https://example.org/a_(b)">https://example.org/a_(b)</link>) c',
    ),
  ],
  [
    "a [b](https://example.org/c) d",
    p('a <link href="https://example.org/c">b</link> d'),
  ],
  ["[b](javascript:alert(1)) d", p("[b](javascript:alert(1)) d")],
  ["```x = 1\ny = 2", `<code_block>x = 1\ny = 2</code_block>`],
  ["---after", `<horizontal_rule></horizontal_rule>${p("after")}`],
  ["a **b** c", p("a <strong>b</strong> c")],
  ["a *b* c", p("a <em>b</em> c")],
  ["a `b` c", p("a <code>b</code> c")],
  ["2 * 3 * 4", p("2 * 3 * 4")],
  ["snake_case_name", p("snake_case_name")],
  [
    "a $x^2$ c",
    `<paragraph>a <math_inline tex="x^2"></math_inline> c</paragraph>`,
  ],
  ["it costs $5 or $6", p("it costs $5 or $6")],
  ["$$x^2$$after", `<math_block tex="x^2"></math_block>${p("after")}`],
  ["<b>a</b>", p("<b>a</b>")],
];

test("Markdown turns into its formatting while it is typed (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  for (const [keys, xml] of typed) {
    await clearEditor(amy);
    for (const [n, line] of keys.split("\n").entries()) {
      if (n > 0) await page.keyboard.press("Enter");
      await page.keyboard.type(line.replace("→", ""));
      if (line.endsWith("→")) await page.keyboard.press("ControlOrMeta+]");
    }
    await waitForPageXml(page, xml);
  }
});

test("undo turns an automatic link back into text (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  await page.keyboard.type("at https://example.org ");
  await waitForPageXml(
    page,
    p('at <link href="https://example.org/">https://example.org</link> '),
  );
  await page.keyboard.press("ControlOrMeta+z");
  await waitForPageXml(page, p("at https://example.org"));
  await clearEditor(amy);
  await pasteHtml(amy, "", "at https://example.org");
  await waitForPageXml(
    page,
    p('at <link href="https://example.org/">https://example.org</link>'),
  );
  await page.keyboard.press("ControlOrMeta+z");
  await waitForPageXml(page, p("at https://example.org"));
});

test("a paste that does not fit is refused visibly, with the remaining room (W-4)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const { page } = someone;
  const { near, text } = await openNearlyFull(someone);
  const before = await text.innerText();
  await pasteHtml(text, "", "123456");
  const refused = near.getByText(t.notFit({ left: 5 }));
  await refused.waitFor();
  const box = (await refused.boundingBox())!;
  const { height } = page.viewportSize()!;
  assert(box.y >= 0 && box.y + box.height <= height, JSON.stringify(box));
  assert.equal(await text.innerText(), before);
  await pasteHtml(text, "", "12345");
  await refused.waitFor({ state: "detached" });
});

test("the notice of a refused paste stays until its author continues, whatever others write (W-4)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy, ben] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  await pasteHtml(amy, "", "x".repeat(70_000));
  const refused = page.locator(".page-refused");
  await refused.waitFor();
  await ben.click();
  await page.keyboard.type("Roots");
  await amy.getByText("Roots").waitFor();
  await waitForPaint(page);
  assert.equal(await refused.count(), 1);
  await amy.click();
  await page.keyboard.type("!");
  await refused.waitFor({ state: "detached" });
});

test("every tool works by keyboard, and Tab leaves the text (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  const bar = page.getByRole("toolbar", { name: t.tools }).first();
  await page.keyboard.type("word");
  await page.keyboard.press("ControlOrMeta+a");

  await page.keyboard.press("Alt+F10");
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  assert.match(await focused() ?? "", new RegExp(t.style));
  for (let n = 0; n < 3; n++) await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), t.bold);
  await page.keyboard.press("Enter");
  await waitForPageXml(page, p("<strong>word</strong>"));
  const bold = bar.getByRole("button", { name: t.bold, exact: true });
  await waitForAnswer(() => bold.getAttribute("aria-pressed"), "true");
  assert.equal(await focused(), "How a leaf works", "back in the text");

  await page.keyboard.press("Alt+F10");
  assert.equal(await focused(), t.bold, "where one was");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitemradio", { name: t.kinds.h2 }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await waitForPageXml(
    page,
    `<heading level="2"><strong>word</strong></heading>`,
  );
  await page.keyboard.press("ControlOrMeta+Alt+0");
  await waitForPageXml(page, p("<strong>word</strong>"));
  await page.keyboard.press("Alt+F10");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "How a leaf works");

  const stops = await bar.locator('button[tabindex="0"]').count();
  assert.equal(stops, 1, "the tools are one stop");
  const before = await readPageXml(page);
  await page.keyboard.press("Tab");
  assert.notEqual(await focused(), "How a leaf works");
  assert.equal(await readPageXml(page), before);
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focused(), "How a leaf works");
  await page.keyboard.press("Shift+Tab");
  assert.equal(
    await page.evaluate(() =>
      document.activeElement?.closest("[role=toolbar]") !== null
    ),
    true,
  );
});

test("lists are indented up to six levels, and tasks are ticked (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  await page.keyboard.type("- a");
  await page.keyboard.press("Enter");
  await page.keyboard.type("b");
  await page.keyboard.press("ControlOrMeta+]");
  const item = (content: string, checked = "") =>
    `<list_item${checked}>${content}</list_item>`;
  const list = (content: string) => `<bullet_list>${content}</bullet_list>`;
  await waitForPageXml(page, list(item(p("a") + list(item(p("b"))))));
  await page.keyboard.press("ControlOrMeta+[");
  await waitForPageXml(page, list(item(p("a")) + item(p("b"))));

  await page.keyboard.press("ControlOrMeta+Shift+9");
  await page.keyboard.press("ControlOrMeta+Enter");
  await waitForPageXml(
    page,
    list(item(p("a")) + item(p("b"), ' checked="true"')),
  );
  const box = amy.getByRole("checkbox", { name: t.done });
  assert.equal(await box.isChecked(), true);
  await box.click();
  await waitForPageXml(
    page,
    list(item(p("a")) + item(p("b"), ' checked="false"')),
  );

  await clearEditor(amy);
  await page.keyboard.type("- 1");
  for (let n = 2; n <= 8; n++) {
    await page.keyboard.press("Enter");
    await page.keyboard.type(String(n));
    await page.keyboard.press("ControlOrMeta+]");
  }
  await eventually(
    () => readPageXml(page),
    (xml) => xml.includes("8") && xml.match(/<bullet_list>/g)?.length === 6,
    "the list was six deep",
  );
  const deepest = (await readPageXml(page)).split("<bullet_list>").length - 1;
  assert.equal(deepest, 6);
});

test("a table is made and filled by keyboard, and its cells stay cells (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy, ben] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  const inTable = async (name: string) => {
    await page.getByRole("toolbar").first()
      .getByRole("button", { name: t.table, exact: true }).click();
    await page.getByRole("menu", { name: t.table })
      .locator("button").filter({ hasText: name }).click();
  };
  const th = (text: string) => `<table_cell header="true">${text}</table_cell>`;
  const td = (text: string) => `<table_cell>${text}</table_cell>`;
  const table = (...rows: string[]) =>
    `<table>${
      rows.map((it) => `<table_row>${it}</table_row>`).join("")
    }</table>${p("")}`;
  await inTable(t.insertTable);
  await waitForPageXml(
    page,
    table(
      th("") + th("") + th(""),
      td("") + td("") + td(""),
      td("") + td("") + td(""),
    ),
  );
  await page.keyboard.type("a");
  await page.keyboard.press("Enter");
  await page.keyboard.type("b");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("c");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("d");
  await inTable(t.deleteColumn);
  await waitForPageXml(
    page,
    table(th("a") + th(""), td("b") + td("c"), td("") + td("")),
  );
  await inTable(t.addRow);
  await inTable(t.addColumn);
  await page.keyboard.type("e");
  await inTable(t.head);
  await waitForPageXml(
    page,
    table(
      td("a") + td("") + td(""),
      td("b") + td("c") + td(""),
      td("") + td("") + td("e"),
      td("") + td("") + td(""),
    ),
  );
  await amy.evaluate((text) => {
    const cells = text.querySelectorAll("td");
    getSelection()!.setBaseAndExtent(cells[0], 0, cells[3], 1);
  });
  await ben.locator("td .page-caret-range").first().waitFor();
  await page.keyboard.press("Delete");
  await waitForPageXml(
    page,
    table(
      td("") + td("") + td(""),
      td("") + td("c") + td(""),
      td("") + td("") + td("e"),
      td("") + td("") + td(""),
    ),
  );
  await inTable(t.deleteTable);
  await waitForPageXml(page, p(""));
});

test("in a table Tab moves from cell to cell and out, and arrows between rows (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  await pasteHtml(amy, "<table><tr><td>a<td>b<tr><td>c<td>d</table>");
  const table = (a: string, b: string, c: string, d: string) =>
    `<table>${
      [[a, b], [c, d]].map((row) =>
        `<table_row>${
          row.map((it) => `<table_cell>${it}</table_cell>`).join("")
        }</table_row>`
      ).join("")
    }</table>`;
  await waitForPageXml(page, table("a", "b", "c", "d") + p(""));
  const press = async (keys: string) => {
    for (const key of keys.split(" ")) {
      await waitForPaint(page);
      await (key.length === 1
        ? page.keyboard.type(key)
        : page.keyboard.press(key));
    }
  };
  await press("ControlOrMeta+Home End 1 Tab 2 Tab 3 Tab 4");
  await waitForPageXml(page, table("a1", "b2", "c3", "d4") + p(""));
  await press("Shift+Tab 5 ArrowUp 6 Tab ArrowDown 7");
  await waitForPageXml(page, table("a16", "b2", "c35", "d47") + p(""));
  await press("ArrowDown 8 ControlOrMeta+Home ArrowUp 9");
  await waitForPageXml(page, table("9a16", "b2", "c35", "d47") + p("8"));
  const isInText = () =>
    amy.evaluate((it) => it.contains(document.activeElement));
  await press("Shift+Tab");
  assert.equal(await isInText(), false, "the first cell was left");
  await press("Tab");
  assert.equal(await isInText(), true);
  await press("Tab Tab Tab");
  assert.equal(await isInText(), true);
  await press("Tab");
  assert.equal(await isInText(), false, "the last cell was left");
});

test("a concurrent deletion keeps what is written inside it (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await page.evaluate(() => {
    const [, ben] = pages;
    const all = ben.toArray() as unknown as Y.XmlElement[];
    const list = all.find((it) => it.nodeName === "ordered_list")!;
    list.delete(0, list.length);
    const table = all.find((it) => it.nodeName === "table")!;
    const row = table.get(0) as Y.XmlElement;
    row.delete(0, row.length);
    const tasks = all.find((it) => it.nodeName === "bullet_list")!;
    (tasks.get(1) as Y.XmlElement).delete(0, 1);
  });
  await amy.click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("Amy: ");
  const xml = await eventually(
    () => readPageXml(page),
    (xml) => xml.includes("Amy: "),
    "Amy wrote",
  );
  for (
    const kept of [
      "<ordered_list></ordered_list>",
      "<table_row></table_row>",
      "with its veins",
      "20 %",
      "Amy: ",
    ]
  ) assert(xml.includes(kept), `${kept} in ${xml}`);
  await waitForPageXml(page, xml);
  await page.evaluate(() => {
    const list = (pages[1].toArray() as unknown as Y.XmlElement[])
      .find((it) => it.nodeName === "ordered_list")!;
    const item = list.doc!.getXmlFragment("page").get(0).clone();
    list.insert(0, [item as Y.XmlElement]);
  });
  await eventually(
    () => readPageXml(page),
    (xml) => !xml.includes("<ordered_list></ordered_list>"),
    "what does not fit was taken out, and nothing else",
  );
  assert((await readPageXml(page)).includes("with its veins"));
});

test("an input method composes while others write in the same line (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  await page.keyboard.type("葉子很");
  await waitForPageXml(page, p("葉子很"));
  const session = await page.context().newCDPSession(page);
  const compose = (text: string) =>
    session.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  const ben = (at: number, text: string) =>
    page.evaluate(([at, text]) => {
      const line = pages[1].get(0) as unknown as Y.XmlElement;
      (line.get(0) as Y.XmlText).insert(Number(at), String(text));
    }, [at, text]);
  await compose("ㄌ");
  await ben(0, "綠色的");
  await compose("ㄌㄩ");
  await ben(0, "看：");
  await compose("ㄌㄩˋ");
  // A browser may give up composing where the text around it changes.
  assert.equal(await amy.innerText(), "葉子很ㄌㄩˋ");
  await compose("綠");
  await session.send("Input.insertText", { text: "綠" });
  await page.keyboard.type("!");
  await waitForPageXml(page, p("看：綠色的葉子很綠!"));
  // Others' changes are applied after the composition ends.
  await eventually(
    () => page.getByRole("textbox").allInnerTexts(),
    (texts) => texts.every((it) => it.includes("看：綠色的葉子很綠!")),
    "both show all of it",
  );
});

test("a new line leaves the empty line below to its writer (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const { page } = someone;
  const [amy, ben] = await openEditorPair(someone);
  await clearEditor(amy);
  await page.keyboard.type("Amy");
  await waitForPageXml(page, p("Amy"));
  await focusEditor(ben);
  await page.keyboard.press("ControlOrMeta+End");
  await waitForPaint(page);
  await page.keyboard.press("Enter");
  await waitForPageXml(page, p("Amy") + p(""));
  await focusEditor(amy);
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("End");
  await waitForPaint(page);
  await page.keyboard.press("Enter");
  await waitForPageXml(page, p("Amy") + p("") + p(""));
  await page.keyboard.type("Amy again");
  await waitForPageXml(page, p("Amy") + p("Amy again") + p(""));
  await focusEditor(ben);
  await eventually(
    () =>
      page.evaluate(() => {
        const lines = document.activeElement!.querySelectorAll("p");
        return lines[2].contains(getSelection()!.anchorNode);
      }),
    (isThere) => isThere,
    "Ben was in his line",
  );
  await page.keyboard.type("Ben");
  await waitForPageXml(page, p("Amy") + p("Amy again") + p("Ben"));
});

test("a link leads only to allowed addresses (W-1, C-4)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  await page.keyboard.type("leaf");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+k");
  const address = page.getByLabel(t.address);
  await address.fill("javascript:alert(1)");
  await page.keyboard.press("Enter");
  await someone.sees(t.badAddress);
  assert.equal(await readPageXml(page), p("leaf"));
  assert.deepEqual(await findAxeViolations(page), []);
  await address.fill("example.org/leaf");
  await page.keyboard.press("Enter");
  await waitForPageXml(
    page,
    p('<link href="https://example.org/leaf">leaf</link>'),
  );
  const link = amy.getByRole("link", { name: "leaf" });
  assert.equal(await link.getAttribute("href"), "https://example.org/leaf");
  assert.match(await link.getAttribute("rel") ?? "", /noopener/);

  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+k");
  await someone.button(t.removeLink).click();
  await waitForPageXml(page, p("leaf"));

  await clearEditor(amy);
  await pasteHtml(
    amy,
    `<p><a href="javascript:alert(1)">a</a> <a href=" JAVA&#10;SCRIPT:alert(1)">b</a> <a href="data:text/html,x">c</a></p>`,
  );
  await waitForPageXml(page, p("a b c"));
  await page.evaluate(() => {
    const line = pages[1].get(0) as unknown as Y.XmlElement;
    (line.get(0) as Y.XmlText).format(0, 1, {
      link: { href: "javascript:alert(1)" },
    });
  });
  await eventually(
    () => amy.locator("a").count(),
    (count) => count === 1,
    "the editor showed it",
  );
  const led = await page.locator(".pieces-family a").evaluateAll((all) =>
    all.map((it) => (it as HTMLAnchorElement).protocol)
  );
  assert(led.every((it) => it !== "javascript:"), led.join());
});

test("formulas are displayed rendered and edited as TeX (W-1)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  await clearEditor(amy);
  await page.keyboard.type("so ");
  await page.getByRole("toolbar").first()
    .getByRole("button", { name: t.formula, exact: true }).click();
  await page.getByLabel(t.tex, { exact: true }).fill("a^2");
  assert.deepEqual(await findAxeViolations(page), []);
  await someone.button(t.insert).click();
  await waitForPageXml(
    page,
    `<paragraph>so <math_inline tex="a^2"></math_inline></paragraph>`,
  );
  await amy.locator("math msup").waitFor();
  await page.keyboard.press("Shift+ArrowLeft");
  await amy.locator(".ProseMirror-selectednode").or(amy.locator("math"))
    .first()
    .waitFor();
  await amy.locator(".page-formula").dblclick();
  await page.getByLabel(t.tex, { exact: true }).fill("b^3");
  await page.getByLabel(t.ownLine).check();
  await someone.button(t.save).click();
  await eventually(
    () => readPageXml(page),
    (xml) => xml.includes(`<math_block tex="b^3"></math_block>`),
    "it stood on its own line",
  );
});

test("a page says when it is nearly full, and accepts no more than fits (W-4)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const { page } = someone;
  const { near, text } = await openNearlyFull(someone);
  await page.keyboard.type("12345678");
  await near.getByText(t.full).waitFor();
  assert.match(await text.innerText(), /\?12345$/);
  await eventually(
    () => page.locator("[data-voice]").innerText(),
    (said) => said.includes(t.full),
    "it was said",
  );
  await page.keyboard.press("Backspace");
  await near.getByText(t.left({ left: 1 })).waitFor();
  // No part of the text is a live region: nothing that others type is read out.
  assert.equal(
    await page.locator(
      ".page-editor :is([aria-live], [role=status], [role=alert], [role=log])",
    ).count(),
    0,
  );

  const locked = page.locator('[data-piece="PageEditor/locked"]');
  const read = locked.getByRole("textbox");
  await locked.getByText(t.locked).waitFor();
  assert.equal(await read.getAttribute("aria-readonly"), "true");
  await read.getByText(/\?1234$/).waitFor();
  await read.focus();
  await page.keyboard.type("x");
  assert.match(await read.innerText(), /\?1234$/);
  assert.equal(await locked.getByRole("toolbar").count(), 0);
});

test("the text without an editor follows the page and redraws only changes (W-2)", async ({ lastingPerson }) => {
  const someone = await lastingPerson();
  const [amy] = await openEditorPair(someone);
  const { page } = someone;
  const shown = page.locator('[data-piece="PageText/pair"] .page-text');
  await shown.locator("math").first().waitFor();
  await page.evaluate(() => {
    const text = document.querySelector(
      '[data-piece="PageText/pair"] .page-text',
    )!;
    const changed = new Set<string>();
    Object.assign(globalThis, { changed });
    new MutationObserver((all) => {
      for (const { target } of all) {
        const element = target instanceof Element
          ? target
          : target.parentElement!;
        changed.add(element.localName);
      }
    }).observe(text, { subtree: true, childList: true, characterData: true });
  });
  await amy.click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("See: ");
  await shown.getByText("See: What we know").waitFor();
  const changed = await page.evaluate(() => [
    ...(globalThis as unknown as { changed: Set<string> }).changed,
  ]);
  assert.deepEqual(changed, ["h3"]);
  assert.deepEqual(
    await shown.locator("h3, h4").allInnerTexts(),
    ["See: What we know", "What we ask"],
  );
});

test("on a phone the tools scroll in a row above the text (W-1)", async ({ person }) => {
  const someone = await person({ phone: true });
  const { page } = someone;
  await page.goto("/pieces?of=page");
  const bar = page.getByRole("toolbar").first();
  await bar.waitFor();
  const { height } = (await bar.boundingBox())!;
  assert(height <= 64, `the tools are ${height} high`);
  assert(await bar.evaluate((it) => it.scrollWidth > it.clientWidth));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert(wide <= 360, `the page is ${wide} wide`);
  assert.deepEqual(await findAxeViolations(page), []);
});

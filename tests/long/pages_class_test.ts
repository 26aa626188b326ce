/**
 * W-1 to W-4: four groups of three write a page each, on laptops and a phone, by keyboard, by an input method, and
 * offline, while one is moved and the server restarts.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { parseHTML } from "deno-dom";
import { livePages, sharePage } from "texts/pages_desk.ts";
import { portal } from "texts/sharing_portal.ts";
import { items } from "texts/sharing_class.ts";
import { review } from "texts/review.ts";
import { openPage } from "texts/pages_class.ts";
import { share } from "texts/sharing_live.ts";
import { classWithGroups } from "../browser/groups/two_groups.ts";
import { painted, type Person, testStageAlone } from "../browser/stage.ts";
import { eventually } from "../people.ts";
import { readZip } from "../zip.ts";

const title = "A leaf";
const groups = ["Group A", "Group B", "Group C", "Group D"];
/** Lines per writer, all different. */
const lines = 20;

const box = ({ page }: Person) =>
  page.getByRole("textbox", { name: title, exact: true });

/** The page's paragraphs without carets. */
const written = (one: Person) =>
  box(one).evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement;
    copy.querySelectorAll(".page-caret").forEach((it) => it.remove());
    return [...copy.children].map((it) => it.textContent ?? "")
      .filter((it) => it !== "");
  });

/** Starts a new line at the end of the page. */
async function toOwnLine({ page }: Person) {
  await page.keyboard.press("ControlOrMeta+End");
  // The editor gets the selection a frame later.
  await painted(page);
  await page.keyboard.press("Enter");
}

type Typing = (page: Page, line: string) => Promise<void>;

const byKeys: Typing = async (page, line) => {
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
};

/** Types as an input method does: the final character replaces the composed one. */
const byInputMethod: Typing = async (page, line) => {
  const devtools = await page.context().newCDPSession(page);
  for (const character of line) {
    for (const text of ["ㄌ", "ㄌㄩˋ", character]) {
      await devtools.send("Input.imeSetComposition", {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    }
    await devtools.send("Input.insertText", { text: character });
  }
  await devtools.detach();
  await page.keyboard.press("Enter");
};

/** Presses Tab until the selector has the focus. */
async function tabsTo({ page }: Person, selector: string) {
  for (let n = 0; n < 80; n++) {
    const isThere = await page.evaluate(
      (selector) => document.activeElement?.matches(selector),
      selector,
    );
    if (isThere) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`no Tab leads to ${selector}`);
}

testStageAlone(
  "W-1 to W-4: four groups of three write a page each; nothing typed is lost, all copies are the same, and their teacher sees all of it",
  async (stage) => {
    const { person, server, step } = stage;
    const { teacher, session, put } = await classWithGroups(stage, groups);
    const names = [
      ...["Amy", "Ben", "Cem", "Dee", "Eve", "Fay"],
      ...["Gus", "Hal", "Ida", "Jon", "Kim", "小明"],
    ];
    const class_: { one: Person; name: string; group: number }[] = [];
    for (const [n, name] of names.entries()) {
      const one = await person({ phone: name === "Ben" });
      await one.join(session.code, name);
      const group = Math.floor(n / 3);
      await put(name, group);
      class_.push({ one, name, group });
    }
    const of = (name: string) => class_.find((it) => it.name === name)!;
    /** Expected lines by the page's group. */
    const due: string[][] = groups.map(() => []);
    /** Writes the lines from `from` up to the other number. */
    const writes = async (
      { one, name, group }: typeof class_[number],
      from: number,
      to: number,
    ) => {
      const typing = name === "小明" ? byInputMethod : byKeys;
      for (let n = from; n < to; n++) {
        const line = name === "小明"
          ? `小明第${n}句葉子是綠色的`
          : `${name} ${n} leaves turn to the light`;
        due[group].push(line);
        await typing(one.page, line);
      }
    };
    /** Waits until all of a group have each expected line once, in the same order. */
    const agree = async (group: number) => {
      const all = class_.filter((it) => it.group === group);
      await eventually(
        () => Promise.all(all.map(({ one }) => written(one))),
        (pages) =>
          pages.every((it) => `${it}` === `${pages[0]}`) &&
          due[group].every((line) =>
            pages[0].filter((it) => it === line).length === 1
          ),
        `${groups[group]} had every line that its members wrote, once`,
        60_000,
      );
    };

    await step(
      "a page is shared, and everybody opens their group's",
      async () => {
        await teacher.toBoard();
        await teacher.part(review.tabs.resources);
        await teacher.button(sharePage.title).click();
        const dialog = teacher.page.getByRole("dialog");
        await dialog.getByLabel(sharePage.name).fill(title);
        await dialog.getByLabel(sharePage.start).fill("# What does it need?");
        await dialog.getByRole("button", { name: share.share }).click();
        for (const { one, name } of class_) {
          if (name === "Cem") {
            await one.button(items.openNamed({ name: title })).waitFor();
            await tabsTo(
              one,
              `[aria-label="${items.openNamed({ name: title })}"]`,
            );
            await one.page.keyboard.press("Enter");
            await box(one).waitFor();
            await tabsTo(one, "[role=textbox][aria-multiline=true]");
          } else {
            const open = name === "Ben"
              ? one.button(portal.open)
              : one.button(items.openNamed({ name: title }));
            await open.click();
            await box(one).click();
          }
          await toOwnLine(one);
        }
      },
    );

    const half = lines / 2;
    await step("they write, one of them without a network", async () => {
      const eve = of("Eve").one;
      await eve.goOffline();
      await Promise.all(class_.map((it) => writes(it, 0, half)));
      await eve.sees(openPage.kept);
      for (const group of [0, 2, 3]) await agree(group);
      await eve.goOnline();
      await agree(1);
    });

    await step(
      "one is moved in the middle, and the server started anew",
      async () => {
        const gus = of("Gus");
        await put("Gus", 3);
        gus.group = 3;
        await box(gus.one).getByText("小明第0句").waitFor();
        await box(gus.one).click();
        await toOwnLine(gus.one);
        const writing = Promise.all(
          class_.map((it) => writes(it, half, lines)),
        );
        await server.restart();
        await writing;
        for (const group of groups.keys()) await agree(group);
      },
    );

    await step("their teacher has seen all of it grow", async () => {
      for (const [n, name] of groups.entries()) {
        const article = teacher.page.getByRole("article", { name });
        await eventually(
          () => article.innerText(),
          (text) => due[n].every((line) => text.includes(line)),
          `${name} was whole`,
        );
      }
      await teacher.sees(livePages.begun({ count: 4, of: 4 }));
    });

    await step(
      "what is exported has all of it, for other programs too",
      async () => {
        const answer = await teacher.page.request.get(
          `/api/sessions/${session.id}/export`,
        );
        const files = readZip(new Uint8Array(await answer.body()));
        const html = new TextDecoder().decode(files.get("pages.html"));
        const { document } = parseHTML(html);
        const text = document.body.textContent;
        for (const line of due.flat()) {
          assert.equal(text.split(line).length, 2, `${line} stands once`);
        }
        assert.equal(due.flat().length, names.length * lines);
      },
    );
  },
);

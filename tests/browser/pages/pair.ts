/** Two editors of one page, side by side on the page of all pieces. */
import type { Locator, Page } from "playwright-core";
import type * as Y from "yjs";
import { eventually } from "../../people.ts";
import type { Person } from "../stage.ts";

declare global {
  var pages: Y.XmlFragment[];
}

export async function openPair({ page }: Person): Promise<[Locator, Locator]> {
  await page.goto("/pieces?of=page-pair");
  const texts = page.getByRole("textbox", { name: "How a leaf works" });
  await texts.nth(1).waitFor();
  await page.waitForFunction(() => "pages" in globalThis);
  return [texts.nth(0), texts.nth(1)];
}

export const written = (page: Page, side = 0): Promise<string> =>
  page.evaluate((side) => pages[side].toString(), side);

export async function becomesPage(page: Page, xml: string): Promise<void> {
  await eventually(
    () => page.evaluate(() => pages.map(String)),
    (all) => all.every((it) => it === xml),
    `the page was ${xml}`,
  );
}

/** Focuses a text and waits until its editor has restored the caret, 20 ms later. */
export async function goInto(text: Locator): Promise<void> {
  await text.focus();
  // Timers of one length end in the order in which they began.
  await text.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)));
}

export async function clear(text: Locator): Promise<void> {
  await goInto(text);
  await text.press("ControlOrMeta+a");
  await text.press("Backspace");
  await text.press("Backspace");
  await becomesPage(text.page(), "<paragraph></paragraph>");
}

/** Pastes HTML as a program has put it on the clipboard, and the same as text. */
export async function paste(
  text: Locator,
  html: string,
  plain = "",
): Promise<void> {
  await text.evaluate((element, [html, plain]) => {
    const clipboardData = new DataTransfer();
    if (html) clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", plain);
    element.dispatchEvent(
      new ClipboardEvent("paste", {
        clipboardData,
        bubbles: true,
        cancelable: true,
      }),
    );
  }, [html, plain]);
}

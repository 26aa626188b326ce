import type { Locator, Page } from "playwright-core";
import type * as Y from "yjs";
import { eventually } from "../../people.ts";
import type { Person } from "../stage.ts";

declare global {
  var pages: Y.XmlFragment[];
}

export async function openEditorPair(
  { page }: Person,
): Promise<[Locator, Locator]> {
  await page.goto("/pieces?of=page-pair");
  const texts = page.getByRole("textbox", { name: "How a leaf works" });
  await texts.nth(1).waitFor();
  await page.waitForFunction(() => "pages" in globalThis);
  return [texts.nth(0), texts.nth(1)];
}

export const readPageXml = (page: Page, side = 0): Promise<string> =>
  page.evaluate((side) => pages[side].toString(), side);

export async function waitForPageXml(page: Page, xml: string): Promise<void> {
  await eventually(
    () => page.evaluate(() => pages.map(String)),
    (all) => all.every((it) => it === xml),
    `the page was ${xml}`,
  );
}

/** Focuses a text and waits until its editor has restored the caret, 20 ms later. */
export async function focusEditor(text: Locator): Promise<void> {
  await text.focus();
  // Timers of one length end in the order in which they began.
  await text.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)));
}

export async function clearEditor(text: Locator): Promise<void> {
  await focusEditor(text);
  await text.press("ControlOrMeta+a");
  await text.press("Backspace");
  await text.press("Backspace");
  await waitForPageXml(text.page(), "<paragraph></paragraph>");
}

/** Pastes HTML as a program has put it on the clipboard, and the same as text. */
export async function pasteHtml(
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

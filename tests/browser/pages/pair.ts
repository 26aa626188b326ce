/** Two people who write on one page, side by side on the page of all pieces: what tests of the editor do and see. */
import type { Locator, Page } from "playwright-core";
import type * as Y from "yjs";
import { eventually } from "../../people.ts";
import type { Person } from "../stage.ts";

declare global {
  /** The pages of the piece. */
  var pages: Y.XmlFragment[];
}

/** Opens the piece, and returns the two texts. */
export async function openPair({ page }: Person): Promise<[Locator, Locator]> {
  await page.goto("/pieces?of=page-pair");
  const texts = page.getByRole("textbox", { name: "How a leaf works" });
  await texts.nth(1).waitFor();
  await page.waitForFunction(() => "pages" in globalThis);
  return [texts.nth(0), texts.nth(1)];
}

/** The page as XML, as this side has it. */
export const written = (page: Page, side = 0): Promise<string> =>
  page.evaluate((side) => pages[side].toString(), side);

/** Waits until both sides have this. */
export async function becomesPage(page: Page, xml: string): Promise<void> {
  await eventually(
    () => page.evaluate(() => pages.map(String)),
    (all) => all.every((it) => it === xml),
    `the page was ${xml}`,
  );
}

/** Goes to a text, and waits until its editor has put the caret to where it was: as it does 20 ms later. */
export async function goInto(text: Locator): Promise<void> {
  await text.focus();
  // Timers of one length end in the order in which they began.
  await text.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)));
}

/** An empty page, with the cursor in it. */
export async function clear(text: Locator): Promise<void> {
  await goInto(text);
  await text.press("ControlOrMeta+a");
  await text.press("Backspace");
  // What is deleted as a whole may leave the kind of its first line.
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

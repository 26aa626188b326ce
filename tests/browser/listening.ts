/** What a page says to whoever listens to it: all that comes into its live regions, in its order. */
import { eventually } from "../people.ts";
import type { Person } from "./stage.ts";

/** From the next page on what is said is written down. */
export async function listen({ page }: Person): Promise<void> {
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    new MutationObserver((changes) => {
      for (const { addedNodes, target } of changes) {
        const region = (target as Element).closest?.(
          "[data-voice], [role=status], [role=alert], [aria-live]",
        );
        if (!region || addedNodes.length === 0) continue;
        if (region.closest("[aria-live=off]")) continue;
        // Each sentence of the page's voice is an element of its own.
        const isVoice = region.closest("[data-voice]") !== null;
        const parts = isVoice ? [...addedNodes] : [region];
        for (const part of parts) {
          if (part.textContent) said.push(part.textContent);
        }
      }
    }).observe(document, { childList: true, subtree: true });
  });
}

/** All that was said with these words in it. */
export const heard = ({ page }: Person, words = ""): Promise<string[]> =>
  page.evaluate(
    (words) =>
      (globalThis as unknown as { said: string[] }).said
        .filter((it) => it.includes(words)),
    words,
  );

/** Waits until it was said so many times. */
export const hears = (person: Person, words: string, times = 1) =>
  eventually(
    async () => (await heard(person, words)).length,
    (it) => it === times,
    `"${words}" was said ${times} times`,
  );

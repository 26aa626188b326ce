/** What a page says to whoever listens to it: all that comes into its live regions, and what has the focus. */
import { eventually } from "../people.ts";
import type { Person } from "./stage.ts";

/** A sentence, and what of it is in another language than the page, as `zh-Hant: 你好`. */
interface Said {
  readonly words: string;
  readonly foreign: readonly string[];
}

/** From the next page on what is said is written down. */
export async function listen({ page }: Person): Promise<void> {
  await page.addInitScript(() => {
    const said: Said[] = [];
    Object.assign(globalThis, { said });
    new MutationObserver((changes) => {
      for (const { addedNodes, target, type } of changes) {
        const around = target instanceof Element
          ? target
          : target.parentElement;
        const region = around?.closest(
          "[data-voice], [role=status], [role=alert], [aria-live]",
        );
        const isNews = addedNodes.length > 0 || type === "characterData";
        // Of what is hidden nothing is heard.
        if (!region?.checkVisibility() || !isNews) continue;
        if (region.closest("[aria-live=off]")) continue;
        // Each sentence of the page's voice is an element of its own.
        const isVoice = region.closest("[data-voice]") !== null;
        const parts = isVoice ? [...addedNodes] : [region];
        for (const part of parts) {
          const words = part.textContent;
          if (!words) continue;
          const foreign = part instanceof Element
            ? [...part.querySelectorAll("[lang]")].map((it) =>
              `${it.getAttribute("lang")}: ${it.textContent}`
            )
            : [];
          said.push({ words, foreign });
        }
      }
    }).observe(document, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
}

const allSaid = ({ page }: Person): Promise<Said[]> =>
  page.evaluate(() => (globalThis as unknown as { said: Said[] }).said);

/** All that was said with these words in it. */
export async function heard(person: Person, words = ""): Promise<string[]> {
  return (await allSaid(person)).map((it) => it.words)
    .filter((it) => it.includes(words));
}

/** What of the last sentence with these words was said in another language than the page's. */
export async function heardForeign(person: Person, words: string) {
  return (await allSaid(person)).findLast((it) => it.words.includes(words))
    ?.foreign;
}

/** Waits until it was said so many times. */
export const hears = (person: Person, words: string, times = 1) =>
  eventually(
    async () => (await heard(person, words)).length,
    (it) => it === times,
    `"${words}" was said ${times} times`,
  );

/** What a screen reader is told of what has the focus: its role and name, and what describes it. */
export async function focused({ page }: Person): Promise<string> {
  const devtools = await page.context().newCDPSession(page);
  try {
    const { result } = await devtools.send("Runtime.evaluate", {
      expression: "document.activeElement",
    });
    const { nodes: [node] } = await devtools.send(
      "Accessibility.getPartialAXTree",
      { objectId: result.objectId, fetchRelatives: false },
    );
    return [node.role, node.name, node.description]
      .map((it) => it?.value).filter(Boolean).join(" | ");
  } finally {
    await devtools.detach();
  }
}

/** Waits until what has the focus is told with these words. */
export const isAt = (person: Person, words: string) =>
  eventually(
    () => focused(person),
    (it) => it.includes(words),
    `"${words}" had the focus`,
  );

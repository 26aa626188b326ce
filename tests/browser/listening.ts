/** Announcements of a page: live regions' texts, and names of focused elements. */
import { eventually } from "../people.ts";
import type { Person } from "./stage.ts";

/** A sentence, and its parts in another language than the page, as `zh-Hant: 你好`. */
interface Said {
  readonly words: string;
  readonly foreign: readonly string[];
}

export async function recordAnnouncements({ page }: Person): Promise<void> {
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

export async function announcementsWith(
  person: Person,
  words = "",
): Promise<string[]> {
  return (await allSaid(person)).map((it) => it.words)
    .filter((it) => it.includes(words));
}

export async function findForeignAnnouncement(person: Person, words: string) {
  return (await allSaid(person)).findLast((it) => it.words.includes(words))
    ?.foreign;
}

export const waitForAnnouncement = (person: Person, words: string, times = 1) =>
  eventually(
    async () => (await announcementsWith(person, words)).length,
    (it) => it === times,
    `"${words}" was said ${times} times`,
  );

export async function describeFocus({ page }: Person): Promise<string> {
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

export const waitForFocusOn = (person: Person, words: string) =>
  eventually(
    () => describeFocus(person),
    (it) => it.includes(words),
    `"${words}" had the focus`,
  );

import type { Page } from "playwright-core";

export interface WordsBlock {
  where: string;
  text: string;
}

/** All that a page says in its language, a block each, without foreign marks, code and answers. */
export async function readWords(page: Page): Promise<WordsBlock[]> {
  return await page.evaluate(findWords);
}

/** The product's name, addresses, and names of files are the same in every language. */
const sameEverywhere =
  /Homeroom|\S+@\S+|(https?:\/\/)?\d+(\.\d+){3}\S*|[\p{L}\d_-]+\.\p{L}{2,4}\b/gu;

/** Latin words outside of brackets, which surround every sentence of a pseudolocale. */
export async function findWordsOutsideBrackets(page: Page): Promise<string[]> {
  return foreign(await readWords(page), outsideBrackets);
}

const international =
  "AA AI CSV Cookie Ctrl English Enter Esc GB HTML Home ID IP JAWS JSON KB MB Markdown NVDA Orca PDF QR TalkBack UTC VoiceOver WCAG ZIP scrypt";

export async function findLatinWords(page: Page, but = ""): Promise<string[]> {
  const known = new Set(`${international} ${but}`.match(latin));
  return foreign(
    await readWords(page),
    (text) => text.replace(latin, (it) => known.has(it) ? " " : it),
  );
}

const latin = /\p{sc=Latn}+/gu;

/** Those in Chinese on a page in English, but people's own. */
export async function findHanWords(
  page: Page,
  but: readonly string[],
): Promise<string[]> {
  return foreign(
    await readWords(page),
    (text) => but.reduce((rest, words) => rest.replaceAll(words, " "), text),
    /\p{sc=Han}/u,
  );
}

function foreign(
  words: readonly WordsBlock[],
  without: (text: string) => string,
  other = /\p{sc=Latn}{2}/u,
): string[] {
  return [
    ...new Set(words.flatMap(({ where, text }) => {
      const bare = without(text.replace(sameEverywhere, " "));
      return other.test(bare)
        ? [`${where} says “${bare.trim().replace(/\s+/g, " ")}”`]
        : [];
    })),
  ];
}

function outsideBrackets(text: string): string {
  let depth = 0, left = "";
  for (const letter of text) {
    if (letter === "[") depth++;
    else if (letter === "]") {
      if (depth > 0) depth--;
      else left = "";
    } else if (depth === 0) left += letter;
  }
  return left;
}

export async function findCutOffWords(page: Page): Promise<string[]> {
  return await page.evaluate(findCutOff);
}

function findWords() {
  const spoken = document.documentElement.lang;
  const found: { where: string; text: string }[] = [];
  const nameOf = (element: Element) =>
    [element.tagName.toLowerCase(), ...element.classList].join(".");
  const isShown = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true });
  const isForeign = (element: Element) =>
    element.closest(
        'code, pre, .answer > .markdown, .brief, .board-tile-words:is([data-kind="reply"], [data-kind="running"]), script, style, noscript',
      ) !==
      null ||
    element.closest("[lang]")?.getAttribute("lang") !== spoken;

  const blocks = new Map<Element, string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement!;
    const text = walker.currentNode.nodeValue!;
    if (!text.trim() || !isShown(parent) || isForeign(parent)) continue;
    let block = parent;
    while (/^(inline|contents)/.test(getComputedStyle(block).display)) {
      block = block.parentElement!;
    }
    blocks.set(block, (blocks.get(block) ?? "") + text);
  }
  for (const [block, text] of blocks) {
    found.push({ where: nameOf(block), text });
  }
  found.push({ where: "the title", text: document.title });
  for (const element of document.querySelectorAll("body *")) {
    if (!isShown(element) || isForeign(element)) continue;
    for (const name of ["aria-label", "title", "alt", "placeholder"]) {
      const text = element.getAttribute(name);
      if (text) found.push({ where: `${name} of ${nameOf(element)}`, text });
    }
  }
  return found;
}

function findCutOff(): string[] {
  const faults = new Set<string>();
  const nameOf = (element: Element) =>
    [element.tagName.toLowerCase(), ...element.classList].join(".");
  const isForEyes = (element: Element) => {
    for (let at: Element | null = element; at; at = at.parentElement) {
      if (getComputedStyle(at).clipPath !== "none") return false;
    }
    return true;
  };
  const places = new Set<Element>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement!;
    if (
      !walker.currentNode.nodeValue!.trim() ||
      !parent.checkVisibility({ visibilityProperty: true }) ||
      !isForEyes(parent)
    ) continue;
    for (let at = parent; at !== document.body; at = at.parentElement!) {
      places.add(at);
    }
  }
  const scrolls = /auto|scroll/;
  for (const place of places) {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = place;
    // Words of a picture have no box that cuts them.
    if (clientWidth === 0 || place instanceof SVGElement) continue;
    const style = getComputedStyle(place);
    if (style.textOverflow === "ellipsis") continue;
    const words = place.textContent!.trim().replace(/[\u202c\u202e]/g, "");
    const text = `${nameOf(place)} “${words.slice(0, 40)}”`;
    if (scrollWidth > clientWidth + 1 && !scrolls.test(style.overflowX)) {
      faults.add(`${text} is ${scrollWidth - clientWidth} px too wide`);
    }
    const clamps = style.getPropertyValue("-webkit-line-clamp") !== "none";
    if (
      scrollHeight > clientHeight + 1 && !clamps &&
      /hidden|clip/.test(style.overflowY)
    ) faults.add(`${text} is cut off below`);
  }
  return [...faults];
}

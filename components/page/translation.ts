/**
 * Makes translation by the browser work with Preact. Translators replace text nodes by `<font>` elements, while
 * Preact keeps changing the old nodes. Here the old node, emptied, stays after its translation, which is removed
 * when Preact changes the text.
 */

interface Translation {
  readonly font: Element;
  readonly words: string;
}

export function watchTranslation(page: Node): void {
  const translations = new Map<Text, Translation>();

  const end = (text: Text) => {
    translations.get(text)?.font.remove();
    translations.delete(text);
  };
  const endChanged = (records: readonly MutationRecord[]) => {
    for (const { target } of records) end(target as Text);
  };
  const changes = new MutationObserver(endChanged);

  const begin = (text: Text, font: Element) => {
    if (font.contains(text)) text.replaceWith(text.cloneNode());
    translations.set(text, { font, words: text.data });
    endChanged(changes.takeRecords());
    text.data = "";
    changes.takeRecords();
    changes.observe(text, { characterData: true });
    font.after(text);
  };

  const places = new MutationObserver((records) => {
    for (const record of records) {
      if (!isOurs(record.target)) continue;
      for (const text of record.removedNodes) {
        if (!(text instanceof Text) || translations.has(text)) continue;
        const font = fontAt(record);
        if (font && text.parentNode !== record.target) begin(text, font);
      }
    }
    for (const [text, { font, words }] of translations) {
      if (!text.isConnected) end(text);
      else if (!font.isConnected) {
        // The translator has restored the original.
        translations.delete(text);
        for (const node of inPlaceOf(font, records)) {
          if (node !== text && node instanceof Text) node.remove();
        }
        text.data = words;
      } else if (text.previousSibling !== font) text.before(font);
    }
  });
  places.observe(page, { childList: true, subtree: true });
}

/** Whether Preact rendered the place: it is in no translation and no editor. */
function isOurs(place: Node): boolean {
  return place instanceof HTMLElement && !place.isContentEditable &&
    !place.closest("font");
}

/** The `<font>` that replaced a text; null: there is none, so Preact removed the text. */
function fontAt(record: MutationRecord): Element | null {
  const { addedNodes, previousSibling, nextSibling } = record;
  return [...addedNodes, previousSibling, nextSibling].find(isFont) ?? null;
}

/** Whether a node is a translation: Homeroom's pages have no `<font>`. */
function isFont(node: Node | null): node is Element {
  return node instanceof Element && node.localName === "font" &&
    node.isConnected;
}

function inPlaceOf(
  element: Element,
  records: readonly MutationRecord[],
): Node[] {
  return records.flatMap(({ removedNodes, addedNodes }) =>
    [...removedNodes].includes(element) ? [...addedNodes] : []
  );
}

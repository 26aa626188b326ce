/**
 * Pages that the browser translates. A translator puts a `<font>` with other words in the place of a text, while Preact
 * goes on to change and to remove the text that it once made: what is shown would stand still, or the page would break.
 *
 * Here such a text stands empty behind its translation, where Preact finds it. A text that changes takes the place of
 * its translation, until the translator comes again.
 */

/** A translation, and the words in whose place it stands. */
interface Translation {
  readonly shown: Element;
  readonly words: string;
}

/** Follows the translators of the browser from now on. */
export function followTranslation(page: Node): void {
  const translations = new Map<Text, Translation>();

  const end = (text: Text) => {
    translations.get(text)?.shown.remove();
    translations.delete(text);
  };
  const endChanged = (records: readonly MutationRecord[]) => {
    for (const { target } of records) end(target as Text);
  };
  const changes = new MutationObserver(endChanged);

  const begin = (text: Text, shown: Element) => {
    if (shown.contains(text)) text.replaceWith(text.cloneNode());
    translations.set(text, { shown, words: text.data });
    endChanged(changes.takeRecords());
    text.data = "";
    changes.takeRecords();
    changes.observe(text, { characterData: true });
    shown.after(text);
  };

  const places = new MutationObserver((records) => {
    for (const record of records) {
      if (!isOurs(record.target)) continue;
      for (const text of record.removedNodes) {
        if (!(text instanceof Text) || translations.has(text)) continue;
        const shown = fontAt(record);
        if (shown && text.parentNode !== record.target) begin(text, shown);
      }
    }
    for (const [text, { shown, words }] of translations) {
      if (!text.isConnected) end(text);
      else if (!shown.isConnected) {
        // The translator took it back.
        translations.delete(text);
        for (const it of inPlaceOf(shown, records)) {
          if (it !== text && it instanceof Text) it.remove();
        }
        text.data = words;
      } else if (text.previousSibling !== shown) text.before(shown);
    }
  });
  places.observe(page, { childList: true, subtree: true });
}

/** Whether Preact may have made what is in it: not the words of a translation, nor those of an editor. */
function isOurs(place: Node): boolean {
  return place instanceof HTMLElement && !place.isContentEditable &&
    !place.closest("font");
}

/** The translation that came where a text went; null: the page itself removed the text. */
function fontAt(record: MutationRecord): Element | null {
  const { addedNodes, previousSibling, nextSibling } = record;
  return [...addedNodes, previousSibling, nextSibling].find(isFont) ?? null;
}

/** Pages of ours have no such element. */
function isFont(node: Node | null): node is Element {
  return node instanceof Element && node.localName === "font" &&
    node.isConnected;
}

/** What was put in the place of an element. */
function inPlaceOf(
  element: Element,
  records: readonly MutationRecord[],
): Node[] {
  return records.flatMap(({ removedNodes, addedNodes }) =>
    [...removedNodes].includes(element) ? [...addedNodes] : []
  );
}

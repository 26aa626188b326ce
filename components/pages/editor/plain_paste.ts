/**
 * What is pasted as text alone. Where it is Markdown it becomes what it means, and addresses in it become links: as a step
 * of its own, so that **Undo** gives back the text as it was.
 */
import { Fragment, Slice } from "prosemirror-model";
import { TextSelection, type Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { linesOf, undoneAlone, webAddress } from "./links.ts";
import { schema } from "./schema.ts";

const item = /^\s*(?:[-*+]|\d{1,3}[.)])\s+\S/;

/** What no ordinary text has: a heading, a table's second line, a fence, a link; of lists two lines. */
const sure =
  /^#{1,6}[ \t]+\S|^[ \t]*(?:\|[ \t]*)?:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t\r]*$|^[ \t]*```|\[[^[\]]+\]\(https?:\/\/[^\s()]+\)/m;

/** Whether a text is meant as Markdown. */
export function isMarkdown(text: string): boolean {
  return sure.test(text) ||
    text.split(/[\r\n]+/).filter((it) => item.test(it)).length > 1;
}

/** Whether a text becomes more than its words. */
export const hasForm = (text: string): boolean =>
  isMarkdown(text) || webAddress.test(text);

/**
 * Puts a text where the selection is, and then gives it its form: at once, or when its reader is loaded and the page is
 * still what it was by then. What has no form in that place stays as it was pasted.
 */
export function pasteText(view: EditorView, text: string): void {
  const before = view.state;
  undoneAlone(before);
  view.dispatch(pasted(before.tr, linesOf(text, false)));
  const { doc, selection: { head } } = view.state;
  // It had no room.
  if (doc.eq(before.doc)) return;
  const give = (formed: Fragment) => {
    const { state, isDestroyed, editable } = view;
    if (isDestroyed || !editable || state.doc !== doc) return;
    undoneAlone(state);
    const from = doc.resolve(before.selection.from);
    const whole = TextSelection.between(from, doc.resolve(head));
    view.dispatch(pasted(state.tr.setSelection(whole), formed));
  };
  if (!isMarkdown(text)) return give(linesOf(text, true));
  read(text).then(give).catch((error) => console.warn("no Markdown", error));
}

/** With its first and last line open: they go on what stands there. */
const pasted = (tr: Transaction, content: Fragment): Transaction =>
  tr.replaceSelection(Slice.maxOpen(content, false)).scrollIntoView()
    .setMeta("paste", true).setMeta("uiEvent", "paste");

/** The reader is loaded with the first such text. */
async function read(text: string): Promise<Fragment> {
  const { pageOfMarkdown } = await import(
    "../../../classroom/model/page_of_markdown.ts"
  );
  return Fragment.from(
    pageOfMarkdown(text).map((it) => schema.nodeFromJSON(it)),
  );
}

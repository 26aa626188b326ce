/** Pastes plain text. Markdown and addresses are converted in a second undo step, which **Undo** takes back first. */
import { Fragment, Slice } from "prosemirror-model";
import { TextSelection, type Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { startUndoStep, toParagraphs, webAddressPattern } from "./links.ts";
import { schema } from "./schema.ts";

const item = /^\s*(?:[-*+]|\d{1,3}[.)])\s+\S/;

/** Signs of Markdown that are certain: a heading, a table, a fence, a link. A list counts from two items on. */
const definiteMarkdown =
  /^#{1,6}[ \t]+\S|^[ \t]*(?:\|[ \t]*)?:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t\r]*$|^[ \t]*```|\[[^[\]]+\]\(https?:\/\/[^\s()]+\)/m;

function isMarkdown(text: string): boolean {
  return definiteMarkdown.test(text) ||
    text.split(/[\r\n]+/).filter((it) => item.test(it)).length > 1;
}

export const isFormattable = (text: string): boolean =>
  isMarkdown(text) || webAddressPattern.test(text);

/** Inserts text, then converts it, once the parser has loaded and if the page has not changed meanwhile. */
export function pasteText(view: EditorView, text: string): void {
  const oldState = view.state;
  startUndoStep(oldState);
  view.dispatch(pasted(oldState.tr, toParagraphs(text, false)));
  const { doc, selection: { head } } = view.state;
  // The plain text was refused.
  if (doc.eq(oldState.doc)) return;
  const give = (formed: Fragment) => {
    const { state, isDestroyed, editable } = view;
    if (isDestroyed || !editable || state.doc !== doc) return;
    startUndoStep(state);
    const from = doc.resolve(oldState.selection.from);
    const whole = TextSelection.between(from, doc.resolve(head));
    view.dispatch(pasted(state.tr.setSelection(whole), formed));
  };
  if (!isMarkdown(text)) return give(toParagraphs(text, true));
  read(text).then(give).catch((error) => console.warn("no Markdown", error));
}

/** Inserts content whose first and last line join the text around them. */
const pasted = (tr: Transaction, content: Fragment): Transaction =>
  tr.replaceSelection(Slice.maxOpen(content, false)).scrollIntoView()
    .setMeta("paste", true).setMeta("uiEvent", "paste");

async function read(text: string): Promise<Fragment> {
  const { parsePageMarkdown } = await import(
    "../../../classroom/model/page_markdown.ts"
  );
  return Fragment.from(
    parsePageMarkdown(text).map((it) => schema.nodeFromJSON(it)),
  );
}

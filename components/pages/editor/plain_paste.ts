/**
 * What is pasted as text alone. Where it is Markdown it becomes what it means, and addresses in it become links: as a step
 * of its own, so that **Undo** gives back the text as it was.
 */
import { Fragment, Slice } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { linesOf, undoneAlone, webAddress } from "./links.ts";
import { schema } from "./schema.ts";

const item = /^\s*(?:[-*+]|\d{1,3}[.)])\s+\S/;

/** What no ordinary text has: a heading, a table's second line, a fence, a link; of lists two lines. */
const sure =
  /^#{1,6}\s+\S|^\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*$|^\s*```|\[[^[\]]+\]\(https?:\/\/[^\s()]+\)/m;

/** Whether a text is meant as Markdown. */
export function isMarkdown(text: string): boolean {
  return sure.test(text) ||
    text.split(/[\r\n]+/).filter((it) => item.test(it)).length > 1;
}

/** Whether a text becomes more than its words. */
export const hasForm = (text: string): boolean =>
  isMarkdown(text) || webAddress.test(text);

/** Puts a text where the selection is, and then gives it its form. */
export async function pasteText(view: EditorView, text: string): Promise<void> {
  const formed = isMarkdown(text) ? await read(text) : linesOf(text, true);
  if (view.isDestroyed || !view.editable) return;
  const before = view.state, { from } = before.selection;
  undoneAlone(before);
  view.dispatch(pasted(view, linesOf(text, false)));
  const { state } = view;
  // It had no room, or the form could not be loaded.
  if (!formed || state.doc.eq(before.doc)) return;
  undoneAlone(state);
  const { head } = state.selection;
  view.dispatch(
    state.tr.setSelection(TextSelection.create(state.doc, from, head)),
  );
  view.dispatch(pasted(view, formed));
}

/** With its first and last line open: they go on what stands there. */
function pasted({ state }: EditorView, content: Fragment) {
  const slice = Slice.maxOpen(content, false);
  return state.tr.replaceSelection(slice).scrollIntoView()
    .setMeta("paste", true).setMeta("uiEvent", "paste");
}

/** The reader is loaded with the first such text. Null: there is no connection to load it. */
async function read(text: string): Promise<Fragment | null> {
  try {
    const { pageOfMarkdown } = await import(
      "../../../classroom/model/page_of_markdown.ts"
    );
    return Fragment.from(
      pageOfMarkdown(text).map((it) => schema.nodeFromJSON(it)),
    );
  } catch (error) {
    console.warn("no Markdown", error);
    return null;
  }
}

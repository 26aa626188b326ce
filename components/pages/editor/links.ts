/** Web addresses as they are typed and pasted: they become links. */
import { Fragment, type Node } from "prosemirror-model";
import type { Command, EditorState, Transaction } from "prosemirror-state";
import { yUndoPluginKey } from "y-prosemirror";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { isInCode } from "./commands.ts";
import { linkTo, schema } from "./schema.ts";

const { marks } = schema;

/** An address of the web in a text; no sentence's sign ends it, nor a bracket that it did not open. */
export const webAddress =
  /(?<![\w/])https?:\/\/(?:[!-'*-~]*\([!-'*-~]+\)(?![\w/])|[!-~]*[^\s.,;:!?'"()[\]{}<>*_~`](?<=[!-~]))/i;

/** What may end a sentence, or a bracket around it. */
const signs = "[.,;:!?'\")\\]]*";

/** An address that was just written, with such signs, and then something else. */
export const writtenAddress = (then: string): RegExp =>
  new RegExp(`(${webAddress.source})(${signs}${then})$`, "i");

/** What is done now, and what comes after it, are each taken back on their own. */
export function undoneAlone(state: EditorState): void {
  const { undoManager } = yUndoPluginKey.getState(state)!;
  undoManager.stopCapturing();
  queueMicrotask(() => undoManager.stopCapturing());
}

/** An address before a position becomes a link; null where it is one, or is code. */
export function withLink(
  state: EditorState,
  address: string,
  end: number,
): Transaction | null {
  const start = end - address.length;
  const href = linkTo(address);
  const isTaken = [marks.link, marks.code].some((it) =>
    state.doc.rangeHasMark(start, end, it)
  );
  if (href === null || isTaken) return null;
  return state.tr.addMark(start, end, marks.link.create({ href }))
    .removeStoredMark(marks.link);
}

const atEnd = writtenAddress("");

/** An address and the signs after it are no longer: a line may have all the text of a page. */
const mostBefore = 2 * pageBounds.href;

/** Links the address that stands before the cursor, and then does something. */
export const linking = (then: Command): Command => (state, dispatch, view) => {
  const { empty, $from } = state.selection;
  const { parentOffset: end } = $from;
  const start = Math.max(0, end - mostBefore);
  const text = empty && !isInCode(state)
    ? $from.parent.textBetween(start, end, null, "\uFFFC")
    : "";
  const [, address, signs] = atEnd.exec(text) ?? [];
  const tr = address && withLink(state, address, $from.pos - signs.length);
  if (!tr || !dispatch || !view) return then(state, dispatch, view);
  undoneAlone(state);
  dispatch(tr);
  return then(view.state, dispatch, view);
};

const eachAddress = new RegExp(`(${webAddress.source})`, "i");

/** A text with its addresses as links. */
function linked(text: string): Node[] {
  return text.split(eachAddress).flatMap(
    (it, at) => {
      if (it === "") return [];
      const href = at % 2 === 1 ? linkTo(it) : null;
      return [
        schema.text(it, href === null ? [] : [marks.link.create({ href })]),
      ];
    },
  );
}

/** The lines of a text, each a paragraph; `hasLinks`: with its addresses as links. */
export function linesOf(text: string, hasLinks: boolean): Fragment {
  return Fragment.from(
    text.split(/[\r\n]+/).map((line) =>
      schema.nodes.paragraph.create(
        null,
        hasLinks ? linked(line) : line ? schema.text(line) : null,
      )
    ),
  );
}

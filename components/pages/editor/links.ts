import { Fragment, type Node } from "prosemirror-model";
import type { Command, EditorState, Transaction } from "prosemirror-state";
import { yUndoPluginKey } from "y-prosemirror";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { isInCode } from "./commands.ts";
import { parseLink, schema } from "./schema.ts";

const { marks } = schema;

/** A web address. Punctuation at its end, and a closing bracket without an opening one, are not part of it. */
export const webAddressPattern =
  /(?<![\w/])https?:\/\/(?:[!-'*-~]*\([!-'*-~]+\)(?![\w/])|[!-~]*[^\s.,;:!?'"()[\]{}<>*_~`](?<=[!-~]))/i;

/** Punctuation that may follow an address. */
const signs = "[.,;:!?'\")\\]]*";

/** An address at the end of a text, followed by punctuation and `ending`. */
export const makeAddressPattern = (ending: string): RegExp =>
  new RegExp(`(${webAddressPattern.source})(${signs}${ending})$`, "i");

export function startUndoStep(state: EditorState): void {
  const { undoManager } = yUndoPluginKey.getState(state)!;
  undoManager.stopCapturing();
  queueMicrotask(() => undoManager.stopCapturing());
}

/** Links the address that ends at a position; null if it is already linked, is code, or is not allowed. */
export function linkAddressEndingAt(
  state: EditorState,
  address: string,
  end: number,
): Transaction | null {
  const start = end - address.length;
  const href = parseLink(address);
  const isTaken = [marks.link, marks.code].some((mark) =>
    state.doc.rangeHasMark(start, end, mark)
  );
  if (href === null || isTaken) return null;
  return state.tr.addMark(start, end, marks.link.create({ href }))
    .removeStoredMark(marks.link);
}

const atEnd = makeAddressPattern("");

/** Limits the search, since one line may contain the whole text of a page. */
const maxAddressLength = 2 * pageBounds.href;

/** A command that links the address before the cursor, then runs another command. */
export const linkAddressBefore =
  (next: Command): Command => (state, dispatch, view) => {
    const { empty, $from } = state.selection;
    const { parentOffset: end } = $from;
    const start = Math.max(0, end - maxAddressLength);
    const text = empty && !isInCode(state)
      ? $from.parent.textBetween(start, end, null, "\uFFFC")
      : "";
    const [, address, signs] = atEnd.exec(text) ?? [];
    const tr = address &&
      linkAddressEndingAt(state, address, $from.pos - signs.length);
    if (!tr || !dispatch || !view) return next(state, dispatch, view);
    startUndoStep(state);
    dispatch(tr);
    return next(view.state, dispatch, view);
  };

const eachAddress = new RegExp(`(${webAddressPattern.source})`, "i");

function linkAddresses(text: string): Node[] {
  return text.split(eachAddress).flatMap(
    (part, index) => {
      if (part === "") return [];
      const href = index % 2 === 1 ? parseLink(part) : null;
      return [
        schema.text(part, href === null ? [] : [marks.link.create({ href })]),
      ];
    },
  );
}

export function toParagraphs(text: string, hasLinks: boolean): Fragment {
  return Fragment.from(
    text.split(/[\r\n]+/).map((line) =>
      schema.nodes.paragraph.create(
        null,
        hasLinks ? linkAddresses(line) : line ? schema.text(line) : null,
      )
    ),
  );
}

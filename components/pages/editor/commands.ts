import {
  chainCommands,
  createParagraphNear,
  exitCode,
  liftEmptyBlock,
  newlineInCode,
  setBlockType,
  splitBlock,
  toggleMark,
} from "prosemirror-commands";
import type { MarkType, Node, NodeType, ResolvedPos } from "prosemirror-model";
import {
  liftListItem,
  sinkListItem,
  splitListItem,
  wrapInList,
} from "prosemirror-schema-list";
import {
  type Command,
  type EditorState,
  NodeSelection,
  Selection,
  type Transaction,
} from "prosemirror-state";
import { canNestList, schema } from "./schema.ts";

const { nodes, marks } = schema;

export const isInCode = ({ selection: { $from } }: EditorState): boolean =>
  $from.parent.type.spec.code === true;

export function hasMark(state: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = state.selection;
  if (empty) return !!type.isInSet(state.storedMarks ?? $from.marks());
  return state.doc.rangeHasMark(from, to, type);
}

/** Toggles a mark, such as bold. Not possible in code, which has no marks. */
function toggleTextMark(type: MarkType): Command {
  const toggle = toggleMark(type);
  return (state, dispatch) => !isInCode(state) && toggle(state, dispatch);
}

/** A number: the level of a heading. */
export type TextKind = "paragraph" | "code_block" | 1 | 2 | 3;

export function selectedTextKind(
  { doc, selection }: EditorState,
): TextKind | null {
  const { $from, from, to } = selection;
  let first = $from.parent;
  // A selection of everything starts outside of any text block.
  doc.nodesBetween(from, to, (node) => {
    if (!first.isTextblock && node.isTextblock) first = node;
    return !first.isTextblock;
  });
  const { type, attrs } = first;
  if (type === nodes.heading) return attrs.level;
  if (type === nodes.paragraph) return "paragraph";
  return type === nodes.code_block ? "code_block" : null;
}

export function setTextKind(kind: TextKind): Command {
  if (typeof kind === "number") {
    return setBlockType(nodes.heading, { level: kind });
  }
  const change = setBlockType(nodes[kind]);
  if (kind !== "code_block") return change;
  return (state, dispatch) =>
    change(
      state,
      dispatch && ((tr) => {
        const { from, to } = tr.selection;
        const end = tr.doc.resolve(to).end(),
          start = tr.doc.resolve(from).start();
        dispatch(tr.removeMark(start, end));
      }),
    );
}

type ListKind = "bullet" | "ordered" | "task";

/** The depth of the list item around a position; 0: none. */
function itemDepth($pos: ResolvedPos): number {
  let depth = $pos.depth;
  while (depth > 0 && $pos.node(depth).type !== nodes.list_item) depth--;
  return depth;
}

export function selectedListKind(
  { selection: { $from } }: EditorState,
): ListKind | null {
  const depth = itemDepth($from);
  if (depth === 0) return null;
  if ($from.node(depth).attrs.checked !== null) return "task";
  return $from.node(depth - 1).type === nodes.ordered_list
    ? "ordered"
    : "bullet";
}

const listOf: Record<ListKind, NodeType> = {
  bullet: nodes.bullet_list,
  ordered: nodes.ordered_list,
  task: nodes.bullet_list,
};

/** Makes the selection a list of this kind, or moves its items out by one level if it already is one. */
export function toggleList(kind: ListKind): Command {
  return (state, dispatch, view) => {
    const currentKind = selectedListKind(state);
    if (currentKind === kind) {
      return liftListItem(nodes.list_item)(state, dispatch);
    }
    const checked = kind === "task" ? false : null;
    if (currentKind !== null) {
      const { $from, $to } = state.selection;
      const depth = itemDepth($from) - 1;
      if (!dispatch) return true;
      const { tr } = state;
      const list = $from.before(depth);
      tr.setNodeMarkup(list, listOf[kind]);
      const range = $from.blockRange($to, (it) => it === $from.node(depth));
      for (let n = range?.startIndex ?? 0; n < (range?.endIndex ?? 0); n++) {
        setChecked(tr, $from.posAtIndex(n, depth), checked);
      }
      dispatch(tr.scrollIntoView());
      return true;
    }
    return wrapInList(listOf[kind])(
      state,
      dispatch && ((tr) => {
        const { $from, $to } = tr.selection;
        const depth = itemDepth($from) - 1;
        const end = $to.index(depth);
        for (let n = $from.index(depth); checked !== null && n <= end; n++) {
          setChecked(tr, $from.posAtIndex(n, depth), checked);
        }
        dispatch(tr.scrollIntoView());
      }),
      view,
    );
  };
}

/** @param isChecked null: not a task */
function setChecked(
  tr: Transaction,
  pos: number,
  isChecked: boolean | null,
): void {
  const item = tr.doc.nodeAt(pos);
  if (item?.type !== nodes.list_item || item.attrs.checked === isChecked) {
    return;
  }
  tr.setNodeAttribute(pos, "checked", isChecked);
}

export const toggleTask: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const depth = itemDepth($from);
  if (depth === 0) return false;
  const { checked } = $from.node(depth).attrs;
  if (checked === null) return false;
  dispatch?.(
    state.tr.setNodeAttribute($from.before(depth), "checked", !checked),
  );
  return true;
};

/** Nests an item, up to six lists deep. */
export const indentItem: Command = (state, dispatch) =>
  canNestList(state.selection.$to) &&
  sinkListItem(nodes.list_item)(state, dispatch);

export const outdentItem: Command = liftListItem(nodes.list_item);

export const breakLine: Command = chainCommands(
  newlineInCode,
  (state, dispatch) => {
    if (!state.selection.$from.parent.inlineContent) return false;
    dispatch?.(
      state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView(),
    );
    return true;
  },
);

const splitItem: Command = (state, dispatch) => {
  const depth = itemDepth(state.selection.$from);
  const checked = depth > 0
    ? state.selection.$from.node(depth).attrs.checked
    : null;
  return splitListItem(nodes.list_item, {
    checked: checked === null ? null : false,
  })(state, dispatch);
};

/** Enter in an empty line at the end of a nested list item leaves that list. */
const leaveNested: Command = (state, dispatch) => {
  const { selection: { $from, empty }, doc } = state;
  const depth = itemDepth($from);
  const isInLine = empty && depth > 0 && depth === $from.depth - 1;
  if (!isInLine || $from.parent.content.size > 0) return false;
  if (itemDepth(doc.resolve($from.before(depth))) === 0) return false;
  const { childCount } = $from.node(depth);
  if ($from.indexAfter(depth) < childCount) return false;
  return childCount === 1
    ? outdentItem(state, dispatch)
    : liftEmptyBlock(state, dispatch);
};

/** Enter in an empty last line of code leaves the code. */
const leaveCode: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!isInCode(state) || !empty) return false;
  const { parent, parentOffset } = $from;
  if (
    parentOffset < parent.content.size || !/(^|\n)\n$/.test(parent.textContent)
  ) {
    return false;
  }
  return exitCode(
    state,
    dispatch && ((tr) => dispatch(tr.delete($from.pos - 1, $from.pos))),
  );
};

/** True in new, empty code: the Enter that ended the opening fence must not add a line. */
const beginCode: Command = (state) =>
  isInCode(state) && state.selection.$from.parent.content.size === 0;

export const handleEnter: Command = chainCommands(
  beginCode,
  leaveCode,
  newlineInCode,
  leaveNested,
  splitItem,
  createParagraphNear,
  liftEmptyBlock,
  splitBlock,
);

/** Backspace at the start of a block: an item leaves its list, a heading or code becomes a paragraph. */
export const handleBackspace: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0) return false;
  const { type } = $from.parent;
  const isFirst = itemDepth($from) === $from.depth - 1 && $from.depth > 1 &&
    $from.index(-1) === 0;
  if (type === nodes.heading || type === nodes.code_block) {
    return setTextKind("paragraph")(state, dispatch);
  }
  return isFirst && liftListItem(nodes.list_item)(state, dispatch);
};

export const isInTableCell = ($pos: ResolvedPos): boolean =>
  $pos.parent.type === nodes.table_cell;

export const canInsertBlock = (
  { selection: { $from } }: EditorState,
): boolean => $from.parent.isTextblock && !isInTableCell($from);

/**
 * Inserts a block after the selected text block, or in place of an empty one; as the last block, with a paragraph
 * below. Returns its position.
 */
export function insertBlock(tr: Transaction, block: Node): number {
  const { $from } = tr.selection;
  const isEmpty = $from.parent.content.size === 0;
  const end = $from.after(), start = isEmpty ? $from.before() : end;
  const isLast = !tr.doc.resolve(end).nodeAfter;
  const trailing = isLast ? [nodes.paragraph.create()] : [];
  tr.replaceWith(start, end, [block, ...trailing]);
  return start;
}

export const insertRule: Command = (state, dispatch) => {
  if (!canInsertBlock(state)) return false;
  const { tr } = state;
  const pos = insertBlock(tr, nodes.horizontal_rule.create());
  tr.setSelection(Selection.near(tr.doc.resolve(pos + 1), 1));
  dispatch?.(tr.scrollIntoView());
  return true;
};

export const selectedFormula = ({ selection }: EditorState): Node | null =>
  selection instanceof NodeSelection && selection.node.type.spec.atom
    ? selection.node
    : null;

export const canInsertFormula = (state: EditorState): boolean =>
  state.selection.$from.parent.inlineContent && !isInCode(state);

/** Inserts a formula or changes the selected one; as a block if `isBlock`, except in table cells. */
export function setFormula(tex: string, isBlock: boolean): Command {
  return (state, dispatch) => {
    const { tr, selection } = state;
    const ownLine = isBlock && !isInTableCell(selection.$from);
    const node = (ownLine ? nodes.math_block : nodes.math_inline)
      .create({ tex });
    const formula = selectedFormula(state);
    if (formula?.type === node.type) {
      dispatch?.(tr.setNodeAttribute(selection.from, "tex", tex));
      return true;
    }
    if (formula?.isBlock) {
      tr.replaceWith(
        selection.from,
        selection.to,
        nodes.paragraph.create(null, node),
      );
    } else if (ownLine) {
      tr.deleteSelection();
      insertBlock(tr, node);
    } else tr.replaceSelectionWith(node, false);
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** The link at the cursor, or the first in the selection, with the range to change; null: none. */
export function selectedLink(
  { doc, selection: { $from, empty, from, to } }: EditorState,
): { href: string; from: number; to: number } | null {
  if (!empty) {
    let href: string | null = null;
    doc.nodesBetween(from, to, ({ marks: nodeMarks }) => {
      href ??= marks.link.isInSet(nodeMarks)?.attrs.href ?? null;
    });
    return href === null ? null : { href, from, to };
  }
  const { parent, parentOffset } = $from;
  const { node, index } = parent.childBefore(parentOffset);
  const link = node && marks.link.isInSet(node.marks);
  if (!link) return null;
  const has = (n: number) =>
    parent.maybeChild(n)?.marks.some((it) => it.eq(link)) ?? false;
  let first = index, end = index + 1;
  while (has(first - 1)) first--;
  while (has(end)) end++;
  return {
    href: link.attrs.href,
    from: $from.posAtIndex(first),
    to: $from.posAtIndex(end),
  };
}

/** @param href null removes the link */
export function setLink(href: string | null, words: string): Command {
  return (state, dispatch) => {
    if (isInCode(state)) return false;
    const { tr, selection } = state;
    const oldLink = selectedLink(state);
    const { from, to } = oldLink ?? selection;
    if (href === null) tr.removeMark(from, to, marks.link);
    else if (from < to) {
      tr.removeMark(from, to, marks.link)
        .addMark(from, to, marks.link.create({ href }));
    } else {
      const link = marks.link.create({ href });
      tr.replaceSelectionWith(
        schema.text(words || href, [...selection.$from.marks(), link]),
        false,
      );
    }
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

export const toggleBold = toggleTextMark(marks.strong);
export const toggleItalic = toggleTextMark(marks.em);
export const toggleCode = toggleTextMark(marks.code);

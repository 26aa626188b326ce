/** What one can do to the text of a page: marks, kinds of blocks, and lists. Each as a command of ProseMirror. */
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
import type {
  Attrs,
  MarkType,
  Node,
  NodeType,
  ResolvedPos,
} from "prosemirror-model";
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
import { mayNest, schema } from "./schema.ts";

const { nodes, marks } = schema;

/** Whether the selection begins in code. */
export const isInCode = ({ selection: { $from } }: EditorState): boolean =>
  $from.parent.type.spec.code === true;

/** Whether all that is selected, or what is typed next, has a mark. */
export function hasMark(state: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = state.selection;
  if (empty) return !!type.isInSet(state.storedMarks ?? $from.marks());
  return state.doc.rangeHasMark(from, to, type);
}

/** Sets or takes away a mark; code has none. */
export function mark(type: MarkType, attributes?: Attrs): Command {
  const toggle = toggleMark(type, attributes ?? null);
  return (state, dispatch) => !isInCode(state) && toggle(state, dispatch);
}

/** What kind of text the selection begins in: a heading with its level, code, or plain text. */
export type TextKind = "paragraph" | "code_block" | 1 | 2 | 3;

/** The kind; null where it is none of these, as in a table. */
export function textKind({ doc, selection }: EditorState): TextKind | null {
  const { $from, from, to } = selection;
  let first = $from.parent;
  // Where all is selected it begins outside of any text.
  doc.nodesBetween(from, to, (node) => {
    if (!first.isTextblock && node.isTextblock) first = node;
    return !first.isTextblock;
  });
  const { type, attrs } = first;
  if (type === nodes.heading) return attrs.level;
  if (type === nodes.paragraph) return "paragraph";
  return type === nodes.code_block ? "code_block" : null;
}

/** Makes the selected text one of another kind. */
export function setKind(kind: TextKind): Command {
  if (typeof kind === "number") {
    return setBlockType(nodes.heading, { level: kind });
  }
  const change = setBlockType(nodes[kind]);
  if (kind !== "code_block") return change;
  return (state, dispatch) =>
    change(
      state,
      dispatch && ((tr) => {
        // Marks say nothing in code.
        const { from, to } = tr.selection;
        const end = tr.doc.resolve(to).end(),
          start = tr.doc.resolve(from).start();
        dispatch(tr.removeMark(start, end));
      }),
    );
}

/** What list the selection is in. */
export type ListKind = "bullet" | "ordered" | "task";

/** The innermost list item at a position, by its depth; 0: there is none. */
function itemDepth($pos: ResolvedPos): number {
  let depth = $pos.depth;
  while (depth > 0 && $pos.node(depth).type !== nodes.list_item) depth--;
  return depth;
}

/** The kind of the innermost list; null outside of one. */
export function listKind(
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

/** Makes the selection a list of a kind, or plain text where it is one of that kind. */
export function toggleList(kind: ListKind): Command {
  return (state, dispatch, view) => {
    const now = listKind(state);
    if (now === kind) return liftListItem(nodes.list_item)(state, dispatch);
    const checked = kind === "task" ? false : null;
    if (now !== null) {
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

/** Makes an item a task that is done or not, or a plain one. */
function setChecked(
  tr: Transaction,
  at: number,
  checked: boolean | null,
): void {
  const item = tr.doc.nodeAt(at);
  if (item?.type !== nodes.list_item || item.attrs.checked === checked) return;
  tr.setNodeAttribute(at, "checked", checked);
}

/** Ticks the task that the selection is in, or takes the tick away. */
export const toggleTick: Command = (state, dispatch) => {
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

/** A list goes deeper, six lists at most. */
export const indent: Command = (state, dispatch) =>
  mayNest(state.selection.$to) &&
  sinkListItem(nodes.list_item)(state, dispatch);

/** It comes back out. */
export const outdent: Command = liftListItem(nodes.list_item);

/** A line within a paragraph; in code it is one of the code's. */
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

/** A task begins as one that is not done. */
const splitItem: Command = (state, dispatch) => {
  const depth = itemDepth(state.selection.$from);
  const checked = depth > 0
    ? state.selection.$from.node(depth).attrs.checked
    : null;
  return splitListItem(nodes.list_item, {
    checked: checked === null ? null : false,
  })(state, dispatch);
};

/** An empty item of a list in a list comes out of it, and so does the empty last line of one. */
const leaveNested: Command = (state, dispatch) => {
  const { selection: { $from, empty }, doc } = state;
  const depth = itemDepth($from);
  const isInLine = empty && depth > 0 && depth === $from.depth - 1;
  if (!isInLine || $from.parent.content.size > 0) return false;
  if (itemDepth(doc.resolve($from.before(depth))) === 0) return false;
  const { childCount } = $from.node(depth);
  if ($from.indexAfter(depth) < childCount) return false;
  return childCount === 1
    ? outdent(state, dispatch)
    : liftEmptyBlock(state, dispatch);
};

/** Code ends where one has left a line empty at its end. */
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

/** Code begins with the line that one is in: the Enter after the fence makes none. */
const beginCode: Command = (state) =>
  isInCode(state) && state.selection.$from.parent.content.size === 0;

/** What Enter does outside of tables. */
export const enter: Command = chainCommands(
  beginCode,
  leaveCode,
  newlineInCode,
  leaveNested,
  splitItem,
  createParagraphNear,
  liftEmptyBlock,
  splitBlock,
);

/** At its start an item leaves its list, and a heading or code becomes plain text. */
export const backToPlain: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0) return false;
  const { type } = $from.parent;
  const isFirst = itemDepth($from) === $from.depth - 1 && $from.depth > 1 &&
    $from.index(-1) === 0;
  if (type === nodes.heading || type === nodes.code_block) {
    return setKind("paragraph")(state, dispatch);
  }
  return isFirst && liftListItem(nodes.list_item)(state, dispatch);
};

/** Whether a position is in a table's cell, which holds one paragraph's worth. */
export const isInCell = ($pos: ResolvedPos): boolean =>
  $pos.parent.type === nodes.table_cell;

/** Whether a block can be put where the selection is. */
export const takesBlock = ({ selection: { $from } }: EditorState): boolean =>
  $from.parent.isTextblock && !isInCell($from);

/**
 * Puts a block after the text that the selection is in, or in its place if that is empty. One can always go on below it.
 * Returns where the block begins.
 */
export function putBlock(tr: Transaction, block: Node): number {
  const { $from } = tr.selection;
  const isEmpty = $from.parent.content.size === 0;
  const end = $from.after(), at = isEmpty ? $from.before() : end;
  const isLast = !tr.doc.resolve(end).nodeAfter;
  const after = isLast ? [nodes.paragraph.create()] : [];
  tr.replaceWith(at, end, [block, ...after]);
  return at;
}

/** Puts a line across the page, and goes on below it. */
export const insertRule: Command = (state, dispatch) => {
  if (!takesBlock(state)) return false;
  const { tr } = state;
  const at = putBlock(tr, nodes.horizontal_rule.create());
  tr.setSelection(Selection.near(tr.doc.resolve(at + 1), 1));
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** The formula that is selected; null where it is something else. */
export const formulaAt = ({ selection }: EditorState): Node | null =>
  selection instanceof NodeSelection && selection.node.type.spec.atom
    ? selection.node
    : null;

/** Whether a formula can be put where the selection is. */
export const takesFormula = (state: EditorState): boolean =>
  state.selection.$from.parent.inlineContent && !isInCode(state);

/** Puts a formula into the text, in the place of the one that is selected; on a line of its own where that may be. */
export function setFormula(tex: string, isBlock: boolean): Command {
  return (state, dispatch) => {
    const { tr, selection } = state;
    const ownLine = isBlock && !isInCell(selection.$from);
    const node = (ownLine ? nodes.math_block : nodes.math_inline)
      .create({ tex });
    const before = formulaAt(state);
    if (before?.type === node.type) {
      dispatch?.(tr.setNodeAttribute(selection.from, "tex", tex));
      return true;
    }
    if (before?.isBlock) {
      tr.replaceWith(
        selection.from,
        selection.to,
        nodes.paragraph.create(null, node),
      );
    } else if (ownLine) {
      tr.deleteSelection();
      putBlock(tr, node);
    } else tr.replaceSelectionWith(node, false);
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** The link that the cursor is in, or the first that is selected, with the text that is meant; null: there is none. */
export function linkAt(
  { doc, selection: { $from, empty, from, to } }: EditorState,
): { href: string; from: number; to: number } | null {
  if (!empty) {
    let href: string | null = null;
    doc.nodesBetween(from, to, ({ marks: all }) => {
      href ??= marks.link.isInSet(all)?.attrs.href ?? null;
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

/** Makes what is selected a link, or puts one in with these words; an address of null takes the link away. */
export function setLink(href: string | null, words: string): Command {
  return (state, dispatch) => {
    if (isInCode(state)) return false;
    const { tr, selection } = state;
    const there = linkAt(state);
    const { from, to } = there ?? selection;
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

export const bold = mark(marks.strong);
export const italic = mark(marks.em);
export const code = mark(marks.code);

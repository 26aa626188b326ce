/**
 * Tables of plain cells. Concurrent changes can leave rows of different lengths, which only commands fill, since
 * two editors would both do so.
 */
import { Fragment, type Node, type ResolvedPos } from "prosemirror-model";
import {
  type Command,
  type EditorState,
  Selection,
  TextSelection,
  type Transaction,
} from "prosemirror-state";
import { canInsertBlock, insertBlock } from "./commands.ts";
import { schema } from "./schema.ts";

const { nodes } = schema;

const maxRows = 100, maxColumns = 20;

interface TablePlace {
  readonly table: Node;
  readonly tablePos: number;
  readonly row: number;
  readonly column: number;
}

export function tablePlaceAt($pos: ResolvedPos): TablePlace | null {
  for (let depth = $pos.depth; depth > 0; depth--) {
    if ($pos.node(depth).type !== nodes.table) continue;
    return {
      table: $pos.node(depth),
      tablePos: $pos.before(depth),
      row: $pos.index(depth),
      column: $pos.depth > depth ? $pos.index(depth + 1) : 0,
    };
  }
  return null;
}

const cell = (header = false): Node =>
  nodes.table_cell.create({ header: header ? true : null });

const rowsOf = (table: Node): Node[][] =>
  table.children.map((row) => [...row.children]);

const widthOf = (rows: readonly (readonly Node[])[]): number =>
  Math.max(1, ...rows.map(({ length }) => length));

function fullRows(
  table: Node,
  rows: readonly (readonly Node[])[],
): Node[] {
  const width = widthOf(rows);
  return rows.map((cells, n) => {
    const missing = Array.from(
      { length: width - cells.length },
      () => cell(cells[0]?.attrs.header === true && n === 0),
    );
    const oldRow = table.maybeChild(n);
    const content = [...cells, ...missing];
    // An unchanged row keeps its node, and so what others write in it meanwhile.
    const isSame = oldRow?.childCount === content.length &&
      content.every((it, i) => oldRow.child(i) === it);
    return isSame ? oldRow : nodes.table_row.create(null, content);
  });
}

function withRows(
  tr: Transaction,
  { table, tablePos }: TablePlace,
  rows: readonly (readonly Node[])[],
  row: number,
  column: number,
): Transaction {
  const next = nodes.table.create(table.attrs, fullRows(table, rows));
  tr.replaceWith(tablePos, tablePos + table.nodeSize, next);
  return tr.setSelection(
    TextSelection.near(tr.doc.resolve(cellStart(next, tablePos, row, column))),
  );
}

function cellStart(
  table: Node,
  tablePos: number,
  row: number,
  column: number,
): number {
  let pos = tablePos + 1;
  const size = (content: Fragment, count: number) =>
    content.content.slice(0, count).reduce((sum, it) => sum + it.nodeSize, 0);
  const n = Math.min(row, table.childCount - 1);
  pos += size(table.content, n) + 1;
  const cells = table.child(n);
  return pos + size(cells.content, Math.min(column, cells.childCount - 1)) + 1;
}

function onTable(
  change: (place: TablePlace, rows: Node[][]) => {
    rows: Node[][];
    row: number;
    column: number;
  } | null,
): Command {
  return (state, dispatch) => {
    const place = tablePlaceAt(state.selection.$from);
    const changed = place && change(place, rowsOf(place.table));
    if (!place || !changed) return false;
    const { rows, row, column } = changed;
    dispatch?.(withRows(state.tr, place, rows, row, column).scrollIntoView());
    return true;
  };
}

export const insertTable: Command = (state, dispatch) => {
  if (!canInsertBlock(state)) return false;
  const row = (isHeader: boolean) =>
    nodes.table_row.create(null, [1, 2, 3].map(() => cell(isHeader)));
  const { tr } = state;
  const pos = insertBlock(
    tr,
    nodes.table.create(null, [row(true), row(false), row(false)]),
  );
  tr.setSelection(TextSelection.near(tr.doc.resolve(pos + 3)));
  dispatch?.(tr.scrollIntoView());
  return true;
};

export const addRow: Command = onTable(({ row, column }, rows) =>
  rows.length >= maxRows ? null : {
    rows: rows.toSpliced(
      row + 1,
      0,
      Array.from({ length: widthOf(rows) }, () => cell()),
    ),
    row: row + 1,
    column,
  }
);

export const addColumn: Command = onTable(({ row, column }, rows) =>
  widthOf(rows) >= maxColumns ? null : {
    rows: rows.map((cells) =>
      cells.toSpliced(column + 1, 0, cell(cells[0]?.attrs.header === true))
    ),
    row,
    column: column + 1,
  }
);

/** Deleting the only row deletes the table. */
export const deleteRow: Command = (state, dispatch) =>
  onTable(({ row, column }, rows) =>
    rows.length < 2
      ? null
      : { rows: rows.toSpliced(row, 1), row: Math.max(0, row - 1), column }
  )(state, dispatch) || deleteTable(state, dispatch);

export const deleteColumn: Command = (state, dispatch) =>
  onTable(({ row, column }, rows) =>
    widthOf(rows) < 2 ? null : {
      rows: rows.map((cells) => cells.toSpliced(column, 1)),
      row,
      column: Math.max(0, column - 1),
    }
  )(state, dispatch) || deleteTable(state, dispatch);

export const deleteTable: Command = (state, dispatch) => {
  const place = tablePlaceAt(state.selection.$from);
  if (!place) return false;
  const { tr } = state;
  tr.delete(place.tablePos, place.tablePos + place.table.nodeSize);
  tr.setSelection(Selection.near(tr.doc.resolve(place.tablePos)));
  dispatch?.(tr.scrollIntoView());
  return true;
};

export const toggleHeaderRow: Command = (state, dispatch) => {
  const place = tablePlaceAt(state.selection.$from);
  const first = place?.table.firstChild;
  if (!place || !first) return false;
  const { tr } = state;
  const header = first.firstChild?.attrs.header ? null : true;
  first.forEach((_, offset) =>
    tr.setNodeAttribute(place.tablePos + 2 + offset, "header", header)
  );
  dispatch?.(tr);
  return true;
};

export const hasHeaderRow = ({ selection: { $from } }: EditorState): boolean =>
  tablePlaceAt($from)?.table.firstChild?.firstChild?.attrs.header === true;

/** Enter in a table: goes to the cell below; from the last row, adds a row. */
export const goToNextRow: Command = (state, dispatch) => {
  const place = tablePlaceAt(state.selection.$from);
  if (!place) return false;
  const { table, tablePos, row, column } = place;
  if (row === table.childCount - 1) {
    return addRow(state, dispatch) || true;
  }
  const start = cellStart(table, tablePos, row + 1, column);
  dispatch?.(
    state.tr.setSelection(TextSelection.near(state.doc.resolve(start)))
      .scrollIntoView(),
  );
  return true;
};

/** Tab in a table: goes to the next or previous cell. False at the table's ends. */
export const goToCell = (direction: -1 | 1): Command => (state, dispatch) => {
  const { $from } = state.selection;
  const place = tablePlaceAt($from);
  if (!place) return false;
  const ends: number[] = [];
  place.table.descendants((node, pos) => {
    const isCell = node.type === nodes.table_cell;
    if (isCell) ends.push(place.tablePos + pos + node.nodeSize);
    return !isCell;
  });
  const end = ends[ends.indexOf($from.end()) + direction];
  if (end === undefined) return false;
  dispatch?.(
    state.tr.setSelection(TextSelection.create(state.doc, end))
      .scrollIntoView(),
  );
  return true;
};

/** Arrow up or down at the edge of a cell: goes to the cell above or below, or out of the table. */
export const goToRow =
  (direction: -1 | 1): Command => (state, dispatch, view) => {
    const { selection: { $from, empty }, doc } = state;
    const place = empty ? tablePlaceAt($from) : null;
    const isAtEdge = place &&
      view?.endOfTextblock(direction < 0 ? "up" : "down");
    if (!isAtEdge) return false;
    const { table, tablePos, column } = place;
    const row = place.row + direction;
    const isIn = row >= 0 && row < table.childCount;
    const start = isIn ? cellStart(table, tablePos, row, column) : null;
    const next = start === null
      ? Selection.findFrom(
        doc.resolve(direction < 0 ? tablePos : tablePos + table.nodeSize),
        direction,
      )
      : TextSelection.near(
        doc.resolve(
          start +
            Math.min(
              $from.parentOffset,
              doc.resolve(start).parent.content.size,
            ),
        ),
      );
    // Handled even without a target: the browser would move the caret sideways.
    if (next) dispatch?.(state.tr.setSelection(next).scrollIntoView());
    return true;
  };

/** A command that keeps Backspace or Delete from joining a cell with its neighbour. */
export function blockCellJoin(direction: -1 | 1): Command {
  return ({ selection: { $from, empty } }) => {
    if (!empty || $from.parent.type !== nodes.table_cell) return false;
    const edge = direction < 0 ? 0 : $from.parent.content.size;
    return $from.parentOffset === edge;
  };
}

/** Deletes the text selected in several cells, but keeps the cells. */
export const clearSelectedCells: Command = (state, dispatch) => {
  const tr = clearCellsTransaction(state);
  if (!tr) return false;
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** Deletes the selected text; null if the selection is not over several cells of one table. */
export function clearCellsTransaction(state: EditorState): Transaction | null {
  const { $from, $to, from, to } = state.selection;
  if ($from.sameParent($to)) return null;
  const startPlace = tablePlaceAt($from), endPlace = tablePlaceAt($to);
  if (!startPlace || startPlace.tablePos !== endPlace?.tablePos) return null;
  const { tr } = state;
  state.doc.nodesBetween(from, to, (node, pos) => {
    if (node.type !== nodes.table_cell) return true;
    const start = Math.max(from, pos + 1);
    const end = Math.min(to, pos + 1 + node.content.size);
    if (end > start) tr.delete(tr.mapping.map(start), tr.mapping.map(end));
    return false;
  });
  return tr.setSelection(TextSelection.near(tr.doc.resolve(from)));
}

/** Boards as a page in the browser reads them (W-5): each document opened once, as long as it is looked at. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { type Mark, type Seen, seenOf } from "../../classroom/model/drawing.ts";
import { marks, rubbed } from "../../classroom/model/drawings_layout.ts";
import type { OpenDocument } from "../../sync/client/open.ts";
import type { ClassSession } from "../client/class_session.ts";

/** What stands on a board now. */
export interface BoardState {
  readonly marks: readonly Mark[];
  readonly rubbed: ReadonlySet<string>;
}

/** A document's board as a signal; `stop` follows it no more. */
export function followBoard({ doc }: Pick<OpenDocument, "doc">): {
  value: ReadonlySignal<BoardState>;
  stop: () => void;
} {
  const list = marks(doc), gone = rubbed(doc);
  const read = (): BoardState => ({
    marks: list.toArray(),
    rubbed: new Set(gone.keys()),
  });
  const value = signal(read());
  const onChange = () => value.value = read();
  doc.on("update", onChange);
  return { value, stop: () => doc.off("update", onChange) };
}

/** What is to be seen on the board of a document, which this page keeps no copy of; null: it is not here yet. */
export function useBoard(
  session: ClassSession,
  document: string,
): readonly Seen[] | null {
  const opened = useMemo(() => session.open(document, false), [document]);
  const board = useMemo(() => followBoard(opened), [opened]);
  useEffect(() => () => {
    board.stop();
    // What takes its place on the page may show the same board: it is not to be fetched anew.
    queueMicrotask(() => opened.close());
  }, [opened]);
  const { marks, rubbed } = board.value.value;
  const seen = useMemo(() => seenOf(marks, rubbed), [marks, rubbed]);
  return opened.synced.value ? seen : null;
}

import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import {
  type DrawingMark,
  type VisibleMark,
  visibleMarks,
} from "../../classroom/model/drawing.ts";
import { drawingMarks, erasedLines } from "../../classroom/model/roots.ts";
import type { OpenDocument } from "../../sync/client/open_document.ts";
import type { ClassSession } from "../client/class_session.ts";

export interface BoardState {
  readonly marks: readonly DrawingMark[];
  readonly erased: ReadonlySet<string>;
}

export function signalOfBoard({ doc }: Pick<OpenDocument, "doc">): {
  value: ReadonlySignal<BoardState>;
  stop: () => void;
} {
  const list = drawingMarks(doc), erasedMap = erasedLines(doc);
  const read = (): BoardState => ({
    marks: list.toArray(),
    erased: new Set(erasedMap.keys()),
  });
  const value = signal(read());
  const onChange = () => value.value = read();
  doc.on("update", onChange);
  return { value, stop: () => doc.off("update", onChange) };
}

/** The visible marks of a board; null until they have loaded. The device keeps no copy. */
export function useBoardMarks(
  session: ClassSession,
  document: string,
): readonly VisibleMark[] | null {
  const opened = useMemo(() => session.open(document, false), [document]);
  const board = useMemo(() => signalOfBoard(opened), [opened]);
  useEffect(() => () => {
    board.stop();
    // Closed a moment later, so that another view of the same board reuses the open document.
    queueMicrotask(() => opened.close());
  }, [opened]);
  const { marks, erased } = board.value.value;
  const shownMarks = useMemo(() => visibleMarks(marks, erased), [
    marks,
    erased,
  ]);
  return opened.synced.value ? shownMarks : null;
}

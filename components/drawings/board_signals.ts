import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import {
  type DrawnShape,
  type VisibleShape,
  visibleShapes,
} from "../../classroom/model/drawing.ts";
import { drawnShapes, erasedLines } from "../../classroom/model/roots.ts";
import type { OpenDocument } from "../../sync/client/open_document.ts";
import type { ClassSession } from "../client/class_session.ts";

export interface BoardState {
  readonly shapes: readonly DrawnShape[];
  readonly erased: ReadonlySet<string>;
}

export function signalOfBoard({ doc }: Pick<OpenDocument, "doc">): {
  value: ReadonlySignal<BoardState>;
  stop: () => void;
} {
  const list = drawnShapes(doc), erasedMap = erasedLines(doc);
  const read = (): BoardState => ({
    shapes: list.toArray(),
    erased: new Set(erasedMap.keys()),
  });
  const value = signal(read());
  const onChange = () => value.value = read();
  doc.on("update", onChange);
  return { value, stop: () => doc.off("update", onChange) };
}

/** The visible shapes of a board; null until they have loaded. The device keeps no copy. */
export function useBoardShapes(
  session: ClassSession,
  document: string,
): readonly VisibleShape[] | null {
  const opened = useMemo(() => session.open(document, false), [document]);
  const board = useMemo(() => signalOfBoard(opened), [opened]);
  useEffect(() => () => {
    board.stop();
    // Closed a moment later, so that another view of the same board reuses the open document.
    queueMicrotask(() => opened.close());
  }, [opened]);
  const { shapes, erased } = board.value.value;
  const shownShapes = useMemo(() => visibleShapes(shapes, erased), [
    shapes,
    erased,
  ]);
  return opened.synced.value ? shownShapes : null;
}

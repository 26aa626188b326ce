/** A student's board from its stored marks, after the class (W-5). */
import { useMemo } from "preact/hooks";
import {
  type BoardBackground,
  type DrawingMark,
  visibleMarks,
} from "../../classroom/model/drawing.ts";
import { BoardPicture } from "./BoardPicture.tsx";

/** @param marks the visible ones */
export function RecordedBoard({ ground, marks, name }: {
  ground: BoardBackground;
  marks: readonly DrawingMark[];
  name: string;
}) {
  const seen = useMemo(() => visibleMarks(marks, noneErased), [marks]);
  return <BoardPicture ground={ground} seen={seen} name={name} />;
}

const noneErased = new Set<string>();

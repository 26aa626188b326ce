/** Whether many come in at once (J-9), until one has looked. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { bounds } from "../../classroom/schema/bounds.ts";
import type { Waiting } from "../../classroom/schema/members.ts";
import type { LiveInfo } from "../session/live.ts";
import { lastMinuteOf, type Rush, rushOf } from "./rush.ts";
import type { Student } from "./students.ts";

/** The crowd, and what puts it aside. */
export function useRush(
  present: readonly Student[],
  { mostStudents = bounds.students.usual }: LiveInfo,
  now: ReadonlySignal<number>,
  requests: Readonly<Record<string, Waiting>>,
): { rush: Rush | null; close: () => void } {
  const seenUntil = useSignal(-Infinity);
  const after = seenUntil.value;
  const asks = Object.values(requests).some(({ kind }) => kind === "new");
  const rush = rushOf(present, mostStudents, now.value, after) ??
    (asks ? lastMinuteOf(present, now.value, after) : null);
  return { rush, close: () => seenUntil.value = now.peek() };
}

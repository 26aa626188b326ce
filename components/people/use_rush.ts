/** Whether many come in at once (J-9), until one has looked. */
import { computed, type ReadonlySignal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import type { Waiting } from "../../classroom/model/members.ts";
import type { LiveInfo } from "../client/live.ts";
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
  const asks = Object.values(requests).some(({ kind }) => kind === "new");
  // As long as there is none, nothing is rendered with each second.
  const rush = useMemo(() =>
    computed(() => {
      const after = seenUntil.value;
      return rushOf(present, mostStudents, now.value, after) ??
        (asks ? lastMinuteOf(present, now.value, after) : null);
    }), [present, mostStudents, asks]);
  return { rush: rush.value, close: () => seenUntil.value = now.peek() };
}

/** Warns that many students have just joined (J-9), with **Lock joining** and **Remove all who joined since …**. */
import { computed, type ReadonlySignal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import type { WaitingEntry } from "../../classroom/model/members.ts";
import { crowd as t } from "texts/people_crowd.ts";
import type { LiveClassInfo } from "../client/live_class.ts";
import { Button, CloseButton } from "../ui/Button.tsx";
import { LockIcon, PeopleIcon } from "../ui/icons.tsx";
import { formatTime } from "../../formats/format_time.ts";
import { findJoinRush, type JoinRush, joinsOfLastMinute } from "./join_rush.ts";
import type { Student } from "./students.ts";
import "./people.css";

export function JoinRushNotice(
  { rush, isLocked, zone, onLock, onRemove, onClose }: {
    rush: JoinRush;
    isLocked: boolean;
    zone: string;
    onLock: (isLocked: boolean) => void;
    onRemove: () => void;
    onClose: () => void;
  },
) {
  const { count, since, isNow } = rush;
  return (
    <section class="crowd" aria-label={t.title}>
      <PeopleIcon />
      <p role="status">
        <strong>
          {isNow
            ? t.lastMinute({ count })
            : t.within({ count, time: formatTime(since, "hour", zone) })}
        </strong>
      </p>
      <div class="actions">
        <Button onClick={() => onLock(!isLocked)}>
          <LockIcon />
          {isLocked ? t.unlock : t.lock}
        </Button>
        <Button onClick={onRemove}>{t.removeSince}</Button>
      </div>
      <CloseButton look="small" onClick={onClose} />
    </section>
  );
}

/**
 * The rush of joins since the teacher last closed the notice; null: none. While newcomers wait, the joins of the last
 * minute count as a rush.
 */
export function useJoinRush(
  present: readonly Student[],
  { mostStudents = bounds.students.default }: LiveClassInfo,
  now: ReadonlySignal<number>,
  requests: Readonly<Record<string, WaitingEntry>>,
): { rush: JoinRush | null; close: () => void } {
  const seenUntil = useSignal(-Infinity);
  const hasNewcomers = Object.values(requests).some(({ kind }) =>
    kind === "new"
  );
  const rush = useMemo(() =>
    computed(() => {
      const seenUntilMs = seenUntil.value;
      return findJoinRush(present, mostStudents, now.value, seenUntilMs) ??
        (hasNewcomers
          ? joinsOfLastMinute(present, now.value, seenUntilMs)
          : null);
    }), [present, mostStudents, hasNewcomers]);
  return { rush: rush.value, close: () => seenUntil.value = now.peek() };
}

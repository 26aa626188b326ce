/** Titles, kinds and states of shared things in words. */
import { live as t } from "texts/sharing_live.ts";
import { kindFacts } from "../../../classroom/model/resources/kinds.ts";
import {
  isCheck,
  isOver,
  ownTitleOf,
  type Shared,
} from "../../../classroom/model/resources/shared.ts";
import { writeList } from "../../ui/list.ts";
import type { LiveClass } from "./live_class.ts";
import { isShown } from "../../checks/live/standing.ts";

export function kindOf(shared: Shared): string {
  return t.kinds[shared.exit ? "exit" : shared.kind];
}

export function titleOf(shared: Shared): string {
  return ownTitleOf(shared) ||
    (shared.poll ? t.pollKinds[shared.poll] : t.kinds[shared.kind]);
}

export function forWhom(shared: Shared, rooms: LiveClass["rooms"]): string {
  if (!shared.rooms) return t.wholeClass;
  if (shared.rooms.length === 0) return t.staffOnly;
  return writeList(
    shared.rooms.map((room) => rooms[room]?.name ?? "").filter(Boolean),
  );
}

/** The state of a shared thing; undefined if it cannot be closed. */
export function openStateOf(
  shared: Shared,
  lesson: Pick<LiveClass, "ahead" | "now" | "over">,
): keyof typeof t.states | undefined {
  const { ahead, over } = lesson;
  if (ahead) return "ahead";
  const { shuts } = kindFacts[shared.kind];
  if (shuts === null) return undefined;
  if (!isCheck(shared)) return shared[shuts] || over ? shuts : "open";
  if (isShown(shared)) return "shown";
  if (shared.closed || over) return "closed";
  // Reading `now` renders every second.
  return shared.endsAt !== undefined && isOver(shared, lesson.now)
    ? "over"
    : "open";
}

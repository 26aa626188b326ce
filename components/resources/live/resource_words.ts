import { questions } from "texts/checks_questions.ts";
import { live as t } from "texts/sharing_live.ts";
import {
  type CheckResource,
  isCheck,
  isCheckOver,
  resourceKindFacts,
  resourceTitle,
  type SharedDrawing,
  type SharedResource,
  type SharedWall,
} from "../../../classroom/model/resources/shared_resources.ts";
import { formatList } from "../../../formats/format_list.ts";
import type { LiveClass } from "./live_class.ts";

export function kindNameOf(shared: SharedResource): string {
  return t.kinds[shared.exit ? "exit" : shared.kind];
}

export function titleOf(shared: SharedResource): string {
  return resourceTitle(shared) ||
    (shared.poll ? questions.whatDoYouSay : t.kinds[shared.kind]);
}

/** The words of the button after which students answer, draw or ask no more. */
export function closeWordsOf(
  shared: CheckResource | SharedDrawing | SharedWall,
): string {
  return t.close["exit" in shared && shared.exit ? "exit" : shared.kind];
}

export function describeAudience(
  shared: SharedResource,
  rooms: LiveClass["rooms"],
): string {
  if (!shared.rooms) return t.wholeClass;
  if (shared.rooms.length === 0) return t.staffOnly;
  return formatList(
    shared.rooms.map((room) => rooms[room]?.name ?? "").filter(Boolean),
  );
}

/** The state of a resource; undefined: it cannot be closed. */
export function openStateOf(
  shared: SharedResource,
  lesson: Pick<LiveClass, "isAhead" | "now" | "isOver">,
): keyof typeof t.states | undefined {
  const { isAhead, isOver } = lesson;
  if (isAhead) return "ahead";
  const { shuts } = resourceKindFacts[shared.kind];
  if (shuts === null) return undefined;
  if (!isCheck(shared)) return shared[shuts] || isOver ? shuts : "open";
  if (hasShownAllResults(shared)) return "shown";
  if (shared.closed || isOver) return "closed";
  // Reads `now` only if needed, since it renders every second.
  return shared.endsAt !== undefined && isCheckOver(shared, lesson.now)
    ? "over"
    : "open";
}

/** Whether the class has all results of a check. */
export function hasShownAllResults(
  { questions, results }: CheckResource,
): boolean {
  return results !== undefined && questions.length <= results.length;
}

/** How what is shared is called, and how it stands, in the reader's words. */
import { live as t } from "texts/sharing_live.ts";
import {
  isOver,
  type Shared,
} from "../../../classroom/model/resources/shared.ts";
import { writeList } from "../../ui/list.ts";
import type { LiveClass } from "./live_class.ts";
import { isShown } from "../../checks/live/standing.ts";

export function kindOf(shared: Shared): string {
  const isExit = shared.kind === "quiz" && shared.exit;
  return t.kinds[isExit ? "exit" : shared.kind];
}

/** Its name; of a poll its question. */
export function titleOf(shared: Shared): string {
  switch (shared.kind) {
    case "template":
    case "quiz":
    case "page":
    case "drawing":
      return shared.name;
    case "poll":
      return shared.questions[0].text || t.pollKinds[shared.poll];
    case "wall":
      return t.kinds.wall;
  }
}

export function forWhom(shared: Shared, rooms: LiveClass["rooms"]): string {
  if (!shared.rooms) return t.wholeClass;
  if (shared.rooms.length === 0) return t.staffOnly;
  return writeList(
    shared.rooms.map((room) => rooms[room]?.name ?? "").filter(Boolean),
  );
}

/** How it stands, with a class that is over closed like it; undefined: there is nothing to close. */
export function openStateOf(
  shared: Shared,
  lesson: Pick<LiveClass, "ahead" | "now" | "over">,
): keyof typeof t.states | undefined {
  const { ahead, over } = lesson;
  if (ahead) return "ahead";
  if (shared.kind === "template") return undefined;
  if (shared.kind === "page") return shared.locked || over ? "locked" : "open";
  if (shared.kind === "wall" || shared.kind === "drawing") {
    return shared.closed || over ? "closed" : "open";
  }
  if (isShown(shared)) return "shown";
  if (shared.closed || over) return "closed";
  // Whoever asks for the time is rendered with each second.
  const hasEnd = shared.kind === "quiz" && shared.endsAt !== undefined;
  return hasEnd && isOver(shared, lesson.now) ? "over" : "open";
}

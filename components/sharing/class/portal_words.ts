/** What the things in the portal are called. */
import { items as t } from "texts/sharing_class.ts";
import type { Shared } from "../../../classroom/model/resources/shared.ts";

/** The name of something, in one line. */
export function portalTitleOf(shared: Shared): string {
  switch (shared.kind) {
    case "template":
      return shared.name;
    case "quiz":
      return shared.name;
    case "poll":
      return shared.questions[0].text || t.kinds.poll;
    case "wall":
      return t.kinds.wall;
  }
}

/** What it is. */
export function portalKindOf(shared: Shared): string {
  return shared.kind === "quiz" && shared.exit
    ? t.kinds.exit
    : t.kinds[shared.kind];
}

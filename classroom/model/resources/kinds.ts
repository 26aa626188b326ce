/** What holds for a kind of shared thing on every floor. Its rules are in `classroom/kinds.ts`. Imports types alone. */
import type { SharedKind } from "./shared.ts";

interface KindFacts {
  /** When it is on **Present**: never, as the newest, while the class is shown some of it, or where the teacher says so. */
  presents: "never" | "newest" | "shown" | "chosen";
  /** The field that says that students can do nothing more with it; null: it has none. */
  shuts: "closed" | "locked" | null;
}

export const kindFacts: Readonly<Record<SharedKind, KindFacts>> = {
  template: { presents: "never", shuts: null },
  quiz: { presents: "newest", shuts: "closed" },
  poll: { presents: "newest", shuts: "closed" },
  wall: { presents: "newest", shuts: "closed" },
  page: { presents: "chosen", shuts: "locked" },
  drawing: { presents: "shown", shuts: "closed" },
};

/** Facts of each kind of shared resource, for all layers; rules are in `classroom/kinds.ts`. Imports only types. */
import type { SharedKind } from "./shared.ts";

interface KindFacts {
  /**
   * When **Present** shows it: never, as the newest, while some of it is shown to the class, or when the
   * teacher chooses it.
   */
  presents: "never" | "newest" | "shown" | "chosen";
  /** The field that ends students' work on it; null: none. */
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

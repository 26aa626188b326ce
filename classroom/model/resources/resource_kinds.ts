/** Facts of each kind of shared resource, for all layers; rules are in `classroom/resource_kinds.ts`. Imports only types. */
import type { ResourceKind } from "./shared_resources.ts";

interface KindFacts {
  /**
   * When **Present** shows it: never, as the newest, while some of it is shown to the class, or when the
   * teacher chooses it.
   */
  presents: "never" | "newest" | "shown" | "chosen";
  /** The field that ends students' work on it; null: none. */
  shuts: "closed" | "locked" | null;
}

export const resourceKindFacts = {
  template: { presents: "never", shuts: null },
  quiz: { presents: "newest", shuts: "closed" },
  poll: { presents: "newest", shuts: "closed" },
  wall: { presents: "newest", shuts: "closed" },
  page: { presents: "chosen", shuts: "locked" },
  drawing: { presents: "shown", shuts: "closed" },
} as const satisfies Readonly<Record<ResourceKind, KindFacts>>;

/** The kinds of which a fact has one of these values. */
export type ResourceKindsWith<Fact extends keyof KindFacts, Value> = {
  [K in ResourceKind]: (typeof resourceKindFacts)[K][Fact] extends Value ? K
    : never;
}[ResourceKind];

/** All kinds, in the order of the record's schema. */
export const resourceKindNames = Object.keys(resourceKindFacts) as [
  ResourceKind,
  ...ResourceKind[],
];

/** All kinds of shared resources. A missing kind or operation does not compile. */
import { pollKind, quizKind } from "./checks/shared_checks.ts";
import type { AskFor, KindRules } from "./define_kind.ts";
import { drawingKind } from "./drawings/drawings.ts";
import type { SharedAs, SharedKind } from "./model/resources/shared.ts";
import { pageKind } from "./pages/shared_page.ts";
import { templateKind } from "./templates/shared_template.ts";
import { wallKind } from "./walls/walls.ts";

export const kinds: Readonly<Record<SharedKind, KindRules>> = {
  template: templateKind,
  quiz: quizKind,
  poll: pollKind,
  wall: wallKind,
  page: pageKind,
  drawing: drawingKind,
} satisfies {
  // Without a body in `shareBody`, no class can be given the kind.
  [K in SharedKind]: [AskFor<K>] extends [never] ? never
    : KindRules<SharedAs<K>>;
};

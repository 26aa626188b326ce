/** All kinds of shared resources. A missing kind or operation does not compile. */
import { pollKind, quizKind } from "./checks/shared_checks.ts";
import type {
  ResourceKindRules,
  ShareRequestFor,
} from "./define_resource_kind.ts";
import { drawingKind } from "./drawings/drawings.ts";
import type {
  ResourceKind,
  ResourceOfKind,
} from "./model/resources/shared_resources.ts";
import { pageKind } from "./pages/shared_page.ts";
import { templateKind } from "./templates/shared_template.ts";
import { wallKind } from "./walls/walls.ts";

export const resourceKinds: Readonly<Record<ResourceKind, ResourceKindRules>> =
  {
    template: templateKind,
    quiz: quizKind,
    poll: pollKind,
    wall: wallKind,
    page: pageKind,
    drawing: drawingKind,
  } satisfies {
    // A kind without a body in `shareBody` could not be shared.
    [K in ResourceKind]: [ShareRequestFor<K>] extends [never] ? never
      : ResourceKindRules<ResourceOfKind<K>>;
  };

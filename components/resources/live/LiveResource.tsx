/** One of what is shared, live, by its kind. */
import type { Shared } from "../../../classroom/model/resources/shared.ts";
import { LiveCheck } from "../check/LiveCheck.tsx";
import { WallLive } from "../wall/WallLive.tsx";
import type { LiveClass } from "./live_class.ts";
import { SharedTemplateView } from "./SharedTemplateView.tsx";

/** The view of it. */
export function LiveResource(
  { lesson, shared }: { lesson: LiveClass; shared: Shared },
) {
  switch (shared.kind) {
    case "quiz":
    case "poll":
      return <LiveCheck lesson={lesson} check={shared} />;
    case "template":
      return <SharedTemplateView lesson={lesson} template={shared} />;
    case "wall":
      return <WallLive lesson={lesson} wall={shared} />;
  }
}

import type { SessionView } from "../../classroom/model/views.ts";
import type { ServerAddresses } from "./_origin.ts";

/** A session with its full link. */
export function sessionJson(
  view: SessionView,
  reach: ServerAddresses,
): SessionView {
  return { ...view, link: new URL(view.link, reach.origin).href };
}

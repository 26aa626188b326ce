import type { SessionView } from "../../classroom/model/views.ts";
import type { Reach } from "./_origin.ts";

/** A session with its full link. */
export function sessionAnswer(view: SessionView, reach: Reach): SessionView {
  return { ...view, link: new URL(view.link, reach.origin).href };
}

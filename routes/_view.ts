/** Sessions in answers: what the classroom knows of them, with addresses that a person can open. */
import type { SessionView } from "../classroom/schema.ts";

/** A session with its full link. `origin` is that of the request's state. */
export function sessionAnswer(view: SessionView, origin: string): SessionView {
  return { ...view, link: new URL(view.link, origin).href };
}

import { z } from "zod";
import {
  type SessionView,
  sessionViewSchema,
} from "../../classroom/model/views.ts";
import type { ServerAddresses } from "./_origin.ts";

export const sessionResult = z.object({ session: sessionViewSchema });

/** A session with its full link. */
export function sessionJson(
  view: SessionView,
  reach: ServerAddresses,
): SessionView {
  return { ...view, link: new URL(view.link, reach.origin).href };
}

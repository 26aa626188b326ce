/** Shows the groups with their students' names on **Present**, only by a teacher's choice (R-6). */
import { z } from "zod";
import { hidePickedNames } from "../checks/picks.ts";
import { breakoutSetting } from "../model/breakouts_layout.ts";
import type { ClassDocuments } from "../model/layout.ts";
import { requireRunning } from "../model/permissions.ts";
import { refusal } from "../model/refuse.ts";
import { presentChoice } from "../model/staff_roots.ts";

/** Body of `PATCH /api/sessions/:s/breakouts/present`. */
export const showGroupsBody = z.strictObject({ shown: z.boolean() });

export function showGroupsOnPresent(
  { session, staff }: ClassDocuments,
  { shown }: z.output<typeof showGroupsBody>,
  now: number,
): void {
  const chosen = presentChoice(staff);
  if (!shown) {
    // Something else may have replaced the groups since.
    if (chosen.get("chosen")?.groups) {
      chosen.set("chosen", { resource: null, at: now });
    }
    return;
  }
  requireRunning(session, now);
  if (!breakoutSetting(session, "open")) throw refusal("open-rooms-first");
  hidePickedNames(staff);
  chosen.set("chosen", { resource: null, groups: true, at: now });
}

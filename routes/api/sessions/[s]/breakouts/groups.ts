/** `POST /api/sessions/:s/breakouts/groups`: groups for a class that has none, filled and open. */
import { quickGroupsBody } from "../../../../../classroom/groups/quick_groups.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$groups.ts";

export const handlers = handler({
  POST: forTeacherWith(quickGroupsBody, async ({ app, who, body }) => ({
    moved: await app.breakouts.makeGroups(who, body),
  }), 201),
});

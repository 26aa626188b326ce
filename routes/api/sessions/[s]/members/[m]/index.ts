/** `PATCH`, `DELETE /api/sessions/:s/members/:m`: rename or mute a member; remove one. */
import { changeMemberBody } from "../../../../../../classroom/people/member_changes.ts";
import { forTeacher, forTeacherWith } from "../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  PATCH: forTeacherWith(
    changeMemberBody,
    async ({ app, who, params, body }) => ({
      member: await app.membership.change(who, params.m, body),
    }),
  ),
  DELETE: forTeacher(async ({ app, who, params }) => {
    await app.membership.remove(who, params.m);
  }),
});

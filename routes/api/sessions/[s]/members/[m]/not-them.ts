/** `POST /api/sessions/:s/members/:m/not-them`: whoever came in last as this member was somebody else (J-2). */
import { forTeacherWith, nothing } from "../../../../../(http)/_owner.ts";
import { handler } from "./$not-them.ts";

export const handlers = handler({
  POST: forTeacherWith(nothing, async ({ app, who, params }) => ({
    member: await app.membership.notThem(who, params.m),
  })),
});

/** `POST /api/sessions/:s/members/:m/allow`: a removed student may come back. */
import { forTeacherWith, nothing } from "../../../../../(http)/_owner.ts";
import { handler } from "./$allow.ts";

export const handlers = handler({
  POST: forTeacherWith(nothing, async ({ app, who, params }) => ({
    member: await app.membership.allow(who, params.m),
  })),
});

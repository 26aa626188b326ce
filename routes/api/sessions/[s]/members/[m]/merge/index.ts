/** `POST /api/sessions/:s/members/:m/merge`: this member and another one are one child (J-7). */
import { mergeBody } from "../../../../../../../classroom/people/merging.ts";
import { forTeacherWith } from "../../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  POST: forTeacherWith(mergeBody, async ({ app, who, params, body }) => ({
    member: await app.membership.merge(who, params.m, body),
  })),
});

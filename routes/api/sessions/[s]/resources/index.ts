/** `GET`, `POST /api/sessions/:s/resources`: what was shared with the class; something more. */
import { shareBody } from "../../../../../classroom/resources/resource_bodies.ts";
import { forStaff, forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: forStaff(async ({ app, who }) => ({
    resources: await app.resources.list(who),
  })),
  POST: forTeacherWith(shareBody, async ({ app, who, body }) => ({
    resource: await app.resources.share(who, body),
  }), 201),
});

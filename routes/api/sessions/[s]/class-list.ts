/** `GET`, `PUT /api/sessions/:s/class-list`: the names of those who are expected. */
import { classListBody } from "../../../../classroom/people/class_list.ts";
import { forOwner, forOwnerWith } from "../../../(http)/_owner.ts";
import { handler } from "./$class-list.ts";

export const handlers = handler({
  GET: forOwner(async ({ app, who }) => ({
    names: await app.classLists.view(who),
  })),
  PUT: forOwnerWith(classListBody, async ({ app, who, body }) => ({
    names: await app.classLists.put(who, body),
  })),
});

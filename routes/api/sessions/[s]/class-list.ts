/** `GET`, `PUT /api/sessions/:s/class-list`: the names of those who are expected. */
import { classListBody } from "../../../../classroom/people/class_list.ts";
import { forStaff, forTeacherWith } from "../../../(http)/_owner.ts";
import { handler } from "./$class-list.ts";

export const handlers = handler({
  GET: forStaff(async ({ app, who }) => ({
    names: await app.classLists.view(who),
  })),
  PUT: forTeacherWith(classListBody, async ({ app, who, body }) => ({
    names: await app.classLists.put(who, body),
  })),
});

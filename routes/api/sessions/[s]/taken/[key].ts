/** `PUT`, `DELETE /api/sessions/:s/taken/:key`: one of several teachers takes what calls them, or gives it back (S-9). */
import {
  forTeacher,
  forTeacherWith,
  nothing,
} from "../../../../(http)/_owner.ts";
import { handler } from "./$[key].ts";

export const handlers = handler({
  PUT: forTeacherWith(nothing, async ({ app, who, params }) => ({
    taken: await app.taking.take(who, params.key),
  })),
  DELETE: forTeacher(({ app, who, params }) =>
    app.taking.giveBack(who, params.key)
  ),
});

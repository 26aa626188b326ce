/** `GET`, `PATCH`, `DELETE /api/sessions/:s/resources/:id`: one with what came of it; its steps; taken back. */
import { changeResourceBody } from "../../../../../../classroom/resources/resource_bodies.ts";
import {
  forStaff,
  forTeacher,
  forTeacherWith,
} from "../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  GET: forStaff(({ app, who, params }) => app.resources.view(who, params.id)),
  PATCH: forTeacherWith(
    changeResourceBody,
    ({ app, who, params, body }) => app.resources.change(who, params.id, body),
  ),
  DELETE: forTeacher(({ app, who, params }) =>
    app.resources.takeBack(who, params.id)
  ),
});

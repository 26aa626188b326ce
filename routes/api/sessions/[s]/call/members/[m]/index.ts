/** `DELETE /api/sessions/:s/call/members/:m`: takes a student out of the call. */
import { forTeacher } from "../../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  DELETE: forTeacher(({ app, who, params }) =>
    app.calls.takeOut(who, params.m)
  ),
});

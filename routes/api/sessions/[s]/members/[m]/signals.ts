/** `DELETE /api/sessions/:s/members/:m/signals`: what worried about a student has been dealt with (M-4). */
import { forTeacher } from "../../../../../(http)/_owner.ts";
import { handler } from "./$signals.ts";

export const handlers = handler({
  DELETE: forTeacher(({ app, who, params }) =>
    app.monitor.settle(who, params.m)
  ),
});

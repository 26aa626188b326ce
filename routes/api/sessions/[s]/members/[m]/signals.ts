/** `DELETE /api/sessions/:s/members/:m/signals`: what worried about a student has been dealt with (M-4). */
import { forOwner } from "../../../../../(http)/_owner.ts";
import { handler } from "./$signals.ts";

export const handlers = handler({
  DELETE: forOwner(({ app, who, params }) => app.monitor.settle(who, params.m)),
});

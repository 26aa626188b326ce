/** `DELETE /api/sessions/:s/observers/:teacher`: that somebody looks on ends, by their wish or the class's (S-8). */
import { forStaff } from "../../../../(http)/_owner.ts";
import { handler } from "./$[teacher].ts";

export const handlers = handler({
  DELETE: forStaff(async ({ app, who, params }) => {
    await app.colleagues.stopObserving(who, params.teacher);
  }),
});

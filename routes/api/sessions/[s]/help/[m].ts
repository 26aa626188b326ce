/** `DELETE /api/sessions/:s/help/:m`: lowers a help flag. */
import { forOwner } from "../../../../(http)/_owner.ts";
import { handler } from "./$[m].ts";

export const handlers = handler({
  DELETE: forOwner(({ app, who, params }) =>
    app.breakouts.lowerHelp(who, params.m)
  ),
});

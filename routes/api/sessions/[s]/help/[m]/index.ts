/** `DELETE /api/sessions/:s/help/:m`: lowers a help flag. */
import { forTeacher } from "../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  DELETE: forTeacher(({ app, who, params }) =>
    app.breakouts.lowerHelp(who, params.m)
  ),
});

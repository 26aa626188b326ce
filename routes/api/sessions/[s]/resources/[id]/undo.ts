/** `POST /api/sessions/:s/resources/:id/undo`: gives the class again what was taken back. */
import { forTeacher } from "../../../../../(http)/_owner.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  POST: forTeacher(async ({ app, who, params }) => ({
    resource: await app.resources.bringBack(who, params.id),
  })),
});

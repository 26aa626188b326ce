/** `DELETE /api/sessions/:s/members/:m/messages`: deletes all that a student has said, in every room. */
import { forTeacher } from "../../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  DELETE: forTeacher(async ({ app, who, params }) => ({
    deleted: await app.bulkDeletion.delete(who, params.m),
  })),
});

/** `POST /api/sessions/:s/resources/:id/wishes/:wish/post`: a question on the wall, as the teacher's message to the class. */
import { forTeacherWith, nothing } from "../../../../../../../(http)/_owner.ts";
import { handler } from "./$post.ts";

export const handlers = handler({
  POST: forTeacherWith(nothing, async ({ app, who, params }) => ({
    wish: await app.walls.post(who, params.id, params.wish),
  })),
});

/** `POST /api/sessions/:s/resources/:id/wishes/:wish/post`: a question on the wall, as the teacher's message to the class. */
import { forOwnerWith, nothing } from "../../../../../../../(http)/_owner.ts";
import { handler } from "./$post.ts";

export const handlers = handler({
  POST: forOwnerWith(nothing, async ({ app, who, params }) => ({
    wish: await app.walls.post(who, params.id, params.wish),
  })),
});

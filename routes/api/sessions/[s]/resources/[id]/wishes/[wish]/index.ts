/** `PATCH /api/sessions/:s/resources/:id/wishes/:wish`: a question on the wall was answered, or is hidden. */
import { changeWishBody } from "../../../../../../../../classroom/resources/walls.ts";
import { forTeacherWith } from "../../../../../../../(http)/_owner.ts";
import { handler } from "./$index.ts";

export const handlers = handler({
  PATCH: forTeacherWith(changeWishBody, async ({ app, who, params, body }) => ({
    wish: await app.walls.change(who, params.id, params.wish, body),
  })),
});

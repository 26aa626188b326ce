/** `POST /api/sessions/:s/held/:id`: allows a message that is held, or rejects it. */
import { decideHeldBody } from "../../../../../classroom/chat/moderation.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$[id].ts";

export const handlers = handler({
  POST: forTeacherWith(
    decideHeldBody,
    ({ app, who, params, body }) => app.moderation.decide(who, params.id, body),
  ),
});

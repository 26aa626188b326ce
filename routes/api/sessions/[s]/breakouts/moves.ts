/** `POST /api/sessions/:s/breakouts/moves`: students into other rooms, all of it or nothing. */
import { movesBody } from "../../../../../classroom/groups/moves.ts";
import { forTeacherWith } from "../../../../(http)/_owner.ts";
import { handler } from "./$moves.ts";

export const handlers = handler({
  POST: forTeacherWith(movesBody, async ({ app, who, body }) => ({
    moved: await app.breakouts.move(who, body),
  })),
});

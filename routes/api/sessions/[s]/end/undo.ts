/** `POST /api/sessions/:s/end/undo`: takes an end back while nothing is torn down. */
import { z } from "zod";
import { theApp } from "../../../../../classroom/app.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { sessionAnswer } from "../../../../(http)/_view.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { teacher } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    const view = await theApp().sessions.undoEnd(teacher, params.s);
    return Response.json({ session: sessionAnswer(view, state.reach) });
  },
});

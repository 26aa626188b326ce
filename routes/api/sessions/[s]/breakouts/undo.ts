/** `POST /api/sessions/:s/breakouts/undo`: takes back the last move or distribution. */
import { z } from "zod";
import { theApp } from "../../../../../classroom/app.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$undo.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    const moved = await theApp().breakouts.undo(who);
    return Response.json({ moved });
  },
});

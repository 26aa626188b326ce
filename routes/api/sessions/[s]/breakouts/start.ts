/** `POST /api/sessions/:s/breakouts/start`: opens the rooms. */
import { z } from "zod";
import { theApp } from "../../../../../classroom/app.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$start.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    const breakouts = await theApp().breakouts.start(who);
    return Response.json({ breakouts });
  },
});

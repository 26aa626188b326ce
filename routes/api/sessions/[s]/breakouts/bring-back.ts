/** `POST /api/sessions/:s/breakouts/bring-back`: what groups have marked goes to the main room. */
import { z } from "zod";
import { theApp } from "../../../../../classroom/app.ts";
import { readBody } from "../../../../(http)/_body.ts";
import { ownerOf } from "../../../../(http)/_staff.ts";
import { handler } from "./$bring-back.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    const posted = await theApp().breakouts.bringBack(who);
    const messages = posted.map(({ at, ...message }) => ({
      ...message,
      at: new Date(at).toISOString(),
    }));
    return Response.json({ messages });
  },
});

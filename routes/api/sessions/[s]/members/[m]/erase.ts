/** `POST /api/sessions/:s/members/:m/erase`: all of a student's goes, also after the class. */
import { z } from "zod";
import { theApp } from "../../../../../../classroom/app.ts";
import { readBody } from "../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../(http)/_staff.ts";
import { handler } from "./$erase.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    await theApp().erasure.erase(who, params.m);
    return new Response(null, { status: 204 });
  },
});

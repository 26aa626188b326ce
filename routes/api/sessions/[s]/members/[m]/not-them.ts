/** `POST /api/sessions/:s/members/:m/not-them`: whoever came in last as this member was somebody else (J-2). */
import { z } from "zod";
import { theApp } from "../../../../../../classroom/app.ts";
import { readBody } from "../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../(http)/_staff.ts";
import { handler } from "./$not-them.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    const member = await theApp().membership.notThem(who, params.m);
    return Response.json({ member });
  },
});

/** `POST /api/sessions/:s/members/:m/allow`: a removed student may come back. */
import { z } from "zod";
import { theApp } from "../../../../../../classroom/app.ts";
import { readBody } from "../../../../../(http)/_body.ts";
import { ownerOf } from "../../../../../(http)/_staff.ts";
import { handler } from "./$allow.ts";

export const handlers = handler({
  async POST({ req, params, state }) {
    const { who } = await ownerOf(state, params.s);
    await readBody(req, z.strictObject({}));
    const member = await theApp().membership.allow(who, params.m);
    return Response.json({ member });
  },
});

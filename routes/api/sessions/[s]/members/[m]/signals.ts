/** `DELETE /api/sessions/:s/members/:m/signals`: what worried about a student has been dealt with (M-4). */
import { theApp } from "../../../../../../classroom/app.ts";
import { ownerOf } from "../../../../../(http)/_staff.ts";
import { handler } from "./$signals.ts";

export const handlers = handler({
  async DELETE({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    await theApp().monitor.settle(who, params.m);
    return new Response(null, { status: 204 });
  },
});

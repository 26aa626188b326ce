/** `GET /api/sessions/:s/assistant`: what the class has had of the assistant, and can have. */
import { theApp } from "../../../../classroom/app.ts";
import { ownerOf } from "../../../(http)/_staff.ts";
import { handler } from "./$assistant.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { who } = await ownerOf(state, params.s);
    return Response.json({ assistant: await theApp().monitor.usage(who) });
  },
});

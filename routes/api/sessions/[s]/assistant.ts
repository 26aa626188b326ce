/** `GET /api/sessions/:s/assistant`: what the class has had of the assistant, and can have. */
import { forStaff } from "../../../(http)/_owner.ts";
import { handler } from "./$assistant.ts";

export const handlers = handler({
  GET: forStaff(async ({ app, who }) => ({
    assistant: await app.monitor.usage(who),
  })),
});

/** Shows the conversations of another name of this browser, after its class's code was given. */
import { getApp } from "../../../classroom/app.ts";
import { unlockBody } from "../../../classroom/assistant/my_work.ts";
import { readBody } from "../../(http)/_body.ts";
import { requestSource } from "../../(http)/_join_cookies.ts";
import { handler } from "./$unlock.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const ask = await readBody(req, unlockBody);
    await getApp().myWork.unlock(ask, requestSource(state));
    return new Response(null, { status: 204 });
  },
});

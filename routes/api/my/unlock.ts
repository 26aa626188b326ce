/** Shows the conversations of another name of this browser, after its class's code was given. */
import { getApp } from "../../../classroom/app.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { requestSource } from "../../(http)/_join_cookies.ts";
import { myWorkRequests } from "../../(http)/_my_work_requests.ts";
import { handler } from "./$unlock.ts";

export const handlers = handler({
  POST: answerRequest(myWorkRequests.unlock, async ({ state, body, reply }) => {
    await getApp().myWork.unlock(await body(), requestSource(state));
    return reply(204, null);
  }),
});

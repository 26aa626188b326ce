import { getApp } from "../../../../classroom/app.ts";
import { answerRequest } from "../../../(http)/_define_request.ts";
import { requestSource } from "../../../(http)/_join_cookies.ts";
import { myWorkRequests } from "../../../(http)/_my_work_requests.ts";
import { handler } from "./$[d].ts";

export const handlers = handler({
  GET: answerRequest(
    myWorkRequests.drawing,
    async ({ params, state, reply }) =>
      reply(
        200,
        await getApp().myWork.drawing(requestSource(state), params.d),
      ),
  ),
});

import { getApp } from "../../../../classroom/app.ts";
import { answerRequest } from "../../../(http)/_define_request.ts";
import { requestSource } from "../../../(http)/_join_cookies.ts";
import { myWorkRequests } from "../../../(http)/_my_work_requests.ts";
import { handler } from "./$[c].ts";

export const handlers = handler({
  GET: answerRequest(
    myWorkRequests.conversation,
    async ({ params, state, reply }) => {
      const from = requestSource(state);
      const conversation = await getApp().myWork.conversation(from, params.c);
      return reply(200, { conversation });
    },
  ),
});

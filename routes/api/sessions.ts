import { getApp } from "../../classroom/app.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { sessionJson } from "../(http)/_session_json.ts";
import { sessionRequests } from "../(http)/_session_requests.ts";
import { handler } from "./$sessions.ts";

export const handlers = handler({
  GET: answerRequest(
    sessionRequests.list,
    async ({ teacher, state, reply }) => {
      const views = await getApp().sessions.list(teacher);
      const sessions = views.map((view) => sessionJson(view, state.reach));
      return reply(200, { sessions });
    },
  ),
  POST: answerRequest(
    sessionRequests.create,
    async ({ teacher, state, body, reply }) => {
      const view = await getApp().sessions.create(teacher, await body());
      const session = sessionJson(view, state.reach);
      return reply(201, { session });
    },
  ),
});

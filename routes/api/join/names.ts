/**
 * Returns the class that a code leads to, with the names of its class list. A wrong code counts as a guess.
 */
import { getApp } from "../../../classroom/app.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { answerInLine } from "../../(http)/_fair_queue.ts";
import { requestSource } from "../../(http)/_join_cookies.ts";
import { joiningRequests } from "../../(http)/_joining_requests.ts";
import { handler } from "./$names.ts";

export const handlers = handler({
  POST: answerRequest(joiningRequests.names, async ({ state, body, reply }) => {
    const { code } = await body();
    return await answerInLine(state, "join", async () => {
      const { classLists, roster } = getApp();
      const from = requestSource(state);
      const session = await classLists.findJoinable(code, from);
      const joinable = await classLists.viewJoinable(session);
      const you = await roster.findKnownStudent(session, from);
      return reply(200, { ...joinable, ...(you !== null && { you }) });
    });
  }),
});

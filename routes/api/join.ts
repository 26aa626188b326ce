import { getApp } from "../../classroom/app.ts";
import { joinBody } from "../../classroom/people/arriving/repeated_joins.ts";
import { readBody } from "../(http)/_body.ts";
import { joinResponse, requestSource } from "../(http)/_join_cookies.ts";
import { answerInLine } from "../(http)/_fair_queue.ts";
import { handler } from "./$join.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const ask = await readBody(req, joinBody);
    return await answerInLine(state, "join", async () => {
      const entry = await getApp().roster.join(ask, requestSource(state));
      return joinResponse(entry, state.origin);
    });
  },
});

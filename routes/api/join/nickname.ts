/** Suggests a nickname; with a class's code, one that is free in the class. A wrong code counts as a guess. */
import { getApp } from "../../../classroom/app.ts";
import { randomNickname } from "../../../locales/nicknames.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { answerInLine } from "../../(http)/_fair_queue.ts";
import { requestSource } from "../../(http)/_join_cookies.ts";
import { joiningRequests } from "../../(http)/_joining_requests.ts";
import { handler } from "./$nickname.ts";

export const handlers = handler({
  POST: answerRequest(
    joiningRequests.nickname,
    async ({ state, body, reply }) => {
      const ask = await body();
      return await answerInLine(state, "join", async () => {
        const name = await getApp().nicknames.suggest(
          ask,
          requestSource(state),
          () => randomNickname(Math.random),
        );
        return reply(200, { name });
      });
    },
  ),
});

import { getApp } from "../../../classroom/app.ts";
import { accountRequests } from "../../(http)/_account_requests.ts";
import { answerRequest } from "../../(http)/_define_request.ts";
import { handler } from "./$[token].ts";

export const handlers = handler({
  POST: answerRequest(
    accountRequests.resetPassword,
    async ({ params, body, reply }) => {
      const { password } = await body();
      await getApp().accounts.resetLinks.use(params.token, password);
      return reply(204, null);
    },
  ),
});

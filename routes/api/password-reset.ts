/**
 * Answers the same whether or not the account exists, and sends a mail if it does (D-2). Without mail, the operator
 * makes the link (`deno task reset-link EMAIL`).
 */
import { getApp } from "../../classroom/app.ts";
import { accountRequests } from "../(http)/_account_requests.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { mailSource } from "../(http)/_fair_queue.ts";
import { handler } from "./$password-reset.ts";

export const handlers = handler({
  POST: answerRequest(
    accountRequests.sendResetLink,
    async ({ state, body, reply }) => {
      const { accounts, mails } = getApp();
      accounts.requirePasswordSignIn();
      const { email } = await body();
      await mails?.sendResetLink(email, mailSource(state));
      return reply(202, {});
    },
  ),
});

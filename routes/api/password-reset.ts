/**
 * Answers the same whether or not the account exists, and sends it a mail if it does (D-2). Without mail, the operator
 * makes the link (`deno task reset-link EMAIL`).
 */
import { resetLinkBody } from "../../classroom/accounts/account_bodies.ts";
import { getApp } from "../../classroom/app.ts";
import { readBody } from "../(http)/_body.ts";
import { mailSource } from "../(http)/_fair_queue.ts";
import { handler } from "./$password-reset.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { accounts, mails } = getApp();
    accounts.requirePasswordSignIn();
    const { email } = await readBody(req, resetLinkBody);
    await mails?.sendResetLink(email, mailSource(state));
    return Response.json({}, { status: 202 });
  },
});

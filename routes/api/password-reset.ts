/**
 * `POST /api/password-reset`: answers the same whether there is such an account or not, and sends a mail where there is
 * (D-2). Without mail the link comes from whoever runs this Homeroom (`deno task reset-link EMAIL`).
 */
import { resetLinkBody } from "../../classroom/accounts/account_bodies.ts";
import { theApp } from "../../classroom/app.ts";
import { readBody } from "../(http)/_body.ts";
import { mailSource } from "../(http)/_line.ts";
import { handler } from "./$password-reset.ts";

export const handlers = handler({
  async POST({ req, state }) {
    const { accounts, mails } = theApp();
    accounts.requirePasswords();
    const { email } = await readBody(req, resetLinkBody);
    await mails?.reset(email, mailSource(state));
    return Response.json({}, { status: 202 });
  },
});

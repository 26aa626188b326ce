/**
 * `POST /api/password-reset`: answers the same whether there is such an account or not. Without mail the
 * link comes from whoever runs this Homeroom (`deno task reset-link EMAIL`).
 */
import { resetLinkBody } from "../../classroom/accounts/account_bodies.ts";
import { theApp } from "../../classroom/app.ts";
import { readBody } from "../(http)/_body.ts";
import { handler } from "./$password-reset.ts";

export const handlers = handler({
  async POST({ req }) {
    theApp().accounts.requirePasswords();
    await readBody(req, resetLinkBody);
    return Response.json({}, { status: 202 });
  },
});

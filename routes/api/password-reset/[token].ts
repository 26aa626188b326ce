import { resetPasswordBody } from "../../../classroom/accounts/account_bodies.ts";
import { getApp } from "../../../classroom/app.ts";
import { readBody } from "../../(http)/_body.ts";
import { handler } from "./$[token].ts";

export const handlers = handler({
  async POST({ req, params }) {
    const { password } = await readBody(req, resetPasswordBody);
    await getApp().accounts.resetLinks.use(params.token, password);
    return new Response(null, { status: 204 });
  },
});

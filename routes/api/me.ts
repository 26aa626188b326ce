import { readOwnMemberships } from "../../classroom/people/member_page.ts";
import {
  changeAccountBody,
  removeAccountBody,
} from "../../classroom/accounts/account_bodies.ts";
import { getApp } from "../../classroom/app.ts";
import { Refusal } from "../../sync/refusal.ts";
import { readBody } from "../(http)/_body.ts";
import {
  cookieNames,
  deleteSignInCookies,
  setSignInCookies,
} from "../(http)/_cookies.ts";
import { handler } from "./$me.ts";

export const handlers = handler({
  async GET({ state }) {
    const members = await readOwnMemberships(getApp(), state.cookies);
    return Response.json({ teacher: state.teacher ?? undefined, members });
  },
  async PATCH({ req, state }) {
    if (!state.teacher) throw new Refusal("not-signed-in");
    const ask = await readBody(req, changeAccountBody);
    const { teacher, signIn } = await getApp().accounts.changeAccount(
      state.teacher,
      ask,
      state.cookies.get(cookieNames.teacher),
    );
    const headers = new Headers();
    if (signIn) setSignInCookies(headers, state.origin, signIn);
    return Response.json({ teacher }, { headers });
  },
  async DELETE({ req, state }) {
    const { teacher } = state;
    if (!teacher) throw new Refusal("not-signed-in");
    const token = state.cookies.get(cookieNames.teacher);
    const { accounts, deletion } = getApp();
    const by = await accounts.availableProofs(teacher, token);
    const { password } = by.password
      ? await readBody(req, removeAccountBody)
      : { password: "" };
    await accounts.removeAccount(teacher, { password, token });
    await deletion.deleteAccount(teacher.id);
    const headers = new Headers();
    deleteSignInCookies(headers, state.origin);
    return new Response(null, { status: 204, headers });
  },
});

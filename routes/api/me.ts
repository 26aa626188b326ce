import { ownMemberships } from "../../classroom/people/member_page.ts";
import {
  changeAccountBody,
  removeAccountBody,
} from "../../classroom/accounts/account_bodies.ts";
import { theApp } from "../../classroom/app.ts";
import { Refusal } from "../../sync/refusal.ts";
import { readBody } from "../(http)/_body.ts";
import { cookieNames, dropSignIn, setSignIn } from "../(http)/_cookies.ts";
import { handler } from "./$me.ts";

export const handlers = handler({
  async GET({ state }) {
    const members = await ownMemberships(theApp(), state.cookies);
    return Response.json({ teacher: state.teacher ?? undefined, members });
  },
  async PATCH({ req, state }) {
    if (!state.teacher) throw new Refusal("not-signed-in");
    const ask = await readBody(req, changeAccountBody);
    const { teacher, signIn } = await theApp().accounts.change(
      state.teacher,
      ask,
      state.cookies.get(cookieNames.teacher),
    );
    const headers = new Headers();
    if (signIn) setSignIn(headers, state.origin, signIn);
    return Response.json({ teacher }, { headers });
  },
  async DELETE({ req, state }) {
    const { teacher } = state;
    if (!teacher) throw new Refusal("not-signed-in");
    const token = state.cookies.get(cookieNames.teacher);
    const { accounts, deletion } = theApp();
    const by = await accounts.proofOf(teacher, token);
    const { password } = by.password
      ? await readBody(req, removeAccountBody)
      : { password: "" };
    await accounts.remove(teacher, { password, token });
    await deletion.account(teacher.id);
    const headers = new Headers();
    dropSignIn(headers, state.origin);
    return new Response(null, { status: 204, headers });
  },
});

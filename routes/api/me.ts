import { readOwnMemberships } from "../../classroom/people/member_page.ts";
import { getApp } from "../../classroom/app.ts";
import { accountRequests } from "../(http)/_account_requests.ts";
import {
  cookieNames,
  deleteSignInCookies,
  setSignInCookies,
} from "../(http)/_cookies.ts";
import { answerRequest } from "../(http)/_define_request.ts";
import { handler } from "./$me.ts";

export const handlers = handler({
  GET: answerRequest(accountRequests.view, async ({ state, reply }) => {
    const members = await readOwnMemberships(getApp(), state.cookies);
    return reply(200, { teacher: state.teacher ?? undefined, members });
  }),
  PATCH: answerRequest(
    accountRequests.change,
    async ({ teacher: oldTeacher, state, body, reply }) => {
      const { teacher, signIn } = await getApp().accounts.changeAccount(
        oldTeacher,
        await body(),
        state.cookies.get(cookieNames.teacher),
      );
      const headers = new Headers();
      if (signIn) setSignInCookies(headers, state.origin, signIn);
      return reply(200, { teacher }, headers);
    },
  ),
  DELETE: answerRequest(
    accountRequests.remove,
    async ({ teacher, state, body, reply }) => {
      const token = state.cookies.get(cookieNames.teacher);
      const { accounts, deletion } = getApp();
      const proofs = await accounts.availableProofs(teacher, token);
      const { password } = proofs.hasPassword ? await body() : { password: "" };
      await accounts.removeAccount(teacher, { password, token });
      await deletion.deleteAccount(teacher.id);
      const headers = new Headers();
      deleteSignInCookies(headers, state.origin);
      return reply(204, null, headers);
    },
  ),
});

/** The school's provider redirects here with its answer. */
import { localPath } from "../../../locales/local_path.ts";
import {
  cookieNames,
  deleteCookie,
  setCookie,
  setSignInCookies,
} from "../../(http)/_cookies.ts";
import { handler, page } from "./$callback.ts";
import {
  requireSchoolSignIn,
  TroublePage,
  troubleResponse,
} from "./_trouble.tsx";

export const handlers = handler({
  async GET(ctx) {
    const { cookies, origin } = ctx.state;
    const cookie = cookies.get(cookieNames.school);
    const done = await requireSchoolSignIn().finish(
      cookie,
      ctx.url.searchParams,
    );
    if ("trouble" in done) {
      return troubleResponse(done.trouble, done.next ?? null);
    }
    const to = "signIn" in done ? done.next : localPath("/teacher/school/link");
    const response = ctx.redirect(to, 303);
    const { headers } = response;
    deleteCookie(headers, origin, cookieNames.school);
    if ("signIn" in done) setSignInCookies(headers, origin, done.signIn);
    else {
      const { token, expiresAt } = done.linkByPassword;
      setCookie(headers, origin, cookieNames.schoolLink, token, expiresAt);
    }
    return response;
  },
});

export default page(({ data }) => <TroublePage data={data} />);

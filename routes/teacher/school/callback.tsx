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
    const result = await requireSchoolSignIn().finish(
      cookie,
      ctx.url.searchParams,
    );
    if ("trouble" in result) {
      return troubleResponse(result.trouble, result.next ?? null);
    }
    const to = "signIn" in result
      ? result.next
      : localPath("/teacher/school/link");
    const response = ctx.redirect(to, 303);
    const { headers } = response;
    deleteCookie(headers, origin, cookieNames.school);
    if ("signIn" in result) setSignInCookies(headers, origin, result.signIn);
    else {
      const { token, expiresAt } = result.linkByPassword;
      setCookie(headers, origin, cookieNames.schoolLink, token, expiresAt);
    }
    return response;
  },
});

export default page(({ data }) => <TroublePage data={data} />);

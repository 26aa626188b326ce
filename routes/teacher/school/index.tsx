/**
 * **Sign in with your school**: redirects to the provider. Reached by a link, because the CSP's `form-action` also
 * covers redirects.
 */
import { language } from "../../../locales/current.ts";
import { cookieNames, setCookie } from "../../(http)/_cookies.ts";
import { safeNextPath } from "../_own_path.ts";
import { handler, page } from "./$index.ts";
import {
  requireSchoolSignIn,
  TroublePage,
  troubleResponse,
} from "./_trouble.tsx";

export const handlers = handler({
  async GET(ctx) {
    const school = requireSchoolSignIn();
    const { searchParams } = ctx.url;
    const next = safeNextPath(searchParams.get("next"));
    const { origin, address, cookies } = ctx.state;
    const result = await school.begin({
      origin,
      address,
      device: cookies.get(cookieNames.device),
      next,
      language: language().tag,
      shouldAskWho: searchParams.has("again"),
    });
    if ("trouble" in result) return troubleResponse(result.trouble, next);
    const { to, cookie } = result;
    const headers = new Headers({
      location: to.href,
      "cache-control": "no-store",
    });
    setCookie(
      headers,
      origin,
      cookieNames.school,
      cookie.token,
      cookie.expiresAt,
    );
    return new Response(null, { status: 303, headers });
  },
});

export default page(({ data }) => <TroublePage data={data} />);

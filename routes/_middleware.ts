/**
 * For every page and API request: identifies the teacher and the address, refuses foreign changes (ACCESS-4), and adds
 * the Content-Security-Policy to pages (CHAT-2).
 */
import { HttpError } from "fresh/errors";
import type { Teacher } from "../classroom/accounts/accounts.ts";
import { getApp } from "../classroom/app.ts";
import { refusal } from "../classroom/model/refuse.ts";
import { middleware } from "./$_middleware.ts";
import { cookieNames, readCookies, setCookie } from "./(http)/_cookies.ts";
import {
  clientAddress,
  isSameOrigin,
  originOf,
  type ServerAddresses,
  serverAddressesOf,
} from "./(http)/_origin.ts";
import { problemResponse } from "./(http)/_problem.ts";
import { securePage } from "./(http)/_security_headers.ts";

export interface State {
  teacher: Teacher | null;
  cookies: Map<string, string>;
  /** `as` from the query; its reader checks it. */
  requestedRole: string | null;
  /** The address by which limits count. */
  address: string;
  /** The origin as the browser sees it, for Secure cookies. */
  origin: string;
  /** The origin as others can open it, for links. */
  reach: ServerAddresses;
}

export default middleware(async (ctx) => {
  const { settings, accounts, myWork } = getApp();
  const { req, url } = ctx;
  const api = url.pathname.startsWith("/api/");
  if (
    !/^(GET|HEAD|OPTIONS)$/.test(req.method) && !isSameOrigin(req, settings)
  ) {
    if (!api) throw new HttpError(403);
    return problemResponse(refusal("foreign-origin"));
  }
  const cookies = readCookies(req.headers.get("cookie"));
  const origin = originOf(req, settings);
  const remote = ctx.runtime?.deno?.info?.remoteAddr as
    | { hostname?: string }
    | undefined;
  const token = cookies.get(cookieNames.teacher);
  const teacher = await accounts.findByToken(token);
  const next = () =>
    ctx.next({
      teacher,
      cookies,
      requestedRole: url.searchParams.get("as"),
      address: clientAddress(req.headers, remote?.hostname, settings),
      origin,
      reach: serverAddressesOf(origin, settings),
    });
  const browser = cookies.get(cookieNames.browser);
  const answer = browser && /^\/(api\/)?my(\/|$)/.test(url.pathname)
    ? await myWork.runInTurn(browser, next)
    : await next();
  const response = teacher && token && req.method === "GET"
    ? await renewed(answer, token, origin)
    : answer;
  if (api) return response;
  return await securePage(response, cookies);
});

/** Renews a sign-in that is used, with its cookie. */
async function renewed(
  answer: Response,
  token: string,
  origin: string,
): Promise<Response> {
  const end = await getApp().accounts.renewSignIn(token);
  if (end === null) return answer;
  const headers = new Headers(answer.headers);
  setCookie(headers, origin, cookieNames.teacher, token, end);
  const { body, status } = answer;
  return new Response(body, { status, headers });
}

import type {
  CookieChange,
  RequestSource,
} from "../../classroom/people/session_tokens.ts";
import type { JoinResult } from "../../classroom/people/join_result.ts";
import { toIsoString } from "../../formats/times.ts";
import type { Joined, Waits } from "./_joining_requests.ts";
import { cookieNames, deleteCookie, setCookie } from "./_cookies.ts";
import { readTicket } from "./_fair_queue.ts";

export function requestSource(
  state: { address: string; cookies: ReadonlyMap<string, string> },
): RequestSource {
  const { address, cookies } = state;
  return {
    address,
    ticket: readTicket(cookies, "join"),
    member: (session) => cookies.get(cookieNames.member(session)),
    waiting: (session) => cookies.get(cookieNames.waiting(session)),
    browser: cookies.get(cookieNames.browser),
  };
}

export function setJoinCookies(
  headers: Headers,
  origin: string,
  entry: JoinResult,
): void {
  for (const { kind, token, expiresAt } of entry.cookies) {
    const name = nameOf(kind, entry.session.id);
    if (token === null) deleteCookie(headers, origin, name);
    else setCookie(headers, origin, name, token, expiresAt);
  }
}

/** Deletes the cookies of a browser's memberships and waits in these sessions. */
export function deleteJoinCookies(
  headers: Headers,
  { origin, cookies }: { origin: string; cookies: ReadonlyMap<string, string> },
  sessions: readonly string[],
): void {
  for (const session of sessions) {
    for (
      const name of [cookieNames.member(session), cookieNames.waiting(session)]
    ) if (cookies.has(name)) deleteCookie(headers, origin, name);
  }
}

/** The answer to `POST /api/join`, and to a waiting student who polls or joins as new. */
export function joinResponse(entry: JoinResult, origin: string): Response {
  const headers = new Headers();
  setJoinCookies(headers, origin, entry);
  if (entry.kind === "waiting") {
    const { waiting, as: kind, startsAt, late } = entry;
    const body: Waits = {
      waiting,
      for: entry.for,
      kind,
      // Time and name may change until the class begins.
      ...(startsAt !== undefined && {
        startsAt: toIsoString(startsAt),
        ...(late && { late }),
        name: entry.session.name,
      }),
    };
    return Response.json(body, { status: 202, headers });
  }
  const { session, member, rejoined, byName } = entry;
  const status = rejoined ? 200 : 201;
  const body: Joined = { session, member, rejoined, ...(byName && { byName }) };
  return Response.json(body, { status, headers });
}

function nameOf(kind: CookieChange["kind"], session: string): string {
  switch (kind) {
    case "member":
      return cookieNames.member(session);
    case "waiting":
      return cookieNames.waiting(session);
    case "browser":
      return cookieNames.browser;
  }
}

/** Cookies with a browser's place in line, while too many codes or passwords are guessed. */
import { minuteMs } from "../../formats/times.ts";
import type { MailSource } from "../../classroom/accounts/mail/mails.ts";
import type { SignInSource } from "../../classroom/accounts/sign_in_limits.ts";
import { language } from "../../locales/current.ts";
import { isRefusal } from "../../sync/refusal.ts";
import { cookieNames, setCookie } from "./_cookies.ts";
import { problemResponse } from "./_problem.ts";

/** A client that returns later than this (ms) has lost its place. */
const placeLastsMs = minuteMs;

type WaitingLine = "join" | "sign-in";

export function readTicket(
  cookies: ReadonlyMap<string, string>,
  line: WaitingLine,
): string | undefined {
  return cookies.get(nameOf(line));
}

export function signInSource(
  { address, cookies }: {
    address: string;
    cookies: ReadonlyMap<string, string>;
  },
): SignInSource {
  const device = cookies.get(cookieNames.device);
  return { address, device, ticket: readTicket(cookies, "sign-in") };
}

/** The source of a request for a mail, which is in the page's language. */
export function mailSource(
  { address, cookies }: {
    address: string;
    cookies: ReadonlyMap<string, string>;
  },
): MailSource {
  const device = cookies.get(cookieNames.device);
  return { address, device, language: language().tag };
}

export function setTicketCookie(
  headers: Headers,
  origin: string,
  line: WaitingLine,
  error: unknown,
): void {
  if (!isRefusal(error)) return;
  const { ticket } = error.more;
  if (typeof ticket !== "string") return;
  setCookie(headers, origin, nameOf(line), ticket, Date.now() + placeLastsMs);
}

/** Answers a request. If it has to wait in line, stores its place in a cookie. */
export async function answerInLine(
  { origin }: { origin: string },
  line: WaitingLine,
  answer: () => Promise<Response>,
): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const response = problemResponse(error);
    setTicketCookie(response.headers, origin, line, error);
    return response;
  }
}

function nameOf(line: WaitingLine): string {
  return line === "join" ? cookieNames.joinTicket : cookieNames.signInTicket;
}

/** Cookies are HttpOnly, SameSite=Lax, and Secure on https; their values are opaque tokens. */
import { dayMs, secondMs } from "../../formats/times.ts";
import type { SignIn } from "../../classroom/accounts/accounts.ts";

export const cookieNames = {
  teacher: "teacher",
  browser: "browser",
  /** This browser has signed in before; used only for limits. */
  device: "device",
  /** A place in line while too many codes or passwords are guessed (S-2). */
  joinTicket: "join_ticket",
  signInTicket: "sign_in_ticket",
  /**
   * `school`: a sign-in under way at the school. `schoolLink`: a person who has yet to prove that an account is theirs
   * (D-1).
   */
  school: "school",
  schoolLink: "school_link",
  member: (session: string) => `member_${session}`,
  waiting: (session: string) => `waiting_${session}`,
} as const;

/** Of two cookies with one name, the first counts. */
export function readCookies(header: string | null): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? "").split(";")) {
    const index = part.indexOf("=");
    if (index < 1) continue;
    const name = part.slice(0, index).trim();
    if (!cookies.has(name)) cookies.set(name, part.slice(index + 1).trim());
  }
  return cookies;
}

/** `origin` is the request state's; `expiresAt` in ms. */
export function setCookie(
  headers: Headers,
  origin: string,
  name: string,
  value: string,
  expiresAt: number,
): void {
  const secure = origin.startsWith("https:") ? "; Secure" : "";
  const seconds = Math.max(0, Math.floor((expiresAt - Date.now()) / 1000));
  headers.append(
    "set-cookie",
    `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
  );
}

export function deleteCookie(
  headers: Headers,
  origin: string,
  name: string,
): void {
  setCookie(headers, origin, name, "", 0);
}

export function deleteSignInCookies(headers: Headers, origin: string): void {
  deleteCookie(headers, origin, cookieNames.teacher);
  deleteCookie(headers, origin, cookieNames.device);
}

export function setSignInCookies(
  headers: Headers,
  origin: string,
  signIn: SignIn,
): void {
  const year = Date.now() + 365 * dayMs;
  const { teacher, device } = cookieNames;
  setCookie(headers, origin, teacher, signIn.token, signIn.expiresAt);
  setCookie(headers, origin, device, signIn.device, year);
}

/** Appends a choice of appearance or language, which is not secret and kept for a year; an empty value deletes it. */
export function setChoiceCookie(
  headers: Headers,
  name: string,
  value: string,
): void {
  const seconds = value === "" ? 0 : 365 * dayMs / secondMs;
  headers.append(
    "set-cookie",
    `${name}=${value}; Path=/; Max-Age=${seconds}; SameSite=Lax; HttpOnly`,
  );
}

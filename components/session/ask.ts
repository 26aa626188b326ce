/** Asks the public interface from the browser, and turns what comes back into an answer or a problem with a sentence. */
import { en as t } from "../../locales/en/everywhere.ts";

/** What was refused or failed, as `application/problem+json` says it. */
export interface Problem {
  /** A refusal's name, or `no-network`. */
  type: string;
  status: number;
  detail: string;
  /** Seconds to wait, where the server says so. */
  retryAfter: number;
  /** The running session, with `active-session-exists`. */
  session?: unknown;
}

/** What came back. */
export type Answer<T> =
  | { ok: true; status: number; body: T }
  | { ok: false; problem: Problem };

/** Sends a request with a JSON body. Never throws. `keepalive`: it outlives the page, and is short. */
export async function ask<T>(
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
  path: string,
  body: unknown = {},
  { keepalive = false } = {},
): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { "content-type": "application/json" },
      body: method === "GET" ? undefined : JSON.stringify(body),
      keepalive,
    });
    const text = await response.text();
    const { ok, status, headers } = response;
    // What is between us and the server may refuse in its own words.
    const isOurs = ok || headers.get("content-type")?.includes("json");
    const value = text && isOurs ? JSON.parse(text) : null;
    if (ok) return { ok, status, body: value };
    const retryAfter = Number(headers.get("retry-after")) || 2;
    const unsaid = { type: "unknown", detail: t.frame.noNetwork };
    return { ok, problem: { ...unsaid, ...value, status, retryAfter } };
  } catch {
    return {
      ok: false,
      problem: {
        type: "no-network",
        status: 0,
        detail: t.frame.noNetwork,
        retryAfter: 2,
      },
    };
  }
}

/** Asks the public interface from the browser, and turns what comes back into an answer or a problem with a sentence. */
import { localPath } from "../../locales/local_path.ts";
import { frame } from "texts/everywhere.ts";

export type Method = "POST" | "PATCH" | "PUT" | "DELETE";

/** What was refused or failed, as `application/problem+json` says it. */
export interface Problem {
  /** A refusal's name, or `no-network`. */
  type: string;
  status: number;
  detail: string;
  /** Seconds to wait, where the server says so. */
  retryAfter: number;
  /** What of the request was refused. */
  errors?: readonly { path: string }[];
  /** The running session and what it is called, with `active-session-exists`, to those whose it is. */
  session?: unknown;
  name?: unknown;
}

export type Reply<T> =
  | { ok: true; status: number; body: T }
  | { ok: false; problem: Problem };

/** Sends a request with a JSON body, or a form. Never throws. `keepalive`: it outlives the page, and is short. */
export async function ask<T>(
  method: Method | "GET",
  path: string,
  body: unknown = {},
  { keepalive = false } = {},
): Promise<Reply<T>> {
  const type = "no-network", detail = frame.noNetwork;
  const problem: Problem = { type, status: 0, detail, retryAfter: 2 };
  try {
    const isForm = body instanceof FormData;
    const response = await fetch(localPath(path), {
      method,
      headers: isForm ? {} : { "content-type": "application/json" },
      body: method === "GET" ? undefined : isForm ? body : JSON.stringify(body),
      keepalive,
    });
    const text = await response.text();
    const { ok, status, headers } = response;
    const isRefusal = headers.get("content-type")?.includes("problem+json");
    const value = text && (ok || isRefusal) ? JSON.parse(text) : null;
    if (ok) return { ok, status, body: value };
    const retryAfter = Number(headers.get("retry-after")) || problem.retryAfter;
    // What is between us and the server may be busy, too; what it forbids says nothing of the class.
    if (!isRefusal && status < 500 && status !== 429) {
      return { ok, problem: { ...problem, retryAfter } };
    }
    const said = { ...problem, type: "unknown", ...value };
    return { ok, problem: { ...said, status, retryAfter } };
  } catch {
    return { ok: false, problem };
  }
}

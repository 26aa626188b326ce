import { localPath } from "../../locales/local_path.ts";
import { frame } from "texts/everywhere.ts";

export type HttpMethod = "POST" | "PATCH" | "PUT" | "DELETE";

/** A refusal (`application/problem+json`) or a failure. */
export interface Problem {
  type: string;
  status: number;
  detail: string;
  /** Seconds to wait, if the server gives them. */
  retryAfter: number;
  errors?: readonly { path: string }[];
  /** The class that still runs, if the teacher may end it; sent with `active-session-exists`. */
  session?: unknown;
  name?: unknown;
}

export type Reply<T> =
  | { ok: true; status: number; body: T }
  | { ok: false; problem: Problem };

/**
 * Sends JSON or a form. Never throws.
 *
 * @param options.keepalive the request outlives the page; its body must be small
 */
export async function sendRequest<T>(
  method: HttpMethod | "GET",
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
    // Only this server's refusals count. Of a proxy's answers, only those that say that it is busy (5xx, 429).
    if (!isRefusal && status < 500 && status !== 429) {
      return { ok, problem: { ...problem, retryAfter } };
    }
    const refusal = { ...problem, type: "unknown", ...value };
    return { ok, problem: { ...refusal, status, retryAfter } };
  } catch {
    return { ok: false, problem };
  }
}

/** Sends requests to the public interface, and returns the answer or a problem with a sentence. */
import { localPath } from "../../locales/local_path.ts";
import { frame } from "texts/everywhere.ts";

export type Method = "POST" | "PATCH" | "PUT" | "DELETE";

/** A refusal (`application/problem+json`) or a failure. */
export interface Problem {
  type: string;
  status: number;
  detail: string;
  /** Seconds to wait, if the server gives them. */
  retryAfter: number;
  /** The fields that were refused. */
  errors?: readonly { path: string }[];
  /** With `active-session-exists`, for its owner: the running session, and its name. */
  session?: unknown;
  name?: unknown;
}

export type Reply<T> =
  | { ok: true; status: number; body: T }
  | { ok: false; problem: Problem };

/** Sends a JSON body, or a form. Never throws. `keepalive`: the request outlives the page; its body must be small. */
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
    // A proxy may report that it is busy (5xx, 429); when it forbids something, that says nothing about the class.
    if (!isRefusal && status < 500 && status !== 429) {
      return { ok, problem: { ...problem, retryAfter } };
    }
    const said = { ...problem, type: "unknown", ...value };
    return { ok, problem: { ...said, status, retryAfter } };
  } catch {
    return { ok: false, problem };
  }
}

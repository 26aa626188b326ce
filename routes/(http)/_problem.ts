/** Refusals and bugs as `application/problem+json`; the only place that maps a refusal's kind to a status. */
import { getMeter } from "../../classroom/app.ts";
import {
  type RefusalKind,
  refusalStatuses,
} from "../../classroom/model/refusals.ts";
import type { Fault } from "../../classroom/model/faults.ts";
import {
  refusal,
  refusal as refusalFor,
} from "../../classroom/model/refuse.ts";
import {
  faultText,
  refusalKindText,
  refusalText,
} from "../../locales/refusal_text.ts";
import { problems as t } from "texts/refusals.ts";
import { isRefusal, type Refusal } from "../../sync/refusal.ts";
import { logBug } from "./_log.ts";

export function refusalStatus(kind: string): number {
  return kind in refusalStatuses ? refusalStatuses[kind as RefusalKind] : 400;
}

/** A refusal as an answer, with another `status` than the kind's if given. */
export function problemResponse(
  refusal: Refusal,
  status = refusalStatus(refusal.kind),
): Response {
  getMeter()?.recordRefusal(refusal.kind);
  // The ticket (the place in line) goes into a cookie.
  const { retryAfter, ticket: _, errors, ...fields } = refusal.more;
  const { kind, reason, values } = refusal;
  const headers = new Headers(common);
  if (status === 429 || status === 503) {
    headers.set("retry-after", String(retryAfter ?? 5));
  }
  return new Response(
    JSON.stringify({
      ...fields,
      type: kind,
      title: refusalKindText(kind),
      status,
      detail: refusalText(refusal),
      ...(reason && { reason, values }),
      ...(errors !== undefined && {
        errors: (errors as readonly Fault[]).map((fault) => ({
          ...fault,
          message: faultText(fault),
        })),
      }),
    }),
    { status, headers },
  );
}

/**
 * Anything thrown, as an answer. The framework's errors 403, 404 and 405 become refusals. Anything else but a refusal
 * is a bug: the answer contains only the id under which it is logged.
 */
export function problemFromError(error: unknown): Response {
  if (isRefusal(error)) return problemResponse(error);
  const status = errorStatus(error);
  if (status === 404) return problemResponse(refusal("not-found"));
  if (status === 405) {
    const { allowed } = error as { allowed?: readonly string[] };
    const refusal = allowed?.length
      ? refusalFor("wrong-method", { allowed: allowed.join(", ") })
      : refusalFor("no-method");
    const response = problemResponse(refusal, 405);
    if (allowed) response.headers.set("allow", allowed.join(", "));
    return response;
  }
  if (status === 403) return problemResponse(refusal("not-allowed"));
  return unexpected(logBug(error));
}

/** Runs `work` for a page that shows refusals itself; other errors are rethrown. */
export async function catchRefusal<T>(
  work: () => Promise<T>,
): Promise<{ done: T } | { refusal: Refusal }> {
  try {
    return { done: await work() };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    getMeter()?.recordRefusal(error.kind);
    return { refusal: error };
  }
}

export function errorStatus(error: unknown): number | null {
  const status = (error as { status?: unknown } | null)?.status;
  return error instanceof Error && typeof status === "number" ? status : null;
}

function unexpected(id: string): Response {
  const body = {
    type: "about:blank",
    title: t.bug,
    status: 500,
    detail: t.bugWithId({ id }),
    id,
  };
  return new Response(JSON.stringify(body), { status: 500, headers: common });
}

const common = {
  "content-type": "application/problem+json",
  "cache-control": "no-store",
};

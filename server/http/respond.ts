/** What goes onto every answer, wherever it was made: security headers, problem+json for the API, compression. */
import type { Settings } from "../../classroom/settings.ts";
import { readCookies } from "../../routes/(http)/_cookies.ts";
import { problem, problemOf } from "../../routes/(http)/_problem.ts";
import { securePage } from "../../routes/(http)/_security.ts";
import { problems as t } from "../../locales/en/refusals.ts";
import { Refusal } from "../../sync/refusal.ts";

const always: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "permissions-policy":
    "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
};

/** A year of https and nothing else, in browsers that have been here. */
const httpsOnly = "max-age=31536000";

/**
 * Asks `web` and finishes its answer. Nothing thrown gets past this.
 *
 * @param settings where people open us: https there means https for good
 */
export async function respond(
  req: Request,
  web: (req: Request) => Response | Promise<Response>,
  settings: Pick<Settings, "BASE_URL"> = {},
): Promise<Response> {
  if (!URL.canParse(req.url)) {
    return problem(new Refusal("malformed", t.host));
  }
  let response: Response;
  try {
    response = await web(req);
  } catch (thrown) {
    response = problemOf(thrown);
  }
  // A socket's answer is not ours to wrap.
  if (response.status === 101) return response;
  const whole = await finished(req, response);
  if (settings.BASE_URL?.startsWith("https:")) {
    whole.headers.set("strict-transport-security", httpsOnly);
  }
  return compressed(req, whole);
}

async function finished(req: Request, response: Response): Promise<Response> {
  const { pathname } = new URL(req.url);
  const api = /^\/(api|sync)(\/|$)/.test(pathname);
  const type = response.headers.get("content-type") ?? "";
  // Where no route matched, the framework answers with a page or plain text.
  if (api && response.status === 404 && !type.includes("json")) {
    response = problem(new Refusal("not-found"));
  }
  // An address that is wrongly encoded gets no further than the framework, which answers in its own way.
  if (response.status === 400 && !isDecodable(pathname)) {
    response = problem(new Refusal("malformed", t.encoding));
  }
  // Error pages pass no middleware. Nothing but HTML gets a policy: on sw.js it would forbid the worker's fetches.
  if (!response.headers.has("content-security-policy")) {
    const theme = readCookies(req.headers.get("cookie")).get("theme");
    response = await securePage(response, theme);
  }
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(always)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  return new Response(response.body, { status: response.status, headers });
}

function isDecodable(pathname: string): boolean {
  try {
    // Its result is used, for bundlers take the call for one without effect.
    return decodeURIComponent(pathname).length > 0;
  } catch {
    return false;
  }
}

const worthIt = 1024;
const compressible = /^(text\/html|application\/(problem\+)?json)/;

/**
 * Pages and JSON go out compressed where the client takes it. Small ones, streams (no length is known of
 * either until it is read) and what is encoded already stay as they are.
 */
async function compressed(
  req: Request,
  response: Response,
): Promise<Response> {
  const { headers, status, body } = response;
  if (!body || !compressible.test(headers.get("content-type") ?? "")) {
    return response;
  }
  headers.append("vary", "accept-encoding");
  if (headers.has("content-encoding") || !takesGzip(req)) return response;
  const { start, rest, whole } = await firstBytes(body, worthIt);
  if (whole) return new Response(start, { status, headers });
  headers.delete("content-length");
  headers.set("content-encoding", "gzip");
  const etag = headers.get("etag");
  if (etag && !etag.startsWith("W/")) headers.set("etag", `W/${etag}`);
  return new Response(rest.pipeThrough(new CompressionStream("gzip")), {
    status,
    headers,
  });
}

function takesGzip(req: Request): boolean {
  return (req.headers.get("accept-encoding") ?? "").split(",").some((one) => {
    const [name, ...parameters] = one.trim().split(";");
    const refused = parameters.some((it) => /^\s*q=0(\.0*)?\s*$/.test(it));
    return name.trim() === "gzip" && !refused;
  });
}

/** Reads up to `least` bytes; `whole` says that there are no more, else `rest` is everything. */
async function firstBytes(
  body: ReadableStream<Uint8Array>,
  least: number,
): Promise<
  {
    start: Uint8Array<ArrayBuffer>;
    rest: ReadableStream<BufferSource>;
    whole: boolean;
  }
> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let whole = false;
  while (size < least && !whole) {
    const { value, done } = await reader.read();
    whole = done;
    if (!value) continue;
    chunks.push(value);
    size += value.byteLength;
  }
  const start = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    start.set(chunk, at);
    at += chunk.byteLength;
  }
  const rest = new ReadableStream<BufferSource>({
    start: (controller) => controller.enqueue(start),
    async pull(controller) {
      const { value, done } = await reader.read();
      if (value) controller.enqueue(new Uint8Array(value));
      if (done) controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { start, rest, whole };
}

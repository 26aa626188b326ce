import type { Settings } from "../../classroom/settings.ts";
import { runInLanguage } from "../../locales/current.ts";
import { readCookies, setChoiceCookie } from "../../routes/(http)/_cookies.ts";
import { chooseLanguage } from "../../routes/(http)/_language.ts";
import {
  problemFromError,
  problemResponse,
} from "../../routes/(http)/_problem.ts";
import {
  addSecurityHeaders,
  securePage,
} from "../../routes/(http)/_security_headers.ts";
import { refusal } from "../../classroom/model/refuse.ts";

/**
 * Redirects to the reader's language, or calls `web` in it and completes the answer: security headers, problem+json for
 * the API, compression. Catches what `web` throws.
 */
export async function respond(
  req: Request,
  web: (req: Request) => Response | Promise<Response>,
  settings: Pick<Settings, "BASE_URL"> = {},
): Promise<Response> {
  // `srvx` replaces an invalid Host by this.
  if (new URL(req.url).hostname === "_invalid_") {
    return problemResponse(refusal("wrong-host"));
  }
  const { language, path, moved, isGuessed } = chooseLanguage(req);
  if (moved !== null) {
    const headers = new Headers({
      location: moved,
      "cache-control": "no-store",
      vary: "accept, accept-language, cookie",
    });
    if (isGuessed) setChoiceCookie(headers, "language", language.tag);
    addSecurityHeaders(headers, settings);
    return new Response(null, { status: 302, headers });
  }
  return await runInLanguage(language, async () => {
    const plain = without(req, path);
    let response: Response;
    try {
      response = await web(plain);
    } catch (error) {
      response = problemFromError(error);
    }
    const whole = await finished(plain, response);
    addSecurityHeaders(whole.headers, settings);
    return compressed(req, whole);
  });
}

/** The request without the language in its path, as routes expect it. */
function without(req: Request, path: string): Request {
  const url = new URL(req.url);
  if (url.pathname === path) return req;
  url.pathname = path;
  const plain = new Request(url, req);
  const { runtime } = req as { runtime?: unknown };
  Object.defineProperty(plain, "runtime", { value: runtime });
  return plain;
}

async function finished(req: Request, response: Response): Promise<Response> {
  const { pathname } = new URL(req.url);
  const api = /^\/(api|sync|calls)(\/|$)/.test(pathname);
  const type = response.headers.get("content-type") ?? "";
  // If no route matches, the framework answers with a page or plain text.
  if (api && response.status === 404 && !type.includes("json")) {
    response = problemResponse(refusal("not-found"));
  }
  // The framework itself answers a wrongly encoded URL with 400.
  if (response.status === 400 && !isDecodable(pathname)) {
    response = problemResponse(refusal("wrong-encoding"));
  }
  // Error pages pass no middleware. Only HTML gets a policy: on sw.js it would forbid the worker's fetches.
  if (!response.headers.has("content-security-policy")) {
    const cookies = readCookies(req.headers.get("cookie"));
    response = await securePage(response, cookies);
  }
  const { body, status, headers } = response;
  return new Response(body, { status, headers: new Headers(headers) });
}

function isDecodable(pathname: string): boolean {
  try {
    // The result is used because bundlers drop a call without effect.
    return decodeURIComponent(pathname).length > 0;
  } catch {
    return false;
  }
}

const worthIt = 1024;
const compressible = /^(text\/html|application\/(problem\+)?json)/;

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
  const chunks = body.values();
  const first: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; size < worthIt;) {
    const { value, done } = await chunks.next();
    if (done) {
      return new Response(await new Blob(first).bytes(), { status, headers });
    }
    first.push(value);
    size += value.byteLength;
  }
  headers.delete("content-length");
  headers.set("content-encoding", "gzip");
  const etag = headers.get("etag");
  if (etag && !etag.startsWith("W/")) headers.set("etag", `W/${etag}`);
  const wholeBody = ReadableStream.from(async function* () {
    yield* first;
    yield* chunks;
  }());
  return new Response(wholeBody.pipeThrough(new CompressionStream("gzip")), {
    status,
    headers,
  });
}

function takesGzip(req: Request): boolean {
  return (req.headers.get("accept-encoding") ?? "").split(",").some(
    (coding) => {
      const [name, ...parameters] = coding.trim().split(";");
      const isRefused = parameters.some((it) => /^\s*q=0(\.0*)?\s*$/.test(it));
      return name.trim() === "gzip" && !isRefused;
    },
  );
}

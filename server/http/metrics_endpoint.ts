/**
 * `GET /metrics` for Prometheus. With `METRICS_TOKEN` it needs that token; without, only a program on this machine is
 * answered, and nothing that came through a proxy.
 */
import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { hashToken } from "../../classroom/tokens.ts";
import { isLoopback } from "../../routes/(http)/_origin.ts";
import { problemResponse } from "../../routes/(http)/_problem.ts";
import { refusal } from "../../classroom/model/refuse.ts";

export const metricsPath = "/metrics";

const contentType = "text/plain; version=0.0.4; charset=utf-8";
const proxyHeader = /^(forwarded|via|x-real-ip|x-forwarded-.*|cf-.*)$/;

export class MetricsEndpoint {
  readonly #hash: string | null;

  constructor(
    token: string | undefined,
    readonly read: () => Promise<string>,
  ) {
    this.#hash = token === undefined ? null : hashToken(token);
  }

  /** Null if the request gets what an unknown path gets. */
  async answer(req: Request, peer: string): Promise<Response | null> {
    if (this.#hash === null && !isLocal(req, peer)) return null;
    if (this.#hash !== null && !hasToken(req, this.#hash)) {
      const refused = problemResponse(refusal("not-signed-in"));
      refused.headers.set("www-authenticate", "Bearer");
      return refused;
    }
    if (req.method !== "GET" && req.method !== "HEAD") return null;
    return new Response(req.method === "HEAD" ? null : await this.read(), {
      headers: { "content-type": contentType, "cache-control": "no-store" },
    });
  }
}

function hasToken(req: Request, hash: string): boolean {
  const [, token] =
    /^Bearer +(\S+)$/i.exec(req.headers.get("authorization") ?? "") ?? [];
  if (token === undefined) return false;
  return timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(hash));
}

/**
 * Whether a request came from this machine, to a loopback name, and without a proxy. Because of the name, a page whose
 * domain points at this machine (DNS rebinding) reads nothing.
 */
function isLocal(req: Request, peer: string): boolean {
  const address = peer.replace(/^::ffff:/i, "");
  return /^(127(\.\d+){3}|::1)$/.test(address) &&
    isLoopback(new URL(req.url).hostname) &&
    !req.headers.keys().some((name) => proxyHeader.test(name));
}

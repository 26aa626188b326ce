/** Where a request comes from: the address behind proxies, our own origin, and whether a browser's `Origin` is ours (A4). */
import type { Settings } from "../../classroom/settings.ts";

/**
 * The address that limits count by. `TRUST_PROXY` says how many entries of `X-Forwarded-For`, from the
 * right, our own proxies wrote; what stands further left is anybody's claim.
 */
export function addressOf(
  headers: Pick<Headers, "get">,
  peer: string | undefined,
  settings: Pick<Settings, "TRUST_PROXY">,
): string {
  const trusted = settings.TRUST_PROXY;
  if (trusted === 0) return normalised(peer ?? "");
  const entries = (headers.get("x-forwarded-for") ?? "").split(",")
    .map((entry) => entry.trim()).filter(Boolean);
  return normalised(entries.at(-trusted) ?? entries[0] ?? peer ?? "");
}

/** The origin under which people see us: `BASE_URL`, else what this request was sent to. */
export function originOf(
  req: Request,
  settings: Pick<Settings, "BASE_URL">,
): string {
  if (settings.BASE_URL) return settings.BASE_URL;
  const url = new URL(req.url);
  const host = req.headers.get("host") ?? url.host;
  return URL.parse(`${url.protocol}//${host}`)?.origin ?? url.origin;
}

/** Where others open us: what a join link, a QR code and the projector show. */
export interface Reach {
  /** The likeliest address. */
  readonly origin: string;
  /** Further ones, where this machine has several. */
  readonly others: readonly string[];
  /**
   * `asked`: as whoever asks did. `network`: they asked for `localhost`, others need these. `here-only`: they did,
   * and nothing else is known.
   */
  readonly how: "asked" | "network" | "here-only";
}

/** Where others open us, given the origin of a request. `localhost` leads everybody to their own machine. */
export function reachOf(
  origin: string,
  settings: Pick<Settings, "BASE_URL" | "HOMEROOM_NEARBY">,
): Reach {
  const url = new URL(origin);
  if (settings.BASE_URL || !isLoopback(url.hostname)) {
    return { origin, others: [], how: "asked" };
  }
  const [first, ...others] = settings.HOMEROOM_NEARBY.map((address) =>
    `${url.protocol}//${address}${url.port && `:${url.port}`}`
  );
  return first
    ? { origin: first, others, how: "network" }
    : { origin, others: [], how: "here-only" };
}

/** Whether a host is this machine itself to whoever opens it. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}

/** Whether a request may change something: no `Origin` (no browser), or one that is ours; `null` never is. */
export function isSameOrigin(
  req: Request,
  settings: Pick<Settings, "BASE_URL">,
): boolean {
  const origin = req.headers.get("origin");
  if (origin === null) return true;
  if (origin === settings.BASE_URL) return true;
  const from = URL.parse(origin);
  if (!from || !/^https?:$/.test(from.protocol)) return false;
  // Behind a proxy that ends TLS our own protocol is not what the browser sees, so only the host is compared,
  // unless BASE_URL tells.
  if (settings.BASE_URL && new URL(settings.BASE_URL).host === from.host) {
    return false;
  }
  const host = req.headers.get("host") ?? new URL(req.url).host;
  return from.host === URL.parse(`http://${host}`)?.host ||
    origin === originOf(req, settings);
}

/** IPv4 in IPv6 is IPv4; a household or school with IPv6 has a /64, so that is its address. */
function normalised(address: string): string {
  const bare = address.replace(/^\[|\](:\d+)?$/g, "").replace(/%.*$/, "");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare);
  if (mapped) return mapped[1];
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(bare);
  if (withPort) return withPort[1];
  if (!bare.includes(":")) return bare.slice(0, 64);
  const [head, tail] = bare.toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const rest = tail === "" ? [] : tail.split(":");
    while (groups.length + rest.length < 8) groups.push("0");
    groups.push(...rest);
  }
  return groups.slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "")).join(":") + "::/64";
}

/**
 * Whether a browser asks over plain http at an address of a network (D-4). Browsers send `Sec-Fetch-Mode` to secure
 * addresses alone, so one behind a proxy that ends TLS is known, too.
 */
export function isPlain(
  req: Request,
  settings: Pick<Settings, "BASE_URL">,
): boolean {
  const { protocol, hostname } = new URL(originOf(req, settings));
  return protocol === "http:" && !isLoopback(hostname) &&
    !req.headers.has("sec-fetch-mode");
}

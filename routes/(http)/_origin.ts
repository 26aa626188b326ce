import type { Settings } from "../../classroom/settings.ts";

/**
 * The address by which limits count. `TRUST_PROXY` is the number of entries of `X-Forwarded-For`, from the right, that
 * our proxies wrote; anyone can write the others.
 */
export function clientAddress(
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

/** The public origin: `BASE_URL`, else the request's. */
export function originOf(
  req: Request,
  settings: Pick<Settings, "BASE_URL">,
): string {
  if (settings.BASE_URL) return settings.BASE_URL;
  const url = new URL(req.url);
  const host = req.headers.get("host") ?? url.host;
  return URL.parse(`${url.protocol}//${host}`)?.origin ?? url.origin;
}

/** The addresses for join links, QR codes and the projector. */
export interface ServerAddresses {
  readonly origin: string;
  readonly otherOrigins: readonly string[];
  /**
   * `asked`: the request's own address. `network`: the request went to `localhost`, so these are the machine's
   * addresses in its network. `here-only`: it went to `localhost`, and no other address is known.
   */
  readonly source: "asked" | "network" | "here-only";
}

/** Where others can open this server, given a request's origin; `localhost` leads each person to their own machine. */
export function serverAddressesOf(
  origin: string,
  settings: Pick<Settings, "BASE_URL" | "HOMEROOM_NEARBY">,
): ServerAddresses {
  const url = new URL(origin);
  if (settings.BASE_URL || !isLoopback(url.hostname)) {
    return { origin, otherOrigins: [], source: "asked" };
  }
  const [first, ...otherOrigins] = settings.HOMEROOM_NEARBY.map((address) =>
    `${url.protocol}//${address}${url.port && `:${url.port}`}`
  );
  return first
    ? { origin: first, otherOrigins, source: "network" }
    : { origin, otherOrigins: [], source: "here-only" };
}

export function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}

/**
 * Whether a request may change something: its `Origin` is ours, never `null`. A request without `Origin` comes from no
 * browser, unless `Sec-Fetch-Site` names another site.
 */
export function isSameOrigin(
  req: Request,
  settings: Pick<Settings, "BASE_URL">,
): boolean {
  const origin = req.headers.get("origin");
  if (origin === null) {
    const site = req.headers.get("sec-fetch-site");
    return site !== "cross-site" && site !== "same-site";
  }
  if (origin === settings.BASE_URL) return true;
  const from = URL.parse(origin);
  if (!from || !/^https?:$/.test(from.protocol)) return false;
  // Behind a proxy that ends TLS, the browser sees another protocol, so only the host is compared, unless BASE_URL is
  // known.
  if (settings.BASE_URL && new URL(settings.BASE_URL).host === from.host) {
    return false;
  }
  const host = req.headers.get("host") ?? new URL(req.url).host;
  return from.host === URL.parse(`http://${host}`)?.host ||
    origin === originOf(req, settings);
}

/** Maps IPv4 in IPv6 to IPv4, and other IPv6 to its /64, which a household or school shares. */
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
 * Whether a browser uses plain http over a network (D-4). Browsers send `Sec-Fetch-Mode` only to secure addresses,
 * which reveals a proxy that ends TLS.
 */
export function isPlainHttp(
  req: Request,
  settings: Pick<Settings, "BASE_URL">,
): boolean {
  const { protocol, hostname } = new URL(originOf(req, settings));
  return protocol === "http:" && !isLoopback(hostname) &&
    !req.headers.has("sec-fetch-mode");
}

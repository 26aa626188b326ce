/** Domains of e-mail addresses, and the hosts that a school's provider answers under. Pure; the settings read them, too. */

/**
 * A domain as the DNS has it: in plain letters, so that "Schüle.de" and "xn--schle-mva.de" are one. Null where it is none:
 * what an address parser would cut off or read otherwise is no domain here.
 */
export function asciiDomain(domain: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || domain.length > 253) {
    return null;
  }
  const host = URL.parse(`http://${domain}`)?.hostname ?? "";
  return /^[a-z\d-]+(\.[a-z\d-]+)*$/.test(host) ? host : null;
}

/** The domain of an address: what comes after its last @. */
export function domainOf(address: string): string | null {
  return asciiDomain(address.slice(address.lastIndexOf("@") + 1));
}

/** Whether a host is this very machine. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);
}

/** Whether an address is one over http of this very machine: elsewhere a provider must be asked over https. */
export function isLoopbackHttp(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === "http:" && isLoopbackHost(url.hostname);
}

/** Hosts under which a provider answers besides its issuer's, where that is known. */
const known: Readonly<Record<string, readonly string[]>> = {
  "accounts.google.com": [
    "oauth2.googleapis.com",
    "www.googleapis.com",
    "openidconnect.googleapis.com",
  ],
  "login.microsoftonline.com": ["graph.microsoft.com"],
};

/** An address's host with its port, as permissions name it. */
export function hostOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname}:${port || (protocol === "http:" ? 80 : 443)}`;
}

/** The hosts that the server itself asks: the issuer's, those known to belong to it, and those that the operator names. */
export function schoolHosts(
  issuer: string,
  others: readonly string[] = [],
): string[] {
  const besides = [...known[new URL(issuer).hostname] ?? [], ...others];
  const own = hostOf(issuer);
  return [own, ...besides.map((it) => it.includes(":") ? it : `${it}:443`)];
}

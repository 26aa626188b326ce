/** E-mail domains, and hosts of a school's provider. Pure; the settings use them, too. */

/**
 * A domain in ASCII, so that "Schüle.de" equals "xn--schle-mva.de". Null if it is invalid, such as text that a URL
 * parser would cut off.
 */
export function toAsciiDomain(domain: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || domain.length > 253) {
    return null;
  }
  const host = URL.parse(`http://${domain}`)?.hostname ?? "";
  return /^[a-z\d-]+(\.[a-z\d-]+)*$/.test(host) ? host : null;
}

/** The domain after the last @ of an address; null if it is invalid. */
export function emailDomainOf(address: string): string | null {
  return toAsciiDomain(address.slice(address.lastIndexOf("@") + 1));
}

/** Further hosts that known providers use, by the issuer's host. */
const knownIssuerHosts: Readonly<Record<string, readonly string[]>> = {
  "accounts.google.com": [
    "oauth2.googleapis.com",
    "www.googleapis.com",
    "openidconnect.googleapis.com",
  ],
  "login.microsoftonline.com": ["graph.microsoft.com"],
};

const usualPorts: Readonly<Record<string, number>> = {
  "http:": 80,
  "ws:": 80,
  "postgres:": 5432,
  "postgresql:": 5432,
};

/** Host and port of an address, as Deno's permissions name them. */
export function hostAndPortOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${hostname}:${port || (usualPorts[protocol] ?? 443)}`;
}

/** Hosts that the server sends requests to: the issuer's, known further ones, and those of the settings. */
export function schoolSignInHosts(
  issuer: string,
  settingHosts: readonly string[] = [],
): string[] {
  const otherHosts = [
    ...knownIssuerHosts[new URL(issuer).hostname] ?? [],
    ...settingHosts,
  ];
  const issuerHost = hostAndPortOf(issuer);
  return [
    issuerHost,
    ...otherHosts.map((it) => it.includes(":") ? it : `${it}:443`),
  ];
}

/** Why a connection failed, from the error of `fetch` or of a socket. Its words have addresses; these kinds have none. */

const kinds = {
  refused: /ECONNREFUSED|connection refused/i,
  "no-name": /ENOTFOUND|EAI_AGAIN|dns error|failed to lookup/i,
  unreachable:
    /EHOSTUNREACH|ENETUNREACH|no route to host|network is unreachable/i,
  timeout: /ETIMEDOUT|UND_ERR_\w*TIMEOUT|TimeoutError|timed out/i,
  "unknown-authority":
    /UnknownIssuer|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT\w*)|SELF_SIGNED_CERT|CaUsedAsEndEntity/i,
  "other-name":
    /NotValidForName|not valid for name|ERR_TLS_CERT_ALTNAME_INVALID|CERT_NOT_FOR_NAME/i,
  expired: /CERT_HAS_EXPIRED|certificate: Expired|certificate expired/i,
  "not-tls":
    /InvalidContentType|corrupt message|EPROTO|WRONG_VERSION_NUMBER|packet length too long/i,
  reset:
    /ECONNRESET|EPIPE|UND_ERR_SOCKET|connection reset|connection closed|unexpected end of file|unexpected eof|hang up/i,
} as const;

export type NetworkFailure = keyof typeof kinds;

/** Null: another kind of error. */
export function networkFailureOf(error: unknown): NetworkFailure | null {
  const words: string[] = [];
  for (
    let currentError = error, depth = 0;
    currentError && depth < 5;
    depth++
  ) {
    const { code, name, message, cause } = currentError as Record<
      string,
      unknown
    >;
    words.push(`${code ?? ""} ${name ?? ""} ${message ?? ""}`);
    currentError = cause;
  }
  const text = words.join("\n");
  const match = Object.entries(kinds).find(([, words]) => words.test(text));
  return (match?.[0] as NetworkFailure | undefined) ?? null;
}

export function isNetworkFailure(text: string): text is NetworkFailure {
  return Object.hasOwn(kinds, text);
}

import assert from "node:assert/strict";
import {
  type NetworkFailure,
  networkFailureOf,
} from "../../formats/network_failure.ts";

Deno.test("a failed connection has one kind, on Deno and on Node", () => {
  const deno = (words: string) =>
    new TypeError("fetch failed", { cause: new Error(words) });
  const sending = "error sending request for url (https://a.example/): client";
  const node = (code: string) =>
    new TypeError("fetch failed", {
      cause: Object.assign(new Error(""), { code }),
    });
  const cases: [unknown, NetworkFailure | null][] = [
    [
      deno(`${sending} error (Connect): tcp connect error: Connection refused`),
      "refused",
    ],
    [
      deno(`${sending} error (Connect): dns error: failed to lookup address`),
      "no-name",
    ],
    [
      deno(
        `${sending} error (Connect): invalid peer certificate: UnknownIssuer`,
      ),
      "unknown-authority",
    ],
    [
      deno(`${sending} error (Connect): invalid peer certificate: Expired`),
      "expired",
    ],
    [
      deno(
        `${sending} error (Connect): invalid peer certificate: certificate not valid for name "a.example"`,
      ),
      "other-name",
    ],
    [
      deno(
        `${sending} error (Connect): received corrupt message of type InvalidContentType`,
      ),
      "not-tls",
    ],
    [deno(`${sending} error (SendRequest): connection closed before`), "reset"],
    [node("ECONNREFUSED"), "refused"],
    [node("ENOTFOUND"), "no-name"],
    [node("EHOSTUNREACH"), "unreachable"],
    [node("UND_ERR_CONNECT_TIMEOUT"), "timeout"],
    [node("SELF_SIGNED_CERT_IN_CHAIN"), "unknown-authority"],
    [node("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "unknown-authority"],
    [node("ERR_TLS_CERT_ALTNAME_INVALID"), "other-name"],
    [node("CERT_HAS_EXPIRED"), "expired"],
    [node("UND_ERR_SOCKET"), "reset"],
    [new DOMException("Signal timed out.", "TimeoutError"), "timeout"],
    [new Error("a bug"), null],
    [undefined, null],
  ];
  for (const [error, kind] of cases) {
    assert.equal(networkFailureOf(error), kind, String(kind));
  }
});

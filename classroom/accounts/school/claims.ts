/**
 * What a school's provider says of somebody, as far as Homeroom believes it: who they are there, their address where the
 * provider has verified it, and whether they are one of those who may teach. Pure.
 */
import type { Settings } from "../../settings.ts";
import { email, normalEmail, teacherName } from "../account_bodies.ts";
import type { SchoolIdentity } from "../account_store.ts";
import { domainOf } from "../../domains.ts";
import { bounds } from "../../model/bounds.ts";

/** The claims of an ID token, with those of the provider's userinfo. */
export type IdTokenClaims = Readonly<Record<string, unknown>> & {
  readonly iss: string;
  readonly sub: string;
};

/** Who a provider has signed in. */
export interface SchoolPerson {
  identity: SchoolIdentity;
  /** As accounts are found by it; null: the provider gives none that can be one. */
  address: string | null;
  /** The provider vouches that the address is theirs. */
  verified: boolean;
  name: string;
}

/** Why a person may not come in; `address` is the one that they came with. */
export interface Unfit {
  why: "no-address" | "unverified" | "wrong-domain" | "not-teacher";
  address?: string;
}

type Admission = Pick<Settings, "OIDC_DOMAINS" | "OIDC_CLAIM">;

/** Who somebody is by the claims; null where they name nobody. */
export function schoolPersonOf(claims: IdTokenClaims): SchoolPerson | null {
  const { iss, sub } = claims;
  // By the standard no subject is longer, and it becomes part of a key.
  if (sub === "" || sub.length > 255) return null;
  const address = addressOf(claims.email);
  return {
    identity: { issuer: iss, subject: sub },
    address,
    verified: address !== null && isVerified(claims),
    name: nameOf(claims, address),
  };
}

/** Why somebody may not come in; null: they may. */
export function unfit(
  { address, verified }: SchoolPerson,
  claims: IdTokenClaims,
  { OIDC_DOMAINS, OIDC_CLAIM }: Admission,
): Unfit | null {
  if (address === null) return { why: "no-address" };
  if (!verified) return { why: "unverified", address };
  const domain = domainOf(address);
  const fits = domain !== null &&
    (OIDC_DOMAINS === undefined || OIDC_DOMAINS.includes("*") ||
      OIDC_DOMAINS.includes(domain));
  if (!fits) return { why: "wrong-domain", address };
  if (OIDC_CLAIM && !hasClaim(claims, OIDC_CLAIM)) {
    return { why: "not-teacher", address };
  }
  return null;
}

/** Whether the claims lack what decides on somebody, so that the provider's userinfo is worth asking. */
export function isIncomplete(
  claims: IdTokenClaims,
  { OIDC_CLAIM }: Admission,
): boolean {
  return claims.email === undefined || !saysVerified(claims) ||
    (OIDC_CLAIM !== undefined &&
      valuesOf(claims, OIDC_CLAIM.name).length === 0);
}

/**
 * The claims of the ID token with those of userinfo. An address and whether it is verified come from one of the two:
 * nobody's address is verified by a word about another one.
 */
export function withUserinfo(
  token: IdTokenClaims,
  info: Readonly<Record<string, unknown>>,
): IdTokenClaims {
  const isTokens = token.email !== undefined &&
    (saysVerified(token) || info.email === undefined);
  const { email, email_verified, xms_edov } = isTokens ? token : info;
  return { ...info, ...token, email, email_verified, xms_edov };
}

/** Microsoft Entra says nothing of `email_verified`; its word for it is that the tenant owns the address's domain. */
function isEntra({ iss }: IdTokenClaims): boolean {
  return URL.parse(iss)?.hostname === "login.microsoftonline.com";
}

function saysVerified(claims: IdTokenClaims): boolean {
  return claims.email_verified !== undefined ||
    isEntra(claims) && claims.xms_edov !== undefined;
}

function isVerified(claims: IdTokenClaims): boolean {
  if (isTrue(claims.email_verified)) return true;
  return isEntra(claims) && claims.email_verified === undefined &&
    (isTrue(claims.xms_edov) || String(claims.xms_edov) === "1");
}

/** Some providers write it as a word. */
function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/**
 * An address as accounts are found by it. One that only becomes plain by that, as "ⅼin@…" does, is none: it would be
 * taken for another person's.
 */
function addressOf(given: unknown): string | null {
  if (typeof given !== "string") return null;
  const plain = given.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (normalEmail(given) !== plain) return null;
  const read = email.safeParse(given);
  return read.success ? read.data : null;
}

function nameOf(claims: IdTokenClaims, address: string | null): string {
  const { name, given_name, family_name, preferred_username } = claims;
  const joined = [given_name, family_name].filter((it) =>
    typeof it === "string"
  ).join(" ");
  const fallback = address?.split("@")[0] ?? "?";
  for (const given of [name, joined, preferred_username]) {
    if (typeof given !== "string") continue;
    const read = teacherName.safeParse(given.slice(0, bounds.teacherName));
    if (read.success) return read.data;
  }
  return fallback.slice(0, bounds.teacherName);
}

function hasClaim(
  claims: IdTokenClaims,
  { name, value }: { name: string; value: string },
): boolean {
  return valuesOf(claims, name).includes(value);
}

/** What a claim says, each as a text. Its name may be a path, as in Keycloak's `realm_access.roles`. */
function valuesOf(claims: IdTokenClaims, name: string): string[] {
  const found = Object.hasOwn(claims, name)
    ? claims[name]
    : name.split(".").reduce<unknown>(
      (inside, part) =>
        typeof inside === "object" && inside !== null &&
          Object.hasOwn(inside, part)
          ? (inside as Record<string, unknown>)[part]
          : undefined,
      claims,
    );
  return (Array.isArray(found) ? found : [found])
    .filter((it) => /^(string|number|boolean)$/.test(typeof it)).map(String);
}

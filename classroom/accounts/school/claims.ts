/** Reads a provider's claims: identity, verified address, and permission to teach. Pure. */
import type { Settings } from "../../settings.ts";
import {
  emailSchema,
  normalizeEmail,
  teacherNameSchema,
} from "../account_bodies.ts";
import type { SchoolIdentity } from "../account_store.ts";
import { emailDomainOf } from "../../domains.ts";
import { bounds } from "../../model/bounds.ts";

/** Claims of the ID token, with those of userinfo. */
export type IdTokenClaims = Readonly<Record<string, unknown>> & {
  readonly iss: string;
  readonly sub: string;
};

export interface SchoolPerson {
  identity: SchoolIdentity;
  /** Normalised address; null: missing or invalid. */
  address: string | null;
  isAddressVerified: boolean;
  name: string;
}

export interface SignInRejection {
  reason: "no-address" | "unverified" | "wrong-domain" | "not-teacher";
  address?: string;
}

type ClaimSettings = Pick<Settings, "OIDC_DOMAINS" | "OIDC_CLAIM">;

/** Null: the claims name nobody. */
export function readSchoolPerson(claims: IdTokenClaims): SchoolPerson | null {
  const { iss, sub } = claims;
  // The maximum of the standard, as `sub` becomes part of a key.
  if (sub === "" || sub.length > 255) return null;
  const address = addressOf(claims.email);
  return {
    identity: { issuer: iss, subject: sub },
    address,
    isAddressVerified: address !== null && isVerified(claims),
    name: nameOf(claims, address),
  };
}

/** Why a person may not sign in; null: the person may. */
export function rejectionOf(
  { address, isAddressVerified }: SchoolPerson,
  claims: IdTokenClaims,
  { OIDC_DOMAINS, OIDC_CLAIM }: ClaimSettings,
): SignInRejection | null {
  if (address === null) return { reason: "no-address" };
  if (!isAddressVerified) return { reason: "unverified", address };
  const domain = emailDomainOf(address);
  const fits = domain !== null &&
    (OIDC_DOMAINS === undefined || OIDC_DOMAINS.includes("*") ||
      OIDC_DOMAINS.includes(domain));
  if (!fits) return { reason: "wrong-domain", address };
  if (OIDC_CLAIM && !hasClaim(claims, OIDC_CLAIM)) {
    return { reason: "not-teacher", address };
  }
  return null;
}

/** Whether the ID token lacks claims that decide on a sign-in, so that userinfo must be fetched. */
export function needsUserinfo(
  claims: IdTokenClaims,
  { OIDC_CLAIM }: ClaimSettings,
): boolean {
  return claims.email === undefined || !saysVerified(claims) ||
    (OIDC_CLAIM !== undefined &&
      valuesOf(claims, OIDC_CLAIM.name).length === 0);
}

/**
 * Merges the claims of an ID token and of userinfo. Address and verification are taken from the same source, so that
 * one does not verify the address of the other.
 */
export function mergeUserinfo(
  token: IdTokenClaims,
  info: Readonly<Record<string, unknown>>,
): IdTokenClaims {
  const isTokens = token.email !== undefined &&
    (saysVerified(token) || info.email === undefined);
  const { email, email_verified, xms_edov } = isTokens ? token : info;
  return { ...info, ...token, email, email_verified, xms_edov };
}

/**
 * Whether the provider is Microsoft Entra. It sends `xms_edov` for `email_verified`: the tenant owns the address's
 * domain.
 */
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

/** Whether a claim is true; some providers send a string. */
function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/** Reads an address; null: invalid, or changed by normalising, as "ⅼin@…" would become another person's. */
function addressOf(claim: unknown): string | null {
  if (typeof claim !== "string") return null;
  const plain = claim.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (normalizeEmail(claim) !== plain) return null;
  const read = emailSchema.safeParse(claim);
  return read.success ? read.data : null;
}

function nameOf(claims: IdTokenClaims, address: string | null): string {
  const { name, given_name, family_name, preferred_username } = claims;
  const joined = [given_name, family_name].filter((part) =>
    typeof part === "string"
  ).join(" ");
  const fallback = address?.split("@")[0] ?? "?";
  for (const claim of [name, joined, preferred_username]) {
    if (typeof claim !== "string") continue;
    const read = teacherNameSchema.safeParse(
      claim.slice(0, bounds.teacherName),
    );
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

/** A claim's values as strings. The name may be a path, as in Keycloak's `realm_access.roles`. */
function valuesOf(claims: IdTokenClaims, name: string): string[] {
  const value = Object.hasOwn(claims, name)
    ? claims[name]
    : name.split(".").reduce<unknown>(
      (inside, part) =>
        typeof inside === "object" && inside !== null &&
          Object.hasOwn(inside, part)
          ? (inside as Record<string, unknown>)[part]
          : undefined,
      claims,
    );
  return (Array.isArray(value) ? value : [value])
    .filter((it) => /^(string|number|boolean)$/.test(typeof it)).map(String);
}

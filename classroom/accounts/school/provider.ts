/**
 * Talks to the school's OpenID Connect provider: discovery, the address of its sign-in page, and its answers, of which
 * state, nonce, PKCE, issuer, audience, times and signature are checked. Keeps only the discovery document.
 */
import { networkFailureOf } from "../../../formats/network_failure.ts";
import type * as Client from "openid-client";
import type { Settings } from "../../settings.ts";
import { type IdTokenClaims, mergeUserinfo, needsUserinfo } from "./claims.ts";
import { hostAndPortOf, schoolSignInHosts } from "../../domains.ts";
import { isLoopbackHttp } from "../../../formats/loopback.ts";

export type ProviderSettings =
  & Pick<Settings, "OIDC_DOMAINS" | "OIDC_CLAIM" | "OIDC_HOSTS">
  & {
    OIDC_ISSUER: string;
    OIDC_CLIENT_ID: string;
    OIDC_CLIENT_SECRET: string;
  };

/** Random values of one sign-in, by which the provider's answer is checked. */
export interface SignInChecks {
  state: string;
  nonce: string;
  /** PKCE's secret; the provider got its hash. */
  verifier: string;
}

/**
 * Why a sign-in failed. `down`: no answer; `set-up`: the settings do not fit; `cancelled`: by the teacher; `refused`:
 * by the provider; `gone`: code used or expired; `forged`: not the provider's answer, or not for this sign-in.
 */
export type SignInFault =
  | "down"
  | "set-up"
  | "cancelled"
  | "refused"
  | "gone"
  | "forged";

/** The message is for the operator and names no person. */
export class ProviderFault extends Error {
  override name = "ProviderFault";
  constructor(readonly reason: SignInFault, message: string) {
    super(message);
  }
}

/** Limit for one answer, and tolerance for wrong clocks (s). */
const timeoutSeconds = 5;
const clockToleranceSeconds = 60;
/** Lifetime of the discovery document (ms). */
const discoveryCacheMs = 60 * 60_000;

export class SchoolProvider {
  readonly #settings: ProviderSettings;
  readonly #clock: () => number;
  #cachedMetadata: { metadata: Client.ServerMetadata; until: number } | null =
    null;
  #discovering: Promise<Client.ServerMetadata> | null = null;

  constructor(settings: ProviderSettings, clock: () => number = Date.now) {
    this.#settings = settings;
    this.#clock = clock;
  }

  async createChecks(): Promise<SignInChecks> {
    const client = await loadClient();
    return {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
  }

  /** The provider's page for a sign-in. Throws a {@link ProviderFault}. */
  async authorizationUrl(
    checks: SignInChecks,
    redirectUri: string,
    options: {
      language: string;
      /** Ask who signs in, even if the teacher is signed in at the provider. */
      shouldAskWho: boolean;
    },
  ): Promise<URL> {
    const client = await loadClient();
    const config = await this.#configuration();
    return client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: "openid email profile",
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: "S256",
      ui_locales: options.language,
      ...options.shouldAskWho && { prompt: promptOf(config.serverMetadata()) },
    });
  }

  /**
   * Checks the provider's answer, and returns the person's claims. Throws a {@link ProviderFault}.
   * @param answer the redirect address with its query
   */
  async fetchClaims(answer: URL, checks: SignInChecks): Promise<IdTokenClaims> {
    const client = await loadClient();
    const config = await this.#configuration();
    try {
      const tokens = await client.authorizationCodeGrant(config, answer, {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new ProviderFault("forged", "no ID token came");
      const hasMore = config.serverMetadata().userinfo_endpoint !== undefined;
      if (!hasMore || !needsUserinfo(claims, this.#settings)) return claims;
      const { access_token } = tokens;
      return mergeUserinfo(
        claims,
        await client.fetchUserInfo(config, access_token, claims.sub),
      );
    } catch (error) {
      throw faultOf(error);
    }
  }

  async signOutUrl(back: string): Promise<URL | null> {
    const client = await loadClient();
    try {
      const config = await this.#configuration();
      if (!config.serverMetadata().end_session_endpoint) return null;
      return client.buildEndSessionUrl(config, {
        post_logout_redirect_uri: back,
      });
    } catch (error) {
      if (error instanceof ProviderFault) return null;
      throw error;
    }
  }

  /** Makes a new configuration for each use: it caches the provider's keys, and a changed key must count at once. */
  async #configuration(): Promise<Client.Configuration> {
    const client = await loadClient();
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: secret } =
      this.#settings;
    const metadata = structuredClone(await this.#metadata());
    const methods = metadata.token_endpoint_auth_methods_supported;
    const config = new client.Configuration(
      metadata,
      OIDC_CLIENT_ID,
      { [client.clockTolerance]: clockToleranceSeconds },
      methods && !methods.includes("client_secret_basic")
        ? client.ClientSecretPost(secret)
        : client.ClientSecretBasic(secret),
    );
    config.timeout = timeoutSeconds;
    client.enableNonRepudiationChecks(config);
    if (isLoopbackHttp(OIDC_ISSUER)) client.allowInsecureRequests(config);
    return config;
  }

  /**
   * The discovery document, cached for `discoveryCacheMs`. Concurrent callers share a request; failures are not cached.
   */
  async #metadata(): Promise<Client.ServerMetadata> {
    const now = this.#clock();
    if (this.#cachedMetadata && this.#cachedMetadata.until > now) {
      return this.#cachedMetadata.metadata;
    }
    this.#discovering ??= this.#discover().finally(() =>
      this.#discovering = null
    );
    const metadata = await this.#discovering;
    this.#cachedMetadata = { metadata, until: now + discoveryCacheMs };
    return metadata;
  }

  async #discover(): Promise<Client.ServerMetadata> {
    const client = await loadClient();
    const { OIDC_ISSUER, OIDC_CLIENT_ID } = this.#settings;
    let metadata: Client.ServerMetadata;
    try {
      const config = await client.discovery(
        new URL(OIDC_ISSUER),
        OIDC_CLIENT_ID,
        undefined,
        client.None(),
        {
          timeout: timeoutSeconds,
          execute: isLoopbackHttp(OIDC_ISSUER)
            ? [client.allowInsecureRequests]
            : [],
        },
      );
      metadata = structuredClone({ ...config.serverMetadata() });
    } catch (error) {
      const fault = faultOf(error);
      // A malformed discovery document counts as a wrong set-up.
      if (fault.reason !== "forged") throw fault;
      throw new ProviderFault("set-up", fault.message);
    }
    this.#requireReachable(metadata);
    return metadata;
  }

  /**
   * Throws `set-up` if a necessary endpoint is missing, any is unsafe, or a host that the server calls is not allowed.
   */
  #requireReachable(metadata: Client.ServerMetadata): void {
    const { OIDC_ISSUER, OIDC_HOSTS } = this.#settings;
    const hosts = schoolSignInHosts(OIDC_ISSUER, OIDC_HOSTS);
    const { authorization_endpoint, end_session_endpoint } = metadata;
    const { token_endpoint, jwks_uri, userinfo_endpoint } = metadata;
    if (!authorization_endpoint || !token_endpoint || !jwks_uri) {
      throw new ProviderFault("set-up", "discovery lacks an address");
    }
    const endpoints = [token_endpoint, jwks_uri, userinfo_endpoint];
    const addresses = [
      ...endpoints,
      authorization_endpoint,
      end_session_endpoint,
    ];
    for (
      const address of addresses.filter((address) => address !== undefined)
    ) {
      const url = URL.parse(address);
      const isSafe = url?.protocol === "https:" ||
        isLoopbackHttp(OIDC_ISSUER) && isLoopbackHttp(address);
      if (!isSafe) {
        throw new ProviderFault("set-up", "discovery has an unsafe address");
      }
    }
    const missing = endpoints.filter((it) => it !== undefined).map(
      hostAndPortOf,
    )
      .filter((host) => !hosts.includes(host));
    if (missing.length === 0) return;
    const names = [...new Set(missing)].map((it) => it.replace(/:443$/, ""));
    throw new ProviderFault(
      "set-up",
      `not allowed yet: OIDC_HOSTS=${names.join(",")}`,
    );
  }
}

/** OIDC's `prompt` with which the provider asks who signs in; many providers refuse unknown values. */
function promptOf(
  { issuer, prompt_values_supported: supportedPrompts }: Client.ServerMetadata,
): string {
  const words = ["login", "select_account"];
  const named = Array.isArray(supportedPrompts) &&
    words.find((it) => supportedPrompts.includes(it));
  if (named) return named;
  return new URL(issuer).hostname === "accounts.google.com"
    ? "select_account"
    : "login";
}

function loadClient(): Promise<typeof Client> {
  return import("openid-client");
}

const noAnswerCodes = [
  "OAUTH_TIMEOUT",
  "OAUTH_ABORT",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "OAUTH_RESPONSE_IS_NOT_JSON",
];

/** Makes a fault of any error, without personal data of the provider's answer. */
function faultOf(failure: unknown): ProviderFault {
  if (failure instanceof ProviderFault) return failure;
  const { code, error, status } = failure as {
    code?: string;
    error?: string;
    status?: number;
  };
  const network = networkFailureOf(failure);
  if (network !== null) return new ProviderFault("down", network);
  const errorCodes = [code, error].filter((it) => typeof it === "string").join(
    " ",
  );
  const message =
    (errorCodes || (failure instanceof Error ? failure.message : "unknown"))
      .replace(/[^\w .:/()-]/g, "").slice(0, 150);
  switch (code) {
    case "OAUTH_AUTHORIZATION_RESPONSE_ERROR":
      return new ProviderFault(
        error === "access_denied" ? "cancelled" : "refused",
        message,
      );
    case "OAUTH_RESPONSE_BODY_ERROR":
      if (error === "invalid_grant") return new ProviderFault("gone", message);
      return new ProviderFault(
        (status ?? 0) >= 500 ? "down" : "set-up",
        message,
      );
    // An answer of 401 means a wrong client id or secret.
    case "OAUTH_WWW_AUTHENTICATE_CHALLENGE":
      return new ProviderFault(
        "set-up",
        `${message}: does the provider know OIDC_CLIENT_ID with this OIDC_CLIENT_SECRET?`,
      );
    case undefined:
      return new ProviderFault("down", message);
    default:
      return new ProviderFault(
        noAnswerCodes.includes(code) ? "down" : "forged",
        message,
      );
  }
}

/** A small OpenID Connect provider over HTTP whose answers a test can falsify. */
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { makeApp } from "../../../classroom/app.ts";
import type { SchoolSignInResult } from "../../../classroom/accounts/school/school_sign_in.ts";
import { readSettings } from "../../../classroom/settings.ts";

export interface NamedKeyPair {
  privateKey: CryptoKey;
  jwk: JWK;
}

export interface TokenDraft {
  claims: Record<string, unknown>;
  key: NamedKeyPair;
}

/** The provider's answers; a test can change each at any time. */
export interface ProviderAnswers {
  discovery: (right: Record<string, unknown>) => Response | Promise<Response>;
  keys: NamedKeyPair[];
  token: (right: TokenDraft) => Response | Promise<Response>;
  userinfo: () => Response;
}

export async function makeKeyPair(kid: string): Promise<NamedKeyPair> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", {
    extractable: true,
  });
  const jwk = { ...await exportJWK(publicKey), kid, alg: "RS256", use: "sig" };
  return { privateKey, jwk };
}

export function signToken({ claims, key }: TokenDraft): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: key.jwk.kid })
    .sign(key.privateKey);
}

export const tokenResponse = (id_token: string): Response =>
  Response.json({
    access_token: "opaque",
    token_type: "Bearer",
    expires_in: 60,
    id_token,
  });

export const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** Sign-in was refused before the redirect; the message is the reason. */
class NotBegun extends Error {}

export async function makeForgingSchool(env: Record<string, string> = {}) {
  const key = await makeKeyPair("one");
  let asked = new URLSearchParams();
  const answers: ProviderAnswers = {
    discovery: (right) => Response.json(right),
    keys: [key],
    token: async (right) => tokenResponse(await signToken(right)),
    userinfo: () => Response.json({}),
  };
  const server: Deno.HttpServer<Deno.NetAddr> = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (req): Promise<Response> => {
      const { pathname } = new URL(req.url);
      if (pathname === "/.well-known/openid-configuration") {
        return await answers.discovery({
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          userinfo_endpoint: `${issuer}/me`,
          // The provider claims to sign by any algorithm.
          id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
        });
      }
      if (pathname === "/jwks") {
        return Response.json({ keys: answers.keys.map(({ jwk }) => jwk) });
      }
      if (pathname === "/me") return answers.userinfo();
      if (pathname !== "/token") return new Response(null, { status: 404 });
      const now = nowInSeconds();
      const claims = {
        iss: issuer,
        aud: "homeroom",
        sub: "lin",
        nonce: asked.get("nonce"),
        iat: now,
        exp: now + 300,
        email: "lin@school.edu",
        email_verified: true,
        name: "Ms Lin",
      };
      return await answers.token({ claims, key: answers.keys[0] });
    },
  );
  const issuer = `http://127.0.0.1:${server.addr.port}`;
  const failures: string[] = [];
  const settings = readSettings({
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: "homeroom",
    OIDC_CLIENT_SECRET: "secret",
    OIDC_DOMAINS: "school.edu",
    ...env,
  });
  const time = { ahead: 0 };
  const app = await makeApp(
    settings,
    await Deno.openKv(":memory:"),
    () => Date.now() + time.ahead,
    undefined,
    { report: (_, error) => failures.push(String(error)) },
  );
  const school = app.school!;

  /** Begins a sign-in. Returns its cookie and the query of the redirect back. */
  async function ask() {
    const begun = await school.begin({
      origin: "https://class.example.org",
      next: "/teacher",
      language: "en",
      address: "192.0.2.1",
    });
    if ("trouble" in begun) throw new NotBegun(begun.trouble.reason);
    asked = begun.to.searchParams;
    const state = asked.get("state")!;
    const query = new URLSearchParams({ code: "c", state });
    return { cookie: begun.cookie.token, query };
  }

  return {
    app,
    ask,
    /** The lead of the app's clock (ms). */
    time,
    issuer,
    answers,
    failures,
    /** Runs a whole sign-in and returns its outcome; `change` edits the query of the redirect back. */
    async signIn(change: (query: URLSearchParams) => void = () => {}) {
      try {
        const { cookie, query } = await ask();
        change(query);
        return signInOutcome(await school.finish(cookie, query));
      } catch (thrown) {
        if (thrown instanceof NotBegun) return thrown.message;
        throw thrown;
      }
    },
    async stop() {
      await app.close();
      await server.shutdown();
    },
  };
}

export type ForgingSchool = Awaited<ReturnType<typeof makeForgingSchool>>;

export async function withForgingSchool(
  test: (school: ForgingSchool) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  const school = await makeForgingSchool(env);
  try {
    await test(school);
  } finally {
    await school.stop();
  }
}

export function signInOutcome(done: SchoolSignInResult): string {
  if ("trouble" in done) return done.trouble.reason;
  return "signIn" in done ? "in" : "prove";
}

/** Sign-in by the school: forged, foreign, late and repeated answers (D-1). */
import assert from "node:assert/strict";
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from "jose";
import {
  type Made,
  newKey,
  outcome,
  seconds,
  signed,
  withForgingSchool,
  withToken,
} from "./forging_provider.ts";

/** The right ID token with some claims changed. */
const claiming = (change: Record<string, unknown>) => (right: Made) =>
  signed({ ...right, claims: { ...right.claims, ...change } });

const inSeconds = (claim: string, offset: number) => (right: Made) =>
  claiming({ [claim]: seconds() + offset })(right);

/** Signed with a secret instead of a key. */
const shared = (secret: Uint8Array, { claims, key }: Made) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: key.jwk.kid })
    .sign(secret);

const bytes = (text: string) => new TextEncoder().encode(text);

const tokens: [
  what: string,
  make: (right: Made) => Promise<string>,
  outcome: string,
][] = [
  ["the right one", signed, "in"],
  [
    "one signed with another key under the same name",
    async (right) => signed({ ...right, key: await newKey("one") }),
    "forged",
  ],
  [
    "one signed with a key of another name",
    async (right) => signed({ ...right, key: await newKey("two") }),
    "forged",
  ],
  [
    "one that is not signed",
    ({ claims }) => Promise.resolve(new UnsecuredJWT(claims).encode()),
    "forged",
  ],
  [
    "one signed with the public key as a shared secret",
    async (right) => {
      const key = await importJWK(right.key.jwk, "RS256", {
        extractable: true,
      });
      return shared(
        bytes(await exportSPKI(key as unknown as CryptoKey)),
        right,
      );
    },
    "forged",
  ],
  [
    "one signed with the client's secret",
    (right) => shared(bytes("secret".repeat(8)), right),
    "forged",
  ],
  [
    "one whose claims were changed after it was signed",
    async (right) => {
      const [head, , signature] = (await signed(right)).split(".");
      const [, body] = (await claiming({ sub: "other" })(right)).split(".");
      return [head, body, signature].join(".");
    },
    "forged",
  ],
  ["another issuer's", claiming({ iss: "https://evil.example" }), "forged"],
  ["one for another client", claiming({ aud: "other" }), "forged"],
  [
    "one for another client and us",
    claiming({ aud: ["other", "homeroom"] }),
    "forged",
  ],
  ["one of another sign-in", claiming({ nonce: "other" }), "forged"],
  ["one of no sign-in", claiming({ nonce: undefined }), "forged"],
  ["one of nobody", claiming({ sub: undefined }), "forged"],
  ["one of an empty name", claiming({ sub: "" }), "forged"],
  ["one of an endless name", claiming({ sub: "x".repeat(256) }), "forged"],
  ["one that never ends", claiming({ exp: undefined }), "forged"],
  ["one that ended 5 minutes ago", inSeconds("exp", -300), "forged"],
  ["one that ended 30 s ago, by our clock", inSeconds("exp", -30), "in"],
  ["one that begins in 5 minutes", inSeconds("nbf", 300), "forged"],
  ["one that begins in 30 s, by our clock", inSeconds("nbf", 30), "in"],
  ["no token at all", () => Promise.resolve("rubbish"), "forged"],
];

Deno.test("an ID token opens an account only when all of it is right (D-1)", async (context) => {
  await withForgingSchool(async ({ answers, signIn }) => {
    for (const [what, make, expected] of tokens) {
      await context.step(what, async () => {
        answers.token = async (right) => withToken(await make(right));
        assert.equal(await signIn(), expected);
      });
    }
  });
});

Deno.test("changed keys hold from the next sign-in, withdrawn keys do not (D-1)", () =>
  withForgingSchool(async ({ answers, signIn }) => {
    const [old] = answers.keys;
    assert.equal(await signIn(), "in");
    const next = await newKey("two");
    answers.keys = [next];
    assert.equal(await signIn(), "in");
    answers.token = async (right) =>
      withToken(await signed({ ...right, key: old }));
    assert.equal(await signIn(), "forged");
  }));

const queries: [
  what: string,
  change: (query: URLSearchParams) => void,
  outcome: string,
][] = [
  ["no code", (it) => it.delete("code"), "forged"],
  ["a token instead of a code", (it) => it.set("id_token", "x"), "forged"],
  ["two codes", (it) => it.append("code", "d"), "forged"],
  ["two states", (it) => it.append("state", "d"), "forged"],
  [
    "another issuer's mark",
    (it) => it.set("iss", "https://e.example"),
    "forged",
  ],
  ["another state", (it) => it.set("state", "x"), "gone"],
  ["no state", (it) => it.delete("state"), "gone"],
  [
    "that it was cancelled",
    (it) => it.set("error", "access_denied"),
    "cancelled",
  ],
  ["that it failed", (it) => it.set("error", "server_error"), "refused"],
];

Deno.test("the answer a browser brings must be as the provider sends it (D-1)", async (context) => {
  await withForgingSchool(async ({ signIn, app }) => {
    for (const [what, change, expected] of queries) {
      await context.step(
        what,
        async () => assert.equal(await signIn(change), expected),
      );
    }
    assert.equal(await app.accounts.findByEmail("lin@school.edu"), null);
  });
});

Deno.test("faults of the provider are told apart, without names in the log (D-1)", () =>
  withForgingSchool(async ({ answers, signIn, failures }) => {
    const right = answers.token;
    const told: [answer: () => Response, outcome: string][] = [
      [() => new Response(null, { status: 500 }), "down"],
      [() => new Response("<p>soon</p>"), "down"],
      [() => Response.redirect("https://evil.example/token"), "down"],
      [
        () => Response.json({ error: "invalid_grant" }, { status: 400 }),
        "gone",
      ],
      [
        () => Response.json({ error: "invalid_client" }, { status: 401 }),
        "set-up",
      ],
      [
        () =>
          Response.json({ error: "invalid_client" }, {
            status: 401,
            headers: { "www-authenticate": 'Basic realm="school"' },
          }),
        "set-up",
      ],
      [
        () => Response.json({ access_token: "a", token_type: "Bearer" }),
        "forged",
      ],
    ];
    for (const [answer, expected] of told) {
      answers.token = answer;
      assert.equal(await signIn(), expected);
    }
    answers.token = right;
    assert.equal(await signIn(), "in");
    assert.equal(failures.length, 6);
    assert.match(
      failures.join(),
      /OIDC_CLIENT_ID with this OIDC_CLIENT_SECRET/,
    );
    assert(!failures.join().includes("lin"), failures.join());
  }));

Deno.test("discovery that is another provider's, or sends the server or a browser astray, is not followed (D-1)", () =>
  withForgingSchool(async ({ answers, signIn, failures }) => {
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ issuer: "https://evil.example" }, /OAUTH/],
      [
        { token_endpoint: "https://inside.example/token" },
        /OIDC_HOSTS=inside\.example$/,
      ],
      [{ jwks_uri: "http://127.0.0.1:1/jwks" }, /OIDC_HOSTS=127\.0\.0\.1:1$/],
      [{ userinfo_endpoint: "http://10.0.0.1/me" }, /unsafe/],
      [{ authorization_endpoint: "javascript:alert(1)" }, /unsafe/],
      [{ end_session_endpoint: "data:text/html,x" }, /unsafe/],
      [{ jwks_uri: undefined }, /lacks/],
    ];
    for (const [change, said] of wrong) {
      answers.discovery = (right) => Response.json({ ...right, ...change });
      assert.equal(await signIn(), "set-up");
      assert.match(failures.at(-1)!, said);
    }
    answers.discovery = (right) => Response.json(right);
    assert.equal(await signIn(), "in");
  }));

Deno.test("userinfo counts only for the person of the ID token, and verifies no other address (D-1)", () =>
  withForgingSchool(async ({ answers, signIn }) => {
    answers.token = async (right) =>
      withToken(
        await claiming({ email: undefined, email_verified: undefined })(right),
      );
    const email = "lin@school.edu";
    answers.userinfo = () =>
      Response.json({ sub: "other", email, email_verified: true });
    assert.equal(await signIn(), "forged");
    answers.userinfo = () => Response.json({ sub: "lin", email });
    assert.equal(await signIn(), "unverified");
    answers.userinfo = () =>
      Response.json({ sub: "lin", email, email_verified: true });
    assert.equal(await signIn(), "in");
  }));

Deno.test("sign-ins from one network are limited (D-1)", () =>
  withForgingSchool(async ({ app }) => {
    const begin = () =>
      app.school!.begin({
        origin: "https://class.example.org",
        next: "/teacher",
        language: "en",
        address: "192.0.2.1",
      });
    const all = [];
    for (let n = 0; n < 205; n++) all.push(await begin());
    const refused = all.filter((it) => "trouble" in it);
    assert(refused.length > 0 && refused.length <= 5, String(refused.length));
  }));

Deno.test("a flood from the school's network does not block a known browser (D-1)", () =>
  withForgingSchool(async ({ app, ask }) => {
    const school = app.school!;
    const { cookie, query } = await ask();
    const done = await school.finish(cookie, query);
    assert("signIn" in done);
    const begin = (device?: string) =>
      school.begin({
        origin: "https://class.example.org",
        next: "/teacher",
        language: "en",
        address: "192.0.2.1",
        device,
      });
    for (let n = 0; n < 205; n++) await begin();
    assert("trouble" in await begin());
    assert("trouble" in await begin("A".repeat(43)), "a made-up cookie");
    assert("to" in await begin(done.signIn.device));
    let most = 0;
    while (most < 300 && "to" in await begin(done.signIn.device)) most++;
    assert(most < 300, "nor is it without bounds itself");
  }));

Deno.test("an answer counts once, and not after ten minutes (D-1)", () =>
  withForgingSchool(async ({ app, ask, time }) => {
    const school = app.school!;
    const { cookie, query } = await ask();
    const twice = await Promise.all([
      school.finish(cookie, query),
      school.finish(cookie, query),
    ]);
    assert.deepEqual(twice.map(outcome).sort(), ["gone", "in"]);
    assert.equal(outcome(await school.finish(cookie, query)), "gone");
    const late = await ask();
    time.ahead = 11 * 60_000;
    assert.equal(outcome(await school.finish(late.cookie, late.query)), "gone");
  }));

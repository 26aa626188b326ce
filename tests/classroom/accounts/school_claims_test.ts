/** What a school's provider says of somebody, and what of it is believed (D-1). */
import assert from "node:assert/strict";
import {
  type IdTokenClaims,
  schoolPersonOf,
  unfit,
  withUserinfo,
} from "../../../classroom/accounts/school/claims.ts";
import { asciiDomain, schoolHosts } from "../../../classroom/domains.ts";
import { readSettings, WrongSettings } from "../../../classroom/settings.ts";
import { runArguments } from "../../../server/permissions.ts";

const issuer = "https://id.school.example";
const entra = "https://login.microsoftonline.com/tenant/v2.0";
const right: IdTokenClaims = {
  iss: issuer,
  sub: "1",
  email: "lin@school.edu",
  email_verified: true,
};

const setUp = {
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: "homeroom",
  OIDC_CLIENT_SECRET: "hidden",
};
const read = (env: Record<string, string>) =>
  readSettings({ ...setUp, ...env });

/** Why somebody with these claims may not come in; "in": they may. */
function judged(
  change: Record<string, unknown>,
  env: Record<string, string> = { OIDC_DOMAINS: "school.edu" },
): string {
  const claims = { ...right, ...change };
  const person = schoolPersonOf(claims);
  if (!person) return "nobody";
  return unfit(person, claims, read(env))?.why ?? "in";
}

Deno.test("D-1: an address counts where the provider says that it is verified, and not by any other word", () => {
  assert.equal(judged({}), "in");
  assert.equal(judged({ email_verified: "true" }), "in");
  for (const email_verified of [undefined, false, "false", 1, "yes", {}, []]) {
    assert.equal(judged({ email_verified }), "unverified");
  }
  // Entra's own word counts at Entra alone.
  const owned = { email_verified: undefined, xms_edov: true };
  assert.equal(judged(owned), "unverified");
  assert.equal(judged({ ...owned, iss: entra }), "in");
  assert.equal(judged({ ...owned, iss: entra, xms_edov: "1" }), "in");
  assert.equal(judged({ ...owned, iss: entra, xms_edov: "0" }), "unverified");
  const denied = { email_verified: false, xms_edov: true, iss: entra };
  assert.equal(judged(denied), "unverified");
});

Deno.test("D-1: the domain of an address is compared wholly, in whatever letters it is written", () => {
  const domains = { OIDC_DOMAINS: "School.edu, schüle.example" };
  for (
    const email of [
      "lin@school.edu",
      "LIN@SCHOOL.EDU",
      "lin@schüle.example",
      "lin@xn--schle-mva.example",
    ]
  ) assert.equal(judged({ email }, domains), "in", email);
  for (
    const email of [
      "lin@notschool.edu",
      "lin@students.school.edu",
      "lin@school.edu.evil.example",
      "lin@school.education",
      "lin@edu",
      "lin@school.edu.",
      "lin@school.edu/x",
      "lin@school.edu:80",
      "lin@school.edu%2eevil",
      "lin@schooI.edu.example",
      "lin@ѕchool.edu",
    ]
  ) assert.equal(judged({ email }, domains), "wrong-domain", email);
});

Deno.test("D-1: what becomes another's address only when it is made plain is none", () => {
  for (
    const email of [
      undefined,
      null,
      5,
      ["lin@school.edu"],
      "",
      "lin",
      "lin@",
      "@school.edu",
      "lin@school.edu, eve@school.edu",
      "eve@evil.example@school.edu",
      "lin @school.edu",
      "lin@school.edu\n",
      "\u200blin@school.edu",
      "ⅼin@school.edu",
      "\u212aim@school.edu",
      "lin@ｓchool.edu",
      `${"x".repeat(250)}@school.edu`,
    ]
  ) assert.equal(judged({ email }), "no-address", JSON.stringify(email));
});

Deno.test("D-1: a claim that one must have is found as a word, in a list, or on a path, and both it and the domain must fit", () => {
  const claim = { OIDC_CLAIM: "groups=teachers" };
  assert.equal(judged({ groups: "teachers" }, claim), "in");
  assert.equal(judged({ groups: ["x", "teachers"] }, claim), "in");
  for (
    const groups of [
      undefined,
      "teachers2",
      ["x"],
      [],
      { teachers: true },
      [["teachers"]],
      "students,teachers",
    ]
  ) assert.equal(judged({ groups }, claim), "not-teacher");
  const path = { OIDC_CLAIM: "realm_access.roles=teacher" };
  assert.equal(judged({ realm_access: { roles: ["teacher"] } }, path), "in");
  assert.equal(judged({ "realm_access.roles": "teacher" }, path), "in");
  assert.equal(judged({ realm_access: null }, path), "not-teacher");
  assert.equal(
    judged({}, { OIDC_CLAIM: "constructor.name=Object" }),
    "not-teacher",
  );
  const both = { ...claim, OIDC_DOMAINS: "school.edu" };
  const foreign = { email: "lin@evil.example", groups: ["teachers"] };
  assert.equal(judged(foreign, both), "wrong-domain");
  assert.equal(judged({}, both), "not-teacher");
  assert.equal(judged(foreign, { OIDC_DOMAINS: "*" }), "in");
});

Deno.test("D-1: userinfo completes an ID token, and its word on one address verifies no other", () => {
  const token: IdTokenClaims = {
    iss: issuer,
    sub: "1",
    email: "lin@school.edu",
  };
  const info = { sub: "1", email: "eve@school.edu", email_verified: true };
  const both = withUserinfo(token, info);
  assert.deepEqual(
    [both.email, both.email_verified],
    ["eve@school.edu", true],
    "both of one source",
  );
  const settled = withUserinfo({ ...token, email_verified: false }, info);
  assert.deepEqual(
    [settled.email, settled.email_verified],
    ["lin@school.edu", false],
  );
  const wordAlone = withUserinfo(token, { sub: "1", email_verified: true });
  assert.deepEqual(
    [wordAlone.email, wordAlone.email_verified],
    ["lin@school.edu", undefined],
    "a word without an address is about none",
  );
  assert.equal(withUserinfo(token, { sub: "2", iss: "x" }).sub, "1");
});

Deno.test("D-1: a teacher is called as the provider says, on one line, or as their address is", () => {
  const name = (change: Record<string, unknown>) =>
    schoolPersonOf({ ...right, ...change })?.name;
  assert.equal(name({ name: " 林 老師 " }), "林 老師");
  assert.equal(name({ given_name: "Mei", family_name: "Lin" }), "Mei Lin");
  assert.equal(name({ name: "a\nb", preferred_username: "lin" }), "lin");
  assert.equal(name({ name: 5 }), "lin");
  assert.equal(name({ name: "x".repeat(200) })?.length, 80);
});

Deno.test("D-1: settings that do not fit together stop the start with a sentence", () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ PASSWORDS: "off" }, /PASSWORDS can be off only if OIDC_ISSUER is/],
    [
      { OIDC_CLIENT_ID: "x" },
      /OIDC_ISSUER must be set if OIDC_CLIENT_ID is/,
    ],
    [{ OIDC_ISSUER: issuer, OIDC_DOMAINS: "*" }, /OIDC_CLIENT_ID must be set/],
    [
      { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: "x", OIDC_DOMAINS: "*" },
      /OIDC_CLIENT_SECRET must be set if OIDC_ISSUER is/,
    ],
    [setUp, /OIDC_DOMAINS must be set if OIDC_ISSUER is, or OIDC_CLAIM/],
    [
      {
        ...setUp,
        OIDC_ISSUER: "https://accounts.google.com",
        OIDC_DOMAINS: "*",
      },
      /must not be \* with Google/,
    ],
    [{ ...setUp, OIDC_ISSUER: "http://id.school.example" }, /https:/],
    [{ ...setUp, OIDC_ISSUER: "http://127.0.0.1.evil.example" }, /https:/],
    [{ ...setUp, OIDC_ISSUER: "https://id.example/?x" }, /without \? or #/],
    [{ ...setUp, OIDC_ISSUER: "school" }, /https:/],
    [
      {
        ...setUp,
        OIDC_ISSUER: "https://login.microsoftonline.com/common/v2.0",
      },
      /your own tenant/,
    ],
    [{ ...setUp, OIDC_DOMAINS: "school.edu, lin@x" }, /must be e-mail domains/],
    [{ ...setUp, OIDC_DOMAINS: "," }, /must be e-mail domains/],
    [{ ...setUp, OIDC_CLAIM: "groups" }, /groups=teachers/],
    [
      { ...setUp, OIDC_DOMAINS: "*", OIDC_HOSTS: "https://keys.example" },
      /host names/,
    ],
    [{ PASSWORDS: "no" }, /one of: on, off/],
  ];
  for (const [env, said] of wrong) {
    assert.throws(
      () => readSettings(env),
      (error) => error instanceof WrongSettings && said.test(error.message),
      JSON.stringify(env),
    );
  }
  assert.throws(
    () => readSettings({ OIDC_CLIENT_SECRET: "hidden" }),
    (error) => !(error as Error).message.includes("hidden"),
  );
  assert.equal(readSettings({}).PASSWORDS, "on");
  assert.deepEqual(
    read({ OIDC_DOMAINS: "Schüle.de", OIDC_CLAIM: "hd=a=b" }).OIDC_DOMAINS,
    ["xn--schle-mva.de"],
  );
});

Deno.test("D-1: the server may ask the provider's hosts and no others, and none where it is not set up", () => {
  const net = (env: Record<string, string>) =>
    runArguments(readSettings(env), "/srv").find((it) =>
      it.startsWith("--allow-net")
    );
  assert.equal(net({}), "--allow-net=0.0.0.0:8000");
  const domains = {
    OIDC_CLIENT_ID: "x",
    OIDC_CLIENT_SECRET: "hidden",
    OIDC_DOMAINS: "school.edu",
  };
  assert.equal(
    net({
      ...domains,
      OIDC_ISSUER: issuer,
      OIDC_HOSTS: "keys.example:8443, B.Example",
    }),
    "--allow-net=0.0.0.0:8000,id.school.example:443,keys.example:8443,b.example:443",
  );
  assert.equal(
    net({ ...domains, OIDC_ISSUER: "http://localhost:8080/realms/school" }),
    "--allow-net=0.0.0.0:8000,localhost:8080",
  );
  assert.deepEqual(schoolHosts("https://accounts.google.com"), [
    "accounts.google.com:443",
    "oauth2.googleapis.com:443",
    "www.googleapis.com:443",
    "openidconnect.googleapis.com:443",
  ]);
  assert.equal(asciiDomain("a b"), null);
});

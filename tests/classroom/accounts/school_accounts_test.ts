import assert from "node:assert/strict";
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from "jose";
import {
  type Account,
  AccountStore,
} from "../../../classroom/accounts/account_store.ts";
import { Accounts } from "../../../classroom/accounts/accounts.ts";
import {
  type IdTokenClaims,
  mergeUserinfo,
  readSchoolPerson,
  rejectionOf,
} from "../../../classroom/accounts/school/claims.ts";
import {
  SchoolAccounts,
  type VerifiedPerson,
} from "../../../classroom/accounts/school/school_accounts.ts";
import {
  schoolSignInHosts,
  toAsciiDomain,
} from "../../../classroom/domains.ts";
import {
  InvalidSettingsError,
  readSettings,
} from "../../../classroom/settings.ts";
import { Tokens } from "../../../classroom/tokens.ts";
import { denoArguments } from "../../../server/permissions.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import {
  makeKeyPair,
  nowInSeconds,
  signInOutcome,
  signToken,
  type TokenDraft,
  tokenResponse,
  withForgingSchool,
} from "./forging_provider.ts";

const password = "correct horse";

const from = { address: "192.0.2.1" };

const minute = 60_000;

const day = 24 * 60 * minute;

const person = (
  subject: string,
  address = `${subject}@school.edu`,
): VerifiedPerson => ({
  identity: { issuer: "https://id.school.edu", subject },
  address,
  isAddressVerified: true,
  name: subject,
});

async function withAccounts(
  test: (it: {
    kv: Deno.Kv;
    accounts: Accounts;
    school: SchoolAccounts;
    store: AccountStore;
    withoutPasswords: Accounts;
    time: { now: number };
    closed: string[];
  }) => Promise<void>,
) {
  const kv = await Deno.openKv(":memory:");
  try {
    const time = { now: Date.now() };
    const clock = () => time.now;
    const world = { clock, cost: 2 };
    const tokens = new Tokens(kv, clock);
    const closed: string[] = [];
    const settings = {
      SIGN_UP: "open",
      TEACHER_PLAN: "everyone",
      PASSWORDS: "on",
    } as const;
    const accounts = new Accounts(
      kv,
      tokens,
      settings,
      ({ teacher }) => closed.push(teacher),
      world,
    );
    const off = { ...settings, PASSWORDS: "off" } as const;
    const store = new AccountStore(kv);
    await test({
      kv,
      accounts,
      store,
      school: new SchoolAccounts(store, accounts, clock),
      withoutPasswords: new Accounts(kv, tokens, off, undefined, world),
      time,
      closed,
    });
  } finally {
    kv.close();
  }
}

async function entered(school: SchoolAccounts, who: VerifiedPerson) {
  const entrance = await school.signIn(who);
  assert("signIn" in entrance, JSON.stringify(entrance));
  return entrance.signIn;
}

async function reasonOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown.reason ?? thrown.kind;
    throw thrown;
  }
}

const keysIn = async (kv: Deno.Kv) =>
  (await Array.fromAsync(kv.list({ prefix: [] }))).map(({ key, value }) =>
    `${key.join(" ")} ${JSON.stringify(value)}`
  );

Deno.test("issuer and subject identify a person whose address changes (D-1)", () =>
  withAccounts(async ({ school }) => {
    const first = await entered(school, person("lin"));
    const moved = await entered(school, person("lin", "mei@school.edu"));
    assert.equal(moved.teacher.id, first.teacher.id);
    assert.equal(moved.teacher.email, "lin@school.edu");
    // The same subject at another provider is another person.
    const other = person("lin", "other@school.edu");
    other.identity = { ...other.identity, issuer: "https://other.example" };
    const theirs = await entered(school, other);
    assert.notEqual(theirs.teacher.id, first.teacher.id);
  }));

Deno.test("the next owner of an address does not get its account (D-1)", () =>
  withAccounts(async ({ school }) => {
    await entered(school, person("lin", "head@school.edu"));
    const next = await school.signIn(person("chen", "head@school.edu"));
    assert.deepEqual(next, { taken: "head@school.edu" });
  }));

Deno.test("many sign-ins at the same moment reach one account (D-1)", () =>
  withAccounts(async ({ school }) => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => entered(school, person("lin"))),
    );
    assert.equal(new Set(all.map(({ teacher }) => teacher.id)).size, 1);
    const both = await Promise.all([
      school.signIn(person("a", "x@school.edu")),
      school.signIn(person("b", "x@school.edu")),
    ]);
    assert.deepEqual(
      both.map((it) => "signIn" in it ? "in" : "out").sort(),
      ["in", "out"],
    );
  }));

Deno.test("an older account is linked only after its owner proves it (D-1)", () =>
  withAccounts(async ({ accounts, school }) => {
    const email = "lin@school.edu";
    const older = await accounts.signUp({ email, name: "L", password }, from);
    const asked = await school.signIn(person("lin"));
    assert("prove" in asked);
    const { prove } = asked;
    assert.equal(prove.account, older.teacher.id);
    assert.equal(
      await reasonOf(school.linkByPassword(prove, "wrong", from)),
      "wrong-sign-in",
    );
    assert("prove" in await school.signIn(person("lin")));
    const other = await school.signIn(person("chen", email));
    assert("prove" in other);
    const linked = await school.linkByPassword(prove, password, from);
    assert.equal(linked.teacher.id, older.teacher.id);
    assert.equal(
      await reasonOf(school.linkByPassword(other.prove, password, from)),
      "changed-meanwhile",
    );
    assert.deepEqual(await school.signIn(person("chen", email)), {
      taken: email,
    });
    assert.equal(
      await reasonOf(accounts.signIn({ email, password }, from)),
      null,
    );
  }));

Deno.test("with passwords off, an old password links its account and opens nothing (D-1)", () =>
  withAccounts(async ({ accounts, store, time, withoutPasswords: off }) => {
    const email = "lin@school.edu";
    const older = await accounts.signUp({ email, name: "L", password }, from);
    assert.notEqual(await accounts.findByToken(older.token), null);
    assert.equal(await off.findByToken(older.token), null);
    const school = new SchoolAccounts(store, off, () => time.now);
    const asked = await school.signIn(person("lin"));
    assert("prove" in asked);
    const linked = await school.linkByPassword(asked.prove, password, from);
    assert.equal((await off.findByToken(linked.token))?.id, older.teacher.id);
    const token = "x".repeat(43);
    const { teacher } = linked;
    const change = { password: "battery staple", oldPassword: password };
    for (
      const work of [
        off.signIn({ email, password }, from),
        off.signUp({ email: "new@school.edu", name: "N", password }, from),
        off.resetLinks.use(token, "battery staple"),
        off.changeAccount(teacher, change),
      ]
    ) assert.equal(await reasonOf(work), "passwords-off");
    assert.equal(off.isOpenToAnyone, false);
    const renamed = await off.changeAccount(teacher, { name: "Ms Lin" });
    assert.equal(renamed.teacher.name, "Ms Lin");
  }));

Deno.test("approval by the operator moves an account to the school's person (D-1)", () =>
  withAccounts(async ({ accounts, school, time, closed }) => {
    const email = "lin@school.edu";
    const squatter = await accounts.signUp(
      { email, name: "X", password },
      from,
    );
    assert.deepEqual(await school.approveLink(" LIN@school.edu "), { email });
    const lin = await entered(school, person("lin"));
    assert.equal(lin.teacher.id, squatter.teacher.id);
    assert.equal(await accounts.findByToken(squatter.token), null);
    assert.deepEqual(closed, [squatter.teacher.id]);
    assert.equal(
      await reasonOf(accounts.signIn({ email, password }, from)),
      "wrong-sign-in",
    );
    assert.deepEqual(await school.signIn(person("chen", email)), {
      taken: email,
    });
    assert.deepEqual(await school.approveLink(email, "mei@school.edu"), {
      email,
    });
    time.now += 31 * day;
    const late = await entered(school, person("mei"));
    assert.notEqual(late.teacher.id, lin.teacher.id);
    assert.deepEqual(await school.approveLink(email, "mei@school.edu"), {
      taken: true,
    });
    assert.deepEqual(await school.approveLink("no@school.edu"), {
      missing: true,
    });
    assert.deepEqual(await school.approveLink(email, "new@school.edu"), {
      email,
    });
    const moved = await entered(school, person("new"));
    assert.equal(moved.teacher.id, lin.teacher.id);
    assert.deepEqual(await school.signIn(person("lin")), { taken: email });
  }));

Deno.test("a school account gets no reset mail; the operator can reset it (D-1, D-2)", () =>
  withAccounts(async ({ accounts, school }) => {
    const { resetLinks } = accounts;
    const lin = person("lin");
    await school.signIn(lin);
    assert.equal(await resetLinks.make(lin.address, true), null);
    const token = await resetLinks.make(lin.address);
    await resetLinks.use(token!, "a brand new one");
    assert.notEqual(await resetLinks.make(lin.address, true), null);
    // The mailbox of an account's former owner gets no reset link, either.
    const old = { email: "old@else.example", name: "Lin", password };
    await accounts.signUp(old, from);
    await school.approveLink(old.email, "wu@school.edu");
    await school.signIn(person("wu"));
    assert.equal(await resetLinks.make(old.email, true), null);
  }));

Deno.test("an account from the school is not new, and one without a password has none (D-1)", () =>
  withAccounts(async ({ accounts, school, time }) => {
    const { teacher } = await entered(school, person("lin"));
    assert.equal(await accounts.isNewAccount(teacher.id, time.now), false);
    const { email } = teacher;
    for (const password of ["", "null", "undefined"]) {
      assert.equal(
        await reasonOf(accounts.signIn({ email, password }, from)),
        "wrong-sign-in",
      );
    }
    const ask = { email, name: "X", password };
    assert.equal(await reasonOf(accounts.signUp(ask, from)), "email-taken");
  }));

Deno.test("a fresh sign-in deletes an account without a password (D-1, O-3)", () =>
  withAccounts(async ({ kv, accounts, school, time }) => {
    const before = await keysIn(kv);
    const signIn = await entered(school, person("lin"));
    const { teacher, token } = signIn;
    await school.approveLink(teacher.email, "secret@school.edu");
    time.now += 11 * minute;
    const old = { password, token };
    assert.equal(
      await reasonOf(accounts.removeAccount(teacher, old)),
      "school-sign-in-old",
    );
    const { token: fresh } = await entered(school, person("lin"));
    const other = await entered(school, person("chen"));
    assert.equal(
      await reasonOf(
        accounts.removeAccount(teacher, { password, token: other.token }),
      ),
      "school-sign-in-old",
    );
    await accounts.removeAccount(teacher, { password: "", token: fresh });
    const left = (await keysIn(kv)).filter((it) =>
      !before.includes(it) && /lin|secret/.test(it)
    );
    assert.deepEqual(left, []);
    const again = await entered(school, person("lin"));
    assert.notEqual(again.teacher.id, teacher.id);
  }));

Deno.test("an account stored before school sign-in existed is linked unchanged (D-1)", () =>
  withAccounts(async ({ kv, accounts, school }) => {
    const email = "lin@school.edu";
    const { teacher } = await accounts.signUp(
      { email, name: "L", password },
      from,
    );
    const key = ["account", teacher.id];
    const { value } = await kv.get<Account>(key);
    assert.equal(value && "school" in value, false);
    const asked = await school.signIn(person("lin"));
    assert("prove" in asked);
    await school.linkByPassword(asked.prove, password, from);
    const now = (await kv.get<Account>(key)).value;
    assert.deepEqual(now, { ...value, school: person("lin").identity });
  }));

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

/** Why these claims are refused; "in": they are not. */
function judged(
  change: Record<string, unknown>,
  env: Record<string, string> = { OIDC_DOMAINS: "school.edu" },
): string {
  const claims = { ...right, ...change };
  const person = readSchoolPerson(claims);
  if (!person) return "nobody";
  return rejectionOf(person, claims, read(env))?.reason ?? "in";
}

Deno.test("only the provider's verified mark makes an address count (D-1)", () => {
  assert.equal(judged({}), "in");
  assert.equal(judged({ email_verified: "true" }), "in");
  for (const email_verified of [undefined, false, "false", 1, "yes", {}, []]) {
    assert.equal(judged({ email_verified }), "unverified");
  }
  // `xms_edov` counts only from Entra.
  const owned = { email_verified: undefined, xms_edov: true };
  assert.equal(judged(owned), "unverified");
  assert.equal(judged({ ...owned, iss: entra }), "in");
  assert.equal(judged({ ...owned, iss: entra, xms_edov: "1" }), "in");
  assert.equal(judged({ ...owned, iss: entra, xms_edov: "0" }), "unverified");
  const denied = { email_verified: false, xms_edov: true, iss: entra };
  assert.equal(judged(denied), "unverified");
});

Deno.test("the whole domain of an address is compared, ignoring case (D-1)", () => {
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

Deno.test("an address that changes when normalised is refused (D-1)", () => {
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

Deno.test("a required claim is found in a list or at a path, and the domain must match too (D-1)", () => {
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

Deno.test("userinfo completes an ID token without verifying another address (D-1)", () => {
  const token: IdTokenClaims = {
    iss: issuer,
    sub: "1",
    email: "lin@school.edu",
  };
  const info = { sub: "1", email: "eve@school.edu", email_verified: true };
  const both = mergeUserinfo(token, info);
  assert.deepEqual(
    [both.email, both.email_verified],
    ["eve@school.edu", true],
    "both of one source",
  );
  const settled = mergeUserinfo({ ...token, email_verified: false }, info);
  assert.deepEqual(
    [settled.email, settled.email_verified],
    ["lin@school.edu", false],
  );
  const wordAlone = mergeUserinfo(token, { sub: "1", email_verified: true });
  assert.deepEqual(
    [wordAlone.email, wordAlone.email_verified],
    ["lin@school.edu", undefined],
    "a word without an address is about none",
  );
  assert.equal(mergeUserinfo(token, { sub: "2", iss: "x" }).sub, "1");
});

Deno.test("a teacher has the provider's name on one line, or else their address (D-1)", () => {
  const name = (change: Record<string, unknown>) =>
    readSchoolPerson({ ...right, ...change })?.name;
  assert.equal(name({ name: " 林 老師 " }), "林 老師");
  assert.equal(name({ given_name: "Mei", family_name: "Lin" }), "Mei Lin");
  assert.equal(name({ name: "a\nb", preferred_username: "lin" }), "lin");
  assert.equal(name({ name: 5 }), "lin");
  assert.equal(name({ name: "x".repeat(200) })?.length, 80);
});

Deno.test("contradictory settings stop the start with a sentence (D-1)", () => {
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
      (error) =>
        error instanceof InvalidSettingsError && said.test(error.message),
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

Deno.test("the server may reach only the provider's hosts, and none without one (D-1)", () => {
  const net = (env: Record<string, string>) =>
    denoArguments(readSettings(env), "/srv").find((it) =>
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
  assert.deepEqual(schoolSignInHosts("https://accounts.google.com"), [
    "accounts.google.com:443",
    "oauth2.googleapis.com:443",
    "www.googleapis.com:443",
    "openidconnect.googleapis.com:443",
  ]);
  assert.equal(toAsciiDomain("a b"), null);
});

/** The right ID token with some claims changed. */
const claiming = (change: Record<string, unknown>) => (right: TokenDraft) =>
  signToken({ ...right, claims: { ...right.claims, ...change } });

const inSeconds = (claim: string, offset: number) => (right: TokenDraft) =>
  claiming({ [claim]: nowInSeconds() + offset })(right);

/** Signed with a secret instead of a key. */
const shared = (secret: Uint8Array, { claims, key }: TokenDraft) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: key.jwk.kid })
    .sign(secret);

const bytes = (text: string) => new TextEncoder().encode(text);

const tokens: [
  what: string,
  make: (right: TokenDraft) => Promise<string>,
  outcome: string,
][] = [
  ["the right one", signToken, "in"],
  [
    "one signed with another key under the same name",
    async (right) => signToken({ ...right, key: await makeKeyPair("one") }),
    "forged",
  ],
  [
    "one signed with a key of another name",
    async (right) => signToken({ ...right, key: await makeKeyPair("two") }),
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
      const [head, , signature] = (await signToken(right)).split(".");
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

Deno.test("an ID token opens an account only when every claim is valid (D-1)", async (context) => {
  await withForgingSchool(async ({ answers, signIn }) => {
    for (const [what, make, expected] of tokens) {
      await context.step(what, async () => {
        answers.token = async (right) => tokenResponse(await make(right));
        assert.equal(await signIn(), expected);
      });
    }
  });
});

Deno.test("changed keys hold from the next sign-in, withdrawn keys do not (D-1)", () =>
  withForgingSchool(async ({ answers, signIn }) => {
    const [old] = answers.keys;
    assert.equal(await signIn(), "in");
    const next = await makeKeyPair("two");
    answers.keys = [next];
    assert.equal(await signIn(), "in");
    answers.token = async (right) =>
      tokenResponse(await signToken({ ...right, key: old }));
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

Deno.test("a browser's answer must be unchanged from the provider's (D-1)", async (context) => {
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

Deno.test("discovery that names another provider or foreign hosts is not followed (D-1)", () =>
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
      tokenResponse(
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

Deno.test("a provider's answer counts once, for ten minutes (D-1)", () =>
  withForgingSchool(async ({ app, ask, time }) => {
    const school = app.school!;
    const { cookie, query } = await ask();
    const twice = await Promise.all([
      school.finish(cookie, query),
      school.finish(cookie, query),
    ]);
    assert.deepEqual(twice.map(signInOutcome).sort(), ["gone", "in"]);
    assert.equal(signInOutcome(await school.finish(cookie, query)), "gone");
    const late = await ask();
    time.ahead = 11 * 60_000;
    assert.equal(
      signInOutcome(await school.finish(late.cookie, late.query)),
      "gone",
    );
  }));

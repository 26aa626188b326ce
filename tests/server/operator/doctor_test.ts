/** An operator has set a service up wrongly: the doctor must say which and why, and print no secret. */
import assert from "node:assert/strict";
import {
  parseTurnUrl,
  readOpenFileLimit,
} from "../../../server/operator/checks.ts";
import { openBucket } from "../../bucket.ts";
import { makeCertificates, testHost } from "../../real/authority.ts";
import { findVersion, freePorts } from "../../real/programs.ts";
import { TlsFront } from "./tls_front.ts";
import { MailServer } from "../../mail_server.ts";
import {
  GuardServer,
  startModelServer,
  streamWords,
} from "../../model_server.ts";
import { oidcClient, startProvider } from "../../school_provider.ts";
import { startServer } from "../../server.ts";
import { makeStepRunner } from "../../steps.ts";
import { runOperatorCommand } from "./operating.ts";
import { WebhookServer } from "../../webhook_server.ts";
import { startTurnServer } from "./turn_server.ts";

/** The printed lines, by the name of the check. */
function readLines(said: string): Record<string, string> {
  return Object.fromEntries(
    said.split("\n").flatMap((line) => {
      const [, state, name, text] =
        /^(\S+) +((?:\S+ )*\S+)  +(.*)$/.exec(line) ?? [];
      return state ? [[name, `${state}: ${text}`]] : [];
    }),
  );
}

Deno.test("the doctor finds nothing wrong where nothing is set up, and makes no folder", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    const { code, said } = await runOperatorCommand(
      "doctor",
      `${dir}/data`,
      [],
    );
    assert.equal(code, 0, said);
    const lines = readLines(said);
    for (
      const name of [
        "mail",
        "alerts",
        "model",
        "guard",
        "bucket",
        "turn",
        "livekit",
      ]
    ) {
      assert.match(lines[name], /^-: Not set up/, said);
    }
    assert.match(lines["data folder"], /^\?: .* does not exist yet/);
    await assert.rejects(Deno.stat(`${dir}/data`), Deno.errors.NotFound);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("the doctor tries each service that is set up, says which fails and why, and prints no secret", async (context) => {
  const step = makeStepRunner(context);
  const secret = "a-secret-that-no-line-shows";
  const server = await startServer();
  const school = await startProvider({});
  const model = startModelServer(() => streamWords(["Yes", "."]));
  const guard = new GuardServer({ "kill you": "self-harm" });
  const mail = await MailServer.open({
    login: { user: "lin", password: secret },
    tls: "none",
  });
  const webhook = WebhookServer.open();
  await using bucket = openBucket();
  await using turn = await startTurnServer(secret);
  const right: Record<string, string> = {
    BASE_URL: server.url,
    SMTP_URL: `smtp://lin:${secret}@127.0.0.1:${mail.port}`,
    MAIL_FROM: "homeroom@school.example",
    ...webhook.settings,
    OIDC_ISSUER: school.issuer,
    ...oidcClient,
    OIDC_DOMAINS: "school.example",
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: secret,
    GUARD_MODEL: "small",
    GUARD_BASE_URL: guard.url,
    GUARD_API_KEY: secret,
    GUARD_STOPS: "self-harm",
    S3_BUCKET: "uploads",
    S3_ENDPOINT: bucket.endpoint,
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: secret,
    TURN_URL: turn.urls,
    TURN_SECRET: secret,
  };
  const examine = (env: Record<string, string>) =>
    runOperatorCommand("doctor", server.dataDir, [], [], { ...right, ...env });
  try {
    const well = await step("nothing fails if all work", async () => {
      const well = await examine({});
      assert.equal(well.code, 0, well.said);
      const lines = readLines(well.said);
      const working = [
        ...["settings", "data folder", "database", "server", "address"],
        ...[
          "sockets",
          "bucket",
          "mail",
          "alerts",
          "school sign-in",
          "model",
          "guard",
        ],
        "turn",
      ];
      for (const name of working) assert.match(lines[name], /^ok: /, well.said);
      assert.equal(bucket.objects.size, 0, "its object is deleted");
      assert.deepEqual(mail.mails, [], "it sends no mail");
      const [test, ...more] = webhook.messages;
      assert(webhook.isSigned(test) && JSON.parse(test.body).type === "test");
      assert.deepEqual(more, []);
      return well;
    });

    const [closed] = freePorts(1);
    const broken = breakEachService({ right, server, model, secret, closed });
    for (const [check, env, why] of broken) {
      await step(
        `${check} fails with ${Object.keys(env)}: ${why}`,
        async () => {
          const { code, said } = await examine(env);
          assert.equal(code, 1, said);
          const line = readLines(said)[check];
          assert.match(line, /^FAILS: /, said);
          assert.match(line, why);
          assert.ok(!said.includes(secret), said);
        },
      );
    }
    assert.ok(!well.said.includes(secret));
  } finally {
    await Promise.all([
      server.stop(),
      school.stop(),
      model.stop(),
      guard.stop(),
      mail.close(),
      webhook.close(),
    ]);
  }
});

/** Settings that break one service each; the others still work. */
function breakEachService({ right, server, model, secret, closed }: {
  right: Readonly<Record<string, string>>;
  server: { url: string };
  model: { url: string };
  secret: string;
  /** A port on which nothing listens. */
  closed: number;
}): [check: string, env: Record<string, string>, reason: RegExp][] {
  return [
    ["mail", { SMTP_URL: right.SMTP_URL.replace(secret, "x") }, /EAUTH/],
    [
      "alerts",
      { SAFETY_WEBHOOK: `http://127.0.0.1:${closed}/x` },
      /\(nothing listens/,
    ],
    ["turn", { TURN_SECRET: "another" }, /refuses with 401/],
    [
      "address",
      { BASE_URL: model.url.replace("/v1", "") },
      /No Homeroom.*another program answers there \(status \d+/,
    ],
    [
      "address",
      { BASE_URL: `http://127.0.0.1:${closed}` },
      /nothing listens there/,
    ],
    ["address", { BASE_URL: "https://a.invalid" }, /no such name in DNS/],
    [
      "address",
      { BASE_URL: server.url.replace("http:", "https:") },
      /speaks no TLS/,
    ],
    [
      "sockets",
      { BASE_URL: `http://127.0.0.1:${closed}` },
      /nothing listens there/,
    ],
    [
      "model",
      { OPENAI_BASE_URL: `http://127.0.0.1:${closed}` },
      /nothing listens/,
    ],
    [
      "guard",
      { GUARD_BASE_URL: `http://127.0.0.1:${closed}` },
      /nothing listens/,
    ],
    [
      "school sign-in",
      { OIDC_ISSUER: `http://localhost:${closed}` },
      /nothing listens there/,
    ],
    [
      "livekit",
      {
        LIVEKIT_URL: `ws://127.0.0.1:${closed}`,
        LIVEKIT_API_KEY: "key",
        LIVEKIT_API_SECRET: secret,
      },
      /nothing listens there/,
    ],
    ["names", { SMPT_URL: right.SMTP_URL }, /SMPT_URL \(SMTP_URL\?\)/],
    ["model", { OPENAI_BASE_URL: server.url }, /OPENAI_BASE_URL/],
    ["guard", { GUARD_STOPS: "self-harm,gambling" }, /knows no gambling/],
    ["guard", { GUARD_BASE_URL: server.url }, /GUARD_BASE_URL/],
    ["school sign-in", { OIDC_ISSUER: server.url }, /can’t work/],
    [
      "bucket",
      { S3_ENDPOINT: `http://127.0.0.1:${closed}` },
      /nothing listens there/,
    ],
  ];
}

Deno.test("the doctor trusts the authority in DENO_CERT, as the address's own visitors do", async () => {
  if (await findVersion("openssl") === null) {
    console.log("not run without openssl: the doctor and DENO_CERT");
    return;
  }
  const folder = await Deno.makeTempDir({ prefix: "homeroom-" });
  const { authority, certificate, key } = await makeCertificates(folder);
  const server = await startServer();
  const front = await TlsFront.open(server.url, {
    cert: await Deno.readTextFile(certificate),
    key: await Deno.readTextFile(key),
  });
  const examine = (env: Record<string, string>) =>
    runOperatorCommand("doctor", server.dataDir, [], [], {
      BASE_URL: `https://${testHost}:${front.port}`,
      TRUST_PROXY: "1",
      ...env,
    });
  try {
    const trusting = await examine({ DENO_CERT: authority });
    const lines = readLines(trusting.said);
    for (const name of ["server", "address", "sockets"]) {
      assert.match(lines[name], /^ok: /, trusting.said);
    }
    const without = readLines((await examine({})).said);
    for (const name of ["address", "sockets"]) {
      assert.match(without[name], /^FAILS: .*know the authority/);
    }
    assert.match(without.server, /^ok: /, "it is asked on this machine");
  } finally {
    front.close();
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the doctor finds a TRUST_PROXY that is too high, and no fault in a right one", async () => {
  const server = await startServer({ TRUST_PROXY: "1" });
  const front = await TlsFront.open(server.url, null);
  const examine = async (BASE_URL: string) => {
    const { said } = await runOperatorCommand(
      "doctor",
      server.dataDir,
      [],
      [],
      {
        BASE_URL,
        TRUST_PROXY: "1",
      },
    );
    return readLines(said)["forged address"];
  };
  try {
    const behind = await examine(`http://127.0.0.1:${front.port}`);
    assert.match(behind, /^ok: A made-up X-Forwarded-For is not believed/);
    assert.match(await examine(server.url), /^FAILS: .*more than there are/);
    // Nobody else is told.
    const guessed = await fetch(`${server.url}/api/health`, {
      headers: { "x-homeroom-doctor": crypto.randomUUID() },
    });
    assert.deepEqual(Object.keys(await guessed.json()), ["version"]);
  } finally {
    front.close();
    await server.stop();
  }
});

Deno.test("the doctor looks at the running server's limit of open files", async () => {
  const server = await startServer();
  try {
    const examine = async () => {
      const { said } = await runOperatorCommand("doctor", server.dataDir, []);
      return readLines(said)["open files"];
    };
    assert.match(await examine(), /^ok: The server may open/);
    const { pid } = JSON.parse(
      await Deno.readTextFile(`${server.dataDir}/address`),
    );
    const { success } = await new Deno.Command("prlimit", {
      args: [`--pid=${pid}`, "--nofile=256:256"],
    }).output();
    assert(success);
    assert.match(await examine(), /^FAILS: The server may open only 256 files/);
  } finally {
    await server.stop();
  }
  const limits = "Limit      Soft Limit   Hard Limit   Units\n" +
    "Max open files            1024                 4096                 files\n";
  assert.equal(readOpenFileLimit(limits), 1024);
  assert.equal(
    readOpenFileLimit(limits.replace("1024", "unlimited")),
    Infinity,
  );
});

Deno.test("the doctor calls commands as they are called here", async () => {
  const dir = await Deno.makeTempDir({ prefix: "homeroom-" });
  const { said } = await runOperatorCommand("doctor", `${dir}/data`, [], [], {
    HOMEROOM_COMMAND: "sudo homeroom",
  });
  assert.match(said, /sudo homeroom start makes it/);
  assert.doesNotMatch(said, /deno task/);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("TURN addresses have the usual port of their scheme and transport", () => {
  const cases: [string, string, number, string][] = [
    ["turn:turn.example.org", "turn.example.org", 3478, "udp"],
    ["turn:turn.example.org:80?transport=tcp", "turn.example.org", 80, "tcp"],
    ["turn:[2001:db8::1]:3478?transport=udp", "2001:db8::1", 3478, "udp"],
    ["turns:turn.example.org", "turn.example.org", 5349, "tls"],
    ["TURNS:turn.example.org:443", "turn.example.org", 443, "tls"],
  ];
  for (const [url, host, port, transport] of cases) {
    assert.deepEqual(parseTurnUrl(url), { host, port, transport }, url);
  }
});

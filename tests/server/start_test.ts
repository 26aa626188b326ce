import assert from "node:assert/strict";
import { hostname as machineName, networkInterfaces } from "node:os";
import { readSettings } from "../../classroom/settings.ts";
import { startTexts } from "../../locales/terminal.ts";
import { commandPrefix, withOwnCommands } from "../../server/command_words.ts";
import {
  isInsecureAddress,
  type NetworkInterface,
  reachableAddresses,
} from "../../server/lan_addresses.ts";
import { readCommit } from "../../server/commit.ts";
import { denoArguments, nodeArguments } from "../../server/permissions.ts";
import { eventually, signUp } from "../people.ts";
import { startServer } from "../server.ts";
import { runOperatorCommand } from "./operator/operating.ts";

Deno.test("a wrong setting stops the start with a sentence that names it", async () => {
  const { code, text } = await run(["run", "-A", "server/start.ts"], {
    TEACHER_PLAN: "some",
  });
  assert.equal(code, 1);
  assert.match(text, /TEACHER_PLAN must be one of: everyone, granted/);
});

Deno.test("a setting that names a missing file stops the start too", async () => {
  const { code, text } = await run(["run", "-A", "server/start.ts"], {
    DATA_DIR: "/proc/nowhere",
  });
  assert.equal(code, 1);
  assert.match(
    text,
    /^The folder "\/proc\/nowhere" can’t be created .+ Set DATA_DIR/,
  );
  const wrong: [env: Record<string, string>, says: RegExp][] = [
    [
      { DATA_DIR: "/proc/nowhere" },
      /The folder "\/proc\/nowhere" can’t be created/,
    ],
    [{ HOST: "nowhere.invalid" }, /can’t listen at HOST "nowhere\.invalid"/],
    [
      { KV_URL: "/nowhere/kv" },
      /in \/nowhere\/kv can’t be opened .+ set KV_URL/,
    ],
  ];
  for (const [env, says] of wrong) await assert.rejects(startServer(env), says);
});

Deno.test("a second server on the same data is refused with a sentence", async () => {
  const server = await startServer();
  try {
    await assert.rejects(
      startServer({ DATA_DIR: server.dataDir }),
      /Another Homeroom is using the data in/,
    );
    const port = new URL(server.url).port;
    await assert.rejects(startServer({ PORT: port }), /is using port \d+/);
  } finally {
    await server.stop();
  }
});

Deno.test("a start that a full or read-only disk prevents says so, and the doctor too", async () => {
  const disk = await Deno.makeTempDir({ prefix: "homeroom-" });
  const mount = async (...args: string[]) => {
    const { success } = await new Deno.Command(args[0], {
      args: [...args.slice(1), disk],
      stderr: "null",
    }).output();
    return success;
  };
  if (!await mount("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs")) {
    console.log("not run, because this user may not mount a disk");
    await Deno.remove(disk);
    return;
  }
  try {
    const DATA_DIR = `${disk}/data`;
    await (await startServer({ DATA_DIR })).stop();
    const examine = async () =>
      (await runOperatorCommand("doctor", DATA_DIR, [])).said;
    const filler = new Uint8Array(1024);
    await assert.rejects(async () => {
      for (;;) await Deno.writeFile(`${disk}/filler`, filler, { append: true });
    }, /No space left/);
    await assert.rejects(
      startServer({ DATA_DIR }),
      /\/data is full.+Make room/,
    );
    assert.match(await examine(), /^FAILS +data folder.+ has 0(\.0)? GB/m);
    await Deno.remove(`${disk}/filler`);
    // It leaves a file that the next start removes.
    await (await startServer({ DATA_DIR })).kill();
    assert.ok(await mount("mount", "-o", "remount,ro"));
    await assert.rejects(startServer({ DATA_DIR }), /mounted read-only/);
    assert.match(await examine(), /^FAILS +data folder.+mounted read-only/m);
    assert.ok(await mount("mount", "-o", "remount,rw"));
    await (await startServer({ DATA_DIR })).stop();
  } finally {
    await mount("umount", "--lazy");
    await Deno.remove(disk);
  }
});

Deno.test("a KV elsewhere (KV_URL) is for one server too", async () => {
  const KV_URL = await Deno.makeTempFile({ prefix: "homeroom-" });
  try {
    const server = await startServer({ KV_URL });
    await assert.rejects(
      startServer({ KV_URL }),
      /Another Homeroom is using the data in \S+\. .+ set KV_URL to another/,
    );
    await server.stop();
  } finally {
    await Deno.remove(KV_URL);
    await Deno.remove(`${KV_URL}.lock`);
  }
});

Deno.test("a second server in the same folder is refused, wherever its KV is", async () => {
  const server = await startServer();
  const { dataDir: DATA_DIR } = server;
  const aside = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    const elsewhere = `${aside}/kv`;
    for (const KV_URL of [elsewhere, ":memory:"]) {
      // It would sweep files that its own KV does not know.
      await assert.rejects(startServer({ DATA_DIR, KV_URL }), (error) => {
        assert.match(String(error), /Another Homeroom is using the data in/);
        assert.ok(String(error).includes(`${DATA_DIR}. `), String(error));
        return true;
      });
    }
    const backup = `${aside}/backup`;
    const made = await runOperatorCommand("backup", DATA_DIR, backup);
    assert.equal(made.code, 0, made.said);
    const env = { KV_URL: elsewhere };
    const restored = await runOperatorCommand(
      "restore",
      DATA_DIR,
      backup,
      [],
      env,
    );
    assert.match(restored.said, /Stop it first/);
  } finally {
    await server.stop();
    await Deno.remove(aside, { recursive: true });
  }
});

Deno.test("a second server on the same file is refused, by any setting or link", async () => {
  const aside = await Deno.makeTempDir({ prefix: "homeroom-" });
  const server = await startServer();
  try {
    const { dataDir } = server;
    const file = `${dataDir}/homeroom.kv`;
    await Deno.symlink(dataDir, `${aside}/folder`);
    await Deno.symlink(file, `${aside}/file`);
    await Deno.mkdir(`${aside}/data`);
    await Deno.symlink(file, `${aside}/data/homeroom.kv`);
    const ways: Record<string, string>[] = [
      { KV_URL: file },
      { KV_URL: `${aside}/../${dataDir.split("/").at(-1)}/homeroom.kv` },
      { KV_URL: `${aside}/folder/homeroom.kv` },
      { KV_URL: `${aside}/file` },
      { DATA_DIR: `${aside}/folder` },
      { DATA_DIR: `${aside}/data` },
    ];
    for (const env of ways) {
      await assert.rejects(
        startServer(env),
        /Another Homeroom is using the data in/,
        JSON.stringify(env),
      );
    }
  } finally {
    await server.stop();
    await Deno.remove(aside, { recursive: true });
  }
});

Deno.test("data behind a link is opened and locked at its real place", async () => {
  const aside = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    await Deno.mkdir(`${aside}/real`);
    await Deno.symlink(`${aside}/real`, `${aside}/link`);
    const server = await startServer({ DATA_DIR: `${aside}/link` });
    try {
      const DATA_DIR = `${aside}/real`;
      await assert.rejects(startServer({ DATA_DIR }), /Another Homeroom/);
    } finally {
      assert.equal(await server.stop(), 0);
    }
  } finally {
    await Deno.remove(aside, { recursive: true });
  }
});

Deno.test("a link to a file that does not exist yet leads every server to the same file", async () => {
  const aside = await Deno.makeTempDir({ prefix: "homeroom-" });
  try {
    await Deno.mkdir(`${aside}/real`);
    await Deno.symlink("real/kv", `${aside}/near`);
    const KV_URL = `${aside}/link`;
    await Deno.symlink(`${aside}/near`, KV_URL);
    const server = await startServer({ KV_URL });
    try {
      await assert.rejects(startServer({ KV_URL }), /Another Homeroom/);
    } finally {
      assert.equal(await server.stop(), 0);
    }
    await Deno.symlink(`${aside}/round`, `${aside}/round`);
    const round = { KV_URL: `${aside}/round` };
    await assert.rejects(startServer(round), /can’t be opened/);
  } finally {
    await Deno.remove(aside, { recursive: true });
  }
});

Deno.test("after SIGKILL the data is free at once, and stored data is there", async () => {
  const server = await startServer();
  try {
    const made = await fetch(server.url + "/api/teachers", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        email: "lin@example.org",
        name: "Ms Lin",
        password: "correct horse",
      }),
    });
    const cookie = made.headers.getSetCookie()[0].split(";")[0];
    await made.body?.cancel();
    await server.kill();
    await server.restart();
    const me = await fetch(server.url + "/api/me", { headers: { cookie } });
    assert.equal((await me.json()).teacher.name, "Ms Lin");
  } finally {
    await server.stop();
  }
});

Deno.test("SIGTERM ends it cleanly (SYNC-15)", async () => {
  const server = await startServer();
  await (await fetch(server.url + "/api/health")).body?.cancel();
  assert.equal(await server.stop(), 0);
  assert.match(server.output(), /"event":"stopping"/);
});

/** Runs the launcher until it has printed its address and the first step; ends it by SIGTERM after `test`. */
async function withLauncher(
  HOST: string,
  test: (url: string, text: string, dataDir: string) => Promise<void>,
): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "homeroom data " });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "server/start.ts"],
    env: { PORT: "0", HOST, DATA_DIR: dataDir, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  try {
    let text = "";
    let isReady = false;
    for await (
      const part of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      text += part;
      if (isReady || !text.includes("Ctrl+C")) continue;
      isReady = true;
      const [, url] = /Homeroom is ready: (http:\/\/\S+:\d+)/.exec(text) ?? [];
      await test(url, text, dataDir).finally(() => child.kill("SIGTERM"));
    }
    assert.ok(isReady, text);
    assert.equal((await child.status).code, 0);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

Deno.test("the launcher prints its address and the first step, and passes SIGTERM on", async () => {
  await withLauncher("127.0.0.1", async (url, text) => {
    assert.match(url, /^http:\/\/127\.0\.0\.1:/);
    const health = await fetch(url + "/api/health");
    assert.equal(health.status, 200);
    const { version } = await health.json();
    assert.match(version, /^\d+\.\d+\.\d+$/);
    const commit = await readCommit();
    assert.equal(
      text.split("\n")[0],
      `Homeroom ${version}${commit === null ? "" : ` (${commit})`}`,
    );
  });
});

Deno.test("HOST may be localhost, and a name that the server may not use ends the start", async () => {
  await withLauncher("localhost", async (url) => {
    const health = await fetch(url + "/api/health");
    assert.equal(health.status, 200);
    await health.body?.cancel();
  });
  // The machine's name has an address, for which there is no permission: an error that no call of the server catches.
  const free = Deno.listen({ port: 0 });
  const { port } = free.addr as Deno.NetAddr;
  free.close();
  const { code, text } = await run(["run", "-A", "server/start.ts"], {
    HOST: machineName(),
    PORT: String(port),
    DATA_DIR: await Deno.makeTempDir(),
  });
  assert.notEqual(code, 0);
  assert.match(text, /can’t listen at HOST/);
});

Deno.test("HOST may be an IPv6 address, for its page, the doctor and the image's health check", async () => {
  const interfaces = Object.values(networkInterfaces()).flat();
  if (!interfaces.some((it) => it?.address === "::1")) {
    console.log("not run without IPv6: HOST");
    return;
  }
  const dockerfile = await Deno.readTextFile("Dockerfile");
  const [, check] = /^HEALTHCHECK .*CMD (\[.*\])$/m.exec(dockerfile) ?? [];
  const [, ...checkArgs]: string[] = JSON.parse(check);
  const hosts = [
    ["::1", "[::1]", "[::1]"],
    ["[::1]", "[::1]", "[::1]"],
    ["[::]", "localhost", "[::1]"],
  ];
  for (const [HOST, shown, local] of hosts) {
    await withLauncher(HOST, async (url, _, dataDir) => {
      const { hostname, port } = new URL(url);
      assert.equal(hostname, shown, HOST);
      const health = await fetch(url + "/api/health");
      assert.equal(health.status, 200, HOST);
      await health.body?.cancel();
      const { said } = await runOperatorCommand("doctor", dataDir, []);
      assert.ok(said.includes(`http://${local}:${port}`), said);
      const { code } = await new Deno.Command(Deno.execPath(), {
        args: checkArgs,
        env: { HOST, PORT: port },
      }).output();
      assert.equal(code, 0, HOST);
    });
  }
});

Deno.test("an operator's commands are named as they are run here", () => {
  const pid = 4711;
  const cases: [Record<string, string>, isDeno: boolean, string][] = [
    [{}, true, "deno task"],
    [{}, false, "node .output/node/homeroom.mjs"],
    [{ SYSTEMD_EXEC_PID: "4711" }, true, "sudo homeroom"],
    [{ SYSTEMD_EXEC_PID: "1" }, true, "deno task"],
    [
      { HOMEROOM_COMMAND: "docker compose exec homeroom deno task" },
      true,
      "docker compose exec homeroom deno task",
    ],
  ];
  for (const [env, isDeno, expected] of cases) {
    assert.equal(commandPrefix(env, pid, isDeno), expected);
  }
});

Deno.test("texts of commands say them as they are called here", () => {
  const text = "deno task start makes it. Run deno task restore FOLDER.";
  assert.equal(
    withOwnCommands(text, "sudo homeroom"),
    "sudo homeroom start makes it. Run sudo homeroom restore FOLDER.",
  );
  assert.equal(withOwnCommands(text, "deno task"), text);
});

Deno.test("a name that looks like a setting and is none is named at the start", async () => {
  const { code, text } = await run(["run", "-A", "server/start.ts"], {
    SMPT_URL: "smtp://mail.example.org",
    OPENAI_API_BASE: "http://127.0.0.1:1",
    // Ends the start, after the line and before the server.
    DATA_DIR: await Deno.makeTempDir(),
    HOST: "192.0.2.1",
    PORT: "0",
  });
  assert.notEqual(code, 0);
  assert.match(
    text,
    /no setting OPENAI_API_BASE, SMPT_URL \(SMTP_URL\?\), so it has no effect/,
  );
});

async function run(args: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("a low PASSWORD_COST gives a warning at the start, and the default does not", async () => {
  for (
    const [PASSWORD_COST, warned] of [["14", true], ["15", false]] as const
  ) {
    const server = await startServer({ PASSWORD_COST });
    await server.stop();
    assert.equal(/PASSWORD_COST is 14/.test(server.output()), warned);
  }
});

Deno.test("a key with open sign-up gives a warning at the start, and nothing else does (A-5)", async () => {
  const key = { OPENAI_API_KEY: "sk-secret" };
  for (
    const [env, warned] of [
      [key, true],
      [{ ...key, SIGN_UP: "closed" }, false],
      [{}, false],
    ] as [Record<string, string>, boolean][]
  ) {
    const server = await startServer(env);
    await server.stop();
    const output = server.output();
    assert.equal(/SIGN_UP is open/.test(output), warned);
    assert(!output.includes("sk-secret"));
  }
});

const at = (name: string, address: string): NetworkInterface => ({
  name,
  address,
  family: address.includes(":") ? "IPv6" : "IPv4",
});

Deno.test("a school's own network comes first among the addresses, and internal ones never", () => {
  assert.deepEqual(
    reachableAddresses([
      at("lo", "127.0.0.1"),
      at("docker0", "172.17.0.1"),
      at("br-5f2a", "172.18.0.1"),
      at("vboxnet0", "192.168.56.1"),
      at("eth1", "203.0.113.9"),
      at("eth2", "172.20.1.4"),
      at("tun0", "10.8.0.2"),
      at("wlan0", "10.20.3.4"),
      at("eth0", "192.168.1.7"),
      at("eth0", "fe80::1"),
      at("eth3", "169.254.1.1"),
    ]),
    ["192.168.1.7", "10.20.3.4", "172.20.1.4", "203.0.113.9"],
  );
});

Deno.test("a machine without a network has no address", () => {
  assert.deepEqual(reachableAddresses([at("lo", "127.0.0.1")]), []);
});

Deno.test("in a container the bridge's address is not offered", () => {
  const all = [at("eth0", "172.17.0.2"), at("eth1", "10.1.2.3")];
  assert.deepEqual(reachableAddresses(all, true), ["10.1.2.3"]);
  assert.deepEqual(reachableAddresses(all), ["10.1.2.3", "172.17.0.2"]);
});

Deno.test("an address is insecure where browsers give it no secure context (D-4)", () => {
  const plain = [
    "http://192.168.1.5:8000",
    "http://laptop.local",
    "http://a.test",
  ];
  const secure = [
    "https://class.example.org",
    "http://localhost:8000",
    "http://127.0.0.1:8000",
    "http://[::1]:8000",
  ];
  assert.deepEqual([...plain, ...secure].filter(isInsecureAddress), plain);
  const said = (isPlain: boolean) =>
    startTexts.welcome(plain[0], [], isPlain).split("plain http").length - 1;
  assert.deepEqual([said(true), said(false)], [1, 0]);
});

Deno.test("the server may write only its data folder, and not its own program", () => {
  const settings = readSettings({ DATA_DIR: "/srv/data" });
  const inDeno = denoArguments(settings, "/srv/homeroom");
  const inNode = nodeArguments(settings, "/srv/homeroom");
  const folders = [...inDeno, ...inNode].flatMap((it) =>
    /^--allow-(?:fs-)?write(?:=(.*))?$/.exec(it)?.[1]?.split(",") ?? []
  );
  assert.ok(inDeno.some((it) => it.startsWith("--allow-write=")));
  assert.deepEqual(new Set(folders), new Set(["/srv/data"]));
});

Deno.test("while the KV fails, requests get 503 and ready fails; then both recover", async () => {
  const server = await startServer({}, ["--preload=tests/server/kv_outage.ts"]);
  try {
    const teacher = await signUp(server);
    await Deno.writeTextFile(`${server.dataDir}/down`, "");
    const asks: [method: string, path: string, body?: unknown][] = [
      ["GET", "/api/me"],
      ["GET", "/api/sessions"],
      ["POST", "/api/sessions", { name: "Biology" }],
      ["POST", "/api/login", { email: "a@b.example", password: "12345678" }],
      ["POST", "/api/join", { code: "123456", name: "Amy" }],
      ["GET", "/api/ready"],
    ];
    for (const [method, path, body] of asks) {
      const answer = await teacher.askExpecting(503, method, path, body);
      assert.equal(answer.body.type, "storage-unavailable", path);
      assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
    }
    const page = await teacher.askExpecting(503, "GET", "/teacher/sessions");
    assert.match(page.body, /Not available right now/);
    assert.equal(
      server.output().match(/"event":"the storage failed"/g)?.length,
      1,
    );
    await Deno.remove(`${server.dataDir}/down`);
    await eventually(
      () => teacher.ask("GET", "/api/ready"),
      ({ status }) => status === 200,
      "it is ready again",
    );
    await teacher.askExpecting(201, "POST", "/api/sessions", {
      name: "Biology",
    });
  } finally {
    await server.stop();
  }
});

Deno.test("an uncaught rejection or exception is logged with an id, and the server continues", async () => {
  const server = await startServer({}, ["--preload=tests/server/stray.ts"]);
  try {
    const logged = await eventually(
      () => Promise.resolve(server.output()),
      (output) =>
        output.includes("a timer broke") &&
        output.includes("nobody caught this"),
      "both were logged",
    );
    const strays = logged.split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === "uncaught");
    assert.deepEqual(strays.map(({ error }) => error.split("\n")[0]).sort(), [
      "Error: a timer broke on …",
      "Error: nobody caught this",
    ]);
    for (const { id } of strays) assert.match(id, /^[0-9a-f]{8}$/);
    assert.notEqual(strays[0].id, strays[1].id);
    assert.ok(
      !logged.includes("secret words"),
      "what an error quotes stays out",
    );
    const health = await fetch(server.url + "/api/health");
    assert.equal(health.status, 200);
    await health.body?.cancel();
  } finally {
    assert.equal(await server.stop(), 0);
  }
});

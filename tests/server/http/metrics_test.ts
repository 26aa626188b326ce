/** An operator's metrics count what happens, and must not tell who or what (ACCESS-2). */
import assert from "node:assert/strict";
import { documentNames } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { MetricsEndpoint } from "../../../server/http/metrics_endpoint.ts";
import { failureNames } from "../../../server/http/failure_names.ts";
import { Prometheus } from "../../../server/http/prometheus.ts";
import { RouteNames } from "../../../server/http/route_names.ts";
import { storageGauges } from "../../../server/http/storage_gauges.ts";
import { Telemetry } from "../../../server/http/telemetry.ts";
import type { Kv } from "../../../sync/kv/kv.ts";
import { StorageHealth } from "../../../sync/kv/storage_health.ts";
import { makeGuardedKv } from "../../../classroom/storage/storage.ts";
import { makeFailingKv } from "../../classroom/storage/failing_kv.ts";
import { readSources } from "../../source.ts";
import {
  createSession,
  eventually,
  joinClass,
  makeTeacherSeat,
  signUp,
  Visitor,
} from "../../people.ts";
import { startServer } from "../../server.ts";
import { makeStepRunner } from "../../steps.ts";
import { runOperatorCommand } from "../operator/operating.ts";

const token = "a-token-of-enough-letters";

Deno.test("without a token only this machine's own programs are answered, and nothing that a proxy passed on", async () => {
  const endpoint = new MetricsEndpoint(undefined, () => Promise.resolve("all"));
  const here = "http://127.0.0.1:8000/metrics";
  const proxies = [
    ...["forwarded", "via", "x-real-ip", "x-forwarded-for"],
    ...["x-forwarded-proto", "x-forwarded-host", "cf-connecting-ip"],
  ];
  const table: [
    isRead: boolean,
    peer: string,
    url?: string,
    headers?: Record<string, string>,
  ][] = [
    [true, "127.0.0.1"],
    [true, "127.8.9.10"],
    [true, "::1"],
    [true, "::ffff:127.0.0.1"],
    [true, "127.0.0.1", "http://localhost/metrics"],
    [true, "::1", "http://[::1]:8000/metrics"],
    [false, "192.168.1.20"],
    [false, "::ffff:10.0.0.3"],
    [false, "fe80::1"],
    [false, "2001:db8::1"],
    [false, ""],
    [false, "localhost"],
    [false, "1.127.0.0.1"],
    // A page of a browser here whose name leads to this machine.
    [false, "127.0.0.1", "http://evil.example:8000/metrics"],
    [false, "127.0.0.1", "https://class.example.org/metrics"],
    ...proxies.map((name) =>
      [false, "127.0.0.1", here, { [name]: "127.0.0.1" }] as const
    ).map((it) => [...it] as [boolean, string, string, Record<string, string>]),
    // Nobody has a token where there is none.
    [false, "10.0.0.3", here, { authorization: "Bearer undefined" }],
    [false, "10.0.0.3", here, { authorization: "Bearer " }],
  ];
  for (const [isRead, peer, url = here, headers = {}] of table) {
    const answer = await endpoint.answer(new Request(url, { headers }), peer);
    const text = await answer?.text() ?? null;
    assert.equal(text, isRead ? "all" : null, JSON.stringify([peer, headers]));
  }
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    const req = new Request(here, { method });
    assert.equal(await endpoint.answer(req, "127.0.0.1"), null, method);
  }
});

Deno.test("with a token only that token reads the metrics, from anywhere", async () => {
  const endpoint = new MetricsEndpoint(token, () => Promise.resolve("all"));
  const ask = (authorization: string | null, peer = "127.0.0.1") =>
    endpoint.answer(
      new Request("http://127.0.0.1:8000/metrics", {
        headers: authorization === null ? {} : { authorization },
      }),
      peer,
    );
  for (const peer of ["127.0.0.1", "203.0.113.9"]) {
    const right = await ask(`Bearer ${token}`, peer);
    assert.equal(await right!.text(), "all");
  }
  const wrong = [
    ...[null, "", "Bearer", "Bearer ", `Bearer ${token}x`],
    ...[`Bearer ${token.slice(1)}`, `Basic ${btoa(`:${token}`)}`, token],
    ...[`Bearer x ${token}`, `Bearer ${token} x`],
  ];
  for (const authorization of wrong) {
    const refused = await ask(authorization);
    assert.equal(refused?.status, 401, String(authorization));
    assert.equal(refused?.headers.get("www-authenticate"), "Bearer");
    assert.doesNotMatch(await refused!.text(), /\ball\b/);
  }
});

Deno.test("METRICS_TOKEN is long, and needs METRICS", () => {
  const faults = (env: Record<string, string>) => {
    try {
      readSettings(env);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.equal(faults({ METRICS: "on" }), null);
  assert.equal(faults({ METRICS: "on", METRICS_TOKEN: token }), null);
  assert.match(faults({ METRICS_TOKEN: token }) ?? "", /METRICS must be on/);
  const short = faults({ METRICS: "on", METRICS_TOKEN: "hunter2" }) ?? "";
  assert.match(short, /METRICS_TOKEN must have at least 16/);
  assert.ok(!short.includes("hunter2"));
});

Deno.test("a metric that fails leaves the others, and one with too many series is bounded", async () => {
  const failures: unknown[] = [];
  const prometheus = new Prometheus((_, error) => failures.push(error));
  prometheus.meter.createObservableGauge("broken").addCallback(() =>
    Promise.reject(new Error("the storage is away"))
  );
  const many = prometheus.meter.createCounter("many");
  for (let n = 0; n < 2_000; n++) many.add(1, { kind: `k${n}` });
  const text = await prometheus.read();
  assert.match(text, /^process_resident_memory_bytes \d+$/m);
  assert.equal(failures.length, 1);
  assert.ok(text.match(/^many_total\{/gm)!.length <= 500);
});

/** A `/metrics` of a server over this KV, with the failures that reading it caused. */
function measure(kv: Kv, DATA_DIR = "/tmp") {
  const failures: string[] = [];
  const report = (what: string) => void failures.push(what);
  const health = new StorageHealth(kv);
  const prometheus = new Prometheus(report);
  const guarded = makeGuardedKv(health.kv, () => {});
  const telemetry = new Telemetry(false, new RouteNames([], []));
  telemetry.addMeter(prometheus.meter);
  const gauges = storageGauges({
    settings: readSettings({ DATA_DIR }),
    storageHealth: health,
    sessions: {
      countRunning: async () => {
        await guarded.get(["a"]);
        return 0;
      },
    },
  });
  for (const gauge of gauges) telemetry.observe(gauge, report);
  return { prometheus, health, failures };
}

Deno.test("each kind of failure, and every counter with known labels, is there with 0 from the start", async () => {
  using kv = await Deno.openKv(":memory:");
  const { prometheus } = measure(kv);
  const samples = readSamples(await prometheus.read());
  const failures = samples.filter(({ name }) =>
    name === "homeroom_failures_total"
  );
  assert.deepEqual(
    failures.map(({ labels }) => labels.what).sort(),
    [...failureNames].sort(),
  );
  for (const { value } of failures) assert.equal(value, 0);
  const names = new Set(samples.map(({ name }) => name));
  for (const name of ["updates", "deliveries", "answers", "joins", "mails"]) {
    assert.ok(names.has(`homeroom_${name}_total`), name);
  }
});

Deno.test("the list of failures is that of the source", async () => {
  const reported = new Set<string>();
  const sources = await readSources(
    "sync",
    "classroom",
    "server",
    "routes",
    "exports",
    "formats",
  );
  for (const { path, text } of sources) {
    if (path.includes("/client/")) continue;
    for (
      const [, what] of text.matchAll(/\breport(?:Failure)?\(\s*"([^"]+)"/g)
    ) reported.add(what);
  }
  assert.deepEqual([...reported].sort(), [...failureNames].sort());
});

Deno.test("while the storage fails or is silent, the metrics come at once and add no failure", async () => {
  using opened = await Deno.openKv(":memory:");
  const silent = new Proxy(opened, {
    get: (kv, name) =>
      name === "set" || name === "get"
        ? () => new Promise(() => {})
        : Reflect.get(kv, name).bind(kv),
  });
  for (const kv of [makeFailingKv(opened, () => true), silent]) {
    const { prometheus, health, failures } = measure(kv);
    const text = await prometheus.read();
    assert.match(text, /^homeroom_storage_up 0$/m);
    assert.match(text, /^process_resident_memory_bytes \d+$/m);
    assert.doesNotMatch(text, /^homeroom_classes /m);
    assert.deepEqual(failures, []);
    health.stop();
  }
});

Deno.test("a gauge that cannot be read is left out, and reported", async () => {
  using kv = await Deno.openKv(":memory:");
  const file = await Deno.makeTempFile();
  const { prometheus, health, failures } = measure(kv, `${file}/data`);
  const text = await prometheus.read();
  assert.doesNotMatch(text, /^homeroom_disk_free_bytes /m);
  assert.match(text, /^homeroom_storage_up 1$/m);
  // The free disk, and the age of the last backup.
  assert.deepEqual(failures, ["a metric failed", "a metric failed"]);
  health.stop();
  await Deno.remove(file);
});

Deno.test("metrics tell the storage, the free disk and the build, and have their unit in their name", async () => {
  using kv = await Deno.openKv(":memory:");
  const { prometheus, health } = measure(kv);
  prometheus.meter.createHistogram("http.server.request.duration", {
    unit: "s",
  }).record(1);
  const text = await prometheus.read();
  assert.match(text, /^homeroom_storage_up 1$/m);
  assert.match(text, /^homeroom_disk_free_bytes \d+(e\+\d+)?$/m);
  assert.match(text, /^homeroom_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
  assert.match(text, /^http_server_request_duration_seconds_count 1$/m);
  assert.match(text, /^# UNIT homeroom_sent_bytes|^homeroom_sent_bytes_total/m);
  health.stop();
});

/** The labels of all metrics, with what their values may be. */
const labels: Record<string, RegExp> = {
  by: /^(server|client)$/,
  channel: /^(mail|webhook)$/,
  code: /^\d{1,4}$/,
  event: /^(began|ended)$/,
  failure: /^[a-z-]+$/,
  how: /^(new|returned|waiting)$/,
  http_request_method: /^[A-Z]+$/,
  http_response_status_code: /^\d{3}$/,
  kind: /^[a-z-]{3,30}$/,
  le: /^(\d+(\.\d+)?|\+Inf)$/,
  outcome: /^[a-z]+$/,
  service_version: /^\d+\.\d+\.\d+$/,
  state: /^(done|stopped|failed)$/,
  stored: /^(true|false)$/,
  version: /^\d+\.\d+\.\d+$/,
  what: /^[A-Za-z',: -]+$/,
};

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads Prometheus's text format; throws for what does not fit it. */
function readSamples(text: string): Sample[] {
  const samples: Sample[] = [];
  const kinds = new Map<string, string>();
  for (const line of text.trimEnd().split("\n")) {
    const [, of, kind] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? [];
    if (of !== undefined) kinds.set(of, kind);
    if (line === "" || line.startsWith("# ")) continue;
    const [, name, inside, value] =
      /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? assert.fail(line);
    const read = [...(inside ?? "").matchAll(/(\w+)="([^"\\]*)"(?:,|$)/g)];
    assert.equal(
      read.map(([whole]) => whole).join(""),
      inside ?? "",
      line,
    );
    const family = name.replace(/_(bucket|sum|count)$/, "");
    assert.ok(kinds.has(name) || kinds.get(family) === "histogram", line);
    assert.ok(!Number.isNaN(Number(value)), line);
    samples.push({
      name,
      labels: Object.fromEntries(read.map(([, key, value]) => [key, value])),
      value: Number(value),
    });
  }
  return samples;
}

const dashboard = new URL("../../../docs/deploy/grafana.json", import.meta.url);

/** The metrics that the alert rules ask for. */
async function metricsOfRules(): Promise<Set<string>> {
  const rules = await Deno.readTextFile(
    new URL("../../../docs/deploy/alert-rules.yml", import.meta.url),
  );
  const expressions = [...rules.matchAll(/^\s+expr: (.*)$/gm)];
  assert.ok(expressions.length >= 8);
  return new Set(
    expressions.flatMap(([, it]) =>
      it.match(/\b(homeroom|process)_\w+/g) ?? []
    ),
  );
}

/** The metrics that the dashboard's panels ask for. */
async function metricsOfDashboard(): Promise<Set<string>> {
  const { panels } = JSON.parse(await Deno.readTextFile(dashboard));
  const queries: string[] = panels.flatMap((
    { targets = [] }: { targets?: { expr: string }[] },
  ) => targets.map(({ expr }) => expr));
  assert.ok(queries.length >= 12);
  return new Set(
    queries.flatMap((it) =>
      it.match(/\b(homeroom|process|http_server)_\w+/g) ?? []
    ),
  );
}

Deno.test({
  name:
    "students, teachers and strangers cannot read the metrics, which name nobody (ACCESS-2)",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(context) {
    const step = makeStepRunner(context);
    const server = await startServer({ METRICS: "on", TRUST_PROXY: "1" });
    const read = async () => {
      const answer = await fetch(`${server.url}/metrics`);
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      assert.match(
        answer.headers.get("content-type") ?? "",
        /^text\/plain; version=0\.0\.4/,
      );
      assert.equal(answer.headers.get("cache-control"), "no-store");
      return text;
    };
    try {
      const teacher = await signUp(server, "Zinnia Quillfeather");
      const session = await createSession(teacher, {
        name: "Fermentation 101",
      });
      const teaching = await makeTeacherSeat(teacher, session).openPage();
      const visitor = new Visitor(server, "198.51.100.77");
      const amy = await joinClass(server, session.code, "Amaryllis", visitor);
      await amy.openPage();

      await step("a class talks, and a stranger guesses", async () => {
        await amy.sayAndSee("the wombat sings at midnight");
        await amy.waitForRefusal(amy.queueMessage("heliotrope ".repeat(1000)));
        amy.queueCommand({
          kind: "ask",
          conversation: newId(),
          text: "Why do bandicoots gargle?",
        });
        for (
          const [method, path] of [
            ["GET", "/Marigold?q=Snapdragon"],
            ["POST", "/api/join"],
            ["POST", `/api/password-reset/token-Xyzzy42`],
          ]
        ) {
          const body = method === "POST"
            ? { code: "000000", name: "Bartholomew", password: "plugh plover" }
            : undefined;
          await visitor.ask(method, path, body);
        }
        const staff = amy.open(documentNames.staff(session.id));
        await staff.waitUntil(
          () => staff.permanent !== null,
          "it was never hers",
        );
      });

      await step("nobody of the class reads the metrics", async () => {
        const paths = [
          ...["/metrics", "/metrics/", "/zh/metrics", "/Metrics", "//metrics"],
          ...["/api/metrics", "/metrics?x=1", "/%6detrics"],
          ...[`/api/sessions/${session.id}/metrics`],
        ];
        for (const who of [teacher, visitor, new Visitor(server, "10.0.0.9")]) {
          for (const path of paths) {
            for (const method of ["GET", "HEAD", "POST"]) {
              const answer = await fetch(server.url + path, {
                method,
                headers: {
                  ...who.headers(),
                  "x-forwarded-for": "198.51.100.77",
                  authorization: "Bearer undefined",
                },
                redirect: "manual",
              });
              const text = await answer.text();
              assert.ok(answer.status >= 300, `${path} ${answer.status}`);
              assert.doesNotMatch(text, /homeroom_|process_/, path);
            }
          }
        }
      });

      const samples = await step("metrics count events", async () => {
        const samples = await eventually(
          async () => readSamples(await read()),
          (all) =>
            all.some(({ name, value }) =>
              name === "homeroom_answer_duration_seconds_count" && value > 0
            ) &&
            all.some(({ name }) =>
              name === "homeroom_event_loop_delay_seconds_count"
            ),
          "the answer had ended",
        );
        const sum = (name: string, of: Record<string, string> = {}) =>
          samples.filter((it) =>
            it.name === name &&
            Object.entries(of).every(([key, value]) => it.labels[key] === value)
          ).reduce((total, { value }) => total + value, 0);
        assert.equal(sum("homeroom_classes"), 1);
        assert.equal(sum("homeroom_joins_total", { how: "new" }), 1);
        assert.ok(sum("homeroom_sockets") >= 2);
        assert.ok(sum("homeroom_documents") >= 3);
        assert.ok(sum("homeroom_updates_total") > 3);
        assert.ok(sum("homeroom_updates_bytes_total") > 100);
        assert.ok(sum("homeroom_commit_duration_seconds_count") > 3);
        assert.ok(sum("homeroom_refusals_total", { kind: "too-long" }) >= 1);
        assert.equal(
          sum("homeroom_answer_duration_seconds_count", { state: "done" }),
          1,
        );
        assert.ok(sum("process_resident_memory_bytes") > 2 ** 20);
        return samples;
      });

      await step("each series is known and comes once", async () => {
        const series = samples.map(({ name, labels }) =>
          `${name} ${JSON.stringify(labels)}`
        );
        assert.equal(new Set(series).size, series.length, "each series once");
        const names = new Set(samples.map(({ name }) => name));
        // There is no age without a backup.
        names.add("homeroom_backup_age_seconds");
        for (const name of await metricsOfDashboard()) {
          assert.ok(names.has(name), name);
        }
        for (const name of await metricsOfRules()) {
          assert.ok(names.has(name), name);
        }
        for (const { name, labels: given } of samples) {
          for (const [label, value] of Object.entries(given)) {
            assert.ok(label in labels, `${name} has the label ${label}`);
            assert.match(value, labels[label], `${name}{${label}}`);
          }
        }
      });

      await step("the metrics name nobody", async () => {
        const text = await read();
        const secrets = [
          ...["Zinnia", "Quillfeather", "@school.example", "Fermentation"],
          ...["Amaryllis", "wombat", "heliotrope", "Bartholomew", "Xyzzy"],
          ...["bandicoots", "gargle", "plugh", "Marigold", "Snapdragon"],
          ...[session.id, session.member, amy.member, "198.51.100.77"],
          ...teacher.cookies.values(),
          ...visitor.cookies.values(),
        ];
        for (const secret of secrets) {
          assert.ok(secret.length > 3 && !text.includes(secret), secret);
        }
        assert.doesNotMatch(
          text,
          new RegExp(`(?<![\\d.])${session.code}(?!\\d)`),
          "the join code",
        );
      });

      amy.close();
      teaching.close();
    } finally {
      await server.stop();
    }
    assert.doesNotMatch(server.output(), /"level":"error"/);
  },
});

Deno.test("without METRICS there is no such path", async () => {
  const server = await startServer();
  try {
    const answer = await fetch(`${server.url}/metrics`);
    assert.equal(answer.status, 404);
    assert.doesNotMatch(await answer.text(), /process_/);
  } finally {
    await server.stop();
  }
});

Deno.test("the doctor reads the metrics, and says where they are open to everybody or need the token", async () => {
  const server = await startServer({ METRICS: "on", METRICS_TOKEN: token });
  // A proxy that adds nothing to requests, before a server without a token.
  const open = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response("homeroom_classes 1\n"),
  );
  const line = async (env: Record<string, string>) => {
    const { said } = await runOperatorCommand(
      "doctor",
      server.dataDir,
      [],
      [],
      {
        PORT: new URL(server.url).port,
        HOST: "127.0.0.1",
        ...env,
      },
    );
    return said.split("\n").find((it) => / metrics /.test(it)) ?? said;
  };
  try {
    assert.match(await line({}), /^- .*METRICS is not set/);
    const on = { METRICS: "on" };
    assert.match(
      await line({ ...on, METRICS_TOKEN: token }),
      /^ok .*\/metrics/,
    );
    const without = await line(on);
    assert.match(without, /^FAILS .* answers with 401.*METRICS_TOKEN/);
    const local = `http://localhost:${open.addr.port}`;
    const ownName = await line({
      ...on,
      METRICS_TOKEN: token,
      BASE_URL: local,
    });
    assert.match(ownName, /^ok /);
    // This name leads to this machine, too, but says nothing of it.
    const name = `http://[::ffff:127.0.0.1]:${open.addr.port}`;
    const everybody = await line({ ...on, BASE_URL: name });
    assert.match(everybody, /^FAILS .*Everybody can read .*METRICS_TOKEN/);
  } finally {
    await server.stop();
    await open.shutdown();
  }
});

/** Tests of one Homeroom behind each proxy of `docs/deploy/proxy.md`. */
import assert from "node:assert/strict";
import { launch } from "../browser.ts";
import { Person } from "../browser/stage.ts";
import { CallerPage } from "../e2e/calls/caller.ts";
import { FakeLiveKit, signalResponse } from "../e2e/calls/fake_livekit.ts";
import { createSession, joinClass, signUp, Visitor } from "../people.ts";
import { testHost } from "./authority.ts";
import type { ProxyPorts, RunningProxy } from "./front.ts";
import { launchApp, type LaunchedApp, restartApp } from "./launched.ts";
import {
  assertLargeFileResumes,
  assertStreamedWords,
  chatDuring,
  startPausingModel,
  withLesson,
} from "./lesson.ts";
import { freePorts } from "./programs.ts";
import {
  connectTls,
  holdConnection,
  incompleteHttp2Headers,
  requestFrom,
  requestHead,
} from "./raw.ts";

export interface ProxyKind {
  readonly name: string;
  start(put: ProxyPorts): Promise<RunningProxy>;
  /** Starts with a body timeout below 30 s, if that is not the default. */
  startImpatient?(put: ProxyPorts): Promise<RunningProxy>;
  /** Limit in ms for incomplete HTTP/2 headers; null: minutes, not tested. */
  readonly halfHeaders: number | null;
  /** True if it refuses oversized bodies itself. */
  readonly refusesLarge: boolean;
}

/** Longer than the configured idle timeouts and the stock client's own. */
const idle = 65_000;

export function testBehind(kind: ProxyKind): void {
  const model = startPausingModel();
  const livekit = new FakeLiveKit();
  let app: LaunchedApp, front: RunningProxy;

  Deno.test.beforeAll(async () => {
    const [port] = freePorts(1);
    app = await launchApp({
      BASE_URL: `https://${testHost}:${port}`,
      TRUST_PROXY: "1",
      OPENAI_BASE_URL: model.url,
      ...livekit.settings,
    });
    front = await kind.start({ port, servers: [app.port] });
  });
  Deno.test.afterAll(async () => {
    await front?.stop();
    await app?.stop();
    await model.stop();
    await livekit[Symbol.asyncDispose]();
  });

  const test = (name: string, fn: () => Promise<void>) =>
    Deno.test({
      name: `${name} (behind ${kind.name})`,
      // The stock client leaves a reconnection timer.
      sanitizeOps: false,
      sanitizeResources: false,
      fn,
    });

  test("pages come over https with Secure cookies, and only our own origin may change anything (ACCESS-4)", async () => {
    const page = await fetch(`${front.url}/`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Homeroom/);
    const { headers } = page;
    assert.match(headers.get("strict-transport-security") ?? "", /31536000/);
    assert.ok(headers.get("content-security-policy"));
    const email = `${crypto.randomUUID()}@school.example`;
    const body = { email, name: "Ms Lin", password: "correct horse" };
    const ask = (origin: string) =>
      new Visitor(front).ask("POST", "/api/teachers", body, { origin });
    for (
      const origin of ["https://evil.example", `http://${testHost}:${app.port}`]
    ) {
      assert.equal((await ask(origin)).status, 403, origin);
    }
    const { status, headers: answer } = await ask(front.url);
    assert.equal(status, 201);
    const cookies = answer.getSetCookie();
    assert.ok(cookies.length > 0);
    for (const cookie of cookies) assert.match(cookie, /; HttpOnly;.*; Secure/);
    const again = await new Visitor(front).ask("POST", "/api/login", {
      email,
      password: body.password,
    }, { origin: front.url });
    assert.equal(again.status, 200);
  });

  test("a forged X-Forwarded-For is ignored, and clients keep their own addresses (S-2)", async () => {
    const { code } = await createSession(await signUp(front));
    let last = Number(code);
    const guess = (address: string, forged: Record<string, string>) => {
      const wrong = String(last = (last + 1) % 1_000_000).padStart(6, "0");
      const ask = { code: wrong, name: "X" };
      return requestFrom(address, front, "/api/join", forged, ask);
    };
    const statuses: number[] = [];
    for (let n = 0; n < 35; n++) {
      const forged = { "x-forwarded-for": `198.51.100.${n}` };
      statuses.push(await guess("127.0.0.7", forged));
    }
    assert.ok(statuses.includes(429), `${statuses}`);
    assert.equal(await guess("127.0.0.8", {}), 404);
  });

  test("a class talks over wss with the stock client, and an answer streams (SYNC-4)", () =>
    withLesson(front, ["Amy", "Ben"], async (lesson) => {
      await chatDuring(lesson, () => Promise.resolve());
      await assertStreamedWords(lesson, model);
    }));

  test("a call's connection to LiveKit passes in both directions (K-3)", () =>
    withLesson(front, ["Amy"], async ({ teacher, session, seats: [, amy] }) => {
      const path = `/api/sessions/${session.id}/call`;
      await teacher.askExpecting(200, "POST", path, { rooms: "main" });
      const caller = new CallerPage(amy);
      assert.equal((await caller.enter()).kind, "entered");
      const call = caller.openCallSocket();
      assert.ok(await call.opened);
      await livekit.until(() => livekit.letIn.length === 1, "it was let in");
      const [there] = livekit.letIn;
      assert.equal(there.claims.sub, caller.peer);
      const offer = signalResponse(1, "an offer") as Uint8Array<ArrayBuffer>;
      call.socket.send(offer);
      await livekit.until(() => there.heard.length === 1, "it had heard her");
      assert.deepEqual(there.heard, [offer]);
      const answer = signalResponse(2, "an answer") as Uint8Array<ArrayBuffer>;
      there.socket.send(answer);
      await call.waitForFrames(1);
      assert.deepEqual(call.heard, [answer]);
      await teacher.askExpecting(
        204,
        "DELETE",
        `${path}/members/${amy.member}`,
      );
      assert.equal((await call.closed).code, 4403);
    }));

  test("a file of 50 MB is uploaded despite an interruption, and downloaded (C-5)", () =>
    withLesson(
      front,
      ["Amy", "Ben"],
      (lesson) => assertLargeFileResumes(lesson, front),
    ));

  test("a browser joins over HTTP/2 and talks (D-5)", () =>
    withLesson(front, ["Amy"], async ({ session, seats: [, amy] }) => {
      const browser = await launch();
      const ben = await Person.arrive(front.url, browser, {
        context: () =>
          browser.newContext({
            baseURL: front.url,
            ignoreHTTPSErrors: true,
            locale: "en",
          }),
      });
      try {
        await ben.byHand.join(session.code, "Ben");
        const protocol = await ben.page.evaluate(() =>
          (performance.getEntriesByType(
            "navigation",
          )[0] as PerformanceNavigationTiming).nextHopProtocol
        );
        assert.equal(protocol, "h2");
        await ben.openChat();
        await ben.say("hello from a browser");
        await amy.room.waitUntil(
          () => amy.visibleLines().includes("Ben: hello from a browser"),
          "it is heard",
        );
        await amy.sayAndSee("hello back");
        await ben.waitForMessage("hello back");
      } finally {
        await ben.leave();
        await browser.close();
      }
    }));

  test("a client that holds back headers or a body is disconnected, a silent listener is not", () =>
    withLesson(front, ["Amy"], async ({ seats: [, amy] }) => {
      const silent = new Promise((done) => setTimeout(done, idle));
      await Promise.all([silent, endsWhoHolds()]);
      assert.deepEqual(amy.sessionDocument.closes, []);
      assert.deepEqual(amy.own.closes, []);
      await amy.sayAndSee("still here");
    }));

  async function endsWhoHolds(): Promise<void> {
    const beginning = requestHead("GET", "/", { "x-a": "b" });
    const ends = async (what: string, most: number, work: Promise<Held>) => {
      const { ms } = await work;
      assert.ok(ms > 4000 && ms < most, `${what} lasted ${Math.round(ms)} ms`);
    };
    const half = async (drip = "") =>
      await holdConnection(await connectTls(front), beginning, drip);
    await Promise.all([
      ends("half the headers", 15_000, half()),
      ends("headers that trickle", 15_000, half("x")),
      kind.halfHeaders !== null && ends(
        "half the headers of HTTP/2",
        kind.halfHeaders,
        connectTls(front, "h2").then((it) =>
          holdConnection(it, incompleteHttp2Headers())
        ),
      ),
      endsBodies(),
    ]);
  }

  async function endsBodies(): Promise<void> {
    const { startImpatient } = kind;
    const [port] = freePorts(1);
    const other = startImpatient &&
      await startImpatient({ port, servers: [app.port] });
    try {
      const lines = requestHead("POST", "/api/join", {
        "content-type": "application/json",
        "content-length": "100",
      });
      const connection = await connectTls(other ?? front);
      const { ms } = await holdConnection(connection, `${lines}\r\n{`);
      assert.ok(ms < 30_000, `half a body lasted ${Math.round(ms)} ms`);
    } finally {
      await other?.stop();
    }
  }

  if (kind.refusesLarge) {
    test("a body larger than any file is refused before it arrives (C-5)", async () => {
      const lines = requestHead("POST", "/api/files", {
        "content-length": String(70 << 20),
        connection: "close",
      });
      const { answer } = await holdConnection(
        await connectTls(front),
        `${lines}\r\n`,
      );
      assert.match(answer, /^HTTP\/1\.1 413 /);
    });
  }

  test("during a restart of Homeroom or the proxy no message is lost (SYNC-15)", () =>
    withLesson(front, ["Amy", "Ben", "Cem"], async (lesson) => {
      await chatDuring(lesson, restartApp(app, "end"));
      await chatDuring(lesson, restartApp(app, "kill"));
      await chatDuring(lesson, () => front.reload());
      await chatDuring(lesson, () => front.restart());
    }));

  test("the proxy logs no code, name, address or link, even with Homeroom down (O-2)", async () => {
    const address = "127.0.0.9", token = "zqtokenofareset";
    const teacher = await signUp(front, "Ms Zqteacher");
    const { code, id } = await createSession(teacher);
    const amy = await joinClass(front, code, "Zqamy");
    const visits = async (good: boolean) => {
      const cookies = amy.visitor.headers();
      const ask = (path: string, body?: unknown) =>
        requestFrom(address, front, path, cookies, body);
      const statuses = [
        await ask(`/join?sessionCode=${code}&name=Zqamy`),
        await ask(`/teacher/reset?token=${token}`),
        await ask(`/class/${id}`),
        await ask(`/calls/${id}/main/${id}/rtc`),
        await ask("/api/join", { code, name: "Zqben" }),
      ];
      for (const status of statuses) {
        assert.equal(status === 502, !good, `${statuses}`);
      }
    };
    await visits(true);
    await app.end();
    await visits(false);
    await app.begin();
    const logged = await front.logged();
    for (const secret of [code, id, token, address, "Zq"]) {
      const line = logged.split("\n").find((it) => it.includes(secret));
      assert.equal(line, undefined, `“${secret}” is in the log`);
    }
  });
}

type Held = Awaited<ReturnType<typeof holdConnection>>;

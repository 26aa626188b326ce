/**
 * K-4: after a call between real pages, with everything on that tells of the server, nothing of what they have said to
 * each other to get connected is in its data, its logs, its traces, its answers, or what teachers take along.
 */
import assert from "node:assert/strict";
import { calls as t } from "texts/calls.ts";
import { CallWords } from "../call_traces.ts";
import { collect } from "../collector.ts";
import { eventually } from "../people.ts";
import { api, type Person, testStageAlone } from "../browser/stage.ts";
import { counted, watchConnections } from "../browser/calls/heard.ts";
import { talks, unmute } from "../browser/calls/talking_class.ts";

/** What the pages are really known by goes into these words. */
async function listens(person: Person, words: CallWords) {
  await watchConnections(person);
  await person.context.exposeFunction(
    "tellTest",
    (text: string) => words.takeFrom(text),
  );
  await person.page.addInitScript(() => {
    const { tellTest } = globalThis as unknown as {
      tellTest(text: string): void;
    };
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        this.addEventListener("icecandidate", ({ candidate }) => {
          if (candidate) tellTest(candidate.candidate);
        });
        this.addEventListener("signalingstatechange", () => {
          for (const it of [this.localDescription, this.remoteDescription]) {
            if (it) tellTest(it.sdp);
          }
        });
      }
    };
  });
}

/** How much of voices and of pictures has come so far over the connections that are open. */
async function come(person: Person) {
  const all = await counted(person);
  const sum = (of: "energy" | "frames") =>
    all.reduce((sum, it) => sum + it[of], 0);
  return { energy: sum("energy"), frames: sum("frames") };
}

/** Waits until more of a voice has come, and of a picture. */
async function hears(person: Person, picture = false) {
  const before = await come(person);
  await eventually(
    () => come(person),
    (now) =>
      now.energy > before.energy && (!picture || now.frames > before.frames),
    "there was more to hear",
  );
}

let collector: ReturnType<typeof collect>;

testStageAlone(
  "K-4: nothing of a call's descriptions and addresses is stored, logged, traced, answered or exported",
  async ({ server, person, step }) => {
    const words = new CallWords();
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    const [amy, ben] = [await person(), await person()];
    for (const [one, name] of [[amy, "Amy"], [ben, "Ben"]] as const) {
      await listens(one, words);
      await one.join(session.code, name);
    }
    const { members } = await desk("GET", "/members");
    const id = (name: string) =>
      members.find((one: { name: string }) => one.name === name).id;
    const answers: string[] = [];

    await step("two talk, with pictures, and are moved", async () => {
      await desk("POST", "/call", { rooms: "main" });
      await desk("PATCH", "/call", { cameras: true });
      await talks(amy);
      await talks(ben);
      await amy.button(t.cameraOn).click();
      await hears(ben, true);
      const { rooms } = await desk("POST", "/breakouts/rooms", {
        names: ["Red", "Blue"],
      });
      const put = (moves: Record<string, number>) =>
        desk("POST", "/breakouts/moves", {
          moves: Object.entries(moves)
            .map(([name, n]) => ({ member: id(name), room: rooms[n].id })),
        });
      await put({ Amy: 0, Ben: 0 });
      await desk("POST", "/breakouts/start");
      await hears(ben);
      await put({ Amy: 1, Ben: 1 });
      await hears(amy);
    });
    await step("one is taken out, and let back", async () => {
      await desk("DELETE", `/call/members/${id("Ben")}`);
      await ben.sees(t.out.removed);
      await desk("POST", `/call/members/${id("Ben")}/undo`);
      await unmute(ben);
      await hears(amy);
    });
    await step("the server is started anew, and they talk on", async () => {
      await server.restart();
      await ben.page.reload();
      await hears(ben);
      await hears(amy);
    });
    const offered = "candidate:1 1 udp 2122260223 203.0.113.77 54321 typ host";
    await step("what is asked wrongly is not said again", async () => {
      words.takeFrom(offered);
      const path = `/api/sessions/${session.id}/call`;
      const query = encodeURIComponent(offered);
      const asked = [
        ["GET", `${path}?room=${query}`, undefined],
        ["DELETE", `${path}?rooms=${query}`, undefined],
        ["DELETE", `${path}/members/${query}`, undefined],
        ["POST", path, { rooms: offered }],
        ["PATCH", path, { cameras: offered }],
      ] as const;
      for (const [method, at, data] of asked) {
        const { request } = teacher.page;
        const answer = await request.fetch(at, { method, data });
        assert.ok(answer.status() >= 400, `${method} ${at}`);
        answers.push(await answer.text());
      }
    });
    await step("nothing of it is anywhere", async () => {
      // A candidate may have the number of a port that the tests themselves listen at, which the log tells.
      const own = [
        server.url,
        ...[teacher, amy, ben].map((it) => it.network.url),
      ];
      words.leaveOut(...own.map((it) => new URL(it).port));
      const { descriptions, candidates } = words.read;
      assert.ok(descriptions > 4 && candidates > 4 && words.ports > 3);
      for (const [path, type] of [["/history", "json"], ["/export", "zip"]]) {
        const taken = await teacher.page.request.get(
          `/api/sessions/${session.id}${path}?format=${type}`,
        );
        assert.equal(taken.status(), 200, path);
        answers.push((await taken.body()).toString("latin1"));
      }
      await desk("POST", "/end", { now: true });
      for (const path of ["", "/history"]) {
        const review = await teacher.page.request.get(
          `/teacher/sessions/${session.id}${path}`,
        );
        assert.equal(review.status(), 200);
        answers.push(await review.text());
      }
      await eventually(
        () => Promise.resolve(collector),
        (it) => it.has("GET /api/sessions/*/call"),
        "the last was traced",
      );
      for (const text of answers) assert.deepEqual(words.in(text), []);
      assert.deepEqual(words.in(server.output()), [], "the log");
      assert.deepEqual(words.in(collector.text()), [], "metrics and traces");
      assert.deepEqual(await words.storedAt(server.dataDir), []);
    });
    await step("said in the chat, it would be found", async () => {
      const next = await teacher.createSession();
      const cleo = await person();
      await cleo.join(next.code, "Cleo");
      await cleo.openChat();
      await cleo.say(offered);
      const [kv, disk] = [/ in \["space"/, / in \/homeroom\.kv/];
      await eventually(
        () => words.storedAt(server.dataDir),
        (found) => [kv, disk].every((it) => found.some((one) => it.test(one))),
        "it was found in the KV, and in its file",
      );
    });
  },
  () => {
    collector = collect();
    // Whatever can tell of what it does tells all.
    return { ...collector.env, LOG: "*" };
  },
);

Deno.test.afterAll(() => collector?.end());

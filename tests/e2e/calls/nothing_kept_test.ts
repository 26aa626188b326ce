/** A call's signals have addresses of homes, so that each place that could keep them is searched (K-4). */
import assert from "node:assert/strict";
import { encode, writeVarString, writeVarUint } from "lib0/encoding";
import { SignalingWords } from "../../call_traces.ts";
import { startCollector } from "../../collector.ts";
import { signalingMessageType } from "../../../sync/signaling_messages.ts";
import { limits } from "../../../sync/limits.ts";
import {
  createSession,
  eventually,
  joinClass,
  makeTeacherSeat,
  signUp,
} from "../../people.ts";
import { nodeProgram, startServer } from "../../server.ts";
import { makeStepRunner } from "../../steps.ts";
import { allTracksOff, CallerPage } from "./caller.ts";
import { FakeLiveKit, signalResponse } from "./fake_livekit.ts";

/** In Chromium's form. */
const description = [
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "a=ice-ufrag:mArk",
  "a=ice-pwd:marker0password0marker00",
  "a=fingerprint:sha-256 A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E:8F:90",
  "a=candidate:842163049 1 udp 1677729535 203.0.113.77 61234 typ srflx",
  "",
].join("\r\n");
const mdns =
  "candidate:1 1 udp 2122 5b1f0a52-6c1e-4d0c-9a57-marker.local 61235 typ host";
/** In every message of this test. */
const marker = "zebrafinch";

Deno.test({
  name:
    "no call signal is stored, logged or traced, with LiveKit or without (K-4)",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(context) {
    const step = makeStepRunner(context);
    await using livekit = new FakeLiveKit();
    const collector = startCollector();
    const server = await startServer({
      ...livekit.settings,
      ...collector.env,
      LOG: "*",
    });
    const words = new SignalingWords();
    words.addFromSignal(description);
    words.addFromSignal(mdns);
    words.add(marker, "203.0.113.77");
    const open: { close(): void }[] = [];
    try {
      const teacher = await signUp(server);
      const session = await createSession(teacher);
      const path = `/api/sessions/${session.id}`;
      open.push(await makeTeacherSeat(teacher, session).openPage());
      await teacher.askExpecting(200, "POST", `${path}/call`, {
        rooms: "main",
      });
      const enters = async (name: string) => {
        const seat = await (await joinClass(server, session.code, name))
          .openPage();
        open.push(seat);
        const caller = new CallerPage(seat);
        assert.equal((await caller.enter()).kind, "entered");
        return caller;
      };
      const amy = await enters("Amy"), ben = await enters("Ben");
      const says = (caller: CallerPage, said: unknown) =>
        caller.seat.room.provider.ws?.send(encode((encoder) => {
          writeVarUint(encoder, signalingMessageType);
          writeVarString(
            encoder,
            typeof said === "string" ? said : JSON.stringify(said),
          );
        }));
      const body = { marker, sdp: description, candidates: [mdns] };
      assert.ok(words.findIn(JSON.stringify(body)).length > 15);

      await step("a signal passes, an odd state does not", async () => {
        says(amy, { kind: "tell", to: ben.peer, body });
        says(amy, { kind: "tell", to: `${ben.seat.member}.${amy.page}`, body });
        const told = await ben.waitForSignal("told");
        assert.ok(told.kind === "told");
        assert.deepEqual(told.body, body);
        // A state with more fields.
        says(amy, { kind: "state", n: 2, state: { ...allTracksOff, ...body } });
        await amy.waitForSignal("state", "refused");
      });

      await step("LiveKit's signals pass in both directions", async () => {
        const socket = ben.openCallSocket(`auto_subscribe=1&sdk=${marker}`);
        assert.ok(await socket.opened);
        socket.socket.send(signalResponse(1, description).slice().buffer);
        await livekit.until(() => livekit.letIn.length > 0, "Ben was let in");
        livekit.letIn[0].socket.send(
          signalResponse(2, description).slice().buffer,
        );
        await socket.waitForFrames(1);
      });

      const closes = async (
        caller: CallerPage,
        said: unknown,
        code: number,
      ) => {
        const { room } = caller.seat;
        await caller.seat.room.waitUntilSynced();
        says(caller, said);
        await room.waitUntil(
          () => room.closes.some((it) => it.code === code),
          `it was closed with ${code}`,
        );
        const { reason } = room.closes.find((it) => it.code === code)!;
        assert.deepEqual(words.findIn(reason), []);
      };

      await step("closes do not repeat the signal", async () => {
        await closes(amy, `{"kind":"tell","body":"${marker} ${mdns}`, 4400);
        const long = {
          sdp: description.padEnd(limits.signal, "a=mid:0\r\n"),
          marker,
        };
        await closes(ben, { kind: "tell", to: amy.peer, body: long }, 4413);
        const cleo = await enters("Cleo");
        await closes(
          cleo,
          { kind: "enter", page: mdns, n: 1, state: body },
          4400,
        );
      });

      await step("a refused request does not repeat the signal", async () => {
        const query = encodeURIComponent(mdns);
        const wrong = [
          ["GET", `/call?room=${query}`, undefined],
          ["DELETE", `/call?rooms=${query}`, undefined],
          ["DELETE", `/call/members/${query}`, undefined],
          ["POST", "/call", { rooms: mdns }],
          ["PATCH", "/call", { cameras: mdns }],
        ] as const;
        for (const [method, at, data] of wrong) {
          const { status, body } = await teacher.ask(method, path + at, data);
          assert.ok(status >= 400, `${method} ${at}`);
          assert.deepEqual(
            words.findIn(JSON.stringify(body)),
            [],
            `${method} ${at}`,
          );
        }
      });

      await step("record and export have no signal", async () => {
        for (const taken of ["/history?format=json", "/export?format=json"]) {
          const { body } = await teacher.askExpecting(200, "GET", path + taken);
          assert.deepEqual(words.findIn(JSON.stringify(body)), [], taken);
        }
      });

      await step("closes are traced, nothing is stored", async () => {
        await eventually(
          () => Promise.resolve(server.output()),
          (output) => /"code":4413/.test(output) && /"code":4400/.test(output),
          "the closes were logged",
        );
        // Node exports nothing to wait for.
        if (nodeProgram === null) {
          await eventually(
            () => Promise.resolve(collector),
            (it) => it.has("homeroom.closes") && it.has("connection"),
            "they were traced",
          );
        }
        await server.restart();
        assert.deepEqual(await words.findInStore(server.dataDir), []);
      });
    } finally {
      open.forEach((it) => it.close());
      await server.stop();
      await collector.end();
    }
    assert.deepEqual(words.findIn(server.output()), [], "the log");
    assert.deepEqual(words.findIn(collector.text()), [], "metrics and traces");
  },
});

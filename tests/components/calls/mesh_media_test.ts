/** A mesh's messages, politeness and bitrates, by tables. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { planSending } from "../../../components/calls/mesh/transceivers.ts";
import {
  maxCandidatesPerDescription,
  type MeshMessage,
  readMeshMessage,
} from "../../../components/calls/mesh/mesh_messages.ts";
import { checkAddressee } from "../../../components/calls/mesh/peer_link.ts";
import { property } from "../../random.ts";

const from = { v: 1, me: "a", you: "b" } as const;
const candidate = {
  candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host",
  sdpMid: "0",
  sdpMLineIndex: 0,
  usernameFragment: "x",
};
const offer = (n: number): MeshMessage => ({
  ...from,
  kind: "offer",
  n,
  sdp: "v=0",
});

Deno.test("K-3: what pages of a call say to each other is read as it was written", () => {
  const all: MeshMessage[] = [
    offer(1),
    { ...from, you: null, kind: "answer", n: 1, sdp: "v=0" },
    { ...from, kind: "candidates", candidates: [candidate] },
    { ...from, kind: "ask" },
    { ...from, kind: "pictures", paused: true },
  ];
  for (const it of all) {
    assert.deepEqual(readMeshMessage(JSON.parse(JSON.stringify(it))), it);
  }
  const more = { ...offer(1), more: 1 };
  assert.deepEqual(
    readMeshMessage(more),
    offer(1),
    "what is not known stays out",
  );
});

Deno.test("K-3: what is no message is dropped, whatever it is", () => {
  const { me: _, ...fromNobody } = offer(1);
  const ofCandidate = (it: unknown) => ({
    ...from,
    kind: "candidates",
    candidates: [it],
  });
  const wrong: unknown[] = [
    null,
    undefined,
    "offer",
    [],
    {},
    fromNobody,
    { ...offer(1), v: 2 },
    { ...offer(1), me: "" },
    { ...offer(1), me: "x".repeat(33) },
    { ...offer(1), you: 1 },
    { ...offer(1), n: 1.5 },
    { ...offer(1), n: "1" },
    { ...offer(1), sdp: "x".repeat(24_001) },
    { ...offer(1), sdp: null },
    { ...offer(1), sdp: "v=0\r\n" + "m=audio 9 RTP/AVP 0\r\n".repeat(4) },
    { ...from, kind: "candidates" },
    { ...from, kind: "candidates", candidates: Array(21).fill(candidate) },
    ofCandidate(null),
    ofCandidate({ ...candidate, candidate: "x".repeat(513) }),
    ofCandidate({ ...candidate, sdpMid: 0 }),
    ofCandidate({ ...candidate, sdpMLineIndex: -1 }),
    ofCandidate({ ...candidate, sdpMid: null, sdpMLineIndex: null }),
    ofCandidate({ ...candidate, usernameFragment: undefined }),
    { ...from, kind: "pictures", paused: 1 },
    { ...from, kind: "rollback" },
  ];
  for (const it of wrong) {
    assert.equal(readMeshMessage(it), null, JSON.stringify(it));
  }
  fc.assert(
    fc.property(fc.anything(), (it) => {
      readMeshMessage(it);
      readMeshMessage({ ...from, kind: "candidates", candidates: it });
      readMeshMessage({ ...from, kind: "offer", n: it, sdp: it });
    }),
    property("what peers send", 300),
  );
});

Deno.test("K-3: what a peer names is an address, or a name that browsers make up, reached by UDP; all else is left out, and honest pages have some of it, too", () => {
  const uuid = "0b2ae22d-6cd1-4c4e-8c5a-6f9d2a0c7f10";
  const line = (host: string, by = "udp") =>
    `candidate:1 1 ${by} 2122260223 ${host} 54321 typ host generation 0`;
  const good = ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"]
    .concat(`${uuid}.local`).map((host) => line(host))
    .concat(line("192.0.2.1", "UDP"));
  const bad = ["printer.local", "www.example.org", "localhost", "1", ""]
    .concat(
      "192.0.2.1.example.org",
      `${uuid}.local.example.org`,
      "x:y",
      "cafe.de",
    )
    .map((host) => line(host))
    .concat(line("192.0.2.1", "tcp"), line("192.0.2.1", "ssltcp"), "nonsense")
    .concat(` ${line("192.0.2.1")}`, `a=${line("192.0.2.1")}`);
  const all = [...good, ...bad];
  const trickled = readMeshMessage({
    ...from,
    kind: "candidates",
    candidates: [...all, ""].map((it) => ({ ...candidate, candidate: it })),
  });
  assert(trickled?.kind === "candidates");
  assert.deepEqual(
    trickled.candidates.map(({ candidate }) => candidate),
    [...good, ""],
  );
  const described = (lines: readonly string[], end = "\r\n") =>
    ["v=0", "c=IN IP4 0.0.0.0", ...lines.map((it) => `a=${it}`), ""].join(end);
  const read = (sdp: string) => {
    const message = readMeshMessage({ ...offer(1), sdp });
    return message?.kind === "offer" ? message.sdp : null;
  };
  const kept = described(good);
  assert.equal(read(kept), kept);
  const others = [...all, "remote-candidates:1 www.example.org 9"]
    .filter((it) => it !== "nonsense" && !it.startsWith(" "))
    .filter((it) => !it.startsWith("a="));
  for (const end of ["\r\n", "\n", "\r"]) {
    assert.equal(read(described(others, end)), kept, JSON.stringify(end));
  }
  assert.equal(
    read(described([...good, "ssrc:1 cname:x", "ssrc-group:FID 1 2"])),
    kept,
    "the streams are what comes",
  );
  // Backtracking would take long here.
  for (const it of [":", "0", "0:", "-", " "]) {
    const long = `candidate:1 1 udp 1 ${it.repeat(23_000 / it.length)}`;
    assert.equal(read(described([long, ...good])), kept);
  }
  const many = read(described(Array(100).fill(good[0])));
  assert.equal(many?.match(/candidate/g)?.length, maxCandidatesPerDescription);
  for (const host of ["www.example.org", "192.0.2.1/127", "a b"]) {
    assert.equal(read(`v=0\r\nc=IN IP4 ${host}\r\n`), null, host);
  }
});

Deno.test("K-3: what is for an end that is no more is dropped, and one that starts anew takes the other with it", () => {
  const rows: [string | null, string | null, string][] = [
    [null, null, "take"],
    [null, "me", "take"],
    ["them", "me", "take"],
    ["them", null, "take"],
    ["them", "an older me", "drop"],
    ["older them", "me", "renew"],
    ["older them", null, "renew"],
    ["older them", "an older me", "drop"],
  ];
  for (const [known, you, what] of rows) {
    const end = { me: "me", you: known };
    assert.equal(
      checkAddressee(end, { me: "them", you }),
      what,
      `${known} ${you}`,
    );
  }
});

Deno.test("K-3: the more people and pictures there are, the less goes to each", () => {
  const rows = [
    // people, pictures, voice, camera, screen (kbit/s)
    [1, 0, 32, 600, 1000],
    [2, 2, 32, 600, 600],
    [3, 2, 32, 600, 600],
    [4, 4, 32, 250, 350],
    [5, 4, 24, 250, 350],
    [8, 1, 24, 150, 200],
    [8, 4, 24, 150, 200],
    [20, 4, 24, 150, 200],
  ];
  for (const [people, pictures, voice, camera, screen] of rows) {
    const plan = planSending(people, pictures);
    assert.deepEqual(
      [plan.voice, plan.camera?.bitrate, plan.screen?.bitrate],
      [voice * 1000, camera * 1000, screen * 1000],
      `${people} people, ${pictures} pictures`,
    );
    assert.equal(plan.screen?.smaller, 1, "words on a screen are read");
  }
});

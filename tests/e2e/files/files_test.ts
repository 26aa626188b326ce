import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { DetailedError } from "tus-js-client";
import { newId } from "../../../classroom/model/ids.ts";
import { testClass as test, testClassAlone } from "../../class.ts";
import { signUp, Visitor } from "../../people.ts";
import { startProxy } from "../../proxy.ts";
import {
  beginUpload,
  randomBytesOf,
  readFileBytes,
  sendTusRequest,
  uploadFile,
} from "../../uploading.ts";

const most = 52_428_800;

testClassAlone(
  "a 50 MB upload completes after five network cuts and a server restart (C-5)",
  async ({ server, enter }) => {
    const amy = await enter("Amy");
    const bytes = randomBytesOf(most);
    const network = startProxy(server.url);
    let cuts = 0, restarts = 0, working: Promise<void> | null = null;
    try {
      const id = await uploadFile(amy, { name: "film.mp4", bytes }, {
        retryDelays: Array(400).fill(50),
        onShouldRetry: () => true,
        onProgress(sent) {
          const due = (cuts + restarts + 1) * (most / 7.5);
          if (working || sent < due || cuts + restarts >= 6) return;
          if (cuts === 3 && restarts === 0) {
            restarts++;
            working = server.kill().then(() => server.restart())
              .then(() => void (working = null));
          } else {
            cuts++;
            network.cut();
            working = new Promise<void>((go) => setTimeout(go, 20)).then(() => {
              network.restore();
              working = null;
            });
          }
        },
      }, network);
      assert.deepEqual([cuts, restarts], [5, 1]);
      const answer = await readFileBytes(amy.visitor, id);
      assert.equal(answer.status, 200);
      const back = await answer.bytes();
      assert.equal(back.length, most);
      assert.ok(Buffer.from(back).equals(Buffer.from(bytes)));
    } finally {
      await network.stop();
    }
  },
);

test("an upload over 50 MB and a forbidden one are refused before any byte is sent (C-5)", async ({ server, enter, session, teacher }) => {
  const amy = await enter("Amy"), ben = await enter("Ben");
  const { visitor } = amy;
  const over = await beginUpload(visitor, session.id, most + 1);
  assert.equal(over.status, 413);
  await over.body?.cancel();
  await assert.rejects(
    uploadFile(amy, { bytes: new Uint8Array(most + 1) }),
    (error: DetailedError) => error.originalResponse?.getStatus() === 413,
  );
  const exact = await beginUpload(visitor, session.id, most);
  assert.equal(exact.status, 201);
  assert.match(
    exact.headers.get("location") ?? "",
    /^\/api\/files\/[1-9A-HJ-NP-Za-km-z]{16}$/,
  );
  const id = exact.headers.get("location")!.split("/").at(-1)!;
  const long = await sendTusRequest(
    visitor,
    "PATCH",
    id,
    {},
    randomBytesOf(most + 1),
  );
  assert.equal(long.status, 413);
  await long.body?.cancel();

  const statusOf = async (answer: Promise<Response>) => {
    const { status, body } = await answer;
    await body?.cancel();
    return status;
  };
  const nobody = new Visitor(server);
  const elsewhere = await signUp(server, "Mr Wu");
  const table: [string, Promise<Response>, number][] = [
    ["no cookie", beginUpload(nobody, session.id, 5), 401],
    ["another's session", beginUpload(elsewhere, session.id, 5), 404],
    ["no session", beginUpload(visitor, newId(), 5), 404],
    ["no id", beginUpload(visitor, "x", 5), 400],
    [
      "a foreign origin",
      beginUpload(visitor, session.id, 5, {}, {
        origin: "https://evil.example",
      }),
      403,
    ],
    [
      "no length",
      beginUpload(visitor, session.id, 5, {}, {
        "upload-length": "",
        "upload-defer-length": "1",
      }),
      400,
    ],
    ["another member goes on", sendTusRequest(ben.visitor, "PATCH", id), 404],
    ["another member asks", sendTusRequest(ben.visitor, "HEAD", id), 404],
    ["another member cancels", sendTusRequest(ben.visitor, "DELETE", id), 404],
    ["the teacher goes on", sendTusRequest(teacher, "PATCH", id), 404],
    ["nobody goes on", sendTusRequest(nobody, "PATCH", id), 401],
    ["not of tus", fetch(`${server.url}/api/files`, { method: "POST" }), 415],
  ];
  for (const [what, answer, status] of table) {
    assert.equal(await statusOf(answer), status, what);
  }
  assert.equal(await statusOf(sendTusRequest(visitor, "DELETE", id)), 204);
  assert.equal(await statusOf(sendTusRequest(visitor, "HEAD", id)), 404);

  await teacher.askExpecting(200, "PATCH", `/api/sessions/${session.id}`, {
    chatPaused: true,
  });
  const paused = await beginUpload(visitor, session.id, 5);
  assert.equal(paused.status, 403);
  assert.equal((await paused.json()).type, "chat-paused");
  assert.equal(await statusOf(beginUpload(teacher, session.id, 5)), 201);
  const path = `/api/sessions/${session.id}/members/${amy.member}`;
  await teacher.askExpecting(204, "DELETE", path);
  const removed = await beginUpload(visitor, session.id, 5);
  assert.equal((await removed.json()).type, "removed");
  await teacher.askExpecting(200, "POST", `/api/sessions/${session.id}/end`, {
    now: true,
  });
  const ended = await beginUpload(ben.visitor, session.id, 5);
  assert.equal(ended.status, 409);
  assert.equal((await ended.json()).type, "ended");
});

test("a refused upload request gets a problem response with its status and headers (Protocol)", async ({ enter, session }) => {
  const { visitor } = await enter("Amy");
  const begun = await beginUpload(visitor, session.id, 10);
  const id = begun.headers.get("location")!.split("/").at(-1)!;
  const ask = (size: number, extra: Record<string, string> = {}) =>
    beginUpload(visitor, session.id, size, {}, extra);
  const patch = (extra: Record<string, string>, bytes = 5) =>
    sendTusRequest(visitor, "PATCH", id, extra, randomBytesOf(bytes));
  const concat = { "upload-concat": `final;/api/files/${id}` };
  const table: [string, Response, number, string][] = [
    ["too large", await ask(most + 1), 413, "too-large"],
    ["more than announced", await patch({}, 11), 413, "too-large"],
    ["another offset", await patch({ "upload-offset": "3" }), 409, "conflict"],
    ["no offset", await patch({ "upload-offset": "" }), 400, "malformed"],
    ["another type", await patch({ "content-type": "a/b" }), 400, "malformed"],
    ["no length", await ask(5, { "upload-length": "x" }), 400, "malformed"],
    [
      "another version",
      await patch({ "tus-resumable": "0.2.2" }),
      412,
      "malformed",
    ],
    ["put together", await ask(5, concat), 501, "malformed"],
    [
      "nothing there",
      await sendTusRequest(visitor, "PATCH", newId()),
      404,
      "not-found",
    ],
    [
      "begun twice",
      await sendTusRequest(visitor, "POST", id),
      405,
      "malformed",
    ],
  ];
  for (const [what, answer, status, type] of table) {
    assert.equal(answer.status, status, what);
    const { headers } = answer;
    assert.equal(headers.get("content-type"), "application/problem+json");
    const body = await answer.json();
    assert.deepEqual([body.type, body.status], [type, status], what);
    assert.match(body.detail, /^[A-Z].*\.$/, what);
  }
  const spoken = (answer: Response) => answer.headers.get("tus-resumable");
  const [[, tooLarge], [, long], [, offset]] = table;
  const other = table.find(([what]) => what === "another version")![1];
  assert.deepEqual(
    [spoken(other), other.headers.get("tus-version")],
    ["1.0.0", "1.0.0"],
  );
  assert.deepEqual(
    [tooLarge, long, offset].map(spoken),
    Array(3).fill("1.0.0"),
  );
  assert.equal((await patch({})).status, 204, "and it goes on");
});

test("a picture too large to display is served only as a download (C-5, W-1)", async ({ enter }) => {
  const amy = await enter("Amy");
  const [leaf, huge] = [1, 20_000].map((side) => {
    const bytes = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==",
      "base64",
    );
    bytes.writeUInt32BE(side, 16);
    bytes.writeUInt32BE(side, 20);
    return bytes;
  });
  const asPicture = { "sec-fetch-dest": "image" };
  for (const [bytes, shown] of [[leaf, 200], [huge, 404]] as const) {
    const id = await uploadFile(amy, { name: "a.png", bytes });
    const [picture, saved] = [
      await readFileBytes(amy.visitor, id, asPicture),
      await readFileBytes(amy.visitor, id),
    ];
    assert.equal(picture.status, shown);
    await picture.body?.cancel();
    assert.equal(saved.status, 200);
    const type = shown === 200 ? "image/png" : "application/octet-stream";
    assert.equal(saved.headers.get("content-type"), type);
    await saved.body?.cancel();
  }
});

test("a served file cannot run scripts, and supports range requests (C-5)", async ({ enter }) => {
  const amy = await enter("Amy");
  const bytes = new TextEncoder().encode("<script>alert(1)</script>");
  const unsafe = (name: string, type: string) => [
    ...[name, type, "application/octet-stream"],
    `attachment; filename="${name}"; filename*=UTF-8''${name}`,
  ];
  const cases: string[][] = [
    unsafe("a.html", "text/html"),
    unsafe("a.svg", "image/svg+xml"),
    unsafe("a.js", "text/javascript"),
    unsafe("not.png", "image/png"),
    [
      'a"; filename=evil.exe\r\nx-evil: 1',
      "text/plain\r\nx: y",
      "application/octet-stream",
      `attachment; filename="a_; filename=evil.exe x-evil_ 1"; filename*=UTF-8''a_%3B%20filename%3Devil.exe%20x-evil_%201`,
    ],
    [
      "作業 1.mp4",
      "video/mp4",
      "video/mp4",
      `attachment; filename="1.mp4"; filename*=UTF-8''%E4%BD%9C%E6%A5%AD%201.mp4`,
    ],
  ];
  for (const [name, type, out, header] of cases) {
    const id = await uploadFile(amy, { name, type, bytes });
    const { headers, body } = await readFileBytes(amy.visitor, id);
    await body?.cancel();
    assert.equal(headers.get("content-type"), out, name);
    assert.equal(headers.get("content-disposition"), header, name);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(
      headers.get("content-security-policy"),
      "sandbox; default-src 'none'",
    );
    assert.equal(headers.get("cache-control"), "private, no-cache");
    assert.equal(headers.get("access-control-allow-origin"), null);
  }
  const film = randomBytesOf(200_000);
  const id = await uploadFile(amy, {
    name: "f.mp4",
    type: "video/mp4",
    bytes: film,
  });
  const ranges: [string, number, Uint8Array | null, string | null][] = [
    ["bytes=0-0", 206, film.slice(0, 1), "bytes 0-0/200000"],
    ["bytes=100000-", 206, film.slice(100_000), "bytes 100000-199999/200000"],
    ["bytes=-5", 206, film.slice(-5), "bytes 199995-199999/200000"],
    ["bytes=5-900000", 206, film.slice(5), "bytes 5-199999/200000"],
    ["bytes=200000-", 416, new Uint8Array(), "bytes */200000"],
    ["bytes=1-0", 200, film, null],
    ["bytes=0-1,4-5", 200, film, null],
    ["lines=1-2", 200, film, null],
  ];
  for (const [range, status, part, header] of ranges) {
    const answer = await readFileBytes(amy.visitor, id, { range });
    assert.equal(answer.status, status, range);
    assert.equal(answer.headers.get("content-range"), header, range);
    assert.deepEqual(await answer.bytes(), part, range);
  }
  const head = await readFileBytes(amy.visitor, id, {}, "HEAD");
  assert.equal(head.status, 200);
  assert.equal(head.headers.get("content-length"), "200000");
  const etag = head.headers.get("etag") ?? "";
  const again = await readFileBytes(amy.visitor, id, { "if-none-match": etag });
  assert.equal(again.status, 304);
  const empty = await uploadFile(amy, { name: "e", bytes: new Uint8Array() });
  const nothing = await readFileBytes(amy.visitor, empty);
  assert.equal(nothing.status, 200);
  assert.equal((await nothing.bytes()).length, 0);
});

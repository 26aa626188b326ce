/** No address built from a member's own upload leads to another member's file (ACCESS-1, ACCESS-5). */
import assert from "node:assert/strict";
import { type ClassContext, testClass as test } from "../../class.ts";
import { createSession, joinClass, type Seat, signUp } from "../../people.ts";
import {
  beginUpload,
  randomBytesOf,
  readFileBytes,
  sendTusRequest,
  uploadFile,
} from "../../uploading.ts";

/** Addresses that name one file to the check and another to the handler. */
const disguises: ((own: string, victim: string) => string)[] = [
  (own, victim) => `/api/files/${own}?x=/${victim}`,
  (own, victim) => `/api/files/${own}?as=member&x=/${victim}`,
  (own, victim) => `/api/files/${own}?as=/${victim}`,
  (own, victim) => `/api/files/${own}?as=member&as=/${victim}`,
  (own, victim) => `/api/files/${own}?/${victim}`,
  (own, victim) => `/api/files/${own}/?x=/${victim}/`,
  (own, victim) => `/api/files/${own}?x=%2F${victim}`,
  (own, victim) => `/api/files/${own}/${victim}`,
  (own, victim) => `/api/files/${own}//${victim}`,
  (own, victim) => `/api/files//${own}/${victim}`,
  (own, victim) => `/api/files/${own}%2F${victim}`,
  (own, victim) => `/api/files/${own}%2f..%2f${victim}`,
  (own, victim) => `/api/files/${own}%5C${victim}`,
  (own, victim) => `/api/files/${own};/${victim}`,
  (own, victim) => `/api/files/${own}%3Fx=/${victim}`,
  (own, victim) => `/api/files/${own}%23/${victim}`,
  (own, victim) => `/api/files/${own}%00/${victim}`,
  (own, victim) => `/api/files/${own}/../${victim}`,
  (own, victim) => `/api/files/${own}/%2e%2e/${victim}`,
  (own, victim) => `/api/files/x/../${victim}?x=/${own}`,
  (own, victim) => `//api/files/${own}?x=/${victim}`,
  (own, victim) => `/api//files/${own}?x=/${victim}`,
  (own, victim) => `/%61pi/files/${own}?x=/${victim}`,
  (own, victim) => `http://elsewhere.example/api/files/${own}?x=/${victim}`,
  (_own, victim) => `/api/files?x=/${victim}`,
  (_own, victim) => `/api/files/?x=/${victim}`,
  (_own, victim) => `/api/files?as=member&x=/${victim}`,
  (_own, victim) => `/api/files/%2e/${victim}`,
  (_own, victim) => `/api/files/${victim}/`,
  (_own, victim) => `/api/files/${victim}`,
];

/** The method of a request, and the method that it claims in a header. */
const methods: [method: string, override?: string][] = [
  ["GET"],
  ["HEAD"],
  ["PATCH"],
  ["DELETE"],
  ["POST"],
  ["PUT"],
  ["POST", "DELETE"],
  ["POST", "PATCH"],
  ["POST", "HEAD"],
  ["POST", "GET"],
  ["PATCH", "DELETE"],
  ["GET", "DELETE"],
  ["GET", "PATCH"],
  ["HEAD", "GET"],
];

const secret = new TextEncoder().encode("what Ben wrote for his group only");

test("an own upload or no cookie gives no access to other people's files (ACCESS-1, ACCESS-4)", async ({ server, enter, session, teacher }) => {
  const mallory = await enter("Mallory"), ben = await enter("Ben");
  const otherTeacher = await signUp(server, "Mr Wu");
  const other = await createSession(otherTeacher);
  const clara = await joinClass(server, other.code, "Clara");
  const red = await onlyMember(teacher, session.id, ben);
  const victims = {
    posted: await uploadFile(ben, { name: "red.txt", bytes: secret }),
    unposted: await uploadFile(ben, { bytes: secret }),
    "of another class": await uploadFile(clara, { bytes: secret }),
    unfinished: await half(ben),
    "unfinished, of another class": await half(clara),
  };
  const message = ben.queueCommand({
    kind: "say",
    room: red,
    file: victims.posted,
  });
  await ben.own.waitUntil(() => ben.readOutbox().length === 0, "it was said");
  assert.equal(ben.findReceipt(message), undefined);

  for (const [what, victim] of Object.entries(victims)) {
    const own = await half(mallory);
    const isWhole = !what.startsWith("unfinished");
    for (const disguise of disguises) {
      const address = disguise(own, victim);
      for (const [method, override] of methods) {
        for (const who of [mallory, null]) {
          const answer = await raw(server.url, who, method, address, {
            ...(override && { "x-http-method-override": override }),
            "upload-offset": String(isWhole ? 0 : 5),
          });
          const tried = `${method} ${override ?? ""} ${address} (${what})`;
          assert.ok(!answer.includes("what Ben wrote"), tried);
          assert.match(answer, /^HTTP\/1.1 4\d\d /, tried);
        }
      }
    }
    const owner = what.includes("class") ? clara : ben;
    if (isWhole) {
      const answer = await readFileBytes(owner.visitor, victim);
      assert.equal(answer.status, 200, what);
      assert.deepEqual(await answer.bytes(), secret, what);
    } else assert.equal(await offset(owner, victim), "5", what);
    assert.equal(await offset(mallory, own), "5", what);
    await sendTusRequest(mallory.visitor, "DELETE", own);
  }
});

test("the upload protocol serves no bytes: a GET with its header is an ordinary GET", async ({ enter, teacher, session }) => {
  const ben = await enter("Ben"), amy = await enter("Amy");
  const id = await uploadFile(ben, { name: "a.html", bytes: secret });
  const resumable = { "tus-resumable": "1.0.0" };
  const own = await readFileBytes(ben.visitor, id, resumable);
  assert.equal(own.status, 200);
  assert.deepEqual(await own.bytes(), secret);
  assert.equal(
    own.headers.get("content-security-policy"),
    "sandbox; default-src 'none'",
  );
  assert.equal(own.headers.get("x-content-type-options"), "nosniff");
  assert.equal(
    own.headers.get("content-disposition"),
    `attachment; filename="a.html"; filename*=UTF-8''a.html`,
  );
  const begun = await half(ben);
  assert.equal(
    (await readFileBytes(ben.visitor, begun, resumable)).status,
    404,
  );
  assert.equal(await offset(ben, begun), "5");
  for (const somebody of [amy.visitor, teacher]) {
    assert.equal((await readFileBytes(somebody, begun, resumable)).status, 404);
    assert.equal((await sendTusRequest(somebody, "HEAD", begun)).status, 404);
    assert.equal((await sendTusRequest(somebody, "HEAD", id)).status, 404);
  }
  const message = ben.queueCommand({ kind: "say", room: "main", file: id });
  await amy.waitForMessage(message);
  const posted = await readFileBytes(amy.visitor, id, resumable);
  assert.deepEqual(await posted.bytes(), secret);
  assert.equal(posted.headers.get("tus-resumable"), null);
  await teacher.askExpecting(
    204,
    "DELETE",
    `/api/sessions/${session.id}/rooms/main/messages/${message}`,
  );
  for (const method of ["GET", "HEAD"]) {
    const gone = await readFileBytes(amy.visitor, id, resumable, method);
    assert.equal(gone.status, 404, method);
  }
});

test("uploads take `as` from the address of every request, and from nothing else", async ({ server, session, teacher, teaching }) => {
  const both = await joinClass(server, session.code, "Lin", teacher);
  for (
    const [as, seat] of [["teacher", teaching], ["member", both]] as const
  ) {
    const begun = await beginUpload(
      teacher,
      session.id,
      10,
      {},
      {},
      `?as=${as}`,
    );
    assert.equal(begun.status, 201);
    const id = begun.headers.get("location")!.split("/").at(-1)!;
    const other = as === "teacher" ? "member" : "teacher";
    const five = new Uint8Array(5);
    const foreign = await sendTusRequest(
      teacher,
      "PATCH",
      `${id}?as=${other}`,
      {},
      five,
    );
    assert.equal(foreign.status, 404, `${as}'s, asked for as ${other}`);
    const patched = await sendTusRequest(
      teacher,
      "PATCH",
      `${id}?as=${as}`,
      {},
      five,
    );
    assert.equal(patched.status, 204, `PATCH as ${as}`);
    assert.equal(patched.headers.get("upload-offset"), "5");
    const head = await sendTusRequest(teacher, "HEAD", `${id}?as=${as}`);
    assert.equal(head.headers.get("upload-offset"), "5");
    for (const query of [`?x=1`, `?as=${as}&x`, `?as=${as}&as=${other}`]) {
      for (const method of ["PATCH", "HEAD", "GET", "DELETE"]) {
        const refused = await sendTusRequest(
          teacher,
          method,
          id + query,
          { "upload-offset": "5" },
          method === "PATCH" ? five : undefined,
        );
        assert.equal(refused.status, 400, `${method} ${query}`);
      }
      const refused = await beginUpload(teacher, session.id, 1, {}, {}, query);
      assert.equal(refused.status, 400, `POST ${query}`);
    }
    const gone = await sendTusRequest(teacher, "DELETE", `${id}?as=${as}`);
    assert.equal(gone.status, 204);
    assert.equal((await sendTusRequest(teacher, "HEAD", id)).status, 404);
    assert.equal(seat.session, session.id);
  }
});

async function half({ visitor, session }: Seat): Promise<string> {
  const begun = await beginUpload(visitor, session, 10);
  assert.equal(begun.status, 201);
  const id = begun.headers.get("location")!.split("/").at(-1)!;
  const patched = await sendTusRequest(
    visitor,
    "PATCH",
    id,
    {},
    randomBytesOf(5),
  );
  assert.equal(patched.status, 204);
  return id;
}

async function offset({ visitor }: Seat, id: string): Promise<string | null> {
  return (await sendTusRequest(visitor, "HEAD", id)).headers.get(
    "upload-offset",
  );
}

async function onlyMember(
  teacher: ClassContext["teacher"],
  session: string,
  { member }: Seat,
): Promise<string> {
  const path = `/api/sessions/${session}/breakouts`;
  const made = await teacher.askExpecting(201, "POST", `${path}/rooms`, {
    names: ["Red"],
  });
  const [{ id }] = made.body.rooms;
  await teacher.askExpecting(200, "POST", `${path}/moves`, {
    moves: [{ member, room: id }],
  });
  await teacher.askExpecting(200, "POST", `${path}/start`, {});
  return id;
}

/** Sends a request line unchanged, as no client would; the whole answer. */
async function raw(
  url: string,
  seat: Seat | null,
  method: string,
  address: string,
  headers: Record<string, string>,
): Promise<string> {
  const { hostname, port, host } = new URL(url);
  const body = /^(PATCH|POST|PUT)$/.test(method) ? "12345" : "";
  const all = {
    host,
    connection: "close",
    "tus-resumable": "1.0.0",
    "content-type": "application/offset+octet-stream",
    "content-length": String(body.length),
    ...seat?.visitor.headers(),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(
    new TextEncoder().encode(
      [`${method} ${address} HTTP/1.1`, ...head, "", body].join("\r\n"),
    ),
  );
  return await new Response(connection.readable).text();
}

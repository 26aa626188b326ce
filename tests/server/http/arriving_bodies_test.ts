/** Bodies that never end, over real connections (SYNC-12). Counts bytes and answers, no times. */
import assert from "node:assert/strict";
import { limits } from "../../../sync/limits.ts";
import { testClassAlone } from "../../class.ts";
import {
  eventually,
  joinClass,
  type ServerAddress,
  signUp,
  type Visitor,
} from "../../people.ts";
import { smallestPng } from "../../classroom/files/memory_bytes.ts";

const KiB = 1024, MiB = 1024 * KiB;

/** A request of which the last byte never comes. */
class Unfinished {
  #answer = "";
  #isClosed = false;

  private constructor(readonly connection: Deno.Conn) {
    void this.#read();
  }

  static async begin(
    { url }: ServerAddress,
    [method, path]: readonly [string, string],
    headers: Record<string, string>,
    bytes: number,
  ): Promise<Unfinished> {
    const { hostname, port, host } = new URL(url);
    const connection = await Deno.connect({ hostname, port: Number(port) });
    const fields = { host, "content-length": `${bytes + 1}`, ...headers };
    const head = [
      `${method} ${path} HTTP/1.1`,
      ...Object.entries(fields).map((field) => field.join(": ")),
    ].join("\r\n");
    const request = new Unfinished(connection);
    const whole = new TextEncoder().encode(
      `${head}\r\n\r\n${" ".repeat(bytes)}`,
    );
    await request.#write(whole);
    return request;
  }

  /** The status that came before the body was whole; null: the server still holds it. */
  get status(): number | null {
    const [, status] = /^HTTP\/1.1 (\d+)/.exec(this.#answer) ?? [];
    return status === undefined ? null : Number(status);
  }

  get answer(): string {
    return this.#answer;
  }

  close(): void {
    if (!this.#isClosed) this.connection.close();
    this.#isClosed = true;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) {
        at += await this.connection.write(bytes.subarray(at));
      }
    } catch {
      // The server has answered, and no longer reads.
    }
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      const bytes = new Uint8Array(4 * KiB);
      for (;;) {
        const count = await this.connection.read(bytes);
        if (count === null) break;
        const piece = bytes.subarray(0, count);
        this.#answer += decoder.decode(piece, { stream: true });
      }
    } catch {
      // Closed by this test, or reset.
    }
  }
}

const json = { "content-type": "application/json" };
const picture = { "content-type": "image/png" };

async function addPicture(teacher: Visitor): Promise<number> {
  const answer = await fetch(`${teacher.place.url}/api/images`, {
    method: "POST",
    headers: { ...teacher.headers(), ...picture },
    body: smallestPng,
  });
  await answer.body?.cancel();
  return answer.status;
}

testClassAlone(
  "unfinished bodies of all routes share one bound, and others get through (SYNC-12)",
  async ({ server, teacher, session, enter, keep }) => {
    const amy = await enter("Amy");
    const mallory = await signUp(server, "Mallory");
    const { visitor: ben } = await joinClass(server, session.code, "Ben");
    const act = `/api/sessions/${session.id}/members/remove`;
    const all: Unfinished[] = [];
    const begin = async (
      what: readonly [string, string],
      headers: Record<string, string>,
      bytes: number,
      count: number,
    ) => {
      for (let n = 0; n < count; n++) {
        all.push(keep(await Unfinished.begin(server, what, headers, bytes)));
      }
    };
    const images = ["POST", "/api/images"] as const;
    await begin(images, { ...mallory.headers(), ...picture }, MiB, 60);
    await begin(["POST", "/api/join"], json, 4 * KiB, 100);
    await begin(["POST", "/api/login"], json, 4 * KiB, 100);
    await begin(["POST", act], { ...teacher.headers(), ...json }, 200 * KiB, 9);
    await begin(
      ["POST", "/api/quizzes/import"],
      {
        ...mallory.headers(),
        ...json,
      },
      7 * MiB,
      3,
    );
    const isHeld = ({ status }: Unfinished) => status === null;
    const heldImages = () =>
      Promise.resolve(all.slice(0, 60).filter(isHeld).length);
    await eventually(
      heldImages,
      (count) => count * MiB <= limits.unfinished - 3 * 7 * MiB,
      "the oldest pictures made room",
    );
    const ended = all.filter((it) => !isHeld(it));
    for (const { status, answer } of ended) {
      assert.equal(status, 429, answer);
      assert.match(answer, /\r\nretry-after: \d+\r\n/i);
    }
    // Nobody else has lost anything to her: those who hold little still wait for their last byte.
    assert.deepEqual(
      all.slice(60, 269).filter((it) => !isHeld(it)).length,
      0,
    );
    assert.equal(await addPicture(teacher), 201);
    await joinClass(server, session.code, "Cleo", ben);
    await amy.sayAndSee("hello");
    assert.equal(await addPicture(mallory), 201, "her newest gets through");
  },
);

testClassAlone(
  "an outsider's body is refused before it comes, beyond what its form can have (SYNC-12)",
  async ({ server, keep }) => {
    for (const path of ["/api/join", "/api/login", "/api/password-reset"]) {
      const long = keep(
        await Unfinished.begin(server, ["POST", path], json, 16 * KiB),
      );
      const status = await eventually(
        () => Promise.resolve(long.status),
        (status) => status !== null,
        `${path} was answered`,
      );
      assert.equal(status, 413, path);
    }
  },
);

testClassAlone(
  "unfinished uploads make room too, and go on from where they were (SYNC-12, C-5)",
  async ({ server, session, enter, keep }) => {
    const amy = await enter("Amy");
    const cookies = amy.visitor.headers();
    const begun = await fetch(`${server.url}/api/files`, {
      method: "POST",
      headers: {
        ...cookies,
        "tus-resumable": "1.0.0",
        "upload-length": `${MiB}`,
        "upload-metadata": [
          `session ${btoa(session.id)}`,
          `name ${btoa("a.txt")}`,
          `type ${btoa("text/plain")}`,
        ].join(","),
      },
    });
    assert.equal(begun.status, 201);
    await begun.body?.cancel();
    const path = new URL(begun.headers.get("location")!, server.url).pathname;
    const patch = {
      ...cookies,
      "tus-resumable": "1.0.0",
      "upload-offset": "0",
      "content-type": "application/offset+octet-stream",
    };
    const upload = keep(
      await Unfinished.begin(server, ["PATCH", path], patch, 10 * KiB),
    );
    const mallory = await signUp(server, "Mallory");
    const images = { ...mallory.headers(), ...picture };
    for (let n = 0; n < 40; n++) {
      keep(
        await Unfinished.begin(server, ["POST", "/api/images"], images, MiB),
      );
    }
    await amy.sayAndSee("hello");
    assert.equal(upload.status, null, "who holds little keeps it");
    upload.close();
    const offset = await eventually(
      async () => {
        const { headers, body } = await fetch(server.url + path, {
          method: "HEAD",
          headers: { ...cookies, "tus-resumable": "1.0.0" },
        });
        await body?.cancel();
        return headers.get("upload-offset");
      },
      (offset) => offset === `${10 * KiB}`,
      "what came is kept",
    );
    assert.equal(offset, `${10 * KiB}`);
  },
);

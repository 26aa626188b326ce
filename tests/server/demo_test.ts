/** A visitor tries the demonstration on their own computer, which nobody else may reach and which keeps nothing. */
import assert from "node:assert/strict";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { documentNames } from "../../classroom/model/documents.ts";
import { eventually, upgradeStatus } from "../people.ts";
import { makeStepRunner } from "../steps.ts";

Deno.test("`deno task demo` shows a class to this machine only, and leaves nothing", async (context) => {
  const step = makeStepRunner(context);
  const folder = await Deno.makeTempDir({ prefix: "homeroom-" });
  const demo = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "server/homeroom.ts", "demo"],
    // The operator's settings do not apply to the demonstration.
    env: { TMPDIR: folder, PORT: "0", SIGN_UP: "closed", NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let said = "";
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      said += decoder.decode(bytes, { stream: true });
    }
  };
  const ended = Promise.all([
    demo.status,
    read(demo.stdout),
    read(demo.stderr),
  ]);
  try {
    await step("the class is in, and one folder is made", async () => {
      await eventually(
        () => Promise.resolve(said),
        (text) => text.includes("Ctrl+C"),
        "the class was in",
        120_000,
      );
      assert.equal((await Array.fromAsync(Deno.readDir(folder))).length, 1);
    });

    const [page, ...people] = said.match(/http:\S+/g)!;
    const get = async (address: string) => {
      const answer = await fetch(address);
      return { head: answer.headers, text: await answer.text() };
    };

    await step("the page frames every person's window", async () => {
      const { text } = await get(page);
      const framed = [...text.matchAll(/<iframe src="([^"]+)"/g)];
      assert.deepEqual(framed.map(([, address]) => address), people);
      assert.match(text, /This is a demonstration/);
    });

    await step("each window may be framed by this machine alone", async () => {
      const [teacher, amy, chen] = await Promise.all(people.map(async (it) => {
        const [, home] = /location\.replace\("([^"]+)"\)/
          .exec((await get(it)).text)!;
        return get(new URL(home, it).href);
      }));
      assert.match(teacher.text, /Biology: why leaves are green/);
      assert.match(chen.text, /<html[^>]* lang="zh-TW"/);
      for (const { head } of [teacher, amy, chen]) {
        assert.equal(head.get("x-frame-options"), null);
        assert.match(
          head.get("content-security-policy") ?? "",
          /frame-ancestors http:\/\/localhost:\d+ http:\/\/127\.0\.0\.1:\d+$/,
        );
        assert.deepEqual(head.getSetCookie(), []);
      }
    });

    const me = async (address: string) =>
      JSON.parse((await get(`${address}api/me`)).text);

    const members = await step("each window is its person's", async () => {
      assert.equal((await me(people[0])).teacher.name, "Ms Lin 林老師");
      const { members, teacher: none } = await me(people[1]);
      assert.equal(none, undefined);
      assert.equal(members[0].name, "Amy");
      return members;
    });

    await step("Amy's window follows the chat", async () => {
      // Amy's window has read the chat, and follows it.
      const amysOwn = new Y.Doc();
      const provider = new WebsocketProvider(
        people[1].replace("http", "ws") + "sync",
        documentNames.member(members[0].session, members[0].member),
        amysOwn,
        { params: { v: "1", as: "member" }, disableBc: true },
      );
      await eventually(
        () => Promise.resolve(amysOwn.getMap("read").get("main")),
        (message) => typeof message === "string",
        "Amy had read the main room",
      );
      provider.destroy();
    });

    await step("the class goes on talking", async () => {
      const chat = `${people[0]}api/sessions/${members[0].session}/history`;
      const messages = async () =>
        JSON.parse((await get(`${chat}?part=chat&format=json`)).text);
      const before = JSON.stringify(await messages()).length;
      await eventually(
        async () => JSON.stringify(await messages()).length,
        (length) => length > before,
        "somebody said something",
      );
    });

    await step("no other site gets through", async () => {
      const { host, hostname, port } = new URL(people[0]);
      const place = { url: people[0], wsUrl: "" };
      const socket = `/sync/${members[0].session}?v=2&as=teacher`;
      assert.equal(await upgradeStatus(place, socket, { host }), 101);
      const foreign = { host, origin: "http://evil.example" };
      assert.equal(await upgradeStatus(place, socket, foreign), 403);
      const rebound = `evil.example:${port}`;
      assert.equal(await upgradeStatus(place, socket, { host: rebound }), 403);
      assert.equal(hostname, "localhost");
      const posted = await fetch(`${people[0]}api/logout`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: "null" },
        body: "{}",
      });
      await posted.body?.cancel();
      assert.equal(posted.status, 403);
    });
  } finally {
    demo.kill("SIGTERM");
  }

  await step("it ends well, and its data is deleted", async () => {
    const [{ code }] = await ended;
    assert.equal(code, 0, said);
    assert.match(said, /Everything in it was deleted/);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
  });

  await Deno.remove(folder);
});

/** The built server as Deno Deploy starts it: by its entry point, without flags, launcher or data folder. */
import assert from "node:assert/strict";
import { privacy } from "texts/privacy.ts";
import { createSession, signUp } from "../people.ts";
import { beginUpload } from "../uploading.ts";

const entry = `${Deno.cwd()}/.output/server/index.mjs`;
const jobs = `${Deno.cwd()}/tests/server/cron_at_signal.ts`;

Deno.test("on Deno Deploy the server starts by its entry, wakes for due jobs and ends at SIGINT (O-1)", async () => {
  const folder = await Deno.makeTempDir({ prefix: "homeroom-" });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", `--preload=${jobs}`, entry],
    cwd: folder,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: `${folder}/deno`,
      DENO_DEPLOYMENT_ID: "deployment",
      PORT: "0",
      HOST: "127.0.0.1",
      NO_COLOR: "1",
    },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let output = "";
  const said = async (words: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = words.exec(output);
      if (found) return found;
      const { done, value } = await lines.read();
      if (done) throw new Error(`it ended without ${words}:\n${output}`);
      output += value;
    }
  };
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    const [, url] = await said(/Listening on (http:\/\/\S+:\d+)/);
    const told = [...output.matchAll(/^job (.*)$/gm)].map(([, job]) => job);
    assert.deepEqual(told, [
      "* * * * * begin and end classes",
      "40 3 * * * delete what was kept long enough",
    ]);

    const place = { url, wsUrl: url.replace("http", "ws") };
    const teacher = await signUp(place);
    const session = await createSession(teacher);
    const upload = await beginUpload(teacher, session.id, 5);
    assert.equal(upload.status, 403);
    assert.match(await upload.text(), /Files can’t be uploaded here/);
    const picture = Deno.readFile("tests/sample_pictures/4x3.png");
    const kept = await fetch(`${url}/api/images`, {
      method: "POST",
      headers: { ...teacher.headers(), "content-type": "image/png" },
      body: await picture,
    });
    assert.equal(kept.status, 403);
    assert.match(await kept.text(), /Files can’t be uploaded here/);
    const page = await teacher.askExpecting(200, "GET", "/privacy");
    assert.ok(page.body.includes(privacy.hosted), "where its KV is");

    child.kill("SIGUSR2");
    await said(/done delete what was kept long enough/);

    child.kill("SIGINT");
    const patience = setTimeout(() => child.kill("SIGKILL"), 60_000);
    const { code } = await child.status;
    clearTimeout(patience);
    assert.equal(code, 0, "it ended by itself");
    const left = await Array.fromAsync(Deno.readDir(folder), (it) => it.name);
    assert.deepEqual(left, ["deno"], "nothing is written to the disk");
  } finally {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await child.status;
    await lines.cancel();
    await Deno.remove(folder, { recursive: true });
  }
});

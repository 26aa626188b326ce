import assert from "node:assert/strict";
import { newId } from "../../classroom/model/ids.ts";
import { nodeProgram } from "../server.ts";
import { eventually } from "../people.ts";

/** As systemd listens for the words of a service: at a file, or at an abstract name. */
for (const kind of ["file", "abstract name"]) {
  Deno.test({
    name:
      `a service tells systemd at its ${kind} that it is ready, answers and stops, and is silent while it hangs`,
    ignore: nodeProgram !== null,
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "homeroom-" });
      const name = kind === "file" ? `${folder}/notify` : `@${newId()}`;
      const systemd = Deno.listenDatagram({
        transport: "unixpacket",
        path: name.replace("@", "\0"),
      });
      const states: string[] = [];
      const listening = (async () => {
        for await (const [bytes] of systemd) {
          states.push(new TextDecoder().decode(bytes));
        }
      })();
      const count = (state: string) =>
        states.filter((it) => it === state).length;
      const watchMs = 900;
      const launcher = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "server/homeroom.ts", "start"],
        env: {
          NOTIFY_SOCKET: name,
          WATCHDOG_USEC: String(watchMs * 1000),
          // Nobody answers there.
          HTTP_PROXY: "http://127.0.0.1:1",
          PORT: "0",
          DATA_DIR: folder,
        },
        stdout: "null",
      }).spawn();
      try {
        const isWatched = (times: number) =>
          eventually(
            () => Promise.resolve(count("WATCHDOG=1")),
            (it) => it >= times,
            `it answered ${times} times`,
          );
        await isWatched(3);
        assert.equal(states[0], "READY=1");
        const { pid } = JSON.parse(
          await Deno.readTextFile(`${folder}/address`),
        );
        Deno.kill(pid, "SIGSTOP");
        let before = -1;
        while (before !== states.length) {
          before = states.length;
          await new Promise((go) => setTimeout(go, watchMs));
        }
        Deno.kill(pid, "SIGCONT");
        await isWatched(count("WATCHDOG=1") + 1);
        launcher.kill("SIGTERM");
        assert.equal((await launcher.status).code, 0);
        await eventually(
          () => Promise.resolve(count("STOPPING=1")),
          (it) => it === 1,
          "it said that it stops",
        );
        assert.equal(count("READY=1"), 1);
      } finally {
        try {
          launcher.kill("SIGKILL");
        } catch {
          // It has ended by itself.
        }
        await launcher.status;
        systemd.close();
        await listening;
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

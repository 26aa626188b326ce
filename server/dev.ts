/** `deno task dev` builds and serves, again after each change. After a failed build it waits for the next change. */
import { watch } from "node:fs";
import process from "node:process";
import { build, sourceFolders } from "./build.ts";
import { type StartedProcess, startProcess } from "./platform/process.ts";

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const watched = sourceFolders.map((source) => `${root}/${source}`);
let running: StartedProcess | null = null;

async function stop(): Promise<void> {
  const ending = running;
  running = null;
  ending?.sendSignal("SIGTERM");
  await ending?.ended;
}

async function rebuild(): Promise<void> {
  const good = await build(root);
  await stop();
  if (good) {
    running = startProcess(
      ["run", "-A", `${root}/server/homeroom.ts`, "start"],
      {
        cwd: root,
        stdio: ["ignore", "inherit", "inherit"],
      },
    );
  }
}

if (import.meta.main) {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void stop().then(() => process.exit(0)));
  }
  let building = rebuild();
  let timer: ReturnType<typeof setTimeout> | undefined;
  for (const path of watched) {
    watch(path, { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => building = building.then(rebuild), 150);
    });
  }
}

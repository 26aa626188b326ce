/** `deno task dev` builds and serves, again after each change. After a failed build it waits for the next change. */
import { watch } from "node:fs";
import process from "node:process";
import { build, sourceFolders } from "./build.ts";
import { type StartedProcess, startProcess } from "./platform/process.ts";
import { programFolder } from "./program_folder.ts";

const watched = sourceFolders.map((source) => `${programFolder}/${source}`);
let running: StartedProcess | null = null;

async function stop(): Promise<void> {
  const ending = running;
  running = null;
  ending?.sendSignal("SIGTERM");
  await ending?.ended;
}

async function rebuild(): Promise<void> {
  const good = await build(programFolder);
  await stop();
  if (good) {
    running = startProcess(
      ["run", "-A", `${programFolder}/server/homeroom.ts`, "start"],
      {
        cwd: programFolder,
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

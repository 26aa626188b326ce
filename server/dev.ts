/** `deno task dev` builds and serves, and does so again on every change. After a failed build it waits for the next. */
import { build, sources } from "./build.ts";

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const watched = sources.map((source) => `${root}/${source}`);
let child: Deno.ChildProcess | null = null;

async function stop(): Promise<void> {
  const ending = child;
  child = null;
  if (!ending) return;
  try {
    ending.kill("SIGTERM");
  } catch {
    // It has ended by itself, as when a build takes its files away while it starts.
  }
  await ending.status;
}

async function rebuild(): Promise<void> {
  const good = await build(root);
  await stop();
  if (good) {
    child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", `${root}/server/start.ts`],
      cwd: root,
      stdin: "null",
    }).spawn();
  }
}

if (import.meta.main) {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => void stop().then(() => Deno.exit(0)));
  }
  let running = rebuild();
  let timer: ReturnType<typeof setTimeout> | undefined;
  for await (const event of Deno.watchFs(watched)) {
    if (event.kind === "access") continue;
    clearTimeout(timer);
    timer = setTimeout(() => running = running.then(rebuild), 150);
  }
}

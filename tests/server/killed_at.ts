/** Preloaded by a test: the process kills itself before its `KILL_AT`th rename or removal (from 0). */
let left = Number(Deno.env.get("KILL_AT"));

for (const name of ["rename", "remove"] as const) {
  const act = Deno[name] as (...args: unknown[]) => Promise<void>;
  Object.defineProperty(Deno, name, {
    value(...args: unknown[]) {
      if (left-- === 0) Deno.kill(Deno.pid, "SIGKILL");
      return act(...args);
    },
  });
}

/** Preloaded by a test: cron jobs run at SIGUSR2, not by the clock. */

const jobs: { name: string; when: string; run: () => unknown }[] = [];

Object.defineProperty(Deno, "cron", {
  value: (name: string, when: string, run: () => unknown) => {
    jobs.push({ name, when, run });
    console.log(`job ${when} ${name}`);
  },
});

Deno.addSignalListener("SIGUSR2", async () => {
  for (const { name, run } of jobs) {
    await run();
    console.log(`done ${name}`);
  }
});

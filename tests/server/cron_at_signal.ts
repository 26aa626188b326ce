/** Loaded before the server by a test: jobs that were told to the platform are run at SIGUSR2, and not by the clock. */

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

/** Deno Deploy suspends idle instances together with their timers, so there the platform runs what is due. */
import process from "node:process";
import { isDeno } from "./runtime.ts";

interface CronJobs {
  /** Ends and begins classes (S-4, S-7), and sends waiting mails (D-2) and alerts (T-2). */
  settleDue(): Promise<void>;
  /** Deletes what was kept long enough (O-3). */
  sweep(): Promise<void>;
}

/** Registers the jobs. The platform only finds calls before the first `await`. */
export function registerCron({ settleDue, sweep }: CronJobs): void {
  const isThere = isDeno && typeof Deno.cron === "function";
  if (!isThere || !process.env.DENO_DEPLOYMENT_ID) return;
  // Schedules are in UTC.
  Deno.cron("begin and end classes", "* * * * *", settleDue);
  Deno.cron("delete what was kept long enough", "40 3 * * *", sweep);
}

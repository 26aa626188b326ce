/**
 * On Deno Deploy an instance sleeps while nobody comes, and its timers with it. There the platform wakes one for what
 * is due by itself; elsewhere the timers are enough.
 */
import process from "node:process";
import { onDeno } from "./runtime.ts";

/** What is due by itself; each resolves when it is done. */
interface CronJobs {
  /** Ends and begins classes (S-4, S-7), and sends the mails that wait (D-2). */
  settleDue(): Promise<void>;
  /** Deletes what has been kept long enough (O-3). */
  sweep(): Promise<void>;
}

/** Tells the platform the jobs. It looks for them in what is called before the first `await`. */
export function tellCron({ settleDue, sweep }: CronJobs): void {
  const isThere = onDeno && typeof Deno.cron === "function";
  if (!isThere || !process.env.DENO_DEPLOYMENT_ID) return;
  // Schedules are in UTC.
  Deno.cron("begin and end classes", "* * * * *", settleDue);
  Deno.cron("delete what was kept long enough", "40 3 * * *", sweep);
}

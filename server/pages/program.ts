/** The worker that runs jobs on whole pages (`page_jobs.ts`). The build makes one file of it. */
import {
  doPageJob,
  type PageJob,
  type PageJobName,
  type PageJobs,
} from "../../classroom/pages/page_jobs.ts";
import { runAgainIfBusy, serveJobs } from "../imports/worker_jobs.ts";

serveJobs<PageJob, PageJobs[PageJobName]["result"]>(({ job, ceiling }) =>
  Promise.resolve().then(() => ({
    result: runAgainIfBusy(ceiling, () => doPageJob(job)),
  }))
);

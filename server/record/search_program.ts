/** The worker that searches a record (`text_search.ts`). The build makes one file of it. */
import {
  doSearchJob,
  type SearchJob,
} from "../../classroom/record/text_search.ts";
import { runWithinTime, serveJobs } from "../imports/worker_jobs.ts";

serveJobs<SearchJob, boolean[]>(({ job, ceiling }) =>
  Promise.resolve().then(() => ({
    result: runWithinTime(ceiling, () => doSearchJob(job)),
  }))
);

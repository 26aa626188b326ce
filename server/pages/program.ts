/** The worker for whole pages (`../imports/apart.ts`). The build makes one file of it. */
import {
  doPageJob,
  type PageJob,
  type PageJobName,
  type PageJobs,
} from "../../classroom/pages/page_jobs.ts";
import { serve, withinTime } from "../imports/apart.ts";

serve<PageJob, PageJobs[PageJobName]["result"]>(({ job, ceiling }) =>
  Promise.resolve().then(() => ({
    said: withinTime(ceiling, () => doPageJob(job)),
  }))
);

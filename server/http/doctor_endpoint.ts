/**
 * Tells the doctor from which address its request seems to come, which shows whether `TRUST_PROXY` believes what anyone
 * can write. The doctor knows the key from the data folder; everybody else gets what they get without it.
 */
import { version } from "../../classroom/version.ts";

export const doctorHeader = "x-homeroom-doctor";
export const doctorPath = "/api/health";

export class DoctorEndpoint {
  readonly key: string = crypto.randomUUID();

  /** Null if the request is not the doctor's. */
  answer(req: Request, address: string): Response | null {
    if (req.headers.get(doctorHeader) !== this.key) return null;
    if (new URL(req.url).pathname !== doctorPath) return null;
    return Response.json({ version, address }, {
      headers: { "cache-control": "no-store" },
    });
  }
}

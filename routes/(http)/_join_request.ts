import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { getApp } from "../../classroom/app.ts";
import type { JoinRequestStatus } from "../../classroom/people/staff/join_requests.ts";
import type { WaitsForTeacher } from "./_joining_requests.ts";
import type { ServerAddresses } from "./_origin.ts";
import { sessionJson } from "./_session_json.ts";

/** The answer to a teacher who asked to observe: 201 with the session, or 202 with the id of the wait. */
export async function joinRequestResponse(
  status: JoinRequestStatus,
  teacher: Teacher,
  { reach }: { reach: ServerAddresses },
): Promise<Response> {
  if (status.kind === "waiting") {
    const { waiting } = status;
    const body: WaitsForTeacher = { waiting, for: "teacher" };
    return Response.json(body, { status: 202 });
  }
  const view = await getApp().sessions.view(teacher, status.session);
  const session = sessionJson(view, reach);
  return Response.json({ session }, { status: 201 });
}

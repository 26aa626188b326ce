import type { Teacher } from "../../classroom/accounts/accounts.ts";
import { theApp } from "../../classroom/app.ts";
import type { JoinRequestStatus } from "../../classroom/people/staff/join_requests.ts";
import type { Reach } from "./_origin.ts";
import { sessionAnswer } from "./_view.ts";

/** The status of a teacher who asked to observe: 201 with the session, or 202 with the id of the wait. */
export async function knockAnswer(
  status: JoinRequestStatus,
  teacher: Teacher,
  { reach }: { reach: Reach },
): Promise<Response> {
  if (status.kind === "waiting") {
    const { waiting } = status;
    return Response.json({ waiting, for: "teacher" }, { status: 202 });
  }
  const view = await theApp().sessions.view(teacher, status.session);
  const session = sessionAnswer(view, reach);
  return Response.json({ session }, { status: 201 });
}

/** `GET`, `PUT`, `DELETE /api/sessions/:s/exit-ticket`: the exit ticket that is prepared. */
import { exitTicketBody } from "../../../../classroom/resources/exit_tickets.ts";
import {
  forStaff,
  forTeacher,
  forTeacherWith,
} from "../../../(http)/_owner.ts";
import { handler } from "./$exit-ticket.ts";

export const handlers = handler({
  GET: forStaff(async ({ app, who }) => ({
    ticket: await app.exitTickets.view(who),
  })),
  PUT: forTeacherWith(exitTicketBody, async ({ app, who, body }) => ({
    ticket: await app.exitTickets.prepare(who, body),
  })),
  DELETE: forTeacher(({ app, who }) => app.exitTickets.remove(who)),
});

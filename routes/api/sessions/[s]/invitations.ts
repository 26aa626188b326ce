/** `GET`, `PUT`, `DELETE /api/sessions/:s/invitations`: who may look on without asking, by their address (S-8). */
import { closeFor, openedTo, openFor } from "./_openings.ts";
import { handler } from "./$invitations.ts";

export const handlers = handler({
  GET: openedTo("observer", "invitations"),
  PUT: openFor("observer"),
  DELETE: closeFor("observer"),
});

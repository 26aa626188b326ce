/** `GET`, `PUT`, `DELETE /api/sessions/:s/moderators`: who helps in it, by their address (S-9). */
import { closeFor, openedTo, openFor } from "./_openings.ts";
import { handler } from "./$moderators.ts";

export const handlers = handler({
  GET: openedTo("moderator", "moderators"),
  PUT: openFor("moderator"),
  DELETE: closeFor("moderator"),
});

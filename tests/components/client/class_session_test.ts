/** How a page opens the documents of its class. */
import assert from "node:assert/strict";
import { ClassSession } from "../../../components/client/class_session.ts";
import { ReturningSocket } from "../../../sync/client/returning_socket.ts";

Deno.test("a class is opened with what can carry it over requests, which is loaded once (O-8)", async () => {
  const session = new ClassSession({
    session: "s",
    member: "amy",
    role: "student",
    as: "member",
    epoch: "e",
  });
  const { loadRequests } = session.openOptions("s/session");
  assert.ok(loadRequests);
  assert.equal((await loadRequests()).ReturningSocket, ReturningSocket);
  assert.equal(
    loadRequests(),
    session.openOptions("s/room/main").loadRequests?.(),
  );
});

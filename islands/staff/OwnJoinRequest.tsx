/**
 * Notices of join requests to the teacher's own class, on a colleague's page
 * (J-2, S-9).
 */
import type { Seat } from "../../components/client/seat.ts";
import { useClassSession } from "../../components/client/use_class_session.ts";
import { useJoinRequestNotice } from "../../components/sessions/use_join_request_notice.tsx";

export default function OwnJoinRequest(seat: Seat) {
  const joinRequest = useJoinRequestNotice(useClassSession(seat).value);
  return <div class="knock-toast">{joinRequest}</div>;
}

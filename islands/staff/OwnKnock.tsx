/**
 * Notices of join requests to the teacher's own class, on a colleague's page
 * (J-2, S-9).
 */
import type { Seat } from "../../components/client/seat.ts";
import { useClassSession } from "../../components/client/use_class_session.ts";
import { useKnock } from "../../components/sessions/use_knock.tsx";

export default function OwnKnock(seat: Seat) {
  const knock = useKnock(useClassSession(seat).value);
  return <div class="knock-toast">{knock}</div>;
}

/** Drawing boards on the projector (W-5): only those that the teacher shows. */
import type { SharedDrawing } from "../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../client/class_session.ts";
import { ShownBoards } from "./ShownBoards.tsx";

export function DrawingsOnPresent(
  { session, shared }: { session: ClassSession; shared: SharedDrawing },
) {
  return (
    <section
      class="drawings-on-present"
      aria-labelledby="present-boards-heading"
    >
      <h2 id="present-boards-heading" dir="auto">{shared.name}</h2>
      <ShownBoards session={session} shared={shared} />
    </section>
  );
}

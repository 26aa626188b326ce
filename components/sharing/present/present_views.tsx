/** The projector's view of each kind of shared thing. */
import { PresentCheck } from "../../checks/present/PresentCheck.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import { DrawingsOnPresent } from "../../drawings/ShownBoards.tsx";
import { PageOnPresent } from "../../pages/PageOnPresent.tsx";
import type { Student } from "../../people/students.ts";
import { WallOnPresent } from "../../walls/WallOnPresent.tsx";
import type { ByKind } from "../by_kind.ts";
import { LiveResources } from "../live/live_resources.ts";

interface Props {
  session: ClassSession;
  students: readonly Student[];
}

export const presentViews: ByKind<Props> = {
  template: () => null,
  quiz: PresentCheck,
  poll: PresentCheck,
  wall: WallOnPresent,
  page: ({ session, shared }) => (
    <PageOnPresent
      session={session}
      shared={shared}
      chosen={session.part(LiveResources).chosen.value}
    />
  ),
  drawing: DrawingsOnPresent,
};

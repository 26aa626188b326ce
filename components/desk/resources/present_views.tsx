import type { ComponentChildren } from "preact";
import { PresentCheck } from "../../checks/present/PresentCheck.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import { DrawingsOnPresent } from "../../drawings/ShownBoards.tsx";
import { PageOnPresent } from "../../pages/PageOnPresent.tsx";
import type { Student } from "../../people/students.ts";
import { WallOnPresent } from "../../walls/WallOnPresent.tsx";
import type { ViewsByKind } from "../../resources/views_by_kind.ts";
import { DeskResources } from "../../resources/live/desk_resources.ts";

interface PresentViewProps {
  session: ClassSession;
  students: readonly Student[];
  /** The way to join, shown at the lower edge. */
  children: ComponentChildren;
}

export const presentViews: ViewsByKind<PresentViewProps> = {
  template: () => null,
  quiz: PresentCheck,
  poll: PresentCheck,
  wall: WallOnPresent,
  page: ({ session, shared, children }) => (
    <PageOnPresent
      session={session}
      shared={shared}
      chosen={session.part(DeskResources).presentChoice.value}
    >
      {children}
    </PageOnPresent>
  ),
  drawing: DrawingsOnPresent,
};

/** A student's views of each kind of shared thing. */
import type { ComponentType, FunctionComponent } from "preact";
import { Poll } from "../../checks/class/Poll.tsx";
import { Quiz } from "../../checks/class/Quiz.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import { TemplateCard } from "../../templates/TemplateCard.tsx";
import { useLoaded } from "../../ui/use_loaded.ts";
import type { ByKind } from "../by_kind.ts";
import type { PortalPlace } from "./portal_place.ts";

interface Props {
  session: ClassSession;
  place: PortalPlace;
}

/** Pages in the Class Portal. */
export const studentPages: ByKind<Props> = {
  template: ({ session, place: { close }, shared }) => (
    <TemplateCard session={session} template={shared} isNamed onStart={close} />
  ),
  quiz: Quiz,
  poll: Poll,
  wall: later(async () => (await import("../../walls/WallView.tsx")).WallView),
  page: later(async () => (await import("../../pages/OwnPage.tsx")).OwnPage),
  drawing: later(async () =>
    (await import("../../drawings/OwnDrawing.tsx")).OwnDrawing
  ),
};

/** Kinds that are used within the list and have no page button there. */
export const studentCards: Partial<ByKind<Props>> = {
  template: ({ session, place: { close }, shared }) => (
    <TemplateCard session={session} template={shared} onStart={close} />
  ),
};

function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
): FunctionComponent<P> {
  return (props) => {
    const Loaded = useLoaded(true, load);
    return Loaded && <Loaded {...props} />;
  };
}

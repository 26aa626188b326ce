import type { ComponentType, FunctionComponent } from "preact";
import { OneQuestionView } from "../../checks/class/OneQuestion.tsx";
import { QuizView } from "../../checks/class/QuizView.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import { TemplateCard } from "../../templates/TemplateCard.tsx";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import { isAnsweredOnCard } from "../../resources/class/check_card.ts";
import type { ViewsByKind } from "../../resources/views_by_kind.ts";
import type { ResourcePlace } from "../../resources/class/resource_place.ts";

interface StudentViewProps {
  session: ClassSession;
  place: ResourcePlace;
}

export const studentPages: ViewsByKind<StudentViewProps> = {
  template: ({ session, place: { close }, shared }) => (
    <TemplateCard session={session} template={shared} isNamed onStart={close} />
  ),
  quiz: (props) => {
    const View = isAnsweredOnCard(props.shared) ? OneQuestionView : QuizView;
    return <View {...props} />;
  },
  poll: OneQuestionView,
  wall: lazyView(async () =>
    (await import("../../walls/WallView.tsx")).WallView
  ),
  page: lazyView(async () =>
    (await import("../../pages/MemberPage.tsx")).OwnPageView
  ),
  drawing: lazyView(async () =>
    (await import("../../drawings/OwnDrawing.tsx")).OwnDrawing
  ),
};

/** Kinds that can be used in the list, without opening their page. */
export const studentCards: Partial<ViewsByKind<StudentViewProps>> = {
  template: ({ session, place: { close }, shared }) => (
    <TemplateCard session={session} template={shared} onStart={close} />
  ),
};

function lazyView<P extends object>(
  load: () => Promise<ComponentType<P>>,
): FunctionComponent<P> {
  return (props) => {
    const Loaded = useLazyPart(true, load);
    return Loaded && <Loaded {...props} />;
  };
}

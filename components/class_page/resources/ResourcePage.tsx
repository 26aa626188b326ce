import { useEffect, useId, useRef } from "preact/hooks";
import { items as t, poll } from "texts/sharing_class.ts";
import { portal as words } from "texts/sharing_portal.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import type { SharedResource } from "../../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { ArrowLeftIcon } from "../../ui/icons.tsx";
import { AnswerCountdown } from "../../checks/questions/AnswerCountdown.tsx";
import {
  studentKindOf,
  StudentResources,
  studentTitleOf,
} from "../../resources/class/student_resources.ts";
import type { ResourcePlace } from "../../resources/class/resource_place.ts";
import { viewOf } from "../../resources/views_by_kind.ts";
import { studentPages } from "./student_views.tsx";
import { focusQuestion } from "../../checks/class/quiz_keys.ts";
import { RefusedAnswers } from "../../checks/class/RefusedAnswers.tsx";
import { UnconfirmedNote } from "../../resources/class/UnconfirmedNote.tsx";
import { isVoteUnsent } from "../../resources/class/check_standing.ts";
import "../../checks/class/class.css";

export function ResourcePage(
  { session, place, id }: {
    session: ClassSession;
    place: ResourcePlace;
    id: string;
  },
) {
  const portal = session.part(StudentResources);
  const { forMyGroup, shared: allShared } = portal.resources;
  const shared = forMyGroup.value.find((it) => it.id === id);
  const news = portal.news.value.filter((it) => it.shared.id === id);
  const View = shared && viewOf(studentPages, shared);
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // If the focus is already within the page, for example on a question, it stays.
    const section = title.current?.closest("section");
    if (section?.contains(document.activeElement)) return;
    focusQuestion(title.current);
  }, []);
  useEffect(() => portal.markSeen(...news), [
    news.map(({ key }) => key).join(),
  ]);
  const named = shared?.name !== undefined && !isNamedByQuestion(shared);
  const headingOf = () => {
    if (!shared) return portal.isReady.value ? t.gone : words.title;
    // A check without a name shows its question below the heading.
    return named ? studentTitleOf(shared) : studentKindOf(shared);
  };
  return (
    <section class="item" aria-labelledby={heading}>
      <div class="stack item-page">
        <div class="row apart item-head">
          <Button look="bare resource-back" onClick={place.back}>
            <ArrowLeftIcon />
            {words.back}
          </Button>
          {shared?.endsAt !== undefined &&
            isRunning(portal, shared.id) && (
            <AnswerCountdown endsAt={shared.endsAt} session={session} />
          )}
        </div>
        <div>
          {shared && named && <p class="quiet small">{studentKindOf(shared)}
          </p>}
          <h2 id={heading} ref={title} tabIndex={-1}>
            {headingOf()}
          </h2>
        </div>
        <RefusedAnswers session={session} resource={id} />
        <UnconfirmedNote session={session} />
        {shared && View
          ? <View session={session} place={place} shared={shared} />
          : portal.isReady.value && (
            <div class="stack" role="status">
              {isVoteUnsent(
                portal.pollChoices.value[id],
                portal.resources.answersByResource.value[id],
              ) && <p>{poll.unsentGone}</p>}
              <p>
                {allShared.value.some((it) => it.id === id)
                  ? t.notYours
                  : t.goneText}
              </p>
              <p>
                <Button look="main" onClick={place.close}>
                  {t.toAssistant}
                </Button>
              </p>
            </div>
          )}
      </div>
    </section>
  );
}

/** Whether the name is the beginning of the only question, so that one of them suffices. */
function isNamedByQuestion({ name, questions, of }: SharedResource): boolean {
  return of === 1 &&
    name === makePreview(questions?.[0].text ?? "", bounds.resourceName);
}

/** Whether a check can still be answered, so that it has a countdown. */
function isRunning(portal: StudentResources, id: string): boolean {
  const standing = portal.standings.value[id];
  return standing === "waits" || standing === "begun" ||
    standing === "answered";
}

/**
 * The current check as a line (N-6, V-3), in the page's bar or at the top of a phone's chat. It opens the card or the
 * check.
 */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { asked as t, items } from "texts/sharing_class.ts";
import { portal as words } from "texts/sharing_portal.ts";
import { makePreview } from "../../../formats/markdown/previews.ts";
import type { CheckResource } from "../../../classroom/model/resources/shared_resources.ts";
import { removeDoubledStops } from "../../../locales/doubled_stops.ts";
import {
  type CheckAnswers,
  useCheckAnswers,
} from "../../checks/class/check_answers.ts";
import { describeAnswer } from "../../checks/class/OneQuestion.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import {
  CheckCard,
  isAnsweredOnCard,
  isBusyWithOther,
} from "../../resources/class/check_card.ts";
import { isAwaitingAnswer } from "../../resources/class/check_standing.ts";
import type { ResourcePlace } from "../../resources/class/resource_place.ts";
import {
  studentKindOf,
  StudentResources,
  studentTitleOf,
} from "../../resources/class/student_resources.ts";
import { AnswerCountdown } from "../../checks/questions/AnswerCountdown.tsx";
import { Button, CloseButton } from "../../ui/Button.tsx";
import { ignorePressesAfterChange } from "../../ui/ignore_presses.ts";
import { UndoAnswer } from "./AskedCard.tsx";

interface LineProps {
  session: ClassSession;
  place: ResourcePlace;
  check: CheckResource;
}

/** While the card is open, the line is empty but keeps its place. */
export function CurrentCheck({ session, place, isInBottomSheet = false }: {
  session: ClassSession;
  place: ResourcePlace;
  isInBottomSheet?: boolean;
}) {
  const { check: { value: check }, form: { value: usual } } = session.part(
    CheckCard,
  );
  const open = place.open.value;
  if (!check || open === check.id) return null;
  const form = isBusyWithOther(session, open, check) ? "line" : usual;
  if (isInBottomSheet && form !== "line") return null;
  if (form === "card") return <div class="resource-asked" data-form="card" />;
  return <CheckLine {...{ session, place, check }} />;
}

/** Calls functions instead of rendering components, so that the line's element stays and keeps the focus. */
function CheckLine(props: LineProps) {
  const { session, check } = props;
  const answering = useCheckAnswers(session, check);
  const checkProgress =
    session.part(StudentResources).standings.value[check.id];
  return checkProgress === "results"
    ? resultsLine(props)
    : isAwaitingAnswer(checkProgress)
    ? waitingLine(props)
    : answeredLine(props, answering);
}

function waitingLine({ session, place, check }: LineProps) {
  const kind = studentKindOf(check);
  const name = check.exit ? kind : studentTitleOf(check);
  const open = () =>
    isAnsweredOnCard(check) &&
      !isBusyWithOther(session, place.open.value, check)
      ? session.part(CheckCard).unfold()
      : place.show(check.id);
  return (
    <Line check={check} name={makePreview(name)} note={kind} onPress={open}>
      {check.exit && check.endsAt !== undefined && (
        <AnswerCountdown endsAt={check.endsAt} session={session} />
      )}
      <Button
        look="main small"
        aria-label={t.answerNamed({ name })}
        onClick={open}
      >
        {t.answer}
      </Button>
    </Line>
  );
}

function answeredLine({ session, check }: LineProps, answering: CheckAnswers) {
  return (
    <Line check={check} statusText={describeAnswer(check, answering)}>
      <UndoAnswer {...{ session, check, answering }} />
    </Line>
  );
}

function resultsLine({ session, place, check }: LineProps) {
  const name = studentTitleOf(check);
  return (
    <Line
      check={check}
      statusText={removeDoubledStops(words.resultsCame({ name }))}
      isNews
    >
      <Button
        look="main small"
        aria-label={items.openNamed({ name })}
        onClick={() => place.show(check.id)}
      >
        {words.open}
      </Button>
      <CloseButton onClick={() => session.part(CheckCard).fold()} />
    </Line>
  );
}

function Line({
  check,
  name = makePreview(studentTitleOf(check)),
  statusText,
  isNews = false,
  note,
  onPress,
  children,
}: {
  check: CheckResource;
  name?: string;
  statusText?: string;
  isNews?: boolean;
  note?: string;
  onPress?: () => void;
  children: ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  // The second press of two must not hit new content.
  useLayoutEffect(() => ignorePressesAfterChange(box.current!), [
    check.id,
    statusText,
  ]);
  return (
    <div
      class="resource-asked"
      data-form={statusText ? "said" : "line"}
      role="group"
      aria-label={statusText ?? name}
      tabIndex={-1}
      ref={box}
    >
      {/* Always the first child, so that Preact never reuses a focused button for it. */}
      <p class="visually-hidden" role="status">{!isNews && statusText}</p>
      <div class="cluster baseline resource-asked-text">
        {statusText
          ? <p class="resource-asked-said" title={statusText}>{statusText}</p>
          : (
            <button
              type="button"
              class="truncate resource-asked-name"
              title={name}
              onClick={onPress}
            >
              {name}
            </button>
          )}
        {note && note !== name && (
          <p class="resource-asked-note small quiet">{note}</p>
        )}
      </div>
      {children}
    </div>
  );
}

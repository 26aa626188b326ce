import { useId } from "preact/hooks";
import { items as t } from "texts/sharing_class.ts";
import { portal as words } from "texts/sharing_portal.ts";
import type { SharedResource } from "../../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, ClockIcon } from "../../ui/icons.tsx";
import { useSteadyOrder } from "../../ui/steady_order.ts";
import { formatTime } from "../../../formats/format_time.ts";
import { isCheck } from "../../../classroom/model/resources/shared_resources.ts";
import {
  studentKindOf,
  StudentResources,
  studentTitleOf,
} from "../../resources/class/student_resources.ts";
import type { ResourcePlace } from "../../resources/class/resource_place.ts";
import { viewOf } from "../../resources/views_by_kind.ts";
import { studentCards } from "./student_views.tsx";
import { RefusedAnswers } from "../../checks/class/RefusedAnswers.tsx";
import { isAwaitingAnswer } from "../../resources/class/check_standing.ts";
import "../../checks/class/class.css";

export function ResourceList(
  { session, place }: { session: ClassSession; place: ResourcePlace },
) {
  const portal = session.part(StudentResources);
  const { forMyGroup } = portal.resources;
  const isExit = ({ exit, id }: SharedResource) =>
    Number(exit === true && isAwaitingAnswer(portal.standings.value[id]));
  const resources = useSteadyOrder(
    forMyGroup.value.toSorted((a, b) => isExit(b) - isExit(a)),
    ".resource-side",
    place.open.value,
  );
  return (
    <>
      {place.open.value === "" && <RefusedAnswers session={session} />}
      {resources.length === 0 && portal.isReady.value
        ? <p class="quiet">{words.empty}</p>
        : (
          <ul class="stack tight">
            {resources.map((shared) => {
              const Own = viewOf(studentCards, shared);
              return (
                <li key={shared.id}>
                  {Own
                    ? (
                      <article
                        class="stack snug resource-card"
                        data-resource={shared.id}
                      >
                        <ResourceCardHeader shared={shared} />
                        <Own session={session} place={place} shared={shared} />
                      </article>
                    )
                    : (
                      <ResourceCard
                        shared={shared}
                        portal={portal}
                        place={place}
                      />
                    )}
                </li>
              );
            })}
          </ul>
        )}
    </>
  );
}

function ResourceCard(
  { shared, portal, place }: {
    shared: SharedResource;
    portal: StudentResources;
    place: ResourcePlace;
  },
) {
  const id = useId();
  const open = place.open.value === shared.id;
  // New results do not mark a card as new.
  const isNew = !open &&
    portal.news.value.some((it) =>
      it.shared.id === shared.id && !it.hasResults
    );
  const checkProgress = isCheck(shared)
    ? portal.standings.value[shared.id]
    : undefined;
  const name = studentTitleOf(shared);
  return (
    <article
      class="stack snug resource-card"
      aria-labelledby={id}
      aria-current={open ? "page" : undefined}
      data-resource={shared.id}
      data-new={isNew}
      data-open={open}
    >
      <ResourceCardHeader shared={shared} />
      <h3 id={id} class="brief">{name}</h3>
      <div class="spread snug resource-card-foot">
        <CheckStanding portal={portal} shared={shared} />
        {!open && (
          <Button
            look={`small ${
              checkProgress && isAwaitingAnswer(checkProgress) ? "main" : ""
            }`}
            aria-label={t.openNamed({ name })}
            onClick={() => place.show(shared.id)}
          >
            {words.open}
          </Button>
        )}
      </div>
    </article>
  );
}

function ResourceCardHeader({ shared }: { shared: SharedResource }) {
  return (
    <p class="row apart quiet small">
      <span>{studentKindOf(shared)}</span>
      <time dateTime={new Date(shared.at).toISOString()}>
        {formatTime(shared.at, "hour")}
      </time>
    </p>
  );
}

function CheckStanding(
  { portal, shared }: { portal: StudentResources; shared: SharedResource },
) {
  const checkProgress = portal.standings.value[shared.id];
  const answers = portal.resources.answersByResource.value[shared.id];
  if (!checkProgress) return <span />;
  if (answers?.unsent && portal.isOffline.value) {
    return (
      <span class="row snug inline resource-standing small">
        <ClockIcon />
        {t.standings.unsent}
      </span>
    );
  }
  const isDone = checkProgress === "answered" || checkProgress === "handed-in";
  return isAwaitingAnswer(checkProgress)
    ? <span class="badge highlight">{t.standings[checkProgress]}</span>
    : (
      <span class="row snug inline resource-standing small">
        {isDone && <CheckIcon />}
        {t.standings[checkProgress]}
      </span>
    );
}

import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { live as t } from "texts/sharing_live.ts";
import {
  type CheckResource,
  isCheck,
  type SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { localPath } from "../../../locales/local_path.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { ActionToast } from "../../people/ActionToast.tsx";
import { Button } from "../../ui/Button.tsx";
import { ArrowLeftIcon, UndoIcon } from "../../ui/icons.tsx";
import { formatTime } from "../../../formats/format_time.ts";
import { runningTicketId } from "../../checks/exit/running_exit_ticket.ts";
import { computeProgress } from "../../checks/live/check_progress.ts";
import { viewOf } from "../../resources/views_by_kind.ts";
import { deskViews } from "./desk_views.tsx";
import { isSecondClick } from "../../resources/live/resource_actions.ts";
import type { LiveClass } from "../../resources/live/live_class.ts";
import { resourceOnPresent } from "../../resources/live/desk_resources.ts";
import { ShareButtons } from "./ShareButtons.tsx";
import {
  describeAudience,
  kindNameOf,
  openStateOf,
  titleOf,
} from "../../resources/live/resource_words.ts";
import "../../resources/live/live.css";

export function ResourcesTab({ lesson, opened, hasFloatingNotices = false }: {
  lesson: LiveClass | null;
  /** True if the page shows elsewhere what was done. */
  hasFloatingNotices?: boolean;
  opened: Signal<string | null>;
}) {
  const shared = lesson?.resources.shared.value ?? [];
  const resource = shared.find(({ id }) => id === opened.value);
  const View = resource && viewOf(deskViews, resource);
  const section = useRef<HTMLElement>(null);
  // Scrolls to an opened resource: on a low screen the join code would leave no room for charts.
  useEffect(() => {
    if (resource) section.current?.scrollIntoView({ block: "start" });
  }, [resource?.id]);
  return (
    <section
      ref={section}
      class="stack resources"
      aria-labelledby="resources-heading"
    >
      <h2 id="resources-heading" class={resource && "visually-hidden"}>
        {lesson?.isOver ? t.headingAfter : t.heading}
      </h2>
      {lesson && (
        <>
          <RefusedRequestNotice api={lesson.actions} />
          {!hasFloatingNotices && <ActionToast actions={lesson.actions} />}
          {opened.value !== null && (
            <div>
              <Button look="small" onClick={() => opened.value = null}>
                <ArrowLeftIcon />
                {t.back}
              </Button>
            </div>
          )}
          {resource && View
            ? <View key={resource.id} lesson={lesson} shared={resource} />
            : opened.value !== null
            ? <p class="box stack tight resources-empty">{t.gone}</p>
            : (
              <>
                {!lesson.isOver && !lesson.isReadOnly && (
                  <ShareButtons lesson={lesson} opened={opened} />
                )}
                <SharedList lesson={lesson} shared={shared} opened={opened} />
              </>
            )}
        </>
      )}
    </section>
  );
}

function SharedList({ lesson, shared, opened }: {
  lesson: LiveClass;
  shared: readonly SharedResource[];
  opened: Signal<string | null>;
}) {
  const { isOver, resources } = lesson;
  const takenBack = isOver ? resources.takenBack.value : [];
  const entries = [...shared, ...takenBack].sort((a, b) => a.at - b.at)
    .toReversed();
  if (entries.length === 0) {
    return (
      <div class="box stack tight resources-empty">
        <p>
          <strong>{t.empty}</strong>
        </p>
        {!lesson.isReadOnly && (
          <p class="quiet">{lesson.isAhead ? t.emptyAhead : t.emptyText}</p>
        )}
      </div>
    );
  }
  return (
    <ul class="shared-list stack tight">
      {entries.map((resource) => (
        <ResourceListItem
          key={resource.id}
          lesson={lesson}
          shared={resource}
          isTaken={takenBack.includes(resource)}
          onOpen={() => opened.value = resource.id}
        />
      ))}
    </ul>
  );
}

function ResourceListItem({ lesson, shared, isTaken, onOpen }: {
  lesson: LiveClass;
  shared: SharedResource;
  isTaken: boolean;
  onOpen: () => void;
}) {
  const name = titleOf(shared);
  const state = isTaken ? "taken" : openStateOf(shared, lesson);
  const { presentChoice, shared: sharedResources } = lesson.resources;
  const presented = runningTicketId(lesson.session) ??
    resourceOnPresent(
      sharedResources.value,
      presentChoice.value,
      lesson.isAhead,
    )?.id;
  const isPresented = !lesson.isOver && presented === shared.id;
  // Names can repeat, so the time of sharing describes each.
  const facts = `shared-${shared.id}`;
  return (
    <li class="shared box" data-state={state}>
      <div class="stack flush shared-words">
        {lesson.isOver && (isTaken || !isCheck(shared))
          ? (
            // After the class, only the record has this resource.
            <a
              class="shared-name"
              href={localPath(
                `/teacher/sessions/${lesson.id}/shared/${shared.id}`,
              )}
              aria-describedby={facts}
              title={name}
            >
              <span class="brief">{name}</span>
            </a>
          )
          : (
            <button
              type="button"
              class="shared-name"
              onClick={onOpen}
              aria-describedby={facts}
              title={name}
            >
              <span class="brief">{name}</span>
            </button>
          )}
        <p class="cluster shared-facts small quiet" id={facts}>
          <span>{kindNameOf(shared)}</span>
          {shared.from && <span>{shared.from.live ? t.grows : t.copy}</span>}
          {!lesson.isAhead && (
            <span>
              {t.sharedAt({ time: formatTime(shared.at, "hour", lesson.zone) })}
            </span>
          )}
          <span>{describeAudience(shared, lesson.rooms)}</span>
          {isCheck(shared) && !isTaken && !lesson.isAhead &&
            lesson.resources.hasLoadedAnswers.value && (
            <CheckProgress lesson={lesson} check={shared} />
          )}
        </p>
      </div>
      {(isPresented || state) && (
        <span class="row shared-states">
          {isPresented && <span class="badge active">{t.onPresent}</span>}
          {state && <span class="badge shared-state">{t.states[state]}</span>}
        </span>
      )}
      {!lesson.isOver && !lesson.isReadOnly && (
        <Button
          look="small"
          aria-label={t.takeBackOf({ name })}
          aria-describedby={facts}
          onClick={(click) => {
            // The second press of a double click would take back the next resource.
            if (isSecondClick(click)) return;
            void lesson.actions.takeBack(shared.id, name);
          }}
        >
          <UndoIcon />
          {t.takeBack}
        </Button>
      )}
    </li>
  );
}

function CheckProgress(
  { lesson, check }: { lesson: LiveClass; check: CheckResource },
) {
  const people = lesson.resources.sheetsOf(check.id).value;
  const { answered, total } = computeProgress(check, lesson.students, people);
  return <span class="figures">{t.answered({ answered, of: total })}</span>;
}

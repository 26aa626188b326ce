/** What is shared with the class, the newest first. */
import type { Signal } from "@preact/signals";
import { live as t } from "texts/resources_live.ts";
import { localPath } from "../../../locales/local_path.ts";
import type {
  Check,
  Shared,
} from "../../../classroom/model/resources/shared.ts";
import { Button } from "../../ui/Button.tsx";
import { UndoIcon } from "../../ui/icons.tsx";
import { writeTime } from "../../ui/time.ts";
import { isSecondPress } from "./live_actions.ts";
import type { LiveClass } from "./live_class.ts";
import { forWhom, kindOf, stateOf, titleOf } from "./shared_words.ts";
import { standingOf } from "../check/standing.ts";
import "./SharedList.css";

/** The list; where nothing is shared, what to do. */
export function SharedList({ lesson, shared, opened }: {
  lesson: LiveClass;
  shared: readonly Shared[];
  opened: Signal<string | null>;
}) {
  const { over, resources } = lesson;
  const taken = over ? resources.taken.value : [];
  const all = [...shared, ...taken].sort((a, b) => a.at - b.at)
    .toReversed();
  if (all.length === 0) {
    return (
      <div class="box resources-empty">
        <p>
          <strong>{t.empty}</strong>
        </p>
        {!lesson.reads && (
          <p class="quiet">{lesson.ahead ? t.emptyAhead : t.emptyText}</p>
        )}
      </div>
    );
  }
  return (
    <ul class="shared-list">
      {all.map((one) => (
        <Item
          key={one.id}
          lesson={lesson}
          shared={one}
          isTaken={taken.includes(one)}
          onOpen={() => opened.value = one.id}
        />
      ))}
    </ul>
  );
}

function Item({ lesson, shared, isTaken, onOpen }: {
  lesson: LiveClass;
  shared: Shared;
  isTaken: boolean;
  onOpen: () => void;
}) {
  const name = titleOf(shared);
  const state = isTaken ? "taken" : stateOf(shared, lesson);
  const isCheck = shared.kind === "quiz" || shared.kind === "poll";
  // Several may have one name: when they were shared tells them apart.
  const facts = `shared-${shared.id}`;
  return (
    <li class="shared box" data-state={state}>
      <div class="shared-words">
        {lesson.over && (isTaken || !isCheck)
          ? (
            // There is nothing to do with it any more: the record has it.
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
        <p class="shared-facts small quiet" id={facts}>
          <span>{kindOf(shared)}</span>
          {!lesson.ahead && (
            <span>
              {t.sharedAt({ time: writeTime(shared.at, "hour", lesson.zone) })}
            </span>
          )}
          <span>{forWhom(shared, lesson.rooms)}</span>
          {isCheck && !isTaken && !lesson.ahead &&
            lesson.resources.known.value && (
            <Progress lesson={lesson} check={shared} />
          )}
        </p>
      </div>
      {state && <span class="badge shared-state">{t.states[state]}</span>}
      {!lesson.over && !lesson.reads && (
        <Button
          look="small"
          aria-label={t.takeBackOf({ name })}
          aria-describedby={facts}
          onClick={(press) => {
            // What comes into the place of what is gone is not gone too.
            if (isSecondPress(press)) return;
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

function Progress({ lesson, check }: { lesson: LiveClass; check: Check }) {
  const people = lesson.resources.peopleOf(check.id).value;
  const { answered, of } = standingOf(check, lesson.students, people);
  return <span class="figures">{t.answered({ answered, of })}</span>;
}

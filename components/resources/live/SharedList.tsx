/** What is shared with the class, the newest first. */
import type { Signal } from "@preact/signals";
import { live as t } from "texts/resources_live.ts";
import type {
  Check,
  Shared,
} from "../../../classroom/schema/resources/shared.ts";
import { Button } from "../../ui/Button.tsx";
import { UndoIcon } from "../../ui/icons.tsx";
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
  if (shared.length === 0) {
    return (
      <div class="box resources-empty">
        <p>
          <strong>{t.empty}</strong>
        </p>
        <p class="quiet">{t.emptyText}</p>
      </div>
    );
  }
  return (
    <ul class="shared-list">
      {shared.toReversed().map((one) => (
        <Item
          key={one.id}
          lesson={lesson}
          shared={one}
          onOpen={() => opened.value = one.id}
        />
      ))}
    </ul>
  );
}

function Item({ lesson, shared, onOpen }: {
  lesson: LiveClass;
  shared: Shared;
  onOpen: () => void;
}) {
  const name = titleOf(shared);
  const state = stateOf(shared, lesson);
  return (
    <li class="shared box" data-state={state}>
      <div class="shared-words">
        <button
          type="button"
          class="shared-name"
          onClick={onOpen}
          title={name}
        >
          <span class="brief">{name}</span>
        </button>
        <p class="shared-facts small quiet">
          <span>{kindOf(shared)}</span>
          <span>{forWhom(shared, lesson.rooms)}</span>
          {(shared.kind === "quiz" || shared.kind === "poll") &&
            lesson.resources.known.value && (
            <Progress lesson={lesson} check={shared} />
          )}
        </p>
      </div>
      {state && <span class="badge shared-state">{t.states[state]}</span>}
      {!lesson.over && (
        <Button
          look="small"
          aria-label={t.takeBackOf({ name })}
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

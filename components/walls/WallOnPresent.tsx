/** A question wall on the projector: the presented questions by votes, without names. */
import type { ComponentChildren } from "preact";
import { wall as t } from "texts/walls.ts";
import type { SharedWall } from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../client/class_session.ts";
import { ChevronUpIcon } from "../ui/later_icons.tsx";
import { WallDesk } from "./wall_desk.ts";
import { sortByVotes } from "./wall_order.ts";
import "../checks/present/present.css";

const maxQuestions = 6;

export function WallOnPresent({ session, shared: wall, children }: {
  session: ClassSession;
  shared: SharedWall;
  children: ComponentChildren;
}) {
  const open = sortByVotes(
    session.part(WallDesk).items.value.filter((item) =>
      item.resource === wall.id && item.isPresented
    ),
  );
  return (
    <section
      class="present-stage present-wall"
      data-holds
      aria-labelledby="present-wall-heading"
    >
      <h2 id="present-wall-heading">{t.title}</h2>
      {open.length === 0 && <p class="present-wall-empty">{t.emptyPresent}</p>}
      <ol class="present-wishes">
        {open.slice(0, maxQuestions).map(({ id, text, votes }) => (
          <li key={id} class="box row">
            <span class="row inline present-votes figures">
              <ChevronUpIcon />
              <span aria-hidden="true">{votes}</span>
              <span class="visually-hidden">{t.votes({ votes })}</span>
            </span>
            <p dir="auto">{text}</p>
          </li>
        ))}
      </ol>
      {open.length > maxQuestions && (
        <p class="quiet">{t.more({ count: open.length - maxQuestions })}</p>
      )}
      {children}
    </section>
  );
}

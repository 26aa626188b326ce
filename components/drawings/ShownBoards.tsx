import type { ComponentChildren, RefObject } from "preact";
import { board as t } from "texts/drawings.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import type {
  SharedDrawing,
  ShownBoard,
} from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../client/class_session.ts";
import { BoardPicture } from "./BoardPicture.tsx";
import { useBoardMarks } from "./board_signals.ts";
import { useFittingBoards } from "./use_fitting_boards.ts";

export function ShownBoards({ session, shared, list }: {
  session: ClassSession;
  shared: SharedDrawing;
  list?: RefObject<HTMLUListElement>;
}) {
  const { shown = [] } = shared;
  return (
    <ul
      ref={list}
      class="grid tight drawings-shown"
      data-count={shown.length}
    >
      {shown.map((one, n) => (
        <li key={one.id}>
          <ClassBoard session={session} shared={shared} one={one} n={n} />
        </li>
      ))}
    </ul>
  );
}

/** All boards, however many, and as large as they fit. */
const onStage = {
  heightOf: (list: HTMLElement) => list.clientHeight,
  least: 0,
};

export function DrawingsOnPresent({ session, shared, children }: {
  session: ClassSession;
  shared: SharedDrawing;
  children: ComponentChildren;
}) {
  const count = shared.shown?.length ?? 0;
  const list = useFittingBoards<HTMLUListElement>(count, onStage);
  return (
    <section
      class="present-stage drawings-on-present"
      aria-labelledby="present-boards-heading"
    >
      <h2 id="present-boards-heading" dir="auto">{shared.name}</h2>
      <ShownBoards session={session} shared={shared} list={list} />
      {children}
    </section>
  );
}

function ClassBoard({ session, shared, one, n }: {
  session: ClassSession;
  shared: SharedDrawing;
  one: ShownBoard;
  n: number;
}) {
  const seen = useBoardMarks(
    session,
    documentNames.shown(session.seat.session, one.id),
  );
  const name = one.member && session.facts.nameOf(one.member);
  return (
    <figure class="drawing-shown">
      <BoardPicture
        ground={shared}
        seen={seen}
        name={name ?? t.numbered({ n: n + 1 })}
      />
      {name && <figcaption dir="auto" title={name}>{name}</figcaption>}
    </figure>
  );
}

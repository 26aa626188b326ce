import type { ComponentChildren, RefObject } from "preact";
import { board as t } from "texts/drawings.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import type {
  SharedDrawing,
  ShownBoard,
} from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../client/class_session.ts";
import { BoardPicture } from "./BoardPicture.tsx";
import { BoardRow } from "./BoardRow.tsx";
import { useBoardShapes } from "./board_signals.ts";
import { useFittingBoards } from "./use_fitting_boards.ts";

/** The shown boards, those of one student together where names are shown (J-7). */
function boardsByStudent(
  { facts }: ClassSession,
  { shown = [] }: SharedDrawing,
): ShownBoard[][] {
  const byStudent = Map.groupBy(
    shown,
    ({ id, member }) => member === undefined ? id : facts.seatOf(member),
  );
  return [...byStudent.values()];
}

export function ShownBoards({ session, shared, list }: {
  session: ClassSession;
  shared: SharedDrawing;
  list?: RefObject<HTMLUListElement>;
}) {
  const boardLists = boardsByStudent(session, shared);
  return (
    <ul
      ref={list}
      class="grid tight drawings-shown"
      data-count={boardLists.length}
    >
      {boardLists.map((boards, n) => (
        <li key={boards[0].id}>
          <ClassBoards
            session={session}
            shared={shared}
            boards={boards}
            n={n}
          />
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
  const count = boardsByStudent(session, shared).length;
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

function ClassBoards({ session, shared, boards, n }: {
  session: ClassSession;
  shared: SharedDrawing;
  boards: readonly ShownBoard[];
  n: number;
}) {
  const [{ member }] = boards;
  const name = member && session.facts.nameOf(member);
  return (
    <figure class="drawing-shown">
      <BoardRow>
        {boards.map(({ id }) => (
          <ClassBoard
            key={id}
            session={session}
            shared={shared}
            id={id}
            name={name ?? t.numbered({ n: n + 1 })}
          />
        ))}
      </BoardRow>
      {name && <figcaption dir="auto" title={name}>{name}</figcaption>}
    </figure>
  );
}

function ClassBoard({ session, shared, id, name }: {
  session: ClassSession;
  shared: SharedDrawing;
  id: string;
  name: string;
}) {
  const shapes = useBoardShapes(
    session,
    documentNames.shown(session.seat.session, id),
  );
  return <BoardPicture ground={shared} shapes={shapes} name={name} />;
}

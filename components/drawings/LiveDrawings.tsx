/**
 * Drawing boards for the teacher (W-5): all of them live, or one enlarged, with
 * **Show**.
 */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { liveDrawings as t } from "texts/drawings_desk.ts";
import { live } from "texts/sharing_live.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import { boardKey } from "../../classroom/model/drawings_layout.ts";
import type { BoardEntry } from "../../classroom/model/drawing.ts";
import {
  isSharedWithRoom,
  type SharedDrawing,
} from "../../classroom/model/resources/shared_resources.ts";
import { boardEntries } from "../../classroom/model/staff_roots.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { signalOfMap } from "../client/document_signals.ts";
import { ArrowLeftIcon } from "../ui/icons.tsx";
import { PresentIcon } from "../ui/later_icons.tsx";
import { memberIdsOf } from "../people/students.ts";
import { ResourceHeader } from "../resources/live/ResourceHeader.tsx";
import type { LiveClass } from "../resources/live/live_class.ts";
import {
  closeWordsOf,
  describeAudience,
} from "../resources/live/resource_words.ts";
import { Button } from "../ui/Button.tsx";
import { BoardPicture } from "./BoardPicture.tsx";
import { BoardRow } from "./BoardRow.tsx";
import { useBoardShapes } from "./board_signals.ts";
import { useFittingBoards } from "./use_fitting_boards.ts";

/** Boards that have shapes, as the staff's document lists them. */
class DrawnBoards implements SessionPart {
  readonly entries: Signal<Readonly<Record<string, BoardEntry>>> | null;

  constructor({ staff }: ClassSession) {
    this.entries = staff &&
      signalOfMap(boardEntries(staff.document.doc));
  }

  close(): void {}
}

/** A student, or an unconfirmed device of one (J-2), with all boards that are theirs. */
interface Owner {
  member: string;
  name: string;
  /** The members whose boards they are: a student's aliases (J-7) keep the boards that they drew. Empty: none yet. */
  drawn: readonly string[];
  isShown: boolean;
}

export function LiveDrawings(
  { lesson, shared }: { lesson: LiveClass; shared: SharedDrawing },
) {
  const chosen = useSignal<string | null>(null);
  const owners = ownersOf(lesson, shared);
  const drawn = owners.filter((it) => it.drawn.length > 0);
  const large = owners.find(({ member }) => member === chosen.value);
  const canShow = !lesson.isReadOnly && !lesson.isOver && !lesson.isAhead;
  return (
    <div class="stack">
      <BoardsHeader
        lesson={lesson}
        shared={shared}
        count={[drawn.length, owners.length]}
      >
        {canShow && (
          <ShowActions
            lesson={lesson}
            shared={shared}
            large={large}
            isAnyDrawn={drawn.length > 0}
          />
        )}
      </BoardsHeader>
      {large
        ? (
          <EnlargedBoard
            lesson={lesson}
            shared={shared}
            owner={large}
            onClose={() => chosen.value = null}
          />
        )
        : (
          <>
            {owners.length === 0 && <p class="card quiet">{t.nobody}</p>}
            <Boards
              lesson={lesson}
              shared={shared}
              owners={owners}
              onChoose={(member) => chosen.value = member}
            />
          </>
        )}
    </div>
  );
}

/** Shows the enlarged board to the class, or all boards with shapes, with or without names. */
function ShowActions({ lesson, shared, large, isAnyDrawn }: {
  lesson: LiveClass;
  shared: SharedDrawing;
  large: Owner | undefined;
  isAnyDrawn: boolean;
}) {
  const names = useSignal(shared.shown?.some(({ member }) => member) ?? false);
  const show = (members?: string[]) =>
    lesson.actions.act("POST /resources/:id/show", {
      id: shared.id,
      names: names.value,
      ...(members && { of: members }),
    });
  const hide = () =>
    lesson.actions.act("DELETE /resources/:id/show", { id: shared.id });
  const isShownToClass = large?.isShown === true && shared.shown?.length === 1;
  const nameThem = (isNamed: boolean) => {
    names.value = isNamed;
    if (!shared.shown) return;
    void lesson.actions.act("PATCH /resources/:id/show", {
      id: shared.id,
      names: isNamed,
    });
  };
  return (
    <>
      <Button
        look={isShownToClass ? undefined : "main"}
        title={isShownToClass ? undefined : t.showHint}
        aria-pressed={large && isShownToClass}
        disabled={large ? large.drawn.length === 0 : !isAnyDrawn}
        onClick={() => isShownToClass ? hide() : show(large && [large.member])}
      >
        <PresentIcon />
        {!large
          ? t.showAll
          : isShownToClass
          ? t.isShown({ name: large.name })
          : t.showOne({ name: large.name })}
      </Button>
      <label class="row drawings-names">
        <input
          type="checkbox"
          checked={names.value}
          onChange={({ currentTarget }) => nameThem(currentTarget.checked)}
        />
        {t.withNames}
      </label>
      {/* Disabled instead of hidden, so that the boards below do not move. */}
      <Button disabled={!shared.shown} onClick={hide}>
        {t.takeBack}
      </Button>
    </>
  );
}

/** From the list's place to the end of the window, less the page's margin. */
const inWindow = {
  heightOf: (list: HTMLElement) =>
    innerHeight - list.getBoundingClientRect().top - scrollY - 16,
  least: 88,
};

function Boards({ lesson, shared, owners, onChoose }: {
  lesson: LiveClass;
  shared: SharedDrawing;
  owners: readonly Owner[];
  onChoose: (member: string) => void;
}) {
  const list = useFittingBoards<HTMLUListElement>(owners.length, inWindow);
  return (
    <ul class="drawings-live" ref={list}>
      {owners.map((owner) => (
        <li key={owner.member}>
          <button
            type="button"
            class="card drawings-one"
            onClick={() => onChoose(owner.member)}
          >
            <span class="row snug apart drawings-whose">
              <span class="truncate" dir="auto" title={owner.name}>
                {owner.name}
              </span>
              {owner.isShown && (
                <span class="badge active" title={t.shownNow}>
                  <PresentIcon />
                  <span>{t.shownNow}</span>
                </span>
              )}
            </span>
            {owner.drawn.length > 0
              ? <BoardsOf lesson={lesson} shared={shared} owner={owner} />
              : (
                <span class="drawings-none quiet small">
                  {t.notBegun}
                </span>
              )}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The owners of boards, and the students who have the set but no board yet, in the order of the class's students. */
function ownersOf(
  { session, students }: LiveClass,
  shared: SharedDrawing,
): Owner[] {
  const members = session.facts.members.value;
  const entries = session.part(DrawnBoards).entries?.value ?? {};
  const copies = new Set(shared.shown?.map(({ id }) => id));
  const isShown = (member: string) =>
    entries[boardKey({ resource: shared.id, member })].copies
      ?.some((it) => copies.has(it)) ?? false;
  return students.flatMap(({ id, name, room }): Owner[] => {
    const boards = memberIdsOf(members, id).filter((member) =>
      isUnmergedBoard(entries[boardKey({ resource: shared.id, member })])
    );
    const bySeat = Map.groupBy(
      boards,
      (member) => session.facts.seatOf(member),
    );
    if (bySeat.size > 0) {
      return [...bySeat].map(([seat, boardsOfSeat]) => ({
        member: seat,
        name: seat === id ? name : t.otherDevice({ name }),
        drawn: boardsOfSeat,
        isShown: boardsOfSeat.some(isShown),
      }));
    }
    return isSharedWithRoom(shared, room ?? null)
      ? [{ member: id, name, drawn: [], isShown: false }]
      : [];
  });
}

/** True if the board exists and was not merged into another (J-7). */
function isUnmergedBoard(entry: BoardEntry | undefined): boolean {
  return entry !== undefined && entry.into === undefined;
}

function shownWords({ session }: LiveClass, { shown }: SharedDrawing): string {
  if (!shown) return t.notShown;
  const [{ member }] = shown;
  const name = member && session.facts.nameOf(member);
  return shown.length === 1 && name
    ? t.shownOne({ name })
    : t.shownSome({ count: shown.length });
}

function BoardsHeader({ lesson, shared, count: [count, total], children }: {
  lesson: LiveClass;
  shared: SharedDrawing;
  count: readonly [number, number];
  children: ComponentChildren;
}) {
  const { actions, isAhead, isOver, isReadOnly } = lesson;
  return (
    <ResourceHeader
      lesson={lesson}
      id={shared.id}
      title={shared.name}
      about={
        <>
          {t.papers[shared.image ? "picture" : shared.paper]} ·{" "}
          {describeAudience(shared, lesson.rooms)} ·{" "}
          {t.drawn({ count, of: total })}
        </>
      }
      state={isAhead ? "ahead" : shared.closed || isOver ? "closed" : "open"}
      look="tight drawings-head"
      tools={isReadOnly || isOver ? null : (
        <>
          {children}
          {!isAhead && (
            <Button
              title={shared.closed ? undefined : t.closeHint}
              onClick={() =>
                actions.change(shared.id, { closed: !shared.closed })}
            >
              {shared.closed ? live.reopen : closeWordsOf(shared)}
            </Button>
          )}
        </>
      )}
    >
      <p class="hint" role="status">{shownWords(lesson, shared)}</p>
    </ResourceHeader>
  );
}

interface OfOwner {
  lesson: LiveClass;
  shared: SharedDrawing;
  owner: Owner;
}

/** @param isNamed names the pictures, which are otherwise below the name */
function BoardsOf(
  { owner, isNamed = false, ...boardProps }: OfOwner & { isNamed?: boolean },
) {
  return (
    <BoardRow>
      {owner.drawn.map((member) => (
        <OneBoard
          key={member}
          {...boardProps}
          member={member}
          name={isNamed ? owner.name : undefined}
        />
      ))}
    </BoardRow>
  );
}

function OneBoard({ lesson: { session }, shared, member, name }: {
  lesson: LiveClass;
  shared: SharedDrawing;
  member: string;
  name: string | undefined;
}) {
  const { session: s } = session.seat;
  const shapes = useBoardShapes(
    session,
    documentNames.drawing(s, shared.id, member),
  );
  return <BoardPicture ground={shared} shapes={shapes} name={name} />;
}

function EnlargedBoard(
  { onClose, ...boardProps }: OfOwner & { onClose: () => void },
) {
  const { owner } = boardProps;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="drawings-large stack tight" aria-labelledby="board-of">
      <div class="spread">
        <h3 id="board-of" ref={heading} tabIndex={-1}>{owner.name}</h3>
        <Button look="small" onClick={onClose}>
          <ArrowLeftIcon />
          {t.back}
        </Button>
      </div>
      <BoardsOf {...boardProps} isNamed />
    </section>
  );
}

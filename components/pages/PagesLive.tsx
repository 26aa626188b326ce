/** Pages as their teacher has them (W-2): all side by side as they grow, or one large, in which staff write too. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { livePages as t, putTogether, whoWrote } from "texts/pages_desk.ts";
import {
  isFor,
  type SharedPage,
} from "../../classroom/model/resources/shared.ts";
import { roomsInOrder } from "../groups/marks.ts";
import { LiveHead } from "../sharing/live/LiveHead.tsx";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { forWhom } from "../sharing/live/shared_words.ts";
import { Button } from "../ui/Button.tsx";
import { ArrowLeftIcon, LockIcon, PeopleIcon } from "../ui/icons.tsx";
import { BringBack } from "./BringBack.tsx";
import { BroughtBackLive } from "./BroughtBackLive.tsx";
import { writeTime } from "../ui/time.ts";
import { ClassPages } from "./class_pages.ts";
import type { PageEditing } from "./editor/page_editing.ts";
import { GrowingPage } from "./GrowingPage.tsx";
import { OpenPage } from "./OpenPage.tsx";
import { PageForClass } from "./PageForClass.tsx";
import { PutBack } from "./PutBack.tsx";
import { PutTogether } from "./PutTogether.tsx";
import { WhoWrote } from "./WhoWrote.tsx";
import "./pages.css";

/** Whose a page is, and what that is called. */
export interface Owner {
  of: string;
  name: string;
}

interface PagesLiveProps {
  lesson: LiveClass;
  shared: SharedPage;
  /** Looks at something else that is shared. */
  onOpen: (id: string) => void;
}

export function PagesLive(props: PagesLiveProps) {
  const { from } = props.shared;
  return from && !from.all
    ? <BroughtBackLive {...props} />
    : <Board {...props} />;
}

function Board({ lesson, shared, onOpen }: PagesLiveProps) {
  // There is nothing to choose from.
  const chosen = useSignal<string | null>(shared.from ? "class" : null);
  const pages = lesson.session.part(ClassPages);
  const owners = ownersOf(lesson, shared);
  const large = owners.find(({ of }) => of === chosen.value);
  const idOf = ({ of }: Owner) => pages.idOf({ resource: shared.id, of });
  const begun = owners.filter((it) => idOf(it) !== undefined);
  return (
    <div class="stack">
      <Head lesson={lesson} shared={shared} onOpen={onOpen} begun={begun} />
      {large
        ? (
          <Large
            lesson={lesson}
            shared={shared}
            owner={large}
            id={idOf(large)}
            onClose={() => chosen.value = null}
          />
        )
        : (
          <>
            <p class="small quiet">
              {t.begun({ count: begun.length, of: owners.length })}
            </p>
            {owners.length === 0 && <p class="box quiet">{t.nobody}</p>}
            <ul
              class={owners.length <= few ? "pages-board few" : "pages-board"}
            >
              {owners.map((owner) => (
                <li key={owner.of}>
                  <Small
                    lesson={lesson}
                    owner={owner}
                    id={idOf(owner)}
                    onOpen={() => chosen.value = owner.of}
                  />
                </li>
              ))}
            </ul>
          </>
        )}
    </div>
  );
}

/** So many pages fit on a screen large enough to be read. */
const few = 6;

/** Those who have, or can have, a page of their own, in order. */
function ownersOf(lesson: LiveClass, shared: SharedPage): Owner[] {
  switch (shared.per) {
    case "class":
      return [{ of: "class", name: t.wholeClass }];
    case "group":
      return roomsInOrder(lesson.rooms).filter(({ id }) => isFor(shared, id))
        .map(({ id, name }) => ({ of: id, name }));
    case "student":
      return lesson.students.filter(({ room }) => isFor(shared, room ?? null))
        .map(({ id, name }) => ({ of: id, name }));
  }
}

function Head({ lesson, shared, begun, onOpen }: PagesLiveProps & {
  /** Those whose page somebody has opened. */
  begun: readonly Owner[];
}) {
  const { actions, ahead } = lesson;
  return (
    <LiveHead
      lesson={lesson}
      id={shared.id}
      title={shared.name}
      about={
        <>
          {shared.from
            ? putTogether.from({
              time: writeTime(shared.at, "hour", lesson.zone),
            })
            : t.each[shared.per]} · {forWhom(shared, lesson.rooms)}
        </>
      }
      state={ahead ? "ahead" : shared.locked ? "locked" : "open"}
      tools={lesson.reads || lesson.over ? null : (
        <>
          {!ahead && (
            <Button
              aria-pressed={shared.locked === true}
              title={t.lockHint}
              onClick={() =>
                actions.change(shared.id, { locked: !shared.locked })}
            >
              <LockIcon />
              {t.lock}
            </Button>
          )}
          <PageForClass lesson={lesson} shared={shared} />
          {shared.per === "group" && begun.length > 0 && (
            <PutTogether
              lesson={lesson}
              shared={shared}
              owners={begun}
              onMade={onOpen}
            />
          )}
        </>
      )}
    />
  );
}

function Small({ lesson, owner, id, onOpen }: {
  lesson: LiveClass;
  owner: Owner;
  id: string | undefined;
  onOpen: () => void;
}) {
  return (
    <article class="card pages-one" aria-label={owner.name}>
      <Button look="bare pages-name" onClick={onOpen}>
        {owner.name}
      </Button>
      {id === undefined
        ? <p class="quiet small">{t.notBegun}</p>
        : (
          <div class="pages-small" inert>
            <GrowingPage
              key={id}
              session={lesson.session}
              page={id}
              level={4}
              follows
            />
          </div>
        )}
    </article>
  );
}

function Large({ lesson, shared, owner, id, onClose }: {
  lesson: LiveClass;
  shared: SharedPage;
  owner: Owner;
  id: string | undefined;
  onClose: () => void;
}) {
  const { session } = lesson;
  const heading = useRef<HTMLHeadingElement>(null);
  const editing = useSignal<PageEditing | null>(null);
  /** Who wrote what, in the place of the editor. */
  const shows = useSignal(false);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (id === undefined && !lesson.reads && !lesson.over) {
      void session.part(ClassPages).make({
        resource: shared.id,
        of: owner.of,
      });
    }
  }, [id]);
  return (
    <section class="stack" aria-labelledby="page-of">
      <div>
        <Button look="small" onClick={onClose}>
          <ArrowLeftIcon />
          {t.back}
        </Button>
      </div>
      <h3 id="page-of" ref={heading} tabIndex={-1}>{owner.name}</h3>
      {id !== undefined && (
        <div class="row pages-tools">
          <BringBack
            lesson={lesson}
            shared={shared}
            owner={owner}
            editing={editing.value}
          />
          <PutBack lesson={lesson} shared={shared} owner={owner} />
          <Button
            aria-pressed={shows.value}
            onClick={() => shows.value = !shows.value}
          >
            <PeopleIcon />
            {whoWrote.button}
          </Button>
        </div>
      )}
      {id === undefined
        ? <p class="quiet" role="status">{t.notBegun}</p>
        : shows.value
        ? <WhoWrote key={id} session={session} page={id} />
        : (
          <OpenPage
            key={owner.of}
            session={session}
            shared={shared}
            page={id}
            onEditing={(it) => editing.value = it}
          />
        )}
    </section>
  );
}

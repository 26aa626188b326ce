/** The teacher's view of pages (W-2): side by side, or one large. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { livePages as t, putBack, whoWrote } from "texts/pages_desk.ts";
import {
  isFor,
  type SharedPage,
} from "../../classroom/model/resources/shared.ts";
import { showPart } from "../desk/Tabs.tsx";
import { roomsInOrder } from "../groups/marks.ts";
import { LiveHead } from "../sharing/live/LiveHead.tsx";
import type { LiveClass } from "../sharing/live/live_class.ts";
import { forWhom } from "../sharing/live/shared_words.ts";
import { Button } from "../ui/Button.tsx";
import {
  ArrowLeftIcon,
  ClockIcon,
  LockIcon,
  MoreIcon,
  PeopleIcon,
} from "../ui/icons.tsx";
import { Menu, type OpenMenu } from "../ui/Menu.tsx";
import { BringBack, BroughtTo } from "./BringBack.tsx";
import { BroughtBackLive } from "./BroughtBackLive.tsx";
import { ClassPages } from "./class_pages.ts";
import { GrowingPage } from "./GrowingPage.tsx";
import { OpenPage } from "./OpenPage.tsx";
import { PageForClass } from "./PageForClass.tsx";
import { LateStart, PreparedPage } from "./PreparedPage.tsx";
import { PutBack } from "./PutBack.tsx";
import { WhoWrote } from "./WhoWrote.tsx";
import "./pages.css";

export interface Owner {
  of: string;
  name: string;
}

interface PagesLiveProps {
  lesson: LiveClass;
  shared: SharedPage;
}

export function PagesLive(props: PagesLiveProps) {
  if (props.shared.from) return <BroughtBackLive {...props} />;
  if (!props.lesson.ahead) return <Board {...props} />;
  return (
    <div class="stack">
      <Head {...props} />
      <PreparedPage
        key={props.shared.id}
        lesson={props.lesson}
        shared={props.shared}
      />
    </div>
  );
}

function Board({ lesson, shared }: PagesLiveProps) {
  // If there is only one page, it is open.
  const chosen = useSignal(shared.per === "class" ? "class" : null);
  const pages = lesson.session.part(ClassPages);
  const owners = ownersOf(lesson, shared);
  const large = owners.find(({ of }) => of === chosen.value);
  const idOf = ({ of }: Owner) => pages.idOf({ resource: shared.id, of });
  const begun = owners.filter((it) => idOf(it) !== undefined).length;
  return (
    <div class="stack">
      <LateStart key={shared.id} lesson={lesson} shared={shared} />
      {(!large || shared.per === "class") && (
        <Head lesson={lesson} shared={shared} />
      )}
      {large
        ? (
          <Large
            lesson={lesson}
            shared={shared}
            owner={large}
            id={idOf(large)}
            onClose={shared.per === "class"
              ? undefined
              : () => chosen.value = null}
          />
        )
        : (
          <>
            {owners.length > 0 && (
              <p class="small quiet">
                {t.begun({ count: begun, of: owners.length })}
              </p>
            )}
            {owners.length === 0 && (
              <div class="card stack">
                <p class="quiet">{t.nobody[shared.per]}</p>
                {shared.per === "group" && !lesson.over && (
                  <div>
                    <Button onClick={() => showPart("groups")}>
                      <PeopleIcon />
                      {t.toGroups}
                    </Button>
                  </div>
                )}
              </div>
            )}
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

/** This many pages are large enough to be read. */
const few = 6;

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

function Head({ lesson, shared }: PagesLiveProps) {
  const { actions, ahead } = lesson;
  return (
    <LiveHead
      lesson={lesson}
      id={shared.id}
      title={shared.name}
      about={
        <>
          {t.each[shared.per]}
          {(shared.per !== "class" || shared.rooms) &&
            ` · ${forWhom(shared, lesson.rooms)}`}
        </>
      }
      state={ahead ? "ahead" : shared.locked ? "locked" : "open"}
      tools={lesson.reads || lesson.over ? null : (
        <>
          {!ahead && shared.per !== "class" && (
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

interface Deed {
  name: string;
  Icon: ComponentType;
  /** Undefined: not a toggle. */
  isOn?: boolean;
  hint?: string;
  act: () => void;
}

/** One page with the teacher's tools. Without `onClose` it is the only one. */
function Large({ lesson, shared, owner, id, onClose }: {
  lesson: LiveClass;
  shared: SharedPage;
  owner: Owner;
  id: string | undefined;
  onClose?: () => void;
}) {
  const { session, actions } = lesson;
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  const shows = useSignal(false);
  const putsBack = useSignal(false);
  const more = useSignal<OpenMenu<null> | null>(null);
  useEffect(() => {
    heading.current!.focus({ preventScroll: true });
    // Opened from the board, it starts at its top; if it is the only page, its heading is above it.
    if (onClose) section.current!.scrollIntoView({ block: "start" });
  }, []);
  useEffect(() => {
    if (id === undefined && !lesson.reads && !lesson.over) {
      void session.part(ClassPages).make({
        resource: shared.id,
        of: owner.of,
      });
    }
  }, [id]);
  const mayChange = !lesson.reads && !lesson.over && !lesson.ahead;
  const deeds: Deed[] = id === undefined ? [] : [
    ...mayChange
      ? [{
        name: putBack.button,
        Icon: ClockIcon,
        act: () => putsBack.value = true,
      }]
      : [],
    {
      name: whoWrote.button,
      Icon: PeopleIcon,
      isOn: shows.value,
      act: () => shows.value = !shows.value,
    },
    ...mayChange
      ? [{
        name: t.lock,
        Icon: LockIcon,
        isOn: shared.locked === true,
        hint: t.lockHint,
        act: () => void actions.change(shared.id, { locked: !shared.locked }),
      }]
      : [],
  ];
  return (
    <section ref={section} class="pages-large" aria-labelledby="page-of">
      <div class="pages-row">
        {onClose && (
          <Button
            look="bare pages-back"
            aria-label={t.back}
            title={t.back}
            onClick={onClose}
          >
            <ArrowLeftIcon />
            <span class="pages-wide">{t.back}</span>
          </Button>
        )}
        <h3
          id="page-of"
          ref={heading}
          tabIndex={-1}
          class={onClose ? undefined : "visually-hidden"}
        >
          <span class="pages-title">{shared.name}</span>{" "}
          {onClose && <span>{owner.name}</span>}
        </h3>
        {id !== undefined && (
          <BringBack lesson={lesson} shared={shared} owner={owner} />
        )}
        {deeds.map(({ name, Icon, isOn, hint, act }) => (
          <Button
            key={name}
            look="pages-deed"
            aria-pressed={isOn}
            title={hint}
            onClick={act}
          >
            <Icon />
            {name}
          </Button>
        ))}
        {deeds.length > 0 && (
          <Button
            look="icon-only pages-more"
            aria-haspopup="menu"
            aria-label={t.more}
            title={t.more}
            onClick={({ currentTarget }: { currentTarget: HTMLElement }) =>
              more.value = { of: null, anchor: currentTarget }}
          >
            <MoreIcon />
          </Button>
        )}
      </div>
      <Menu opened={more} label={t.more} look="pages-menu">
        {deeds.map(({ name, Icon, isOn, act }) => (
          <button
            key={name}
            type="button"
            role={isOn === undefined ? "menuitem" : "menuitemcheckbox"}
            aria-checked={isOn}
            tabIndex={-1}
            onClick={act}
          >
            <Icon />
            {name}
          </button>
        ))}
      </Menu>
      {id !== undefined && (
        <BroughtTo lesson={lesson} shared={shared} owner={owner} />
      )}
      {putsBack.value && (
        <PutBack
          lesson={lesson}
          shared={shared}
          owner={owner}
          onClose={() => putsBack.value = false}
        />
      )}
      {id === undefined
        ? <p class="quiet" role="status">{t.notBegun}</p>
        : shows.value
        ? (
          <WhoWrote
            key={id}
            lesson={lesson}
            shared={shared}
            owner={owner}
            page={id}
          />
        )
        : (
          <OpenPage
            key={owner.of}
            session={session}
            shared={shared}
            page={id}
          />
        )}
    </section>
  );
}

/** The pages of a shared resource on the desk (W-2): all of them side by side, or one of them large. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import {
  bringBack,
  livePages as t,
  putBack,
  whoWrote,
} from "texts/pages_desk.ts";
import {
  isSharedWithRoom,
  type SharedPage,
} from "../../classroom/model/resources/shared_resources.ts";
import { roomsInOrder } from "../client/group_emblems.ts";
import { showDeskPart } from "../page/desk_part.ts";
import { ResourceHeader } from "../resources/live/ResourceHeader.tsx";
import type { LiveClass } from "../resources/live/live_class.ts";
import { describeAudience } from "../resources/live/resource_words.ts";
import { Button } from "../ui/Button.tsx";
import { Menu, type OpenMenu } from "../ui/Menu.tsx";
import {
  ArrowLeftIcon,
  ClockIcon,
  LockIcon,
  MoreIcon,
  PeopleIcon,
  UndoIcon,
} from "../ui/icons.tsx";
import { BringBackButton, BroughtBackState } from "./BringBackButton.tsx";
import { BroughtBackPage } from "./BroughtBackPage.tsx";
import { ClassPageButtons } from "./ClassPageButtons.tsx";
import { EditablePage } from "./EditablePage.tsx";
import { SyncedPage } from "./LivePage.tsx";
import { PageAuthors } from "./PageAuthors.tsx";
import { LatePageStart, PageStartForm } from "./PageStartForm.tsx";
import { PageVersionsDialog } from "./PageVersionsDialog.tsx";
import { ClassPages } from "./class_pages.ts";
import { tileGridAttributes } from "../ui/tile_grid.ts";
import "../ui/tile_grid.css";
import "./pages.css";

interface PageOwner {
  of: string;
  name: string;
}

interface PagesOnDeskProps {
  lesson: LiveClass;
  shared: SharedPage;
}

export function PagesOnDesk(props: PagesOnDeskProps) {
  if (props.shared.from) return <BroughtBackPageOnDesk {...props} />;
  if (!props.lesson.isAhead) return <PageGrid {...props} />;
  return (
    <div class="stack">
      <PagesHeader {...props} />
      <PageStartForm
        key={props.shared.id}
        lesson={props.lesson}
        shared={props.shared}
      />
    </div>
  );
}

/** A page shown to all by **Bring back**, on the desk (W-3): its text, whether it is on **Present**, **Take back**. */
function BroughtBackPageOnDesk({ lesson, shared }: PagesOnDeskProps) {
  const { actions, session, zone } = lesson;
  const isStaffs = shared.rooms?.length === 0;
  return (
    <div class="stack">
      <div class="card stack">
        <div>
          <h3>{shared.name}</h3>
          <p class="small quiet">
            {isStaffs ? bringBack.onlyPresent : bringBack.forAll}
          </p>
        </div>
        {!lesson.isReadOnly && !lesson.isOver && (
          <div class="actions">
            <ClassPageButtons lesson={lesson} shared={shared} />
            <Button
              look="bare"
              onClick={() => actions.takeBack(shared.id, shared.name)}
            >
              <UndoIcon />
              {bringBack.takeBack}
            </Button>
          </div>
        )}
      </div>
      <BroughtBackPage session={session} shared={shared} zone={zone} />
    </div>
  );
}

function PageGrid({ lesson, shared }: PagesOnDeskProps) {
  // A single page is open from the start.
  const chosen = useSignal(shared.per === "class" ? "class" : null);
  const pages = lesson.session.part(ClassPages);
  const owners = ownersOf(lesson, shared);
  const large = owners.find(({ of }) => of === chosen.value);
  const idOf = ({ of }: PageOwner) =>
    pages.documentIdOf({ resource: shared.id, of });
  const begunCount = owners.filter((it) => idOf(it) !== undefined).length;
  return (
    <div class="stack">
      <LatePageStart key={shared.id} lesson={lesson} shared={shared} />
      {(!large || shared.per === "class") && (
        <PagesHeader lesson={lesson} shared={shared} />
      )}
      {large
        ? (
          <OnePage
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
                {t.begun({ count: begunCount, of: owners.length })}
              </p>
            )}
            {owners.length === 0 && (
              <div class="card stack">
                <p class="quiet">{t.nobody[shared.per]}</p>
                {shared.per === "group" && !lesson.isOver && (
                  <div>
                    <Button onClick={() => showDeskPart("groups")}>
                      <PeopleIcon />
                      {t.toGroups}
                    </Button>
                  </div>
                )}
              </div>
            )}
            <ul
              class={owners.length <= fewPages
                ? "tile-grid pages-board few"
                : "tile-grid pages-board"}
              {...tileGridAttributes(owners.length)}
            >
              {owners.map((owner) => (
                <li key={owner.of}>
                  <PageTile
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

/** Up to this number, pages are shown large enough to be read. */
const fewPages = 6;

function ownersOf(lesson: LiveClass, shared: SharedPage): PageOwner[] {
  switch (shared.per) {
    case "class":
      return [{ of: "class", name: t.wholeClass }];
    case "group":
      return roomsInOrder(lesson.rooms).filter(({ id }) =>
        isSharedWithRoom(shared, id)
      )
        .map(({ id, name }) => ({ of: id, name }));
    case "student":
      return lesson.students.filter(({ room }) =>
        isSharedWithRoom(shared, room ?? null)
      )
        .map(({ id, name }) => ({ of: id, name }));
  }
}

function PagesHeader({ lesson, shared }: PagesOnDeskProps) {
  const { actions, isAhead } = lesson;
  return (
    <ResourceHeader
      lesson={lesson}
      id={shared.id}
      title={shared.name}
      about={
        <>
          {t.each[shared.per]}
          {(shared.per !== "class" || shared.rooms) &&
            ` · ${describeAudience(shared, lesson.rooms)}`}
        </>
      }
      state={isAhead ? "ahead" : shared.locked ? "locked" : "open"}
      tools={lesson.isReadOnly || lesson.isOver ? null : (
        <>
          {!isAhead && shared.per !== "class" && (
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
          <ClassPageButtons lesson={lesson} shared={shared} />
        </>
      )}
    />
  );
}

function PageTile({ lesson, owner, id, onOpen }: {
  lesson: LiveClass;
  owner: PageOwner;
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
            <SyncedPage
              key={id}
              session={lesson.session}
              page={id}
              level={4}
              shouldFollow
            />
          </div>
        )}
    </article>
  );
}

interface PageAction {
  name: string;
  Icon: ComponentType;
  /** Undefined: not a toggle. */
  isOn?: boolean;
  hint?: string;
  act: () => void;
}

interface OnePageProps {
  lesson: LiveClass;
  shared: SharedPage;
  owner: PageOwner;
  id: string | undefined;
  onClose?: () => void;
}

/** One page with the teacher's tools. Without `onClose` it is the resource's only page. */
function OnePage({ lesson, shared, owner, id, onClose }: OnePageProps) {
  const { session } = lesson;
  const heading = useRef<HTMLHeadingElement>(null);
  const section = useRef<HTMLElement>(null);
  const showsAuthors = useSignal(false);
  const showsVersions = useSignal(false);
  useEffect(() => {
    heading.current!.focus({ preventScroll: true });
    // A page opened from the grid is shown from its top.
    if (onClose) section.current!.scrollIntoView({ block: "start" });
  }, []);
  useEffect(() => {
    if (id === undefined && !lesson.isReadOnly && !lesson.isOver) {
      void session.part(ClassPages).createDocument({
        resource: shared.id,
        of: owner.of,
      });
    }
  }, [id]);
  const page = { lesson, shared, owner };
  return (
    <section ref={section} class="pages-large" aria-labelledby="page-of">
      <div class="row end pages-row">
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
          <span class="truncate pages-title">{shared.name}</span>{" "}
          {onClose && <span class="truncate">{owner.name}</span>}
        </h3>
        {id !== undefined && (
          <>
            <BringBackButton {...page} />
            <PageActions
              actions={pageActions(page, showsAuthors, showsVersions)}
            />
          </>
        )}
      </div>
      {id !== undefined && <BroughtBackState {...page} />}
      {showsVersions.value && (
        <PageVersionsDialog
          {...page}
          onClose={() => showsVersions.value = false}
        />
      )}
      {id === undefined
        ? <p class="quiet" role="status">{t.notBegun}</p>
        : showsAuthors.value
        ? <PageAuthors key={id} {...page} page={id} />
        : (
          <EditablePage
            key={owner.of}
            session={session}
            shared={shared}
            page={id}
          />
        )}
    </section>
  );
}

function pageActions(
  { lesson, shared }: Pick<OnePageProps, "lesson" | "shared">,
  showsAuthors: Signal<boolean>,
  showsVersions: Signal<boolean>,
): PageAction[] {
  const authors: PageAction = {
    name: whoWrote.button,
    Icon: PeopleIcon,
    isOn: showsAuthors.value,
    act: () => showsAuthors.value = !showsAuthors.value,
  };
  if (lesson.isReadOnly || lesson.isOver || lesson.isAhead) return [authors];
  const { id, locked } = shared;
  return [
    {
      name: putBack.button,
      Icon: ClockIcon,
      act: () => showsVersions.value = true,
    },
    authors,
    {
      name: t.lock,
      Icon: LockIcon,
      isOn: locked === true,
      hint: t.lockHint,
      act: () => void lesson.actions.change(id, { locked: !locked }),
    },
  ];
}

function PageActions({ actions }: { actions: readonly PageAction[] }) {
  const menu = useSignal<OpenMenu<null> | null>(null);
  return (
    <>
      {actions.map(({ name, Icon, isOn, hint, act }) => (
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
      <Button
        look="icon-only pages-more"
        aria-haspopup="menu"
        aria-label={t.more}
        title={t.more}
        onClick={({ currentTarget }: { currentTarget: HTMLElement }) =>
          menu.value = { item: null, anchor: currentTarget }}
      >
        <MoreIcon />
      </Button>
      <Menu opened={menu} label={t.more} look="pages-menu">
        {actions.map(({ name, Icon, isOn, act }) => (
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
    </>
  );
}

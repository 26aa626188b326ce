/** The page of one thing in the Class Portal; which kind has which page stands here alone. */
import type { ComponentType } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { items as t, poll } from "texts/sharing_class.ts";
import { portal as words } from "texts/sharing_portal.ts";
import type { Shared } from "../../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { ArrowLeftIcon } from "../../ui/icons.tsx";
import { useLoaded } from "../../ui/use_loaded.ts";
import { Countdown } from "../../checks/questions/Countdown.tsx";
import { TemplateCard } from "../../templates/TemplateCard.tsx";
import { Poll } from "../../checks/class/Poll.tsx";
import { Portal, portalKindOf, portalTitleOf } from "./portal.ts";
import type { PortalPlace } from "./portal_place.ts";
import { Quiz } from "../../checks/class/Quiz.tsx";
import { toQuestion } from "../../checks/class/quiz_keys.ts";
import { RefusedAnswers } from "../../checks/class/RefusedAnswers.tsx";
import { isUnsent } from "../../checks/class/standing.ts";
import "../../checks/class/class.css";

export function ItemPage(
  { session, place, id }: {
    session: ClassSession;
    place: PortalPlace;
    id: string;
  },
) {
  const portal = session.part(Portal);
  const { mine, shared: all } = portal.resources;
  const shared = mine.value.find((it) => it.id === id);
  const news = portal.news.value.filter((it) => it.shared.id === id);
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // A question that is open has it already.
    const section = title.current?.closest("section");
    if (section?.contains(document.activeElement)) return;
    toQuestion(title.current);
  }, []);
  useEffect(() => portal.see(...news), [news.map(({ key }) => key).join()]);
  const named = shared && "name" in shared;
  const headingOf = () => {
    if (!shared) return portal.ready.value ? t.gone : words.title;
    // What else it is called, or asks, stands below.
    return named ? portalTitleOf(shared) : portalKindOf(shared);
  };
  return (
    <section class="item" aria-labelledby={heading}>
      <div class="item-page">
        <div class="item-head">
          <Button look="bare shelf-back" onClick={place.back}>
            <ArrowLeftIcon />
            {words.back}
          </Button>
          {shared?.kind === "quiz" && shared.endsAt !== undefined &&
            isRunning(portal, shared.id) && (
            <Countdown
              endsAt={shared.endsAt}
              offset={session.facts.clockOffset.value}
            />
          )}
        </div>
        <div>
          {shared && named && <p class="quiet small">{portalKindOf(shared)}</p>}
          <h2 id={heading} ref={title} tabIndex={-1}>
            {headingOf()}
          </h2>
        </div>
        <RefusedAnswers session={session} of={id} />
        {shared
          ? <Content session={session} place={place} shared={shared} />
          : portal.ready.value && (
            <div class="stack" role="status">
              {isUnsent(
                portal.chosen.value[id],
                portal.resources.given.value[id],
              ) && <p>{poll.unsentGone}</p>}
              <p>
                {all.value.some((it) => it.id === id) ? t.notYours : t.goneText}
              </p>
              <p>
                <Button look="main" onClick={place.close}>
                  {t.toAssistant}
                </Button>
              </p>
            </div>
          )}
      </div>
    </section>
  );
}

/** Whether its clock means something. */
function isRunning(portal: Portal, id: string): boolean {
  const standing = portal.standings.value[id];
  return standing === "waits" || standing === "begun" ||
    standing === "answered";
}

function Content({ session, place, shared }: {
  session: ClassSession;
  place: PortalPlace;
  shared: Shared;
}) {
  switch (shared.kind) {
    case "quiz":
      return <Quiz session={session} quiz={shared} />;
    case "poll":
      return <Poll session={session} poll={shared} />;
    case "template":
      return (
        <TemplateCard
          session={session}
          template={shared}
          isNamed
          onStart={place.close}
        />
      );
    case "wall":
      return (
        <Later key="wall" load={loadWall} session={session} shared={shared} />
      );
    case "page":
      return (
        <Later key="page" load={loadPage} session={session} shared={shared} />
      );
    case "drawing":
      return (
        <Later key="board" load={loadBoard} session={session} shared={shared} />
      );
  }
}

const loadWall = async () =>
  (await import("../../walls/WallView.tsx")).WallView;
const loadPage = async () => (await import("../../pages/OwnPage.tsx")).OwnPage;
const loadBoard = async () =>
  (await import("../../drawings/OwnDrawing.tsx")).OwnDrawing;

/** What comes when it is wanted. */
function Later<S extends Shared>({ load, ...given }: {
  load: () => Promise<ComponentType<{ session: ClassSession; shared: S }>>;
  session: ClassSession;
  shared: S;
}) {
  const Loaded = useLoaded(true, load);
  return Loaded && <Loaded {...given} />;
}

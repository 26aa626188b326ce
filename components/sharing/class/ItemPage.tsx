/** An item's page in the Class Portal. */
import { useEffect, useId, useRef } from "preact/hooks";
import { items as t, poll } from "texts/sharing_class.ts";
import { portal as words } from "texts/sharing_portal.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { ArrowLeftIcon } from "../../ui/icons.tsx";
import { Countdown } from "../../checks/questions/Countdown.tsx";
import { Portal, portalKindOf, portalTitleOf } from "./portal.ts";
import type { PortalPlace } from "./portal_place.ts";
import { viewOf } from "../by_kind.ts";
import { studentPages } from "./student_views.tsx";
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
  const View = shared && viewOf(studentPages, shared);
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The focus is already within the item, for example on a question.
    const section = title.current?.closest("section");
    if (section?.contains(document.activeElement)) return;
    toQuestion(title.current);
  }, []);
  useEffect(() => portal.see(...news), [news.map(({ key }) => key).join()]);
  const named = shared?.name !== undefined;
  const headingOf = () => {
    if (!shared) return portal.ready.value ? t.gone : words.title;
    // A check without a name shows its question below the heading.
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
          {shared?.endsAt !== undefined &&
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
        {shared && View
          ? <View session={session} place={place} shared={shared} />
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

/** The countdown applies to a check that can still be answered. */
function isRunning(portal: Portal, id: string): boolean {
  const standing = portal.standings.value[id];
  return standing === "waits" || standing === "begun" ||
    standing === "answered";
}

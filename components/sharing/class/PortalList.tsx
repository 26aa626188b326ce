/** The list of the Class Portal, newest first. */
import { useId } from "preact/hooks";
import { items as t } from "texts/sharing_class.ts";
import { portal as words } from "texts/sharing_portal.ts";
import type { Shared } from "../../../classroom/model/resources/shared.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, ClockIcon } from "../../ui/icons.tsx";
import { writeTime } from "../../ui/time.ts";
import { isCheck } from "../../../classroom/model/resources/shared.ts";
import { Portal, portalKindOf, portalTitleOf } from "./portal.ts";
import type { PortalPlace } from "./portal_place.ts";
import { viewOf } from "../by_kind.ts";
import { studentCards } from "./student_views.tsx";
import { RefusedAnswers } from "../../checks/class/RefusedAnswers.tsx";
import { waits } from "../../checks/class/standing.ts";
import "../../checks/class/class.css";

export function PortalList(
  { session, place }: { session: ClassSession; place: PortalPlace },
) {
  const portal = session.part(Portal);
  const { mine } = portal.resources;
  return (
    <>
      {place.open.value === "" && <RefusedAnswers session={session} />}
      {mine.value.length === 0 && portal.ready.value
        ? <p class="quiet">{words.empty}</p>
        : (
          <ul class="stack tight">
            {mine.value.map((shared) => {
              const Own = viewOf(studentCards, shared);
              return (
                <li key={shared.id}>
                  {Own
                    ? (
                      <article class="shelf-card" data-resource={shared.id}>
                        <CardHead shared={shared} />
                        <Own session={session} place={place} shared={shared} />
                      </article>
                    )
                    : <Card shared={shared} portal={portal} place={place} />}
                </li>
              );
            })}
          </ul>
        )}
    </>
  );
}

function Card(
  { shared, portal, place }: {
    shared: Shared;
    portal: Portal;
    place: PortalPlace;
  },
) {
  const id = useId();
  const open = place.open.value === shared.id;
  // Results do not mark a card as new.
  const isNew = !open &&
    portal.news.value.some((it) => it.shared.id === shared.id && !it.results);
  const standing = isCheck(shared)
    ? portal.standings.value[shared.id]
    : undefined;
  const name = portalTitleOf(shared);
  return (
    <article
      class="shelf-card"
      aria-labelledby={id}
      aria-current={open ? "page" : undefined}
      data-resource={shared.id}
      data-new={isNew}
      data-open={open}
    >
      <CardHead shared={shared} />
      <h3 id={id} class="brief">{name}</h3>
      <div class="shelf-card-foot">
        <Standing portal={portal} shared={shared} />
        {!open && (
          <Button
            look={`small ${standing && waits(standing) ? "main" : ""}`}
            aria-label={t.openNamed({ name })}
            onClick={() => place.show(shared.id)}
          >
            {words.open}
          </Button>
        )}
      </div>
    </article>
  );
}

function CardHead({ shared }: { shared: Shared }) {
  return (
    <p class="shelf-card-head quiet small">
      <span>{portalKindOf(shared)}</span>
      <time dateTime={new Date(shared.at).toISOString()}>
        {writeTime(shared.at, "hour")}
      </time>
    </p>
  );
}

function Standing({ portal, shared }: { portal: Portal; shared: Shared }) {
  const standing = portal.standings.value[shared.id];
  const given = portal.resources.given.value[shared.id];
  if (!standing) return <span />;
  if (given?.unsent && portal.away.value) {
    return (
      <span class="shelf-standing small">
        <ClockIcon />
        {t.standings.unsent}
      </span>
    );
  }
  const isDone = standing === "answered" || standing === "handed-in";
  return waits(standing)
    ? <span class="badge chalk">{t.standings[standing]}</span>
    : (
      <span class="shelf-standing small">
        {isDone && <CheckIcon />}
        {t.standings[standing]}
      </span>
    );
}

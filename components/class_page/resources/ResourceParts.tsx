/** The contents of the Class Portal: count, current check, list and page. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { portal as t } from "texts/sharing_portal.ts";
import { items } from "texts/sharing_class.ts";
import { Chat } from "../../chat/chat.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { removeDoubledStops } from "../../../locales/doubled_stops.ts";
import { Button, CloseButton } from "../../ui/Button.tsx";
import { formatList } from "../../../formats/format_list.ts";
import { Interpolate } from "../../ui/Interpolate.tsx";
import { isAwaitingAnswer } from "../../resources/class/check_standing.ts";
import { countHiddenNews } from "../../ui/tab_title.ts";
import { UnreadBadge } from "../../ui/UnreadBadge.tsx";
import { AskedCard } from "./AskedCard.tsx";
import { CurrentCheck } from "./CurrentCheck.tsx";
import { ResourcePage } from "./ResourcePage.tsx";
import {
  type ResourceNews as NewsItem,
  StudentResources,
  studentTitleOf,
} from "../../resources/class/student_resources.ts";
import type { ResourcePlace } from "../../resources/class/resource_place.ts";
import { ResourceList } from "./ResourceList.tsx";

interface ResourcePartProps {
  session: ClassSession;
  place: ResourcePlace;
}

export function UnansweredCount({ session }: ResourcePartProps) {
  const count = session.part(StudentResources).waitingChecks.value.length;
  return (
    <span class="resource-count">
      {count > 0 && <span class="badge highlight">{t.toAnswer({ count })}
      </span>}
    </span>
  );
}

interface AskedPartProps extends ResourcePartProps {
  isInBottomSheet?: boolean;
}

/** The card of the current check: over the page, or over the chat if that is a sheet. */
export function AskedCardPart(
  { isInBottomSheet = false, ...props }: AskedPartProps,
) {
  const { isBottomSheet } = props.session.part(Chat);
  return isBottomSheet.value === isInBottomSheet
    ? <AskedCard {...props} />
    : null;
}

/** The line of the current check at the top of a chat sheet, which covers the page's bar. */
export function AskedLinePart(props: ResourcePartProps) {
  const { isBottomSheet } = props.session.part(Chat);
  return isBottomSheet.value
    ? <CurrentCheck {...props} isInBottomSheet />
    : null;
}

export function CurrentCheckPart({ session, place }: ResourcePartProps) {
  const portal = session.part(StudentResources);
  const newsCount =
    newsFor(portal, place).filter(({ shared }) =>
      shared.id !== portal.currentCheck.value?.id
    ).length;
  return (
    <>
      <CurrentCheck session={session} place={place} />
      <UnreadBadge look="resource-more" count={newsCount} />
    </>
  );
}

export function ResourceListPart({ session, place }: ResourcePartProps) {
  return <ResourceList session={session} place={place} />;
}

export function OpenResourcePart({ session, place }: ResourcePartProps) {
  const id = place.open.value;
  return id ? <ResourcePage session={session} place={place} id={id} /> : null;
}

function newsFor(portal: StudentResources, place: ResourcePlace): NewsItem[] {
  const open = place.open.value;
  return portal.news.value.filter(({ shared }) => shared.id !== open);
}

/** @param isInBar in the page's bar, where a check that waits for an answer has priority */
export function ResourceNewsNotice(
  { session, place, isInBar = false }: ResourcePartProps & {
    isInBar?: boolean;
  },
) {
  const portal = session.part(StudentResources);
  const refusedCommand = portal.resources.refusedAnswers.value[0]?.command;
  const currentCheck = portal.currentCheck.value;
  const isAsked = isInBar && place.open.value === null &&
    currentCheck !== null &&
    isAwaitingAnswer(portal.standings.value[currentCheck.id]);
  // The current check has its own card or line.
  const news = isAsked ? [] : newsFor(portal, place)
    .filter(({ shared }) => shared.id !== currentCheck?.id);
  if (refusedCommand && place.open.value !== refusedCommand.resource) {
    return (
      <div class="row resource-news">
        <p class="grow truncate resource-news-name">{items.notTaken}</p>
        <Button
          look="main small"
          onClick={() => place.show(refusedCommand.resource)}
        >
          {t.open}
        </Button>
      </div>
    );
  }
  if (news.length === 0) return null;
  // The only new thing opens at once, even if there are new results.
  const things = news.filter((it) => !it.hasResults);
  const [firstNews, secondNews] = things.length > 0 ? things : news;
  return (
    <div class="row resource-news">
      <p class="grow truncate resource-news-name" title={fullText(news)}>
        {splitByKind(news).map((part, n) => (
          <>
            {n > 0 && " · "}
            <Interpolate say={(name) => shortPart(part, name)}>
              <bdi>{namesOf(part)}</bdi>
            </Interpolate>
          </>
        ))}
      </p>
      <Button
        look="main small"
        onClick={() => {
          portal.markSeen(...(secondNews ? news : [firstNews]));
          place.show(secondNews ? "" : firstNews.shared.id);
        }}
      >
        {t.open}
      </Button>
      <CloseButton onClick={() => portal.markSeen(...news)} />
    </div>
  );
}

export function ResourceNewsAnnouncer({ session, place }: ResourcePartProps) {
  const portal = session.part(StudentResources);
  const announcement = useSignal("");
  const knownKeys = useSignal<ReadonlySet<string>>(new Set());
  useSignalEffect(() => {
    const news = newsFor(portal, place);
    const previousKeys = knownKeys.peek();
    knownKeys.value = new Set(news.map(({ key }) => key));
    const added = news.filter(({ key }) => !previousKeys.has(key));
    countHiddenNews(...added.map(({ key }) => key));
    if (added.length > 0) announcement.value = fullText(added);
    else if (news.length === 0) announcement.value = "";
  });
  return <p class="visually-hidden" role="status">{announcement}</p>;
}

/** The new resources, and the new results; lists that are empty are left out. */
const splitByKind = (news: readonly NewsItem[]) =>
  [news.filter((it) => !it.hasResults), news.filter((it) => it.hasResults)]
    .filter((it) => it.length > 0);

function shortPart(news: readonly NewsItem[], name: string): string {
  const [{ hasResults, shown }] = news;
  if (hasResults) return t.newResults({ name });
  if (news.length > 1) return t.newThings({ names: name });
  return shown ? t.newShown({ name }) : t.newThing({ name });
}

const fullText = (news: readonly NewsItem[]) =>
  splitByKind(news).map(fullPart).join(" ");

function fullPart(news: readonly NewsItem[]): string {
  const [{ hasResults, shown }] = news;
  const name = namesOf(news);
  if (hasResults) return removeDoubledStops(t.resultsCame({ name }));
  if (news.length > 1) return t.several({ count: news.length });
  return removeDoubledStops(shown ? t.newShown({ name }) : t.came({ name }));
}

const namesOf = (news: readonly NewsItem[]) =>
  formatList(news.map(({ shared }) => studentTitleOf(shared)));

/**
 * Contents of the Class Portal: count, current check, list and item page.
 * Loaded with the first shared thing.
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import { portal as t } from "texts/sharing_portal.ts";
import { items } from "texts/sharing_class.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { sentence } from "../../../locales/sentence.ts";
import { Button, CloseButton } from "../../ui/Button.tsx";
import { writeList } from "../../ui/list.ts";
import { waits } from "../../checks/class/standing.ts";
import { Unread } from "../../ui/Unread.tsx";
import { AskedNow } from "./AskedNow.tsx";
import { ItemPage } from "./ItemPage.tsx";
import { type ClassNews as NewsItem, Portal, portalTitleOf } from "./portal.ts";
import type { PortalPlace } from "./portal_place.ts";
import { PortalList } from "./PortalList.tsx";

interface PortalProps {
  session: ClassSession;
  place: PortalPlace;
}

export function Count({ session }: PortalProps) {
  const count = session.part(Portal).waiting.value.length;
  return (
    <span class="shelf-count">
      {count > 0 && <span class="badge chalk">{t.toAnswer({ count })}</span>}
    </span>
  );
}

export function Asked({ session, place }: PortalProps) {
  const portal = session.part(Portal);
  const more =
    newsFor(portal, place).filter(({ shared }) =>
      shared.id !== portal.asked.value?.id
    ).length;
  return (
    <>
      <AskedNow session={session} place={place} />
      <Unread look="shelf-more" count={more} />
    </>
  );
}

export function List({ session, place }: PortalProps) {
  return <PortalList session={session} place={place} />;
}

export function Item({ session, place }: PortalProps) {
  const id = place.open.value;
  return id ? <ItemPage session={session} place={place} id={id} /> : null;
}

function newsFor(portal: Portal, place: PortalPlace): NewsItem[] {
  const open = place.open.value;
  return portal.news.value.filter(({ shared }) => shared.id !== open);
}

/**
 * The notice of news, with **Open**. In the page's own bar it hides while a
 * check waits there.
 */
export function News(
  { session, place, inBar = false }: PortalProps & { inBar?: boolean },
) {
  const portal = session.part(Portal);
  const refused = portal.resources.refused.value[0]?.command;
  const asked = portal.asked.value;
  const isBar = inBar && place.open.value === null;
  const isAsked = isBar && asked !== null &&
    waits(portal.standings.value[asked.id]);
  // The bar shows the current check itself.
  const news = isAsked ? [] : newsFor(portal, place)
    .filter(({ shared }) => !isBar || shared.id !== asked?.id);
  if (refused && place.open.value !== refused.resource) {
    return (
      <div class="shelf-news">
        <p class="shelf-news-name">{items.notTaken}</p>
        <Button look="main small" onClick={() => place.show(refused.resource)}>
          {t.open}
        </Button>
      </div>
    );
  }
  const [first] = news;
  if (!first) return null;
  const one = news.length === 1;
  return (
    <div class="shelf-news">
      <p class="shelf-news-name" title={wordsFor(news)}>{brief(news)}</p>
      <Button
        look="main small"
        onClick={() => {
          portal.see(...news);
          place.show(one ? first.shared.id : "");
        }}
      >
        {t.open}
      </Button>
      <CloseButton onClick={() => portal.see(...news)} />
    </div>
  );
}

/** Announces news to screen readers. */
export function Said({ session, place }: PortalProps) {
  const portal = session.part(Portal);
  const said = useSignal("");
  const known = useSignal<ReadonlySet<string>>(new Set());
  useSignalEffect(() => {
    const news = newsFor(portal, place);
    const before = known.peek();
    known.value = new Set(news.map(({ key }) => key));
    const added = news.filter(({ key }) => !before.has(key));
    if (added.length > 0) said.value = wordsFor(added);
    else if (news.length === 0) said.value = "";
  });
  return <p class="visually-hidden" role="status">{said}</p>;
}

/** Separates new things from new results. */
const partsOf = (news: readonly NewsItem[]) =>
  [news.filter((it) => !it.results), news.filter((it) => it.results)]
    .filter((it) => it.length > 0);

const brief = (news: readonly NewsItem[]) =>
  partsOf(news).map(briefPart).join(" · ");

function briefPart(news: readonly NewsItem[]): string {
  const [{ results, shown }] = news;
  const name = namesOf(news);
  if (results) return t.newResults({ name });
  if (news.length > 1) return t.newThings({ names: name });
  return shown ? t.newShown({ name }) : t.newThing({ name });
}

const wordsFor = (news: readonly NewsItem[]) =>
  partsOf(news).map(wordsForPart).join(" ");

function wordsForPart(news: readonly NewsItem[]): string {
  const [{ results, shown }] = news;
  const name = namesOf(news);
  if (results) return sentence(t.resultsCame({ name }));
  if (news.length > 1) return t.several({ count: news.length });
  return sentence(shown ? t.newShown({ name }) : t.came({ name }));
}

const namesOf = (news: readonly NewsItem[]) =>
  writeList(news.map(({ shared }) => portalTitleOf(shared)));

/** One page, open to write in it, or to read where that is not allowed now (W-1, W-2). */
import { effect, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { openPage as t } from "texts/pages_class.ts";
import { pageRoot } from "../../classroom/model/page_tree.ts";
import type { SharedPage } from "../../classroom/model/resources/shared.ts";
import type { SharedDocument } from "../../sync/client/shared.ts";
import { useConnecting } from "../client/status.ts";
import { withoutNetwork } from "../page/held_page.ts";
import type { ClassSession } from "../client/class_session.ts";
import { OfflineIcon } from "../ui/icons.tsx";
import { useLoaded } from "../ui/use_loaded.ts";
import { ClassPages } from "./class_pages.ts";
import type { Carets } from "./editor/carets.ts";
import type { PictureTarget } from "./editor/picture_sending.ts";
import { LostWords } from "./LostWords.tsx";
import { PageText } from "./PageText.tsx";

interface OpenPageProps {
  session: ClassSession;
  shared: SharedPage;
  /** The id of the document that it is now. */
  page: string;
}

/** Another page is another one of these, and has a `key` of its own. */
export function OpenPage(props: OpenPageProps) {
  const version = useSignal(0);
  const { session } = props, pages = session.part(ClassPages);
  const pictures = useMemo((): PictureTarget => ({ session }), []);
  useEffect(() => () => pictures.sending?.close(), []);
  return (
    <div class="stack">
      {pages.lost.value.map((text) => (
        <LostWords
          key={text}
          why={pages.isTooMuch(text) ? t.noRoom : t.lost}
          text={text}
          onClose={() => pages.putAside(text)}
        />
      ))}
      <Written
        {...props}
        pictures={pictures}
        key={`${props.page} ${version.value}`}
        onOver={() => version.value++}
      />
    </div>
  );
}

/** `onOver`: this copy takes no more, and another is to be opened. */
function Written(
  { session, shared, page, pictures, onOver }:
    & OpenPageProps
    & { pictures: PictureTarget; onOver: () => void },
) {
  const pages = session.part(ClassPages);
  const opened = useMemo(() => pages.open(page), []);
  const there = useMemo(() => isOnline(opened), []);
  const loaded = useLoaded(true, () => import("./editor/PageEditor.tsx"));
  useEffect(() => {
    // Where there is no state of one's own, none can be told.
    opened.awareness.setLocalState({});
    return () => pages.release(opened);
  }, []);
  useSignalEffect(() => {
    if (opened.lost.value !== null) onOver();
  });
  const { facts, seat } = session;
  const isStudent = seat.role === "student";
  const isLocked = opened.writable.value === false ||
    seat.role === "observer" || !facts.live.value ||
    isStudent && shared.locked === true;
  /** A teacher's with what they are: what they write in is students' (W-2). */
  const nameOf = (member: string) => {
    const { name = "", role } = facts.members.value[facts.personOf(member)] ??
      {};
    return role === "teacher" ? `${name} · ${frame.teacher}` : name;
  };
  const root = pageRoot(opened.doc);
  return (
    <>
      {loaded
        ? (
          <loaded.PageEditor
            root={root}
            carets={opened.awareness as unknown as Carets}
            nameOf={nameOf}
            hueOf={(member) => facts.hueOf(member)}
            title={shared.name}
            isLocked={isLocked}
            pictures={{ target: pictures, now: { page, there } }}
            notice={<Away opened={opened} />}
          />
        )
        : <PageText root={root} />}
      <Kept opened={opened} />
    </>
  );
}

/** Resolves once a document has what the server has. */
function isOnline({ status }: SharedDocument): Promise<void> {
  return new Promise((done) => {
    const stop = effect(() => {
      if (status.value.state !== "online") return;
      done();
      queueMicrotask(() => stop());
    });
  });
}

/** So long after the last key that is stored, the page says so (ms). */
const restsMs = 1_000;

/** In sight while one writes and there is no connection. */
function Away({ opened: { status, kept } }: { opened: SharedDocument }) {
  const slow = useConnecting(() => status.value);
  if (status.value.state !== "offline" && !slow.value) return null;
  return (
    <p class="page-away small row">
      <OfflineIcon />
      <span>{kept.value ? withoutNetwork(t.kept) : t.notKept}</span>
    </p>
  );
}

/**
 * Whether what was written is stored. While one types it says the same, and asks for no frame, as `useSignalEffect`
 * would: each key would be laid out and painted three times.
 */
function Kept({ opened }: { opened: SharedDocument }) {
  const isStored = useSignal(!opened.unsent.peek());
  useEffect(() =>
    effect(() => {
      if (opened.unsent.value) {
        isStored.value = false;
        return;
      }
      const resting = setTimeout(() => isStored.value = true, restsMs);
      return () => clearTimeout(resting);
    }), []);
  return (
    <p class="small quiet page-kept">
      {isStored.value
        ? t.stored
        : opened.status.value.state === "online" && t.storing}
    </p>
  );
}

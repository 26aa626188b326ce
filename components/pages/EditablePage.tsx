/** A page that is open for writing, or for reading if the member may not write (W-1, W-2). */
import { effect, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { openPage as t } from "texts/pages_class.ts";
import { pageRoot } from "../../classroom/model/page_tree.ts";
import type { SharedPage } from "../../classroom/model/resources/shared_resources.ts";
import type { SharedDocument } from "../../sync/client/shared_document.ts";
import { useIsSlowToConnect } from "../client/connection_status.ts";
import { withReloadWarning } from "../page/leave_warning.ts";
import type { ClassSession } from "../client/class_session.ts";
import { OfflineIcon } from "../ui/icons.tsx";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { ClassPages } from "./class_pages.ts";
import type { CaretAwareness } from "./editor/carets.ts";
import type { PictureTarget } from "./editor/picture_uploader.ts";
import { LostTextNotice } from "./LostTextNotice.tsx";
import { PageText } from "./PageText.tsx";

interface EditablePageProps {
  session: ClassSession;
  shared: SharedPage;
  /** The id of its current document. */
  page: string;
}

/** Needs a `key` per page: its hooks never change the page. */
export function EditablePage(props: EditablePageProps) {
  const version = useSignal(0);
  const { session } = props, pages = session.part(ClassPages);
  const pictures = useMemo((): PictureTarget => ({ session }), []);
  useEffect(() => () => pictures.sending?.close(), []);
  return (
    <div class="stack">
      {pages.lostTexts.value.map((text) => (
        <LostTextNotice
          key={text}
          reason={pages.isTooMuch(text) ? t.noRoom : t.lost}
          text={text}
          onClose={() => pages.dismissLostText(text)}
        />
      ))}
      <EditablePageBody
        {...props}
        pictures={pictures}
        key={`${props.page} ${version.value}`}
        onOver={() => version.value++}
      />
    </div>
  );
}

/** @param onOver called when the server refuses this copy of the page, so that it must be opened again */
function EditablePageBody(
  { session, shared, page, pictures, onOver }:
    & EditablePageProps
    & { pictures: PictureTarget; onOver: () => void },
) {
  const pages = session.part(ClassPages);
  const opened = useMemo(() => pages.openDocument(page), []);
  const synced = useMemo(() => isOnline(opened), []);
  const loaded = useLazyPart(true, () => import("./editor/PageEditor.tsx"));
  useEffect(() => {
    // The caret is set as a field of the local state, which must exist.
    opened.awareness.setLocalState({});
    return () => pages.releaseDocument(opened);
  }, []);
  useSignalEffect(() => {
    if (opened.lost.value !== null) onOver();
  });
  const { facts, seat } = session;
  const isStudent = seat.role === "student";
  const isLocked = opened.writable.value === false ||
    seat.role === "observer" || !facts.isLive.value ||
    isStudent && shared.locked === true;
  /** A name, marked if it is a teacher's: the page belongs to students (W-2). */
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
            carets={opened.awareness as unknown as CaretAwareness}
            nameOf={nameOf}
            hueOf={(member) => facts.hueOf(member)}
            title={shared.name}
            isLocked={isLocked}
            pictures={{ target: pictures, now: { page, synced } }}
            notice={<OfflineLine opened={opened} />}
          />
        )
        : <PageText root={root} />}
      <StoredLine opened={opened} />
    </>
  );
}

function isOnline({ status }: SharedDocument): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (status.value.state !== "online") return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

/** The page says that everything is stored after this pause (ms). */
const restsMs = 1_000;

function OfflineLine(
  { opened: { status, isSaved } }: { opened: SharedDocument },
) {
  const slow = useIsSlowToConnect(() => status.value);
  if (status.value.state !== "offline" && !slow.value) return null;
  return (
    <p class="page-away small row">
      <OfflineIcon />
      <span>{isSaved.value ? withReloadWarning(t.kept) : t.notKept}</span>
    </p>
  );
}

/** Uses `effect`, since `useSignalEffect` would request an animation frame at every key. */
function StoredLine({ opened }: { opened: SharedDocument }) {
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

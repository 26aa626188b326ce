/** The editor of a shared page (W-1), with ProseMirror. Pages to be read use `PageText.tsx`. */
import {
  type Signal,
  useComputed,
  useSignal,
  useSignalEffect,
} from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type * as Y from "yjs";
import { pageEditor as t } from "texts/pages.ts";
import { announce } from "../../ui/announce.ts";
import { CloseButton } from "../../ui/Button.tsx";
import { LockIcon, WarningIcon } from "../../ui/icons.tsx";
import { formatList } from "../../../formats/format_list.ts";
import { Notice } from "../../ui/Notice.tsx";
import type { CaretAwareness } from "./carets.ts";
import { type EditorRequest, PageEditing } from "./page_editing.ts";
import { selectedPicture } from "./picture_nodes.ts";
import { FormulaDialog, LinkDialog, ShortcutsDialog } from "./PageDialogs.tsx";
import {
  type CurrentPage,
  type PictureTarget,
  PictureUploader,
} from "./picture_uploader.ts";
import {
  NewPictureDialog,
  PictureDialog,
  PictureUploadState,
} from "./PictureDialogs.tsx";
import { type EditorDialog, Toolbar } from "./Toolbar.tsx";
import { useWriters } from "./use_writers.ts";
import "../../people/people.css";
import "../../ui/forms.css";
import "../page_text.css";
import "./page_editor.css";

/** Needs a `key` per page. */
interface PageEditorProps {
  /** The root `page` of the page's document. */
  root: Y.XmlFragment;
  /** Null: without carets. */
  carets: CaretAwareness | null;
  nameOf: (member: string) => string;
  hueOf: (member: string) => number;
  title: string;
  isLocked?: boolean;
  /** Maximum number of characters, if it is not the usual one. */
  room?: number;
  notice?: ComponentChildren;
  /** Where pictures go. Absent: the page accepts no pictures. */
  pictures?: { target: PictureTarget; now: CurrentPage };
}

/** The remaining room is shown from this share of used room on. */
const nearlyFull = 0.9;

/** Why a change was refused, if this many characters were left. */
const refused = (left: number): string =>
  left > 0 ? t.notFit({ left }) : t.full;

export function PageEditor(props: PageEditorProps) {
  const { carets, nameOf, isLocked = false } = props;
  const id = useId();
  const bar = useRef<HTMLDivElement>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const opened = useSignal<EditorDialog | null>(null);
  const wasRefused = useSignal(false);
  const { editing, pictures } = useEditing(props, {
    onFull() {
      wasRefused.value = true;
      announce(refused(left.peek()), { topic: "page-full", every: 5_000 });
    },
    onOwn: () => wasRefused.value = false,
    onAsk(request) {
      if (request !== "tools") opened.value = request;
      else bar.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    },
  });
  const { place, head, strip } = useMountedEditor(editing, pictures, id, props);
  const left = useComputed(() => editing.maxLength - editing.length.value);
  const isNear = useComputed(() =>
    left.value <= editing.maxLength * (1 - nearlyFull)
  );
  useSignalEffect(() => {
    if (isNear.value) announce(t.left({ left: Math.max(0, left.peek()) }));
  });
  const writers = useWriters(carets, props.root.doc!);
  /** Opens a dialog or file chooser. The text gets the focus first, since a closing dialog returns it there. */
  const open = (dialog: EditorDialog) => {
    editing.focus();
    const isNew = dialog === "picture" &&
      !selectedPicture(editing.state.peek());
    if (isNew) fileInput.current?.click();
    else opened.value = dialog;
  };
  return (
    <div class="page-editor">
      <div key="head" ref={head} class="page-above">
        {isLocked
          ? (
            <p class="page-locked">
              <LockIcon />
              {t.locked}
            </p>
          )
          : (
            <Toolbar
              editing={editing}
              bar={bar}
              controls={`${id}-text`}
              onOpen={open}
            />
          )}
        {props.notice}
      </div>
      <p id={`${id}-help`} hidden>{t.help}</p>
      {/* With a key Preact keeps this element, whose content belongs to ProseMirror. */}
      <div key="place" ref={place} class="page-place" />
      {pictures && <PictureInput pictures={pictures} inputRef={fileInput} />}
      <div key="strip" ref={strip} class="page-strip">
        {wasRefused.value && (
          <RefusedChange
            left={left.value}
            onClose={() => {
              wasRefused.value = false;
              editing.focus();
            }}
          />
        )}
        {pictures && (
          <PictureUploadState editing={editing} pictures={pictures} />
        )}
      </div>
      <div class="stack snug small page-editor-foot">
        {isNear.value && !wasRefused.value && (
          <p class="row page-left" data-full={left.value <= 0}>
            <WarningIcon />
            {left.value <= 0 ? t.full : t.left({ left: left.value })}
          </p>
        )}
        {writers.length > 0 && (
          <p class="quiet small">
            {t.writing({ names: formatList(writers.map(nameOf)) })}
          </p>
        )}
      </div>
      <OpenEditorDialog editing={editing} opened={opened} pictures={pictures} />
    </div>
  );
}

function useEditing(
  { root, carets, room, nameOf, hueOf, pictures: to }: PageEditorProps,
  { onFull, onOwn, onAsk }: {
    onFull: () => void;
    onOwn: () => void;
    onAsk: (what: EditorRequest) => void;
  },
) {
  const names = useRef(nameOf);
  names.current = nameOf;
  return useMemo(() => {
    const editing: PageEditing = new PageEditing({
      root,
      carets,
      room,
      nameOf: (member) => names.current(member),
      hueOf,
      onFull(limit) {
        if (limit === "pictures") return pictures?.refuseForSpace();
        onFull();
      },
      onOwn,
      onAsk,
      ...to && { onFiles: (...args) => pictures?.addFiles(...args) },
    });
    const pictures = to
      ? to.target.sending ??= new PictureUploader(to.target.session)
      : null;
    return { editing, pictures };
  }, []);
}

/** Mounts the text at `place`, between the bars `head` and `strip`, which may cover parts of it. */
function useMountedEditor(
  editing: PageEditing,
  pictures: PictureUploader | null,
  id: string,
  { title, isLocked = false, pictures: to }: PageEditorProps,
) {
  const place = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    editing.lock(isLocked);
    editing.mount(place.current!, {
      id: `${id}-text`,
      class: "page-text",
      role: "textbox",
      tabindex: "0",
      "aria-multiline": "true",
      "aria-label": title,
      "aria-describedby": `${id}-help`,
    });
    const over = head.current!, under = strip.current!;
    const watch = new ResizeObserver(() => {
      const above = parseFloat(getComputedStyle(over).insetBlockStart) || 0;
      editing.setCoveredEdges(above + over.offsetHeight, under.offsetHeight);
    });
    watch.observe(over);
    watch.observe(under);
    const detach = to && pictures?.attachEditor(editing, to.now);
    return () => {
      detach?.();
      watch.disconnect();
      editing.close();
    };
  }, []);
  useEffect(() => editing.lock(isLocked), [isLocked]);
  return { place, head, strip };
}

function PictureInput({ pictures, inputRef }: {
  pictures: PictureUploader;
  inputRef: RefObject<HTMLInputElement>;
}) {
  return (
    <input
      ref={inputRef}
      type="file"
      accept="image/*"
      multiple
      hidden
      aria-label={t.picture}
      onChange={({ currentTarget }) => {
        pictures.addFiles([...currentTarget.files ?? []]);
        // Cleared, so that the same file can be chosen again.
        currentTarget.value = "";
      }}
    />
  );
}

function RefusedChange(
  { left, onClose }: { left: number; onClose: () => void },
) {
  return (
    <div class="page-refused">
      <Notice tone="stop" isSilent>
        {refused(left)}
        <CloseButton look="small" onClick={onClose} />
      </Notice>
    </div>
  );
}

function OpenEditorDialog({ editing, opened, pictures }: {
  editing: PageEditing;
  opened: Signal<EditorDialog | null>;
  pictures: PictureUploader | null;
}) {
  const close = () => opened.value = null;
  const item = pictures?.nextToDescribe.value;
  return (
    <>
      {opened.value === "link" && (
        <LinkDialog editing={editing} onClose={close} />
      )}
      {opened.value === "formula" && (
        <FormulaDialog editing={editing} onClose={close} />
      )}
      {opened.value === "picture" && (
        <PictureDialog editing={editing} onClose={close} />
      )}
      {pictures && item && (
        <NewPictureDialog
          key={item.id}
          editing={editing}
          pictures={pictures}
          item={item}
        />
      )}
      {opened.value === "keys" && <ShortcutsDialog onClose={close} />}
    </>
  );
}

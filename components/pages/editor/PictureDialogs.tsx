import { type Signal, useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { deleteSelection } from "prosemirror-commands";
import { frame } from "texts/everywhere.ts";
import { files } from "texts/files.ts";
import { pageEditor as t } from "texts/pages.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { formatProgress } from "../../../formats/format_size.ts";
import { Button, CloseButton, Form } from "../../ui/Button.tsx";
import { InputField } from "../../ui/InputField.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { closeDialog } from "./PageDialogs.tsx";
import type { PageEditing } from "./page_editing.ts";
import { describePicture, selectedPicture } from "./picture_nodes.ts";
import type { PictureUpload, PictureUploader } from "./picture_uploader.ts";

/** Asks for a new picture's description. Closing the dialog cancels the picture. */
export function NewPictureDialog({ editing, pictures, item }: {
  editing: PageEditing;
  pictures: PictureUploader;
  item: PictureUpload;
}) {
  const isDone = useRef(false);
  return (
    <DescriptionDialog
      src={item.preview}
      words={item.draftDescription}
      save={t.insert}
      onSave={(words) => {
        isDone.current = true;
        editing.focus();
        item.describe(words);
      }}
      onClose={() => {
        if (isDone.current) return;
        pictures.cancel(item);
        editing.focus();
      }}
    />
  );
}

export function PictureDialog(
  { editing, onClose }: { editing: PageEditing; onClose: () => void },
) {
  const picture = selectedPicture(editing.state.peek());
  const words = useSignal<string>(picture?.attrs.alt ?? "");
  if (!picture) return null;
  return (
    <DescriptionDialog
      src={`/api/files/${picture.attrs.file}`}
      words={words}
      save={t.save}
      onSave={(words) => editing.run(describePicture(words))}
      onRemove={() => editing.run(deleteSelection)}
      onClose={onClose}
    />
  );
}

function DescriptionDialog(
  { src, words, save, onSave, onRemove, onClose }: {
    src: string;
    words: Signal<string>;
    save: string;
    onSave: (words: string | null) => void;
    onRemove?: () => void;
    onClose: () => void;
  },
) {
  const id = useId();
  return (
    <Modal title={t.picture} hasFocus onClose={onClose}>
      <Form
        class="stack"
        onSubmit={(form) => {
          closeDialog(form);
          onSave(words.value.trim() || null);
        }}
      >
        <img class="page-picture-preview" src={src} alt="" />
        <InputField
          id={id}
          label={t.describe}
          hint={t.describeHint}
          value={words.value}
          maxLength={pageBounds.alt}
          autocomplete="off"
          autofocus
          onInput={({ currentTarget }) => words.value = currentTarget.value}
        />
        <div class="actions">
          <Button type="submit" look="main">{save}</Button>
          {onRemove && (
            <Button
              onClick={({ currentTarget }: { currentTarget: Element }) => {
                closeDialog(currentTarget);
                onRemove();
              }}
            >
              {t.removePicture}
            </Button>
          )}
        </div>
      </Form>
    </Modal>
  );
}

/** Shows pictures that wait or take long to send, and why the last one was refused. */
export function PictureUploadState(
  { editing, pictures }: { editing: PageEditing; pictures: PictureUploader },
) {
  const { lastRefusal, uploads } = pictures;
  const visibleUploads = uploads.value.filter((
    { isDescribed, isSlow, isWaiting },
  ) => isDescribed.value && (isSlow.value || isWaiting.value));
  if (visibleUploads.length === 0 && lastRefusal.value === null) return null;
  return (
    <div class="page-underway stack">
      {lastRefusal.value !== null && (
        <Notice tone="stop">
          {lastRefusal.value}
          <CloseButton
            look="small"
            onClick={() => {
              lastRefusal.value = null;
              editing.focus();
            }}
          />
        </Notice>
      )}
      {visibleUploads.map((item) => (
        <div key={item.id} class="row">
          <img src={item.preview} alt="" width={40} height={40} />
          <div class="stack snug grow page-progress">
            <progress
              aria-label={files.sending({ name: item.file.name })}
              max={Math.max(1, item.totalBytes.value)}
              value={item.sentBytes.value}
            />
            <span class="small quiet">
              {item.isWaiting.value
                ? t.pictureWaits
                : formatProgress(item.sentBytes.value, item.totalBytes.value)}
            </span>
          </div>
          <Button
            look="small"
            aria-label={files.cancelName({ name: item.file.name })}
            onClick={() => {
              pictures.cancel(item);
              editing.focus();
            }}
          >
            {frame.cancel}
          </Button>
        </div>
      ))}
    </div>
  );
}

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { assistant as t } from "texts/assistant.ts";
import { Button, CloseButton, IconButton } from "../ui/Button.tsx";
import { ClockIcon, ListIcon, PlusIcon } from "../ui/icons.tsx";
import type { OwnAssistant } from "./own_assistant.ts";
import { ConversationTitle } from "./ConversationParts.tsx";
import "./assistant.css";
import { localPath } from "../../locales/local_path.ts";

/** A conversation of the repeated class, which has its own page. */
export interface EarlierConversation {
  readonly id: string;
  readonly title: string;
}

interface Listed {
  readonly assistant: OwnAssistant | null;
  readonly earlier: readonly EarlierConversation[];
  /** The student's name while the browser is unconfirmed; earlier conversations are hidden until then. */
  readonly waits: string | undefined;
}

export function ConversationList(
  { assistant, earlier, waits, onPick = () => {} }:
    & Listed
    & { onPick?: () => void },
) {
  const conversations = assistant?.conversations.value ?? [];
  const current = assistant?.current.value;
  return (
    <nav class="stack tight conversations" aria-label={t.conversations}>
      <Button
        disabled={!assistant}
        onClick={() => {
          assistant?.startConversation();
          onPick();
        }}
      >
        <PlusIcon />
        {t.begin}
      </Button>
      <ul class="conversations-list">
        {conversations.map(({ id, title, lastAt, template }) => (
          <li key={id}>
            <button
              type="button"
              class="conversations-one"
              aria-current={id === current ? "true" : undefined}
              title={title}
              onClick={() => {
                assistant?.showConversation(id);
                onPick();
              }}
            >
              <ConversationTitle title={title} template={template} />
              {lastAt === null && <ClockIcon />}
            </button>
          </li>
        ))}
      </ul>
      {waits && <p class="quiet small">{t.waitsForTeacher({ name: waits })}</p>}
      {earlier.length > 0 && (
        <>
          <h3 class="quiet small">{t.before}</h3>
          <ul class="conversations-list">
            {earlier.map(({ id, title }) => (
              <li key={id}>
                <a
                  class="conversations-one"
                  href={localPath(`/my/${id}`)}
                  target="_blank"
                  title={title}
                >
                  <span class="brief">{title || t.untitled}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  );
}

export function ConversationBottomSheet({ assistant, earlier, waits }: Listed) {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = useSignal(false);
  const close = () => dialog.current?.close();
  return (
    <div class="conversations-narrow">
      <Button
        look="small"
        disabled={!assistant}
        onClick={() => {
          open.value = true;
          dialog.current?.showModal();
        }}
      >
        <ListIcon />
        {t.conversations}
      </Button>
      <IconButton
        label={t.begin}
        Icon={PlusIcon}
        look="small"
        disabled={!assistant}
        onClick={() => assistant?.startConversation()}
      />
      <dialog
        ref={dialog}
        class="dialog conversations-sheet"
        aria-label={t.conversations}
        onClose={() => open.value = false}
        onClick={(event) => event.target === event.currentTarget && close()}
      >
        <div class="dialog-head">
          <h2 tabIndex={-1} autofocus>{t.conversations}</h2>
          <CloseButton onClick={close} />
        </div>
        {open.value && (
          <ConversationList
            assistant={assistant}
            earlier={earlier}
            waits={waits}
            onPick={close}
          />
        )}
      </dialog>
    </div>
  );
}

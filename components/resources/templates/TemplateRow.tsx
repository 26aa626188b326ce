/** A prompt template in its teacher's list: what it is, what one does with it, and what came of that. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ListedTemplate } from "../../../classroom/model/resources/templates.ts";
import { localPath } from "../../../locales/local_path.ts";
import { sharing, templates as t } from "texts/resources_templates.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import {
  ChatIcon,
  CopyIcon,
  EditIcon,
  SendIcon,
  TrashIcon,
  UndoIcon,
} from "../../ui/icons.tsx";
import { writeTime } from "../../ui/time.ts";

/** What came of a press. */
export interface Said {
  readonly text: string;
  readonly isWrong?: boolean;
  readonly undo?: () => unknown;
  /** Where **Undo** alone does not say what. */
  readonly undoLabel?: string;
  /** Where one can go from here. */
  readonly to?: { readonly href: string; readonly text: string };
}

/** The row; deleted, it keeps its place with **Undo**. */
export function TemplateRow(
  { one, zone, said, isGone, onTry, onDuplicate, onDelete, onShare }: {
    one: ListedTemplate;
    zone: string;
    said: Said | undefined;
    isGone: boolean;
    onTry: () => unknown;
    onDuplicate: () => unknown;
    onDelete: () => unknown;
    /** Absent: no class runs. */
    onShare: (() => unknown) | undefined;
  },
) {
  const { id, name, description, at } = one;
  return (
    <li class="template box" data-gone={isGone}>
      {!isGone && (
        <>
          <div class="template-text">
            <h2>
              <a href={localPath(`/teacher/templates/${id}`)}>{name}</a>
            </h2>
            {description && <p>{description}</p>}
            <p class="quiet small">
              {t.changed({ time: writeTime(at, "day", zone) })}
            </p>
          </div>
          <div class="template-tools">
            <Button
              look="small"
              aria-label={t.tryOf({ name })}
              onClick={onTry}
            >
              <ChatIcon />
              {t.tryIt}
            </Button>
            {onShare && (
              <Button
                look="small"
                aria-label={t.shareOf({ name })}
                onClick={onShare}
              >
                <SendIcon />
                {t.share}
              </Button>
            )}
            <a
              class="button bare small"
              href={localPath(`/teacher/templates/${id}`)}
              aria-label={t.editOf({ name })}
            >
              <EditIcon />
              {t.edit}
            </a>
            <IconButton
              look="small"
              label={t.duplicateOf({ name })}
              Icon={CopyIcon}
              onClick={onDuplicate}
            />
            <IconButton
              look="small"
              label={t.deleteOf({ name })}
              Icon={TrashIcon}
              onClick={onDelete}
            />
          </div>
        </>
      )}
      <div class="template-said small" role="status">
        {said && (
          <>
            <span class={said.isWrong ? "field-error" : ""}>{said.text}</span>
            {said.undo && (
              <UndoButton
                isFocused={isGone}
                label={said.undoLabel}
                onPress={said.undo}
              />
            )}
            {said.to && (
              <a class="button bare small" href={said.to.href}>
                {said.to.text}
              </a>
            )}
          </>
        )}
      </div>
    </li>
  );
}

/** **Undo**; it has the focus where what was pressed before is there no more. */
function UndoButton(
  { isFocused, label, onPress }: {
    isFocused: boolean;
    label: string | undefined;
    onPress: () => unknown;
  },
) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (isFocused) place.current?.querySelector("button")?.focus();
  }, [isFocused]);
  return (
    <span ref={place}>
      <Button look="small" aria-label={label} onClick={onPress}>
        <UndoIcon />
        {sharing.undo}
      </Button>
    </span>
  );
}

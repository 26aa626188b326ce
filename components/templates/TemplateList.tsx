/**
 * The prompt templates of a teacher: found as one types, tried, duplicated, shared with the class that runs,
 * deleted with **Undo**. Before any script the search is a form, and each template a link.
 */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import type {
  ListedTemplate,
  WholeTemplate,
} from "../../classroom/model/resources/templates.ts";
import { localPath } from "../../locales/local_path.ts";
import { share as forWhom } from "texts/sharing_live.ts";
import { sharing, templates as t } from "texts/templates.ts";
import { ask, type Reply } from "../client/ask.ts";
import { IdempotencyKeys, SessionApi } from "../client/session_api.ts";
import type { MarkedRoom } from "../groups/marks.ts";
import { Button, Form, IconButton } from "../ui/Button.tsx";
import {
  ChatIcon,
  CopyIcon,
  EditIcon,
  SearchIcon,
  SendIcon,
  TrashIcon,
} from "../ui/icons.tsx";
import { Modal } from "../ui/Modal.tsx";
import { Notice } from "../ui/Notice.tsx";
import { writeTime } from "../ui/time.ts";
import { classRooms, type RunningClass } from "../sharing/class_rooms.ts";
import { ForWhom } from "../sharing/ForWhom.tsx";
import { addTemplate } from "./add_template.ts";
import { matching } from "../library/library_search.ts";
import { typedEarly } from "../ui/typed_early.ts";
import { TrialDialog } from "./TrialDialog.tsx";
import "../library/library.css";
import { UndoButton } from "../ui/UndoButton.tsx";

export interface TemplateListProps {
  readonly templates: readonly ListedTemplate[];
  readonly search: string;
  readonly running: RunningClass | null;
  readonly model: string;
  readonly zone: string;
}

const searchId = "template-search";

export function TemplateList(props: TemplateListProps) {
  const { running, model, zone } = props;
  const all = useSignal(props.templates);
  const presses = useMemo(() => new IdempotencyKeys(), []);
  const api = useMemo(() => new SessionApi(running?.id ?? ""), []);
  const search = useSignal(typedEarly(searchId, props.search));
  /** By template: the outcome of its last action. */
  const said: Signal<Readonly<Record<string, Said>>> = useSignal({});
  const gone: Signal<ReadonlySet<string>> = useSignal(new Set());
  const tried = useSignal<WholeTemplate | null>(null);
  const shared = useSignal<ListedTemplate | null>(null);
  const found = matching(all.value, search.value);

  const say = (id: string, what: Said) =>
    said.value = { ...said.value, [id]: what };
  /** Asks about a template; null: refused, which its row shows. */
  const act = async <T,>(
    one: ListedTemplate,
    ...[method, path, body]: Parameters<typeof ask>
  ): Promise<T | null> => {
    return told(one, await ask<T>(method, path, body));
  };
  const told = <T,>({ id }: ListedTemplate, answer: Reply<T>): T | null => {
    if (answer.ok) return answer.body ?? ({} as T);
    say(id, { text: answer.problem.detail, isWrong: true });
    return null;
  };
  const pathOf = ({ id }: ListedTemplate) => `/api/templates/${id}`;
  const whole = async (one: ListedTemplate) =>
    (await act<{ template: WholeTemplate }>(one, "GET", pathOf(one)))?.template;
  const duplicate = async (one: ListedTemplate) => {
    const before = await whole(one);
    if (!before) return;
    const { id: _, at: __, ...fields } = before;
    const copy = { ...fields, name: copyName(before.name) };
    const made = told(one, await addTemplate(presses, copy));
    if (!made) return;
    const { id, name, description, at } = made.template;
    // Below its original, so that nothing above moves; after a reload it is first.
    all.value = all.value.flatMap((it) =>
      it.id === one.id ? [it, { id, name, description, at }] : it
    );
    say(one.id, { text: t.duplicated({ name }) });
  };
  const remove = async (one: ListedTemplate) => {
    if (!await act(one, "DELETE", pathOf(one))) return;
    gone.value = new Set([...gone.value, one.id]);
    say(one.id, {
      text: t.deleted({ name: one.name }),
      undo: () => restore(one),
      undoLabel: t.undoOf({ name: one.name }),
    });
  };
  const restore = async (one: ListedTemplate) => {
    if (!await act(one, "POST", `${pathOf(one)}/undo`)) return;
    gone.value = new Set([...gone.value].filter((id) => id !== one.id));
    say(one.id, { text: t.restored({ name: one.name }) });
  };
  const tellShared = (one: ListedTemplate, resource: string) => {
    if (!running) return;
    const { name } = one;
    const path = `/api/sessions/${running.id}/resources/${resource}`;
    say(one.id, {
      text: sharing.shared({ name, session: running.name }),
      to: {
        href: localPath(`/teacher/sessions/${running.id}`),
        text: sharing.toClass,
      },
      undo: async () => {
        if (!await act(one, "DELETE", path)) return;
        say(one.id, { text: sharing.takenBack({ name }) });
      },
    });
  };
  return (
    <div class="stack">
      <Search search={search} />
      <p class="visually-hidden" role="status">
        {search.value.trim() && t.found({ count: found.length })}
      </p>
      {found.length === 0 && (
        <Notice tone="plain">
          <span>{t.nothingFound({ words: search.value.trim() })}</span>
          <a class="button small" href={localPath("/teacher/templates")}>
            {t.showAll}
          </a>
        </Notice>
      )}
      <ul class="stack tight templates">
        {found.map((one) => (
          <TemplateRow
            key={one.id}
            one={one}
            zone={zone}
            said={said.value[one.id]}
            isGone={gone.value.has(one.id)}
            onTry={async () => tried.value = await whole(one) ?? null}
            onDuplicate={() => duplicate(one)}
            onDelete={() => remove(one)}
            onShare={running ? () => shared.value = one : undefined}
          />
        ))}
      </ul>
      {tried.value && (
        <TrialDialog
          name={tried.value.name}
          tried={tried.value}
          model={model}
          onClose={() => tried.value = null}
        />
      )}
      {shared.value && running && (
        <ShareFromPortal
          template={shared.value}
          running={running}
          api={api}
          onShared={(resource) => tellShared(shared.value!, resource)}
          onClose={() => shared.value = null}
        />
      )}
    </div>
  );
}

function Search({ search }: { search: Signal<string> }) {
  return (
    <search>
      <form
        class="template-search"
        method="get"
        action={localPath("/teacher/templates")}
        onSubmit={(event) => event.preventDefault()}
      >
        <label class="visually-hidden" htmlFor={searchId}>{t.search}</label>
        <SearchIcon />
        <input
          id={searchId}
          class="input"
          type="search"
          name="q"
          placeholder={t.search}
          autoComplete="off"
          value={search}
          onInput={({ currentTarget }) => search.value = currentTarget.value}
        />
        <noscript>
          <button type="submit" class="button">{t.searchButton}</button>
        </noscript>
      </form>
    </search>
  );
}

/** The name of a copy, which is no longer than a name may be. */
function copyName(name: string): string {
  const whole = t.copyName({ name });
  const over = whole.length - bounds.resourceName;
  return over > 0 ? t.copyName({ name: name.slice(0, -over).trim() }) : whole;
}

/** The outcome of an action. */
interface Said {
  readonly text: string;
  readonly isWrong?: boolean;
  readonly undo?: () => unknown;
  /** The accessible name, where **Undo** alone does not say what. */
  readonly undoLabel?: string;
  readonly to?: { readonly href: string; readonly text: string };
}

/** A deleted template keeps its row, with **Undo**. */
function TemplateRow(
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
                aria-label={said.undoLabel}
                onClick={said.undo}
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

/**
 * **Share with class**: gives a template to the running class, whole or some groups. `onShared` is told under which id the
 * class has it.
 */
function ShareFromPortal(
  { template, running, api, onShared, onClose }: {
    template: { readonly id: string; readonly name: string };
    running: RunningClass;
    api: SessionApi;
    onShared: (resource: string) => void;
    onClose: () => void;
  },
) {
  const rooms = useSignal<Readonly<Record<string, MarkedRoom>>>({});
  const chosen = useSignal<ReadonlySet<string> | null>(null);
  const wrong = useSignal("");
  const isBusy = useSignal(false);
  useEffect(() => {
    // Until the groups are there, or where they cannot be had, it is for all of the class.
    void classRooms(running.id).then((it) => rooms.value = it);
  }, []);
  const share = async () => {
    if (chosen.value?.size === 0) {
      return void (wrong.value = forWhom.chooseGroups);
    }
    isBusy.value = true;
    const answer = await api.make(
      "POST /resources",
      {
        template: template.id,
        ...chosen.value && { rooms: [...chosen.value] },
      },
    );
    isBusy.value = false;
    if (!answer.ok) return void (wrong.value = answer.problem.detail);
    onShared(answer.body.resource.id);
    onClose();
  };
  return (
    <Modal title={sharing.title({ name: template.name })} onClose={onClose}>
      <Form
        class="stack"
        onSubmit={share}
        onInput={() =>
          wrong.value = ""}
      >
        <p>{sharing.text({ session: running.name })}</p>
        <ForWhom rooms={rooms.value} chosen={chosen} />
        <div class="actions">
          <Button type="submit" look="main" disabled={isBusy.value}>
            {isBusy.value ? sharing.sharing : sharing.share}
          </Button>
          <p class="field-error" role="alert">{wrong}</p>
        </div>
      </Form>
    </Modal>
  );
}

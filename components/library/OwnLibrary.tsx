/**
 * A teacher's templates or quizzes: search, and rows with a main button and **⋯**. Deletion shows **Undo**
 * in the row. Search and links work without a script.
 */
import { type Signal, signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { own as t } from "texts/library_own.ts";
import { localPath } from "../../locales/local_path.ts";
import { type Reply, sendRequest } from "../client/send_request.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { MoreIcon, SearchIcon } from "../ui/icons.tsx";
import { Menu, type OpenMenu } from "../ui/Menu.tsx";
import { Notice } from "../ui/Notice.tsx";
import { formatTime } from "../ui/time.ts";
import { readEarlyInput } from "../ui/read_early_input.ts";
import { UndoButton } from "../ui/UndoButton.tsx";
import { filterEntries } from "./library_search.ts";
import "./library.css";

export interface OwnEntry {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly at: number;
}

interface EntryOutcome {
  readonly text: string;
  readonly isWrong?: boolean;
  readonly undo?: () => unknown;
  /** The button's accessible name, with the name of the entry. */
  readonly undoLabel?: string;
  readonly to?: { readonly href: string; readonly text: string };
}

export class OwnEntries<T extends OwnEntry> {
  readonly all: Signal<readonly T[]>;
  readonly outcomes: Signal<Readonly<Record<string, EntryOutcome>>> = signal(
    {},
  );
  readonly deletedIds: Signal<ReadonlySet<string>> = signal(new Set());

  constructor(readonly kind: "templates" | "quizzes", all: readonly T[]) {
    this.all = signal(all);
  }

  pathOf({ id }: OwnEntry): string {
    return `/api/${this.kind}/${id}`;
  }

  setOutcome({ id }: OwnEntry, what: EntryOutcome): void {
    this.outcomes.value = { ...this.outcomes.value, [id]: what };
  }

  /** Sends a request. If it is refused, shows why in the entry's row and resolves to null. */
  async request<A>(
    one: OwnEntry,
    ...[method, path, body]: Parameters<typeof sendRequest>
  ): Promise<A | null> {
    return this.readReply(one, await sendRequest<A>(method, path, body));
  }

  readReply<A>(one: OwnEntry, answer: Reply<A>): A | null {
    if (answer.ok) return answer.body ?? ({} as A);
    this.setOutcome(one, { text: answer.problem.detail, isWrong: true });
    return null;
  }

  addCopy(original: OwnEntry, copy: T): void {
    this.all.value = this.all.value.flatMap((it) =>
      it.id === original.id ? [it, copy] : it
    );
    this.setOutcome(original, { text: t.added({ name: copy.name }) });
  }

  async remove(one: T): Promise<void> {
    if (!await this.request(one, "DELETE", this.pathOf(one))) return;
    this.deletedIds.value = new Set([...this.deletedIds.value, one.id]);
    this.setOutcome(one, {
      text: t.deleted({ name: one.name }),
      undo: () => this.#restore(one),
      undoLabel: t.undoOf({ name: one.name }),
    });
  }

  async #restore(one: T): Promise<void> {
    if (!await this.request(one, "POST", `${this.pathOf(one)}/undo`)) return;
    this.deletedIds.value = new Set(
      [...this.deletedIds.value].filter((id) => id !== one.id),
    );
    this.setOutcome(one, { text: t.restored({ name: one.name }) });
  }
}

/** An item of **⋯**. `act`: a URL, or what a press does. */
interface EntryMenuItem {
  readonly label: string;
  readonly act: string | (() => unknown);
}

export function OwnLibrary<T extends OwnEntry>(props: {
  entries: OwnEntries<T>;
  search: string;
  words: {
    readonly search: string;
    readonly list: string;
    readonly found: (its: { count: number }) => string;
  };
  zone: string;
  about: (one: T) => ComponentChildren;
  main: (one: T) => ComponentChildren;
  /** Items of **⋯**, shown between **Edit** and **Delete**. */
  items: (one: T) => readonly EntryMenuItem[];
}) {
  const { entries, words, zone } = props;
  const { kind } = entries;
  const search = useSignal(readEarlyInput(searchId(kind), props.search));
  const opened = useSignal<OpenMenu<T> | null>(null);
  const found = filterEntries(entries.all.value, search.value);
  const query = search.value.trim();
  const pageOf = ({ id }: T) => localPath(`/teacher/${kind}/${id}`);
  const items = (one: T): EntryMenuItem[] => [
    { label: t.edit, act: pageOf(one) },
    ...props.items(one),
    { label: t.delete, act: () => entries.remove(one) },
  ];
  return (
    <>
      <SearchForm kind={kind} label={words.search} search={search} />
      <p class="visually-hidden" role="status">
        {query && words.found({ count: found.length })}
      </p>
      {found.length === 0 && (
        <Notice tone="plain">
          <span>{t.nothingFound({ words: query })}</span>
          <Button look="small" onClick={() => search.value = ""}>
            {t.showAll}
          </Button>
        </Notice>
      )}
      <ul class="stack tight own-entries" aria-label={words.list}>
        {found.map((one) => {
          const isGone = entries.deletedIds.value.has(one.id);
          return (
            <li key={one.id} class="cluster own-entry box" data-gone={isGone}>
              {!isGone && (
                <>
                  <div class="own-text">
                    <h2>
                      <a class="card-link" href={pageOf(one)}>{one.name}</a>
                    </h2>
                    {props.about(one)}
                    <p class="quiet small">
                      {t.changed({ time: formatTime(one.at, "day", zone) })}
                    </p>
                  </div>
                  <div class="row own-acts">
                    {props.main(one)}
                    <IconButton
                      label={t.more({ name: one.name })}
                      Icon={MoreIcon}
                      aria-haspopup="menu"
                      onClick={({ currentTarget }) =>
                        opened.value = { of: one, anchor: currentTarget }}
                    />
                  </div>
                </>
              )}
              <EntryOutcomeLine
                said={entries.outcomes.value[one.id]}
                isGone={isGone}
              />
            </li>
          );
        })}
      </ul>
      <Menu
        opened={opened}
        label={opened.value ? t.more({ name: opened.value.of.name }) : ""}
      >
        {opened.value && items(opened.value.of).map(({ label, act }) => (
          <button
            key={label}
            type="button"
            role="menuitem"
            onClick={() =>
              typeof act === "string" ? location.assign(act) : act()}
          >
            {label}
          </button>
        ))}
      </Menu>
    </>
  );
}

const searchId = (kind: string) => `${kind}-search`;

/** Filters while the teacher types. Without a script, loads the page with the search. */
function SearchForm({ kind, label, search }: {
  kind: string;
  label: string;
  search: Signal<string>;
}) {
  const id = searchId(kind);
  return (
    <search>
      <form
        class="row own-search"
        method="get"
        action={localPath(`/teacher/${kind}`)}
        onSubmit={(event) => event.preventDefault()}
      >
        <label class="visually-hidden" htmlFor={id}>{label}</label>
        <SearchIcon />
        <input
          id={id}
          class="input"
          type="search"
          name="q"
          placeholder={label}
          autoComplete="off"
          value={search}
          onInput={({ currentTarget }) => search.value = currentTarget.value}
        />
        <noscript>
          <button type="submit" class="button">{t.search}</button>
        </noscript>
      </form>
    </search>
  );
}

function EntryOutcomeLine(
  { said, isGone }: { said?: EntryOutcome; isGone: boolean },
) {
  return (
    <div class="cluster own-said small" role="status">
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
  );
}

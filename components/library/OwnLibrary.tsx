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
import { MoreIcon } from "../ui/icons.tsx";
import { SearchIcon } from "../ui/later_icons.tsx";
import { Menu, type OpenMenu } from "../ui/Menu.tsx";
import { Notice } from "../ui/Notice.tsx";
import { formatTime } from "../../formats/format_time.ts";
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
  readonly list: Signal<readonly T[]>;
  readonly outcomes: Signal<Readonly<Record<string, EntryOutcome>>> = signal(
    {},
  );
  readonly deletedIds: Signal<ReadonlySet<string>> = signal(new Set());

  constructor(readonly kind: "templates" | "quizzes", list: readonly T[]) {
    this.list = signal(list);
  }

  pathOf({ id }: OwnEntry): string {
    return `/api/${this.kind}/${id}`;
  }

  setOutcome({ id }: OwnEntry, outcome: EntryOutcome): void {
    this.outcomes.value = { ...this.outcomes.value, [id]: outcome };
  }

  /** Sends a request. If it is refused, shows why in the entry's row and resolves to null. */
  async request<A>(
    entry: OwnEntry,
    ...[method, path, body]: Parameters<typeof sendRequest>
  ): Promise<A | null> {
    return this.readReply(entry, await sendRequest<A>(method, path, body));
  }

  readReply<A>(entry: OwnEntry, answer: Reply<A>): A | null {
    if (answer.ok) return answer.body ?? ({} as A);
    this.setOutcome(entry, { text: answer.problem.detail, isWrong: true });
    return null;
  }

  addCopy(original: OwnEntry, copy: T): void {
    this.list.value = this.list.value.flatMap((entry) =>
      entry.id === original.id ? [entry, copy] : entry
    );
    this.setOutcome(original, { text: t.added({ name: copy.name }) });
  }

  async remove(entry: T): Promise<void> {
    if (!await this.request(entry, "DELETE", this.pathOf(entry))) return;
    this.deletedIds.value = new Set([...this.deletedIds.value, entry.id]);
    this.setOutcome(entry, {
      text: t.deleted({ name: entry.name }),
      undo: () => this.#restore(entry),
      undoLabel: t.undoOf({ name: entry.name }),
    });
  }

  async #restore(entry: T): Promise<void> {
    if (!await this.request(entry, "POST", `${this.pathOf(entry)}/undo`)) {
      return;
    }
    this.deletedIds.value = new Set(
      [...this.deletedIds.value].filter((id) => id !== entry.id),
    );
    this.setOutcome(entry, { text: t.restored({ name: entry.name }) });
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
  about: (entry: T) => ComponentChildren;
  main: (entry: T) => ComponentChildren;
  /** Items of **⋯**, shown between **Edit** and **Delete**. */
  items: (entry: T) => readonly EntryMenuItem[];
}) {
  const { entries, words, zone } = props;
  const { kind } = entries;
  const search = useSignal(readEarlyInput(searchId(kind), props.search));
  const opened = useSignal<OpenMenu<T> | null>(null);
  const foundEntries = filterEntries(entries.list.value, search.value);
  const query = search.value.trim();
  const pageOf = ({ id }: T) => localPath(`/teacher/${kind}/${id}`);
  const items = (entry: T): EntryMenuItem[] => [
    { label: t.edit, act: pageOf(entry) },
    ...props.items(entry),
    { label: t.delete, act: () => entries.remove(entry) },
  ];
  return (
    <>
      <SearchForm kind={kind} label={words.search} search={search} />
      <p class="visually-hidden" role="status">
        {query && words.found({ count: foundEntries.length })}
      </p>
      {foundEntries.length === 0 && (
        <Notice tone="plain">
          <span>{t.nothingFound({ words: query })}</span>
          <Button look="small" onClick={() => search.value = ""}>
            {t.showAll}
          </Button>
        </Notice>
      )}
      <ul class="stack tight own-entries" aria-label={words.list}>
        {foundEntries.map((entry) => {
          const isGone = entries.deletedIds.value.has(entry.id);
          return (
            <li key={entry.id} class="cluster own-entry box" data-gone={isGone}>
              {!isGone && (
                <>
                  <div class="own-text">
                    <h2>
                      <a class="card-link" href={pageOf(entry)}>{entry.name}</a>
                    </h2>
                    {props.about(entry)}
                    <p class="quiet small">
                      {t.changed({ time: formatTime(entry.at, "day", zone) })}
                    </p>
                  </div>
                  <div class="row own-acts">
                    {props.main(entry)}
                    <IconButton
                      label={t.more({ name: entry.name })}
                      Icon={MoreIcon}
                      aria-haspopup="menu"
                      onClick={({ currentTarget }) =>
                        opened.value = { item: entry, anchor: currentTarget }}
                    />
                  </div>
                </>
              )}
              <EntryOutcomeLine
                outcome={entries.outcomes.value[entry.id]}
                isGone={isGone}
              />
            </li>
          );
        })}
      </ul>
      <Menu
        opened={opened}
        label={opened.value ? t.more({ name: opened.value.item.name }) : ""}
      >
        {opened.value &&
          items(opened.value.item).map(({ label, act }) => (
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
  { outcome, isGone }: { outcome?: EntryOutcome; isGone: boolean },
) {
  return (
    <div class="cluster own-said small" role="status">
      {outcome && (
        <>
          <span class={outcome.isWrong ? "field-error" : ""}>
            {outcome.text}
          </span>
          {outcome.undo && (
            <UndoButton
              isFocused={isGone}
              aria-label={outcome.undoLabel}
              onClick={outcome.undo}
            />
          )}
          {outcome.to && (
            <a class="button bare small" href={outcome.to.href}>
              {outcome.to.text}
            </a>
          )}
        </>
      )}
    </div>
  );
}

/** Names to choose from after `@` (C-1), by keyboard or press, while the box keeps the focus. */
import { type Signal, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import {
  canMentionBegin,
  matchesTypedName,
} from "../../classroom/model/mentions.ts";
import { compareNames } from "../people/name_order.ts";
import { chat as t } from "texts/chat.ts";
import type { ClassSession } from "../client/class_session.ts";
import "./chat.css";

const maxSuggestedNames = 6;

interface Choice {
  readonly id: string;
  readonly name: string;
}

export class MentionPicker {
  readonly choices: Signal<readonly Choice[]> = signal([]);
  readonly selectedIndex: Signal<number> = signal(0);
  #start = 0;
  #end = 0;

  constructor(readonly session: ClassSession) {}

  updateChoices(text: string, cursor: number): void {
    const found = /[@＠]([^\n@＠]{0,40})$/.exec(text.slice(0, cursor));
    this.selectedIndex.value = 0;
    if (!found || !canMentionBegin(text, found.index)) return this.close();
    const typed = found[1];
    this.#start = found.index;
    this.#end = cursor;
    this.choices.value = this.#find(typed);
  }

  close(): void {
    if (this.choices.peek().length > 0) this.choices.value = [];
  }

  moveSelection(by: number): void {
    const { length } = this.choices.peek();
    this.selectedIndex.value = (this.selectedIndex.peek() + by + length) %
      length;
  }

  insertName(
    text: string,
    at = this.selectedIndex.peek(),
  ): { text: string; cursor: number } {
    const { name } = this.choices.peek()[at];
    const start = `${text.slice(0, this.#start)}@${name} `;
    this.close();
    return {
      text: start + text.slice(this.#end).replace(/^ /, ""),
      cursor: start.length,
    };
  }

  #find(typed: string): Choice[] {
    const { facts: { people, online }, seat } = this.session;
    return people.value.all
      .filter(({ id, name, removed }) =>
        !removed && id !== seat.member && matchesTypedName(typed, name)
      )
      .sort((a, b) =>
        Number(online.value.has(b.id)) - Number(online.value.has(a.id)) ||
        compareNames(a.name, b.name)
      )
      .slice(0, maxSuggestedNames);
  }
}

export function MentionList(
  { picker, id, onChoose }: {
    picker: MentionPicker;
    id: string;
    onChoose: (at: number) => void;
  },
) {
  const list = useRef<HTMLUListElement>(null);
  const { choices, selectedIndex: at } = picker;
  const { length } = choices.value;
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")
      ?.scrollIntoView({ block: "nearest" });
  }, [at.value]);
  return (
    <>
      <p class="visually-hidden" role="status">
        {length > 0 && t.mentions({ count: length })}
      </p>
      {length > 0 && (
        <ul
          ref={list}
          id={id}
          class="mention-list"
          role="listbox"
          aria-label={t.mention}
        >
          {choices.value.map((choice, n) => (
            <li
              key={choice.id}
              id={`${id}-${n}`}
              role="option"
              aria-selected={n === at.value}
              // The focus stays in the box.
              onPointerDown={(event) => {
                event.preventDefault();
                onChoose(n);
              }}
            >
              <span
                class={picker.session.facts.online.value.has(choice.id)
                  ? "dot on"
                  : "dot"}
              />
              {choice.name}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

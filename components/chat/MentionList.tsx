/** Names to choose from after `@` (C-1), by keyboard or press, while the box keeps the focus. */
import { type Signal, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import {
  canMentionBegin,
  matchesTypedName,
} from "../../classroom/model/mentions.ts";
import { compareNames } from "../../formats/name_order.ts";
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
    const match = /[@＠]([^\n@＠]{0,40})$/.exec(text.slice(0, cursor));
    this.selectedIndex.value = 0;
    if (!match || !canMentionBegin(text, match.index)) return this.close();
    const typed = match[1];
    this.#start = match.index;
    this.#end = cursor;
    this.choices.value = this.#find(typed);
  }

  close(): void {
    if (this.choices.peek().length > 0) this.choices.value = [];
  }

  moveSelection(step: number): void {
    const { length } = this.choices.peek();
    this.selectedIndex.value = (this.selectedIndex.peek() + step + length) %
      length;
  }

  insertName(
    text: string,
    index = this.selectedIndex.peek(),
  ): { text: string; cursor: number } {
    const { name } = this.choices.peek()[index];
    const start = `${text.slice(0, this.#start)}@${name} `;
    this.close();
    return {
      text: start + text.slice(this.#end).replace(/^ /, ""),
      cursor: start.length,
    };
  }

  #find(typed: string): Choice[] {
    const { facts: { people, online }, seat } = this.session;
    return people.value.people
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
    onChoose: (index: number) => void;
  },
) {
  const list = useRef<HTMLUListElement>(null);
  const { choices, selectedIndex } = picker;
  const { length } = choices.value;
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")
      ?.scrollIntoView({ block: "nearest" });
  }, [selectedIndex.value]);
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
              aria-selected={n === selectedIndex.value}
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

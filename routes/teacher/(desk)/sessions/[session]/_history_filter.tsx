import type { SearchFilter } from "../../../../../classroom/record/history_search.ts";
import type {
  RecordPerson,
  RoomHead,
} from "../../../../../classroom/record/session_record.ts";
import { isId } from "../../../../../classroom/model/ids.ts";
import { SearchIcon } from "../../../../../components/ui/later_icons.tsx";
import { history as t } from "texts/record_history.ts";
import { csvTime } from "../../../../../exports/csv_format.ts";
import { roomDisplayName } from "../../../../../exports/chat.ts";

/** The URL's fields; "" if not given. */
interface HistoryQuery {
  q: string;
  room: string;
  person: string;
  from: string;
  to: string;
  page: number;
}

/** Reads the URL; invalid values count as not given. */
export function readHistoryQuery(query: URLSearchParams): HistoryQuery {
  const readField = (name: string, good: (value: string) => boolean) => {
    const value = (query.get(name) ?? "").trim();
    return good(value) ? value : "";
  };
  const isTime = (value: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
  return {
    q: (query.get("q") ?? "").trim().slice(0, 200),
    room: readField("room", (value) => value === "main" || isId(value)),
    person: readField("person", isId),
    from: readField("from", isTime),
    to: readField("to", isTime),
    page: Math.max(1, Math.floor(Number(query.get("page"))) || 1),
  };
}

export function isFiltered({ page: _, ...filters }: HistoryQuery): boolean {
  return Object.values(filters).some((value) => value !== "");
}

/** The search for the URL's fields. `from` and `to` are times of day in `zone`, and may span midnight. */
export function searchFilterOf(
  query: HistoryQuery,
  zone: string,
): SearchFilter {
  const { q, room, person, from, to } = query;
  const within = (timeMs: number) => {
    const hour = csvTime(timeMs, zone).slice(11, 16);
    const isAfter = from === "" || hour >= from,
      isBefore = hour <= (to || "24");
    return from !== "" && to !== "" && from > to
      ? isAfter || isBefore
      : isAfter && isBefore;
  };
  return {
    ...(q && { words: q }),
    ...(room && { room }),
    ...(person && { person }),
    ...((from || to) && { within }),
  };
}

export function historyPath(query: HistoryQuery, page: number): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, page })) {
    if (value !== "" && value !== 1) parameters.set(name, String(value));
  }
  return `?${parameters}`;
}

interface Props {
  query: HistoryQuery;
  rooms: readonly RoomHead[];
  people: readonly RecordPerson[];
}

export function HistoryFilter({ query, rooms, people }: Props) {
  const { q, room, person, from, to } = query;
  const isNarrow = room !== "" || person !== "" || from !== "" || to !== "";
  return (
    <form
      class="stack tight measure history-search history-tool"
      method="get"
      role="search"
    >
      <div class="row history-words">
        <label class="visually-hidden" for="q">{t.searchLabel}</label>
        <input
          id="q"
          class="input"
          type="search"
          name="q"
          value={q}
          placeholder={t.searchLabel}
        />
        <button type="submit" class="button">
          <SearchIcon />
          {t.search}
        </button>
      </div>
      <details open={isNarrow}>
        <summary>{t.filters}</summary>
        <div class="history-filters">
          <Choice
            name="room"
            label={t.room}
            allLabel={t.allRooms}
            value={room}
            options={rooms.map((head) => ({
              value: head.id,
              text: roomDisplayName(head),
            }))}
          />
          <Choice
            name="person"
            label={t.person}
            allLabel={t.everybody}
            value={person}
            options={people.map(({ id, name }) => ({ value: id, text: name }))}
          />
          <Time name="from" label={t.from} value={from} />
          <Time name="to" label={t.to} value={to} />
        </div>
      </details>
    </form>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  allLabel: string;
  value: string;
  options: readonly { value: string; text: string }[];
}

function Choice({ name, label, allLabel, value, options }: ChoiceProps) {
  return (
    <label class="stack snug">
      <span class="small">{label}</span>
      <select class="input" name={name}>
        <option value="" selected={value === ""}>{allLabel}</option>
        {options.map((choice) => (
          <option
            key={choice.value}
            value={choice.value}
            selected={choice.value === value}
          >
            {choice.text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Time(
  { name, label, value }: { name: string; label: string; value: string },
) {
  return (
    <label class="stack snug">
      <span class="small">{label}</span>
      <input class="input" type="time" name={name} value={value} />
    </label>
  );
}

/** The whole chat of a session, main room and groups (C-9): to be read, searched and printed. Teachers only. */
import { theApp } from "../../../../../classroom/app.ts";
import {
  type GroupHistory,
  groupHistory,
  history,
  type RoomHistory,
  type Said,
} from "../../../../../classroom/history.ts";
import type { Attached } from "../../../../../classroom/schema.ts";
import { SearchIcon } from "../../../../../components/icons.tsx";
import { Markdown } from "../../../../../components/Markdown.tsx";
import { writeTime } from "../../../../../components/time.ts";
import LocalTime from "../../../../../islands/LocalTime.tsx";
import { en } from "../../../../../locales/en.ts";
import { chat } from "../../../../../locales/en_chat.ts";
import { files } from "../../../../../locales/en_files.ts";
import { history as t } from "../../../../../locales/en_history.ts";
import { lines } from "../../../../../locales/en_lines.ts";
import { DeskPage } from "../../../../_desk.tsx";
import { ExportMenu } from "../../../../_exports.tsx";
import { ownerOf } from "../../../../_staff.ts";
import { zoneOf } from "../../../../_zone.ts";
import { handler, page } from "./$history.ts";
import "../../../../../styles/history.css";

export const handlers = handler({
  async GET(ctx) {
    const { session } = ctx.params;
    const { sync, sessions } = theApp();
    const { teacher, who } = await ownerOf(ctx.state, session);
    const view = await sessions.view(teacher, session);
    const { name, startsAt, collect } = view;
    const query = (ctx.url.searchParams.get("q") ?? "").trim().slice(0, 200);
    const rooms = (await history(sync, who)).map((room) => ({
      ...room,
      messages: room.messages.filter((said) => fits(said, query)),
    })).filter(({ messages }) => query === "" || messages.length > 0);
    const { stays } = await groupHistory(sync, who);
    const zone = zoneOf(ctx.state.cookies);
    return {
      data: { session, name, startsAt, collect, query, rooms, stays, zone },
    };
  },
});

export default page(({ data, state }) => {
  const { session, name, startsAt, collect, query, rooms, stays, zone } = data;
  const count = rooms.reduce((sum, { messages }) => sum + messages.length, 0);
  return (
    <DeskPage
      desk={state.desk}
      title={t.title(name)}
      heading={t.heading}
      part="sessions"
      aside={
        <a class="button history-tool" href={`/teacher/sessions/${session}`}>
          {t.back}
        </a>
      }
    >
      <div class="stack wide">
        <p class="quiet">
          {name} · <LocalTime at={startsAt} zone={zone} how="day" />
        </p>
        <ExportMenu session={session} collect={collect} />
        <form class="history-search history-tool" method="get" role="search">
          <label class="visually-hidden" for="q">{t.searchLabel}</label>
          <input
            id="q"
            class="input"
            type="search"
            name="q"
            value={query}
            placeholder={t.searchLabel}
          />
          <button type="submit" class="button">
            <SearchIcon />
            {t.search}
          </button>
        </form>
        <p class="quiet" role="status">
          {query === ""
            ? count === 0 ? t.empty : t.count(count)
            : count === 0
            ? t.nothing(query)
            : t.found(count, query)}
          {query !== "" && (
            <>
              {" "}
              <a href="?">{t.clear}</a>
            </>
          )}
        </p>
        {rooms.map((room) => (
          <Room
            key={room.id}
            room={room}
            stays={stays.filter((stay) => stay.room === room.id)}
            zone={zone}
          />
        ))}
      </div>
    </DeskPage>
  );
});

function Room(
  { room, stays, zone }: {
    room: RoomHistory;
    stays: GroupHistory["stays"];
    zone: string;
  },
) {
  if (room.messages.length === 0 && stays.length === 0) return null;
  return (
    <section class="card history-room">
      <h2>{room.name ?? t.main}</h2>
      {stays.length > 0 && <Stays stays={stays} zone={zone} />}
      <ol class="history">
        {room.messages.map((said) => (
          <Entry key={said.id} said={said} zone={zone} />
        ))}
      </ol>
    </section>
  );
}

/** Who was in a group when (B-16). */
function Stays(
  { stays, zone }: { stays: GroupHistory["stays"]; zone: string },
) {
  const hour = (at: number) =>
    writeTime(new Date(at).toISOString(), "hour", zone);
  return (
    <p class="quiet small">
      {t.stays(
        stays.map(({ name, from, until }) =>
          t.stay(name, hour(from), until === null ? null : hour(until))
        ),
      )}
    </p>
  );
}

function Entry({ said, zone }: { said: Said; zone: string }) {
  const at = new Date(said.at).toISOString();
  return (
    <li id={said.id}>
      <p class="history-who">
        <strong>{said.name}</strong>
        {said.role === "teacher" && (
          <span class="badge board">{en.frame.teacher}</span>
        )}
        {said.kind === "assistant" && (
          <>
            <span class="badge chalk">{chat.ai}</span>
            <span class="small">{chat.sharedAnswer(said.name)}</span>
          </>
        )}
        <span class="quiet small">
          <time dateTime={at}>{writeTime(at, "hour", zone)}</time>
          {said.editedAt ? ` · ${t.edited}` : null}
        </span>
      </p>
      {said.kind === "file" && <FileLink file={said.file} />}
      {"text" in said && said.text && <Markdown text={said.text} />}
      {said.kind === "deleted" && (
        <p class="quiet">
          <em>{t.deleted}</em>
        </p>
      )}
      {said.kind === "system" && <p class="quiet">{lines[said.event]}</p>}
    </li>
  );
}

/** A file where no script runs: a link to it. */
function FileLink({ file }: { file: Attached }) {
  return (
    <p>
      <a href={`/api/files/${file.id}`} target="_blank" rel="noopener">
        {file.name}
      </a>{" "}
      <span class="quiet small">{files.size(file.size)}</span>
    </p>
  );
}

/** Whether a message has the words, in its text, its file's name or its author's name, whatever their case. */
function fits(said: Said, query: string): boolean {
  if (query === "") return true;
  const text = "text" in said ? said.text ?? "" : "";
  const file = said.kind === "file" ? said.file.name : "";
  const plain = (words: string) => words.normalize("NFKC").toLowerCase();
  return plain(`${said.name} ${file} ${text}`).includes(plain(query));
}

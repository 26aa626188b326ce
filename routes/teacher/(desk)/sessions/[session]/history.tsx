/** The chat of a session, main room and groups (C-9), with its resources and attendance. Teachers only. */
import type { MarkdownAuthor } from "../../../../../formats/markdown/typed_signs.ts";
import { getApp } from "../../../../../classroom/app.ts";
import { TimeSlices } from "../../../../../classroom/limits/time_slices.ts";
import {
  type GroupHistory,
  readGroupHistory,
} from "../../../../../classroom/groups/group_history.ts";
import { textsOfEntry } from "../../../../../classroom/record/record_entries.ts";
import { readAttendance } from "../../../../../classroom/record/session_record.ts";
import {
  listSpeakers,
  searchHistory,
  type SearchPage,
  searchPageSize,
  searchShared,
} from "../../../../../classroom/record/history_search.ts";
import { compareNames } from "../../../../../formats/name_order.ts";
import { Notice } from "../../../../../components/ui/Notice.tsx";
import { formatTime } from "../../../../../formats/format_time.ts";
import LocalTime from "../../../../../islands/LocalTime.tsx";
import { history as t } from "texts/record_history.ts";
import { AttendanceTable } from "./_attendance.tsx";
import { DeskPage } from "../../../_desk.tsx";
import { ExportMenu } from "./_exports.tsx";
import {
  MarkdownProvider,
  parseMarkdownTexts,
} from "../../../../_markdown_provider.tsx";
import { HistoryEntry } from "./_history_entry.tsx";
import {
  HistoryFilter,
  historyPath,
  isFiltered,
  readHistoryQuery,
  searchFilterOf,
} from "./_history_filter.tsx";
import { PageLinks } from "./_pages.tsx";
import { SharedList, summarizeShared } from "./_shared.tsx";
import { roomDisplayName } from "../../../../../exports/chat.ts";
import { requireStaff } from "../../../../(http)/_staff.ts";
import { readTimeZone } from "../../../../(http)/_time_zone.ts";
import { handler, page } from "./$history.ts";
import "../../../../../styles/record.css";
import { formatList } from "../../../../../formats/format_list.ts";
import { localPath } from "../../../../../locales/local_path.ts";

export const handlers = handler({
  async GET(ctx) {
    const { session } = ctx.params;
    const app = getApp();
    const { teacher, who } = await requireStaff(ctx.state, session, "teacher");
    const view = await app.sessions.view(teacher, session);
    const { name, startsAt, collect } = view;
    const query = readHistoryQuery(ctx.url.searchParams);
    const zone = readTimeZone(ctx.state.cookies);
    const filter = searchFilterOf(query, zone);
    const searchResult = await searchHistory(app, who, filter, query.page);
    const entries = searchResult.rooms.flatMap((room) => room.entries);
    const textsBy = (author: MarkdownAuthor) =>
      entries.flatMap((it) => textsOfEntry(it, author));
    const readers = await parseMarkdownTexts(
      textsBy("person"),
      textsBy("program"),
    );
    const people = (await listSpeakers(app, who))
      .sort((a, b) => compareNames(a.name, b.name));
    const { stays, rooms } = await readGroupHistory(app.sync, who, Date.now());
    const allRooms = [{ id: "main", name: null, archivedAt: null }, ...rooms];
    const first = !isFiltered(query) && query.page === 1;
    const attendance = first
      ? await readAttendance(app.sync, who, Date.now())
      : [];
    // Listed on the first page; a search by person or room is for messages only.
    const shared = query.page === 1 && query.room + query.person === ""
      ? await searchShared(app, who, query.q)
      : { records: [], isCut: false };
    const summaries: ReturnType<typeof summarizeShared>[] = [];
    const slices = new TimeSlices();
    for (const record of shared.records) {
      if (filter.within && !filter.within(record.shared.at)) continue;
      await slices.pauseIfLong();
      summaries.push(summarizeShared(record));
    }
    const header = { attendance, session, name, startsAt, collect, summaries };
    const isCut = searchResult.isCut || shared.isCut;
    const read = { searchResult, readers, isCut };
    return {
      data: { ...header, ...read, query, people, allRooms, stays, zone },
    };
  },
});

export default page(({ data, state }) => {
  const { session, name, startsAt, collect, query, searchResult, zone } = data;
  const { count } = searchResult;
  const isSearch = isFiltered(query);
  const stays = isSearch || query.page > 1 ? [] : data.stays;
  return (
    <DeskPage
      desk={state.desk}
      title={t.title({ name })}
      heading={t.heading}
      part="sessions"
      aside={
        <>
          <ExportMenu session={session} collect={collect} />
          <a
            class="button history-tool"
            href={localPath(`/teacher/sessions/${session}`)}
          >
            {t.back}
          </a>
        </>
      }
    >
      <div class="stack wide history-page">
        <p class="quiet">
          {name} · <LocalTime at={startsAt} zone={zone} format="day" />
        </p>
        <HistoryFilter
          query={query}
          rooms={data.allRooms}
          people={data.people}
        />
        <p class="quiet" role="status">
          {isSearch
            ? count === 0 ? t.nothing : t.found({ count })
            : count === 0
            ? t.empty
            : t.count({ count })}
          {isSearch && (
            <>
              {" "}
              <a href="?">{t.clear}</a>
            </>
          )}
        </p>
        {data.isCut && <Notice tone="warn">{t.cut}</Notice>}
        <MarkdownProvider readers={data.readers}>
          {searchResult.rooms.map((room) => (
            <Room
              key={room.id}
              room={room}
              stays={stays.filter((stay) => stay.room === room.id)}
              zone={zone}
            />
          ))}
        </MarkdownProvider>
        <PageLinks
          page={query.page}
          pageCount={Math.max(1, Math.ceil(count / searchPageSize))}
          hrefOf={(page) => historyPath(query, page)}
        />
        <SharedList
          session={session}
          summaries={data.summaries}
          rooms={data.allRooms}
          zone={zone}
          isSearch={isSearch}
        />
        <AttendanceTable attendance={data.attendance} zone={zone} />
      </div>
    </DeskPage>
  );
});

function Room(
  { room, stays, zone }: {
    room: SearchPage["rooms"][number];
    stays: GroupHistory["stays"];
    zone: string;
  },
) {
  if (room.entries.length === 0 && stays.length === 0) return null;
  return (
    <section class="card history-room">
      <h2>{roomDisplayName(room)}</h2>
      {stays.length > 0 && <Stays stays={stays} zone={zone} />}
      <ol class="stack history">
        {room.entries.map((entry) => (
          <HistoryEntry key={entry.id} entry={entry} zone={zone} />
        ))}
      </ol>
    </section>
  );
}

/** Students who were in this group, and when (B-16). */
function Stays(
  { stays, zone }: { stays: GroupHistory["stays"]; zone: string },
) {
  const hour = (timeMs: number) =>
    formatTime(new Date(timeMs).toISOString(), "hour", zone);
  return (
    <p class="quiet small">
      {t.stays(
        {
          stays: formatList(stays.map(({ name, from, until }) =>
            until === null
              ? t.stayOn({ name, from: hour(from) })
              : t.stay({ name, from: hour(from), until: hour(until) })
          )),
        },
      )}
    </p>
  );
}

import { useComputed } from "@preact/signals";
import { board as t } from "texts/monitoring_board.ts";
import { review } from "texts/review.ts";
import { localPath } from "../../../locales/local_path.ts";
import type { Seat } from "../../client/seat.ts";
import { useClassSession } from "../../client/use_class_session.ts";
import { HandInIcon, SearchIcon } from "../../ui/later_icons.tsx";
import { ClassMonitoring } from "../class_monitoring.ts";
import type { StudentGridView } from "./student_grid_view.ts";
import {
  minStudentsForSearch,
  type StudentGridOrder,
} from "./students_on_grid.ts";
import "../monitoring.css";

export function StudentGridTools(
  { seat, view, present, shouldKeepSpace = false }: {
    seat: Seat;
    view: StudentGridView;
    present: number;
    shouldKeepSpace?: boolean;
  },
) {
  const session = useClassSession(seat);
  const ungraded = useComputed(() => {
    const handedIn = session.value?.part(ClassMonitoring).submissions.value ??
      {};
    return Object.values(handedIn)
      .filter(({ gradedAt }) => gradedAt === undefined).length;
  }).value;
  const hasList =
    useComputed(() =>
      Object.keys(session.value?.staff?.classList.value ?? {}).length > 0
    ).value;
  const words = review.board.unmarked({ count: ungraded });
  return (
    <div class="board-tools">
      {(shouldKeepSpace || present >= minStudentsForSearch) && (
        <label class="board-find" data-waits={present < minStudentsForSearch}>
          <SearchIcon />
          <span class="visually-hidden">{t.find}</span>
          <input
            type="search"
            placeholder={t.find}
            autocomplete="off"
            value={view.searchText.value}
            onInput={({ currentTarget }) =>
              view.searchText.value = currentTarget.value}
          />
        </label>
      )}
      {(shouldKeepSpace || present > 0) && (
        <label data-waits={present === 0}>
          <span class="visually-hidden">{t.order}</span>
          <select
            value={view.order.value}
            onChange={({ currentTarget }) =>
              view.setOrder(currentTarget.value as StudentGridOrder)}
          >
            <option value="activity">{t.byActivity}</option>
            <option value="name">{hasList ? t.byList : t.byName}</option>
          </select>
        </label>
      )}
      {seat.role !== "observer" && (
        <a
          class="button bare board-handed-in"
          href={localPath(`/teacher/sessions/${seat.session}/submissions`)}
          title={review.board.submissions}
        >
          <HandInIcon />
          <span class="board-handed-in-name">{review.board.submissions}</span>
          {ungraded > 0 && (
            <span class="board-unmarked figures" title={words}>
              <span aria-hidden="true">{ungraded}</span>
              <span class="visually-hidden">{words}</span>
            </span>
          )}
        </a>
      )}
    </div>
  );
}

import type { Attendance } from "../../../../../classroom/record/session_record.ts";
import { formatTime } from "../../../../../components/ui/time.ts";
import { history as t } from "texts/record_history.ts";
import { record } from "texts/record.ts";

/** The attendance of students (M-3). The export has more columns. */
export function AttendanceTable(
  { all, zone }: { all: readonly Attendance[]; zone: string },
) {
  const students = all.filter(({ role }) => role === "student");
  if (students.length === 0) return null;
  const removed = students.filter((it) => it.removed).length;
  const hour = (at: string) => formatTime(at, "hour", zone);
  return (
    <details class="card attendance">
      <summary>
        {t.attendance({ students: students.length - removed, removed })}
      </summary>
      <div
        class="scroll attendance-table"
        role="region"
        tabIndex={0}
        aria-label={record.parts.attendance}
      >
        <table>
          <thead>
            <tr>
              {t.columns.map((column) => (
                <th key={column} scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {students.map((it) => (
              <tr key={it.id}>
                <th scope="row">
                  {it.name}
                  {it.removed && (
                    <>
                      {" "}
                      <span class="badge">{record.columns.removed}</span>
                    </>
                  )}
                </th>
                <td class="figures">{hour(it.in)}</td>
                <td class="figures">
                  {it.out !== null
                    ? hour(it.out)
                    : it.minutes !== null
                    ? record.stillThere
                    : record.notRecorded}
                </td>
                <td class="figures">{it.minutes ?? ""}</td>
                <td class="figures">{it.messages}</td>
                <td class="figures">{it.questions}</td>
                <td class="figures">{it.answers}</td>
                <td class="figures">{it.checks}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet small">{t.attendanceHint}</p>
    </details>
  );
}

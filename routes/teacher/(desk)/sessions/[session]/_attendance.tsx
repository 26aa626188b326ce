import type { Attendance } from "../../../../../classroom/record/session_record.ts";
import { formatTime } from "../../../../../formats/format_time.ts";
import { history as t } from "texts/record_history.ts";
import { record } from "texts/record.ts";

/** The attendance of students (M-3). The export has more columns. */
export function AttendanceTable(
  { attendance, zone }: { attendance: readonly Attendance[]; zone: string },
) {
  const students = attendance.filter(({ role }) => role === "student");
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
            {students.map((student) => (
              <tr key={student.id}>
                <th scope="row">
                  {student.name}
                  {student.removed && (
                    <>
                      {" "}
                      <span class="badge">{record.columns.removed}</span>
                    </>
                  )}
                </th>
                <td class="figures">{hour(student.in)}</td>
                <td class="figures">
                  {student.out !== null
                    ? hour(student.out)
                    : student.minutes !== null
                    ? record.stillThere
                    : record.notRecorded}
                </td>
                <td class="figures">{student.minutes ?? ""}</td>
                <td class="figures">{student.messages}</td>
                <td class="figures">{student.questions}</td>
                <td class="figures">{student.answers}</td>
                <td class="figures">{student.checks}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet small">{t.attendanceHint}</p>
    </details>
  );
}

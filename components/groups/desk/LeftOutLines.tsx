/** Names the lines of a list that are not taken for names, so that a teacher can type one that is (D-3, J-8). */
import { classList as t } from "texts/groups_desk.ts";
import { formatList } from "../../../formats/format_list.ts";

const maxShown = 5;
const maxLength = 60;

export function LeftOutLines({ lines }: { lines: readonly string[] }) {
  const shownLines = lines.slice(0, maxShown).map((line) =>
    t.leftOutLine({
      line: line.length > maxLength
        ? line.slice(0, maxLength).toWellFormed() + "…"
        : line,
    })
  );
  const count = lines.length - shownLines.length;
  const items = count > 0
    ? [...shownLines, t.moreLines({ count })]
    : shownLines;
  return (
    <p class="hint" role="status" hidden={lines.length === 0}>
      {lines.length > 0 && t.leftOut({ lines: formatList(items) })}
    </p>
  );
}

/**
 * The grid with a conversation next to it, for observers (S-8) and after the
 * class (M-1).
 */
import { useMemo } from "preact/hooks";
import { session as t } from "texts/sessions_live.ts";
import { studentsAmong } from "../../people/students.ts";
import { Board, type BoardProps } from "./Board.tsx";
import { BoardTools } from "./BoardTools.tsx";
import { BoardView } from "./board_view.ts";
import { ConversationAside } from "./ConversationAside.tsx";
import "../monitoring.css";

export function BoardBeside(
  props: Omit<BoardProps, "view"> & { readonly zone: string },
) {
  const view = useMemo(() => new BoardView(), []);
  const { present } = studentsAmong(props.members);
  return (
    <div class="board-beside">
      <div class="stack">
        <div class="spread">
          {!props.live && <h2 id="people-heading">{t.peopleWere}</h2>}
          <BoardTools seat={props.seat} view={view} present={present.length} />
        </div>
        <Board {...props} view={view} />
      </div>
      {view.viewed.value !== null && (
        <ConversationAside {...props} view={view} />
      )}
    </div>
  );
}

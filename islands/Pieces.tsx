/** The gallery of components (`/pieces`), in development and test builds only. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { AssistantPieces } from "../components/pieces/AssistantPieces.tsx";
import { StudentGridPieces } from "../components/pieces/StudentGridPieces.tsx";
import {
  CallDevicesPiece,
  CallPieces,
  CallStaffPieces,
  CallStartPiece,
} from "../components/pieces/CallPieces.tsx";
import {
  ChatPieces,
  StudentChatPieces,
} from "../components/pieces/ChatPieces.tsx";
import {
  ClassPieces,
  EndedClassPieces,
} from "../components/pieces/ClassPieces.tsx";
import { ControlPieces } from "../components/pieces/ControlPieces.tsx";
import { DeskPieces } from "../components/pieces/DeskPieces.tsx";
import { DrawingPieces } from "../components/pieces/DrawingPieces.tsx";
import { GroupPieces } from "../components/pieces/GroupPieces.tsx";
import { LayoutPieces } from "../components/pieces/LayoutPieces.tsx";
import {
  DialogPiece,
  MenuPiece,
  NoticePieces,
} from "../components/pieces/LayerPieces.tsx";
import {
  PagePieces,
  PageTextPieces,
  SyncedEditorPieces,
} from "../components/pieces/PagePieces.tsx";
import { Piece } from "../components/pieces/Piece.tsx";
import { guardFocus } from "../components/ui/focus_guard.ts";
import JoinDialog from "./JoinDialog.tsx";
import "../components/desk/desk.css";

const families = {
  controls: ControlPieces,
  desk: DeskPieces,
  board: StudentGridPieces,
  groups: GroupPieces,
  notices: NoticePieces,
  menu: MenuPiece,
  dialog: DialogPiece,
  chat: ChatPieces,
  "chat-student": StudentChatPieces,
  assistant: AssistantPieces,
  call: CallPieces,
  "call-staff": CallStaffPieces,
  "call-devices": CallDevicesPiece,
  "call-start": CallStartPiece,
  class: ClassPieces,
  over: EndedClassPieces,
  join: () => (
    <Piece name="JoinDialog" isWide>
      <JoinDialog place="landing" code="" name="" errors={{}} />
    </Piece>
  ),
};

/** Families without pictures; listing them would change the other pictures. */
const unlisted = {
  layout: LayoutPieces,
  drawing: DrawingPieces,
  page: PagePieces,
  "page-pair": SyncedEditorPieces,
  "page-texts": PageTextPieces,
};

export default function Pieces({ familyName }: { familyName: string | null }) {
  // True in the browser: made-up classes exist only there.
  const isInBrowser = useSignal(false);
  useEffect(() => {
    isInBrowser.value = true;
  }, []);
  useEffect(guardFocus, []);
  const allFamilies = { ...families, ...unlisted };
  const family = familyName !== null && Object.hasOwn(allFamilies, familyName)
    ? familyName as keyof typeof allFamilies
    : "controls";
  const Family = allFamilies[family];
  return (
    <div class="pieces">
      <h1>{frame.name}</h1>
      <nav>
        <ul class="actions">
          {Object.keys(families).map((name) => (
            <li key={name}>
              <a
                href={`?of=${name}`}
                aria-current={name === family ? "page" : undefined}
              >
                <code>{name}</code>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="pieces-family" data-family={family}>
        {isInBrowser.value && <Family />}
      </div>
    </div>
  );
}

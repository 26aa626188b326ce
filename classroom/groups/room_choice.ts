/** **Let participants choose** (B-6): the command by which a student enters or leaves a room. */
import { Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import { requireActiveMember } from "../model/acting.ts";
import { defineCommand } from "../define_command.ts";
import { hasRoom, sizesOf } from "../model/allocator.ts";
import {
  activeRoom,
  breakouts,
  rulesOf,
  students,
} from "../model/breakouts_layout.ts";
import { assignRooms } from "./room_assignment.ts";
import { id } from "../model/id_schemas.ts";

/** Moves students to the rooms that they choose, in the order of their commands; a full room is refused. */
export const chooseRoomCommand = defineCommand({
  kind: "choose-room",
  fields: { room: id.nullable() },
  needs: ["staff"],
  pace: { lane: "rooms", uses: { choices: 1 } },
  decide(at, { room }) {
    const { session, member: id, tx } = at;
    const member = requireActiveMember(session, id, tx.now);
    const rules = rulesOf(session);
    if (member.role !== "student") {
      throw refusal("students-in-rooms-only");
    }
    if (rules.auto) {
      throw new Refusal("auto-breakouts");
    }
    if (rules.entry !== "free") {
      throw refusal("teacher-chooses-rooms");
    }
    if (!breakouts(session, "open")) {
      throw refusal("rooms-not-open-yet");
    }
    if (member.room === room) return;
    if (room !== null) {
      if (!activeRoom(session, room)) {
        throw refusal("no-such-room");
      }
      const size = sizesOf(students(session)).get(room) ?? 0;
      if (!hasRoom(size, rules)) {
        throw new Refusal("room-full");
      }
    }
    assignRooms(at, "choice", new Map([[id, room]]), tx.now);
  },
});

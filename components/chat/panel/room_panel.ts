/** Where a room is shown in the panel: its tab names it. */

/** The id of the element in which the room is shown. */
export const roomPanel = "chat-room";

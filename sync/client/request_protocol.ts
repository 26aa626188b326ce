/** Names shared by both ends of a wire over requests (docs/protocol.md, "A wire over requests"). */

/** `stream`: one endless answer. `poll`: each answer ends, and the client asks for the next. */
export type RequestMode = "stream" | "poll";

export const socketIdHeader = "homeroom-socket";

/** The header of every answer from the server, and of none from a network; `static/sw.js` reads it too. */
export const serverHeader = "homeroom";

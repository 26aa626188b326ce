/** Names shared by both ends of a wire over requests (docs/protocol.md, "A wire over requests"). */

/** `stream`: one endless answer. `poll`: each answer ends, and the client asks for the next. */
export type RequestMode = "stream" | "poll";

export const socketIdHeader = "homeroom-socket";

/** A header of every answer of the server; an answer without it is a proxy's. `static/sw.js` reads it too. */
export const serverHeader = "homeroom";

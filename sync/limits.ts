/** Every limit of the sync layer, by the rule that asks for it (S11–S14). Sizes in bytes, times in ms. */
export const limits = {
  /** S12: one update. */
  update: 256 * 1024,
  /** S12: a member's own document, and the SyncStep2 that carries it. */
  ownDocument: 512 * 1024,
  /** S12: a document that several members write: one commit takes two copies of it, and 64 KiB of other changes. */
  sharedDocument: 352 * 1024,
  /** S13: structs in such a document: to copy or read all of them takes some tens of ms. */
  sharedStructs: 16_000,
  /** S12: where somebody's caret is, as JSON. */
  caret: 1024,
  /** S13: and how deep it may nest. */
  caretDepth: 4,
  /** S13: of so many clients that had one it is remembered whose they were. */
  caretAuthors: 1000,
  /** S12: one frame of whatever kind; nothing honest is longer than that SyncStep2. */
  frame: 512 * 1024 + 16,
  /**
   * H4: one message on a socket, and its pieces. What is a little longer than a frame is told so in its channel; what is
   * longer than this ends the socket before it is there.
   */
  message: 576 * 1024,
  messagePieces: 1024,
  /** What unfinished messages hold, those of all sockets together; each counts from so many bytes on. */
  unfinished: 32 * 1024 * 1024,
  unfinishedCounts: 16 * 1024,
  /** A connection is ended so long after its socket was closed, whether or not its client answers. */
  closing: 3000,
  /** H4: so many bytes are read meanwhile. */
  lateBytes: 64 * 1024,
  /** Up to so many bytes a frame is made once for all who get it. */
  framed: 16 * 1024,
  /** L2: a request's head comes within this, and a body does not stop for longer. */
  requestHead: 10_000,
  requestStalls: 120_000,
  /** L2: so many connections of one address may have sent no request yet. */
  silent: 2000,
  /**
   * L2: so many requests of a connection are answered or wait for it. No browser and no proxy sends any ahead, but an answer
   * may be read before this end knows that it was sent.
   */
  pipelined: 2,
  /** H6: so many headers a request has; those of a browser behind two proxies are some forty. */
  headers: 100,
  /** H6: a body comes in so many pieces at the most, and one more for so many bytes. */
  bodyPieces: 500,
  bodyPiece: 512,
  /** Of a body that is answered before it was read whole, the rest is read and dropped within these. */
  droppedBytes: 32 * 1024 * 1024,
  droppedWithin: 10_000,
  /** S12: the state vector of a SyncStep1: some nine thousand clients. */
  stateVector: 64 * 1024,
  /** S13: so many clients of which a document has nothing may be named to it: by a state vector, or by deletions. */
  unknownClients: 1000,
  /** S12: what a client says of itself, as JSON. */
  ownState: 4 * 1024,
  /** S12: the client stops taking commands at so many, or so many bytes. */
  outboxCommands: 200,
  outboxBytes: 384 * 1024,
  /** S12: per member, all devices together. */
  commandsPerSecond: 20,
  commandsBurst: 200,
  bytesPerSecond: 64 * 1024,
  bytesBurst: 768 * 1024,
  /** S13: structs of so many clients in one update. */
  clientsPerUpdate: 64,
  /** S13: and of so many in a document: each transaction goes through all. A page that writes is one. */
  clientsPerDocument: 1000,
  /** S13: and so many of each author in a document that several write, so that nobody uses up another's. */
  clientsPerAuthor: 200,
  /** S13: what applying an update may cost, in steps of `cost.ts`; hundreds of commands at once take a tenth. */
  steps: 4_000_000,
  /** S12: so many of these count as a byte of what a member may send. */
  stepsPerByte: 32,
  /** S12: who has to wait longer than this for what they had already is cut off: a burst's worth of steps. */
  debt: 12_000,
  /** S12: what one update counts at the least. */
  updateLeast: 128,
  /** S13: how deep a command may nest, and how many entries each of its lists and objects has. */
  commandDepth: 4,
  commandWidth: 200,
  /** S11: what may wait for a slow reader. */
  buffered: 1024 * 1024,
  /** S11: it is looked at after so many bytes, by which the bound may be passed. */
  bufferedUnasked: 32 * 1024,
  /** S6: when a batch closes. */
  batch: 640 * 1024,
  /** S6: what one commit writes at the most; Deno KV takes 800 KiB in one atomic. */
  commit: 760 * 1024,
  /** Decisions in one batch: with what rides along they stay within one atomic. */
  decisions: 100,
  /** Requests for state or presence that a connection may make: so many a second, with a burst. */
  asksPerSecond: 2,
  asksBurst: 30,
  /**
   * The same of a person on all of their connections, whichever they have closed since; what asks counts for each KiB
   * that it is long.
   */
  personAsksPerSecond: 50,
  personAsksBurst: 1000,
  /**
   * Bytes a second, with a burst, of answers that are made for one person alone, all devices together; the least that
   * one counts. Coming back to 200 documents of up to 60 clients after a short absence takes no more than the burst.
   */
  answersPerSecond: 1024 * 1024,
  answersBurst: 8 * 1024 * 1024,
  answerLeast: 8 * 1024,
  /** S13: and for each client of the document, which an answer goes through however short it is. */
  answerPerClient: 512,
  /**
   * How often the answer to whoever has nothing of a document is made anew for nothing, after changes. Who asks sooner
   * pays for it as for one of their own: it is too little for somebody who joins to wait, and too much for who only asks.
   */
  remade: 1000,
  /** Bytes a minute that a client may send to a document it may only read. */
  unreadPerMinute: 1024 * 1024,
  /** S12: the same of a person on all of their connections, with what they say of themselves and where they write. */
  personUnreadPerMinute: 2 * 1024 * 1024,
  /** One message to another in a peer room, as JSON; a description of a connection with pictures is some 10 KiB. */
  signal: 32 * 1024,
  /** S13: how deep one may nest. */
  signalDepth: 8,
  /**
   * Such messages that a person may send, all devices together: so many a second, with a burst; a KiB counts as one. What
   * they tell each other has a budget of its own, as large, and is dropped over it.
   */
  signalsPerSecond: 60,
  signalsBurst: 1200,
  /** So many times as much of all together ends the connection. */
  signalsFlood: 8,
  /** S11: one for somebody for whom more than this waits already is dropped. */
  signalsWaiting: 128 * 1024,
  /**
   * Coming in counts as so many more: everybody there is told of all, and makes a connection. So ten at once, then one in
   * 2 s: a page does at each move, and once it is connected anew. Leaving needs none, for who is not in cannot leave.
   */
  signalEnter: 119,
  /** So many are in one peer room at the most. */
  peerRoom: 200,
  /** Whose connection is lost is in it for so long still. */
  peerRoomGrace: 20_000,
  /** S14: presence is renewed, and quiet documents say something. */
  renewal: 20_000,
  /** In so many turns, so that thousands of sockets are not written to at once while somebody speaks. */
  renewalTurns: 20,
  /** S14: half-open connections are dropped after this; a sign of life is asked for after half of it. */
  halfOpen: 50_000,
  /** The same of one whose client polls, and so asks again as often as the server says something. */
  halfOpenPolls: 35_000,
  /**
   * S12: channels that a person may open a second, on all wires, with a burst of so many times as many as they may have:
   * who has that many loses their connection again and again. As often what depends on itself is looked for.
   */
  channelsPerSecond: 20,
  channelsBurst: 4,
  /** M1: what an opening over that counts of `unreadPerMinute`, for it is answered. */
  refusedOpening: 4 * 1024,
  /** A wire on which no channel is, or is being opened, is closed after this. */
  idleWire: 30_000,
  /** What goes out while channels open waits so long for more of it, and for so many bytes at most. */
  packing: 20,
  pack: 16 * 1024,
  /** What is longer is deflated for those who can take it. */
  deflated: 1024,
  /** A socket that has not opened after this never will: its client broke the upgrade off, and nothing says so. */
  opening: 10_000,
  /** Presence changes go out in ticks of this. */
  presenceTick: 200,
  /** S9: the log is folded into snapshots at so many commits, or so many bytes. */
  logCommits: 1000,
  /** Documents whose snapshots change in one atomic, too; and that one batch changes. */
  logDocuments: 400,
  logBytes: 2 * 1024 * 1024,
  /** S10: an unused document, and an unused space, leaves memory after this. */
  unused: 60_000,
  /** The same of a space that several instances share: while it is in memory, all that is done elsewhere is done again. */
  unusedOfSeveral: 10_000,
  /** Receipts kept in a member's document: so many, so many bytes, and a command up to this size. */
  receipts: 100,
  receiptsBytes: 128 * 1024,
  receiptCommand: 16 * 1024,
  /** Deno KV: a value of this size leaves room for its envelope. */
  piece: 60 * 1024,
} as const;

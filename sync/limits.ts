/**
 * All limits of the sync layer, with the rules that need them. Sizes in bytes, times in ms; docs/protocol.md lists
 * them.
 */
export const limits = {
  /** SYNC-12: one update of a document. */
  update: 256 * 1024,
  /** SYNC-12: a member's own document. */
  ownDocument: 512 * 1024,
  /** SYNC-12: a document that several members write; one `commit` holds two copies of it. */
  sharedDocument: 352 * 1024,
  /** SYNC-13: structs in a document that several members write. */
  sharedStructs: 16_000,
  caret: 1024,
  caretDepth: 4,
  /** Carets of one author in one document: each is sent to all, who get a message without their own. */
  caretsPerAuthor: 4,
  /** SYNC-13: clients with a caret whose author is remembered. */
  caretAuthors: 1000,
  /** SYNC-12: one frame of any kind; the longest honest one is the SyncStep2 of an `ownDocument`. */
  frame: 512 * 1024 + 16,
  /**
   * One message on a socket, and its pieces. A longer one ends the socket before it has arrived; one longer than a
   * frame is only refused in its channel.
   */
  message: 576 * 1024,
  messagePieces: 1024,
  /**
   * Memory of messages on all sockets and of bodies of all requests that have not wholly arrived. Messages shorter than
   * `unfinishedCounts` are left out, and each body counts at least that.
   */
  unfinished: 32 * 1024 * 1024,
  unfinishedCounts: 16 * 1024,
  /** A connection is ended this long after its socket was closed, even if its client does not answer. */
  closing: 3000,
  /** Bytes read from a socket after it was closed. */
  lateBytes: 64 * 1024,
  /** Frames up to this size are made once for all receivers. */
  framed: 16 * 1024,
  /** A request's headers must arrive within this, and a body does not pause for longer than `requestStalls`. */
  requestHead: 10_000,
  requestStalls: 120_000,
  /** Connections of one address that have sent no request yet. */
  silent: 2000,
  /**
   * Unanswered requests of a connection. No client sends ahead, but one may read an answer before the server knows
   * that it was sent.
   */
  pipelined: 2,
  /** Headers of a request; a browser behind two proxies sends about forty. */
  headers: 100,
  /** Pieces of a body, plus one for each `bodyPiece` bytes. */
  bodyPieces: 500,
  bodyPiece: 512,
  /** The unread rest of a body that is already answered is dropped within these limits. */
  droppedBytes: 32 * 1024 * 1024,
  droppedWithin: 10_000,
  /** SYNC-12: the state vector of a SyncStep1: about nine thousand clients. */
  stateVector: 64 * 1024,
  /** SYNC-13: clients unknown to the document that a state vector or deletions may name. */
  unknownClients: 1000,
  ownState: 4 * 1024,
  /** SYNC-12: a full outbox, to which the client adds no more commands. */
  outboxCommands: 200,
  outboxBytes: 384 * 1024,
  /** SYNC-12: commands of a member, over all devices. */
  commandsPerSecond: 20,
  commandsBurst: 200,
  bytesPerSecond: 64 * 1024,
  bytesBurst: 768 * 1024,
  /** SYNC-13: clients with structs in one update. */
  clientsPerUpdate: 64,
  /**
   * SYNC-18: structs, deleted ranges, and values of plain JSON in one update; and of these values the dear ones, which
   * are texts, lists and objects, with the keys of objects. Our client sends 500 structs at once; a document of
   * `sharedStructs` has at most half as many deleted ranges.
   */
  structsPerUpdate: 5000,
  deletionsPerUpdate: 16_000,
  valuesPerUpdate: 250_000,
  partsPerUpdate: 30_000,
  /** SYNC-13: clients in one document; a page that writes is one. Each transaction visits all of them. */
  clientsPerDocument: 1000,
  /** SYNC-13: clients of one author in a shared document, so that nobody uses up another's. */
  clientsPerAuthor: 200,
  /** SYNC-13: cost of one update, in steps of `cost.ts`; hundreds of commands at once take a tenth. */
  steps: 4_000_000,
  /** SYNC-12: this many steps count as one byte of a member's budget. */
  stepsPerByte: 32,
  /** SYNC-12: waiting time (ms) that a member may owe before the connection ends; `bytesBurst` refills in this time. */
  debt: 12_000,
  updateLeast: 128,
  /** SYNC-13: nesting of a command, and entries of each list and object in it. */
  commandDepth: 4,
  commandWidth: 200,
  /** SYNC-11: bytes that may wait for a slow reader. */
  buffered: 1024 * 1024,
  /** SYNC-11: the waiting bytes are checked once per this many bytes sent, so `buffered` may be exceeded by as much. */
  bufferedUnasked: 32 * 1024,
  batch: 640 * 1024,
  /** SYNC-18: time (ms) that all spaces together work before sockets are read again, and that one batch takes. */
  workPerTurn: 10,
  /** SYNC-7: updates that a space keeps while its store fails; members are asked for further ones once it is back. */
  unstored: 1024 * 1024,
  /** SYNC-6: bytes written by one commit; Deno KV takes 800 KiB in one atomic. */
  commit: 760 * 1024,
  /** Decisions in one batch; with their facts they fit into one atomic operation. */
  decisions: 100,
  /** Requests of a connection for state or presence: rate and burst. */
  asksPerSecond: 2,
  asksBurst: 30,
  /** Requests of a person for state or presence, over all connections; each KiB counts as one. */
  personAsksPerSecond: 50,
  personAsksBurst: 1000,
  /**
   * Bytes of personal answers over all devices: rate, burst and minimum. The burst covers a return to 200 documents of
   * up to 60 clients.
   */
  answersPerSecond: 1024 * 1024,
  answersBurst: 8 * 1024 * 1024,
  answerLeast: 8 * 1024,
  /** SYNC-13: the bytes that an answer costs at least, for each client of the document. */
  answerPerClient: 512,
  /**
   * Time in which encoding a document's full state is free once. A request that makes the server encode it sooner is
   * charged to the person.
   */
  remade: 1000,
  /** Bytes per minute that a client may send to a read-only document, and as awareness. */
  unreadPerMinute: 1024 * 1024,
  /** SYNC-12: bytes a minute that a person may send to read-only documents and as awareness, over all connections. */
  personUnreadPerMinute: 2 * 1024 * 1024,
  /** One message to a peer room. */
  signal: 32 * 1024,
  signalDepth: 8,
  /**
   * Messages to peer rooms per person: rate and burst; each KiB counts as one. `tell` has a separate budget of this
   * size; further ones are dropped.
   */
  signalsPerSecond: 60,
  signalsBurst: 1200,
  /**
   * A connection ends if all its person's messages to peer rooms exceed this many times `signalsPerSecond` and
   * `signalsBurst`.
   */
  signalsFlood: 8,
  /** SYNC-11: a message is dropped if more than this waits for its receiver. */
  signalsWaiting: 128 * 1024,
  /** An `enter` counts as this many more messages, because everyone in the room connects to the new page. */
  signalEnter: 119,
  peerRoom: 200,
  /** A peer without a connection stays in the room for this long. */
  peerRoomGrace: 20_000,
  /** SYNC-14: how often presence is renewed, and quiet documents send a sign of life. */
  renewal: 20_000,
  /** Turns within one `renewal`. Sockets are spread over them, so that thousands are not written to at once. */
  renewalTurns: 20,
  /** SYNC-14: how often each WebSocket is looked at, and how long its client may be quiet before it gets a ping. */
  look: 250,
  quiet: 2_000,
  /**
   * V-6: a client that is not heard for this long is shown as offline, on a line that answers slowly after at most
   * `silentSlowClient`.
   */
  silentClient: 3_750,
  silentSlowClient: 25_000,
  /** SYNC-14: a WebSocket is dropped after this time without a sign of life, or a second after it is silent if that is later. */
  silentSocket: 15_000,
  /** V-6: a client over requests that makes none for this long gets a `ping`, and is then shown as offline. */
  quietRequests: 12_000,
  silentRequests: 20_000,
  /** Time after which a silent stream of a wire over requests is dropped (ms). */
  halfOpen: 50_000,
  /** Time after which a polled wire over requests is dropped (ms); its client asks again after each answer. */
  halfOpenPolls: 35_000,
  /**
   * SYNC-12: channels that a person opens, on all wires; the burst is per socket that the person may have. The same
   * rate bounds lookups of documents on whose content access depends.
   */
  channelsPerSecond: 20,
  channelsBurst: 4,
  /** An opening above the limits counts as this many bytes of `unreadPerMinute`. */
  refusedOpening: 4 * 1024,
  idleWire: 30_000,
  /** While channels open, frames wait for others: at most this long, and up to `pack` bytes. */
  packing: 20,
  pack: 16 * 1024,
  deflated: 1024,
  /** A socket that is not open after this time never opens: its client broke the upgrade off. */
  opening: 10_000,
  /** Presence changes go out together, once in this time. */
  presenceTick: 200,
  /** SYNC-9: the log is folded into snapshots after this many commits or `logBytes`. */
  logCommits: 1000,
  /** Maximum documents whose snapshots change in one atomic operation, and in one batch. */
  logDocuments: 400,
  logBytes: 2 * 1024 * 1024,
  /** SYNC-10: an unused document or space leaves memory after this time. */
  unused: 60_000,
  /**
   * SYNC-10: the same for a space without connections that several instances share, because an instance that holds it
   * repeats all work of the others.
   */
  unusedOfSeveral: 2_000,
  /** Receipts in a member's document: number, bytes, and the largest command that one includes. */
  receipts: 100,
  receiptsBytes: 128 * 1024,
  receiptCommand: 16 * 1024,
  /** One value in Deno KV, with room for its envelope. */
  piece: 60 * 1024,
} as const;

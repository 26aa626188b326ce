// Hocuspocus as its documentation sets it up: the SQLite extension, everything else as it comes.
import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const { PORT, DATA_DIR } = process.env;
const server = new Server({
  port: Number(PORT),
  address: "127.0.0.1",
  quiet: true,
  extensions: [new SQLite({ database: `${DATA_DIR}/documents.sqlite` })],
});
await server.listen();
console.log(`Listening on http://127.0.0.1:${PORT}`);

/**
 * Chat servers that store messages, where they are installed. They have their defaults but for what would slow the load
 * (shapers, rate limits) and what a school does not need (federation, presence of Matrix).
 */

interface ServerCommand {
  readonly command: string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
}

interface ChatServer {
  /** Its version; null if it is not installed. */
  version(): Promise<string | null>;
  /** The way of its installation, in words. */
  readonly installation: string;
  /** Writes its configuration into the data folder. */
  command(port: number, folder: string): ServerCommand;
}

export const registrationSecret = "for the bench alone";
const synapsePython = Deno.env.get("SYNAPSE_PYTHON") ?? "python3";

export const chatServers: Record<string, ChatServer> = {
  prosody: {
    version: () => debianVersion("prosody", "lua-dbi-sqlite3"),
    installation: "apt-get install prosody lua-dbi-sqlite3",
    command(port, folder) {
      const file = `${folder}/prosody.cfg.lua`;
      Deno.writeTextFileSync(file, prosodyConfiguration(port, folder));
      const command = ["/usr/bin/prosody", "-F", "--config", file];
      return { command, env: {}, cwd: folder };
    },
  },
  ejabberd: {
    version: () => debianVersion("ejabberd", "erlang-p1-sqlite3"),
    installation: "apt-get install ejabberd erlang-p1-sqlite3",
    command(port, folder) {
      const file = `${folder}/ejabberd.yml`;
      Deno.writeTextFileSync(file, ejabberdConfiguration(port, folder));
      const erlang = "/usr/bin/erl +K true +P 250000 -noinput -s ejabberd";
      return {
        command: [...erlang.split(" "), "-mnesia", "dir", `"${folder}/mnesia"`],
        env: {
          ERL_LIBS: `/usr/lib/${Deno.build.arch}-linux-gnu`,
          EJABBERD_CONFIG_PATH: file,
          EJABBERD_LOG_PATH: `${folder}/ejabberd.log`,
          HOME: folder,
        },
        cwd: folder,
      };
    },
  },
  synapse: {
    version: synapseVersion,
    installation:
      "apt-get install postgresql; pip install matrix-synapse psycopg2-binary; SYNAPSE_PYTHON names its python",
    command(port, folder) {
      const file = `${folder}/homeserver.yaml`;
      Deno.writeTextFileSync(file, synapseConfiguration(port, folder));
      const script = new URL("synapse.sh", import.meta.url).pathname;
      const command = ["bash", script, folder, synapsePython, file];
      return { command, env: { PYTHONUNBUFFERED: "1" }, cwd: folder };
    },
  },
};

async function debianVersion(...packages: string[]): Promise<string | null> {
  const versions = await Promise.all(packages.map(async (name) => {
    const args = ["--show", "--showformat", "${Version}", name];
    return await outputOf("dpkg-query", args);
  }));
  return versions.every(Boolean) ? versions[0] : null;
}

async function synapseVersion(): Promise<string | null> {
  const code = "import synapse, psycopg2; print(synapse.__version__)";
  return await outputOf(synapsePython, ["-c", code]);
}

/** Output of a command; null if it fails or is not installed. */
async function outputOf(name: string, args: string[]): Promise<string | null> {
  try {
    const command = new Deno.Command(name, { args, stderr: "null" });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

const prosodyConfiguration = (port: number, folder: string) => `
run_as_root = true
pidfile = "${folder}/prosody.pid"
data_path = "${folder}"
log = { warn = "${folder}/prosody.log" }
modules_enabled = { "saslauth", "disco", "ping", "smacks", "websocket", "http" }
modules_disabled = { "s2s" }
c2s_ports = {}
c2s_direct_tls_ports = {}
http_ports = { ${port} }
http_interfaces = { "127.0.0.1" }
https_ports = {}
consider_websocket_secure = true
c2s_require_encryption = false
storage = "sql"
sql = { driver = "SQLite3", database = "prosody.sqlite" }
VirtualHost "localhost"
  authentication = "anonymous"
Component "conference.localhost" "muc"
  modules_enabled = { "muc_mam" }
  muc_log_by_default = true
  muc_room_default_persistent = true
  muc_room_locking = false
`;

const ejabberdConfiguration = (port: number, folder: string) => `
loglevel: error
hosts: [localhost]
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers:
      /ws: ejabberd_http_ws
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
default_db: sql
sql_type: sqlite
sql_database: "${folder}/ejabberd.sqlite"
modules:
  mod_disco: {}
  mod_stream_mgmt: {}
  mod_mam:
    default: always
  mod_muc:
    access: all
    access_create: all
    access_persistent: all
    access_mam: all
    default_room_options:
      mam: true
      persistent: true
`;

function synapseConfiguration(port: number, folder: string): string {
  const unlimited = "{ per_second: 100000, burst_count: 100000 }";
  return `
server_name: localhost
report_stats: false
pid_file: ${folder}/synapse.pid
signing_key_path: ${folder}/signing.key
media_store_path: ${folder}/media
macaroon_secret_key: ${registrationSecret}
form_secret: ${registrationSecret}
registration_shared_secret: ${registrationSecret}
suppress_key_server_warning: true
trusted_key_servers: []
bcrypt_rounds: 4
presence: { enabled: false }
listeners:
  - { port: ${port}, bind_addresses: ["127.0.0.1"], type: http, tls: false, resources: [{ names: [client] }] }
database: { name: psycopg2, args: { user: synapse, dbname: synapse, host: ${folder}/postgres, cp_min: 5, cp_max: 10 } }
rc_message: ${unlimited}
rc_registration: ${unlimited}
rc_joins: { local: ${unlimited}, remote: ${unlimited} }
rc_joins_per_room: ${unlimited}
rc_room_creation: ${unlimited}
rc_login: { address: ${unlimited}, account: ${unlimited}, failed_attempts: ${unlimited} }
`;
}

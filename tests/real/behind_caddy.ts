import { testBehind } from "./behind.ts";
import { startCaddy } from "./caddy.ts";

testBehind({
  name: "Caddy",
  start: startCaddy,
  startImpatient: (put) => startCaddy(put, "10s"),
  halfHeaders: null,
  refusesLarge: false,
});

import { testBehind } from "./behind.ts";
import { startNginx } from "./nginx.ts";

testBehind({
  name: "nginx",
  start: startNginx,
  halfHeaders: 95_000,
  refusesLarge: true,
});

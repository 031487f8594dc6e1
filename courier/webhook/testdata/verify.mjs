// A receiver of events: it verifies the request that it reads as JSON on standard input, and prints the event.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [modules, secret] = process.argv.slice(2);
const { Webhook } = createRequire(resolve(modules, "verify.js"))("standardwebhooks");
const { body, headers } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(new Webhook(secret).verify(body, headers)));

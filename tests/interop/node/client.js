'use strict';
// Calls every method of an Interop server by Apache's Node.js library and says for each check how it went.
const fs = require('fs');
const path = require('path');
const { checks } = require('./checks');
const { connect } = require('./connect');
const { protocol } = require('./flags');

// What the matrix says that this client must not check, with the reasons: "skips client PROTOCOL|* CHECK: REASON".
function skipped() {
  const lines = fs.readFileSync(path.join(__dirname, 'matrix'), 'utf8').split('\n');
  const skips = lines.map((line) => line.match(/^skips client (\S+) (\S+): (.*)$/)).filter(Boolean);
  return new Map(skips.filter(([, where]) => where === '*' || where === protocol).map(([, , name, why]) => [name, why]));
}

const PATIENCE_MS = 20_000;
let lost; // ends the present check if a connection does

// A reply that never comes is a failure too.
const inTime = (run) =>
  new Promise((done, fail) => {
    lost = fail;
    setTimeout(() => fail(new Error('no reply')), PATIENCE_MS);
    run().then(done, fail);
  });

async function main() {
  const skips = skipped();
  const clients = connect(() => lost);
  let [passed, failed] = [0, 0];
  for (const [name, run] of checks(clients)) {
    if (skips.has(name)) {
      console.log(`skip ${name}: ${skips.get(name)}`);
      continue;
    }
    try {
      await inTime(run);
      passed++;
      console.log(`ok ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${name}: ${String(error.message ?? error).replaceAll('\n', ' ')}`);
    }
    if (clients.gone()) break;
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

main();

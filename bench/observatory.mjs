// Grades pages with the MDN HTTP Observatory's own tests. Called by bench/observatory.py.
// node observatory.mjs FOLDER HOST ADDRESS PATH… : the folder of the package, and the loopback address of the host
import dns from "node:dns";
import { pathToFileURL } from "node:url";

const [folder, host, address, ...paths] = process.argv.slice(2);
const lookup = dns.lookup;
dns.lookup = (name, options, callback) => {
  const done = callback ?? options;
  if (name !== host) return lookup(name, options, callback);
  return options?.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);
};
const load = (file) => import(pathToFileURL(`${folder}/src/${file}`));
const { retrieve } = await load("retriever/retriever.js");
const { ALL_TESTS } = await load("constants.js");
const { getGradeForScore, getScoreModifier } = await load("grader/grader.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await load("grader/charts.js");

// Its scan() takes no path and refuses pages for errors; the rest is as there.
async function grade(path) {
  const answers = await retrieve(host, { path });
  const modifiers = {};
  let passed = 0;
  for (const test of ALL_TESTS) {
    const output = test(answers);
    modifiers[output.constructor.name] = [output.result, getScoreModifier(output.result), output.pass];
    passed += output.pass ? 1 : 0;
  }
  const sum = (kept) => Object.values(modifiers).reduce((total, [, by]) => total + (kept(by) ? by : 0), 100);
  const plain = sum((by) => by < 0);
  const score = plain >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(() => true) : plain;
  return { path, status: answers.responses.auto.status, ...getGradeForScore(score), passed, of: ALL_TESTS.length, modifiers };
}

const graded = [];
for (const path of paths) graded.push(await grade(path));
console.log(JSON.stringify(graded));
process.exit(0);

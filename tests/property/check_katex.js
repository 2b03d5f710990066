// check_katex.js KATEX FOLDER: reads each .tex file of the folder with the module KATEX, every warning
// an error; says which are wrong and why.
"use strict";

const fs = require("fs");
const path = require("path");

const [katexModule, folder] = process.argv.slice(2);
const katex = require(katexModule);
// A line a parameter of a deep network has more macros than KaTeX allows unless it is told.
const options = { displayMode: true, throwOnError: true, strict: "error", maxExpand: 100000 };
const files = fs.readdirSync(folder).filter((name) => name.endsWith(".tex")).sort();
let wrong = 0;
for (const name of files) {
  const text = fs.readFileSync(path.join(folder, name), "utf8");
  try {
    katex.renderToString(text, options);
  } catch (error) {
    wrong += 1;
    console.log(`${name}: ${error.message}`);
  }
}
console.log(`${files.length} texts, ${wrong} wrong`);
process.exit(wrong > 0 || files.length === 0 ? 1 : 0);

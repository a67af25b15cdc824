// What VS Code makes of language-configuration.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const configuration = JSON.parse(readFileSync(new URL("../language-configuration.json", import.meta.url), "utf8"));

test("a name is a word, in any script", () => {
  const { pattern, flags } = configuration.wordPattern;
  const words = 'require room.host_id is 达人 and p2 >= 3 // "x"'.match(new RegExp(pattern, `${flags}g`));
  assert.deepEqual(words, ["require", "room", "host_id", "is", "达人", "and", "p2", "x"]);
});

test("what stands in brackets is indented", () => {
  const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
  const [more, less] = [new RegExp(increaseIndentPattern), new RegExp(decreaseIndentPattern)];
  const opening = ["facts {", 'example creation "自己的 \\"商品\\"" {', "    products: [", "param p = { // 每年", "define f("];
  for (const line of opening) assert.match(line, more);
  const others = ["// facts {", '    because "{', "    v_tasks: []", "enum kind { a, b }", '    title "{"', "    n: int // {"];
  for (const line of others) assert.doesNotMatch(line, more);
  for (const line of ["}", "    ]", "    )"]) assert.match(line, less);
  assert.doesNotMatch("    n: int", less);
});

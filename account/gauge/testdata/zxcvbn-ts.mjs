// Guesses by npm zxcvbn-ts with its French pack: passwords on standard input, one a line; guesses on standard output.
//   node zxcvbn-ts.mjs FOLDER    FOLDER holds node_modules
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const load = createRequire(`${process.argv[2]}/package.json`)
const { ZxcvbnFactory } = load('@zxcvbn-ts/core')
const common = load('@zxcvbn-ts/language-common')
const french = load('@zxcvbn-ts/language-fr')

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...french.dictionary },
  graphs: common.adjacencyGraphs,
  translations: french.translations,
})
const lines = readFileSync(0, 'utf8').split('\n')
lines.pop() // what follows the last end of line
for (const password of lines) console.log(zxcvbn.check(password).guesses)

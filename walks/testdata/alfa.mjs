// Siteimprove alfa over pages that a browser has written down: one page a line comes in, its name and its complaints go out.
// Rules of conformance of WCAG A and AA only.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const from = (name) => import(pathToFileURL(process.argv[2] + '/@siteimprove/' + name + '/dist/index.js'));
const [{ Audit, Outcome }, { Device }, { Node }, { Request, Response }, { default: all }, { Conformance, Criterion }, { Page }] = await Promise.all(
  ['alfa-act', 'alfa-device', 'alfa-dom', 'alfa-http', 'alfa-rules', 'alfa-wcag', 'alfa-web'].map(from));

const isAA = Conformance.isAA();
const conformance = all.filter((rule) => rule.hasRequirement((r) => Criterion.isCriterion(r) && isAA(r)));

for await (const line of createInterface({ input: process.stdin })) {
  const { name, document } = JSON.parse(line);
  const page = Page.of(Request.empty(), Response.empty(), Node.from(document, Device.standard()), Device.standard());
  const complaints = [];
  for (const outcome of await Audit.of(page, conformance).evaluate()) {
    if (Outcome.isFailed(outcome)) {
      complaints.push(outcome.rule.uri.split('/').pop() + ' ' + String(outcome.target).slice(0, 160));
    }
  }
  console.log(JSON.stringify({ name, complaints }));
}

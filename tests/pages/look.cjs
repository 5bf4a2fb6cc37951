// Looks at one page of each kind of a running site; see scripts/look.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [site, out] = process.argv.slice(2);
const WIDTHS = [360, 768, 1280];
const LARGEST = 60_000;
const FEW = 4;
const RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
// The first page of each kind that is found stands for all of it.
const KINDS = {
  root: /^$/,
  front: /^[^/]+\/$/,
  section: /^[^/]+\/sections\/[^/]+\/$/,
  month: /^[^/]+\/months\/[^/]+\/$/,
  'month-page': /^[^/]+\/months\/[^/]+\/page-\d+\.html$/,
  'section-month': /^[^/]+\/sections\/[^/]+\/\d{4}-\d\d\/$/,
  own: /^[^/]+\/(?!sections|months|search)[^/]+\/$/,
  search: /^[^/]+\/search$/,
};
const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);

async function links(address) {
  const text = await (await fetch(address)).text();
  return [...text.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, href]) => new URL(href.replaceAll('&amp;', '&'), address).href);
}

// Follows links until there is one page of each kind, by the first few of each.
async function choose() {
  const chosen = {};
  const waiting = [site];
  const seen = new Set(waiting);
  const found = {};
  const kindOf = address => address.startsWith(site) && Object.keys(KINDS).find(kind => KINDS[kind].test(address.slice(site.length)));
  for (let at = 0; at < waiting.length; at += 1) {
    const kind = kindOf(waiting[at]);
    if (kind && !chosen[kind]) chosen[kind] = waiting[at];
    if (kind === 'search') continue;
    for (const link of await links(waiting[at])) {
      const address = link.split('#')[0];
      const kind = kindOf(address);
      if (!kind || seen.has(address) || (found[kind] = (found[kind] || 0) + 1) > FEW) continue;
      seen.add(address);
      waiting.push(address);
    }
  }
  // The feeds of the operator's own stand in the outline only.
  if (chosen.front && !chosen.own) {
    const outline = await (await fetch(`${chosen.front}feeds.opml`)).text();
    chosen.own = [...outline.matchAll(/htmlUrl="([^"]*)"/g)].map(([, link]) => link).find(link => kindOf(link) === 'own');
  }
  if (chosen.search) chosen['search-found'] = `${chosen.search}?q=${encodeURIComponent(process.env.LOOK_FOR || 'the')}`;
  return Object.entries(chosen).filter(([, address]) => address);
}

async function look(browser, kind, address, width, scheme) {
  const where = `${kind} ${width} ${scheme}`;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme, deviceScaleFactor: 1 });
  page.on('console', message => message.type() === 'error' && fault(where, `console: ${message.text()}`));
  page.on('pageerror', error => fault(where, error.message));
  page.on('request', request => request.url().startsWith(site) || request.url().startsWith('data:') || fault(where, `asks for ${request.url()}`));
  page.setDefaultTimeout(20_000);
  const answer = await page.goto(address, { waitUntil: 'load' });
  const size = (await answer.body()).length;
  if (answer.status() !== 200) fault(where, `answers ${answer.status()}`);
  if (size > LARGEST) fault(where, `${size} bytes`);
  const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - window.innerWidth);
  if (wide > 0) fault(where, `${wide} px wider than the window`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(rules => window.axe.run(document, rules), RULES);
  for (const { id, help, nodes } of violations) fault(where, `${id}: ${help} (${nodes.length} times, first ${nodes[0].html.slice(0, 120)})`);
  await page.screenshot({ path: path.join(out, `${kind}-${width}-${scheme}.png`), fullPage: false });
  if (width === WIDTHS[0] && scheme === 'light') await page.screenshot({ path: path.join(out, `${kind}-${width}-whole.png`), fullPage: true });
  if (width === WIDTHS[2] && scheme === 'light') {
    await page.screenshot({ path: path.join(out, `${kind}-${width}-whole.png`), fullPage: true });
    await page.emulateMedia({ media: 'print' });
    await page.screenshot({ path: path.join(out, `${kind}-print.png`) });
    await page.pdf({ path: path.join(out, `${kind}.pdf`), format: 'A4' });
  }
  await page.close();
  return size;
}

async function main() {
  fs.mkdirSync(out, { recursive: true });
  for (let tries = 0; tries < 100 && !(await fetch(site).then(answer => answer.ok, () => false)); tries += 1) {
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'look-'));
  const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: [...quiet, `--disk-cache-dir=${profile}`] });
  for (const [kind, address] of await choose()) {
    let size = 0;
    for (const width of WIDTHS) for (const scheme of ['light', 'dark']) size = await look(browser, kind, address, width, scheme);
    console.log(`${kind.padEnd(14)} ${String(size).padStart(6)} bytes  ${address}`);
  }
  await browser.close();
  fs.rmSync(profile, { recursive: true, force: true });
  console.log(faults.length ? `\n${[...new Set(faults)].join('\n')}` : '\nnothing found');
  process.exit(faults.length ? 1 : 0);
}

// Whatever hangs, this ends.
setTimeout(() => { console.error('looking took more than five minutes'); process.exit(1); }, 300_000).unref();
main().catch(error => { console.error(error.message); process.exit(1); });

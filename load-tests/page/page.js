'use strict';
// Whatever comes out of the figures is set as text, never as markup: messages of programs are in there.
const run = JSON.parse(document.getElementById('run').textContent);
const PALETTE = ['--c0', '--c1', '--c2', '--c3', '--c4', '--c5'];
const CHARTS = [
  ['cpu'], ['rate'], ['p50', 'p99', 'p999'], ['per_connection'], ['listening', 'first_byte'], ['rss'],
];
// Where the rate is given, latency is what matters.
const PACED_CHARTS = CHARTS.filter(([first]) => !['rate', 'rss'].includes(first));
const COUNTS = ['done', 'lost', 'wrong'];
const order = [...new Set(run.series.flatMap(series => series.balancers.map(each => each.name)))];

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function number(value) {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function table(heads, rows) {
  const made = element('table');
  const head = made.createTHead().insertRow();
  heads.forEach(text => head.append(element('th', text)));
  const body = made.createTBody();
  rows.forEach(cells => {
    const row = body.insertRow();
    cells.forEach(cell => row.append(cell instanceof Node ? cell : element('td', cell)));
  });
  const wide = element('div', undefined, 'wide');
  wide.append(made);
  return wide;
}

function figure(metric, counted) {
  if (!metric) return element('td', '-');
  const cell = element('td', counted ? metric.total.toLocaleString('en') : number(metric.median));
  if (metric.ratio !== undefined) {
    cell.append(element('span', ` ×${metric.ratio.toFixed(2)}`, 'ratio'));
  }
  if (!counted) cell.title = 'rounds: ' + metric.rounds.map(number).join(', ');
  return cell;
}

function headed(metric) {
  return metric.unit ? `${metric.label} (${metric.unit})` : metric.label;
}

function seriesTable(series) {
  const metrics = new Map();
  series.balancers.forEach(each => Object.entries(each.metrics).forEach(([key, metric]) => metrics.set(key, metric)));
  metrics.delete('done');
  const rows = series.balancers.map(each => [each.name,
    ...[...metrics.keys()].map(key => figure(each.metrics[key], COUNTS.includes(key)))]);
  const made = table(['', ...[...metrics.values()].map(headed)], rows);
  made.querySelectorAll('tbody tr').forEach((row, i) => {
    row.classList.toggle('ours', series.balancers[i].name === run.ours);
  });
  return made;
}

function color(variable) {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

const drawn = [];

// One bar for each balancer; of several metrics, a group for each.
function chart(series, keys) {
  const present = keys.filter(key => series.balancers.some(each => each.metrics[key]));
  if (present.length === 0) return null;
  const metrics = present.map(key => series.balancers.find(each => each.metrics[key]).metrics[key]);
  const name = metrics.map(metric => metric.label).join(', ') + (metrics[0].unit ? ` in ${metrics[0].unit}` : '');
  const box = element('div', undefined, 'chart');
  const holder = element('div', undefined, 'canvas');
  const canvas = element('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `${series.title}: ${name}; the figures are in the table below`);
  holder.append(canvas);
  box.append(element('strong', name), holder);
  drawn.push(() => draw(canvas, series, present, metrics));
  return box;
}

function draw(canvas, series, keys, metrics) {
  const single = keys.length === 1;
  const paint = name => color(PALETTE[order.indexOf(name) % PALETTE.length]);
  const value = (each, key) => each.metrics[key]?.median ?? null;
  const datasets = single
    ? [{ data: series.balancers.map(each => value(each, keys[0])),
      backgroundColor: series.balancers.map(each => paint(each.name)) }]
    : series.balancers.map(each => (
      { label: each.name, data: keys.map(key => value(each, key)), backgroundColor: paint(each.name) }));
  const scale = { ticks: { color: color('--soft') }, grid: { color: color('--line') } };
  Chart.getChart(canvas)?.destroy();
  return new Chart(canvas, {
    type: 'bar',
    data: { labels: single ? series.balancers.map(each => each.name) : metrics.map(metric => metric.label), datasets },
    options: {
      animation: false,
      maintainAspectRatio: false,
      plugins: { legend: { display: !single, labels: { color: color('--text'), boxWidth: 12 } } },
      scales: { x: scale, y: { ...scale, beginAtZero: true } },
    },
  });
}

function showTargets() {
  const rows = run.targets.filter(target => target.figure !== undefined).map(target => [
    target.what, target.reached, target.wanted,
    element('td', target.verdict, { met: 'met', MISSED: 'missed' }[target.verdict]),
  ]);
  const section = document.getElementById('targets');
  section.hidden = rows.length === 0;
  section.append(table(['', 'reached', 'wanted', ''], rows));
}

function showSeries() {
  run.series.forEach(series => {
    const section = element('section');
    const charts = element('div', undefined, 'charts');
    (series.offered === undefined ? CHARTS : PACED_CHARTS).map(keys => chart(series, keys)).filter(Boolean).forEach(each => charts.append(each));
    section.append(element('h2', series.title), charts, seriesTable(series));
    document.getElementById('series').append(section);
  });
  drawn.forEach(each => each());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawn.forEach(each => each()));
}

function showRest() {
  const plan = run.plan;
  document.getElementById('when').textContent = `${run.begun}; medians of ${plan.rounds} round${plan.rounds === 1 ? '' : 's'}`
    + ` of ${plan.seconds} s, × is the ratio to the best peer${plan.quick ? '; a quick run, which says little' : ''}`;
  const skips = document.getElementById('skips');
  skips.hidden = run.notMeasured.length === 0;
  skips.append(table(['workload', 'loops', 'balancer', 'why'],
    run.notMeasured.map(skip => [skip.workload, String(skip.loops), skip.balancer, skip.reason])));
  document.getElementById('about').append(table(['', ''],
    [...Object.entries(run.machine), ...Object.entries(run.versions), ['JVM options', run.jvmOptions || 'none'],
      ['arguments', run.arguments.join(' ') || 'none']]));
}

showTargets();
showSeries();
showRest();

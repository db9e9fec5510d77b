// The numbers of a service that tell whether it is well, each with its last minutes.

import { $, el, text, attribute } from './dom.js';
import { bytes, count, exact, latency, perSecond } from './format.js';
import { lineChart } from './charts.js';
import { open, work } from './rates.js';

const rate = (value) => perSecond(count(value));
const byteRate = (value) => perSecond(bytes(value));

const KINDS = [
  {
    id: 'rate', series: [{ name: '', key: 'rate', colour: 'one' }], format: rate,
    show: (service, now) => ({ title: work(service).name, value: rate(now.rate),
      under: `${count(work(service).total)} since the start`, exact: `${exact(work(service).total)} since the start` }),
  },
  {
    id: 'open', series: [{ name: '', key: 'open', colour: 'one' }], format: count,
    show: (service) => opened(service),
  },
  {
    id: 'bytes', format: byteRate, step: 1024,
    series: [{ name: 'to clients', key: 'fromServers', colour: 'one' }, { name: 'to servers', key: 'fromClients', colour: 'two' }],
    show: (service, now) => ({ title: 'Bytes', value: byteRate(now.fromServers), second: byteRate(now.fromClients),
      exact: `${exact(service.bytes.fromServers)} bytes to clients, ${exact(service.bytes.fromClients)} to servers` }),
  },
  {
    id: 'latency', format: latency,
    series: [{ name: 'p50', key: 'p50', colour: 'one' }, { name: 'p90', key: 'p90', colour: 'two' },
      { name: 'p99', key: 'p99', colour: 'three' }],
    show: (service) => ({ title: service.protocol === 'tcp' || service.protocol === 'unix' ? 'Time to connect' : 'Time to answer',
      value: latency(service.latencyMicros?.p50), second: latency(service.latencyMicros?.p90),
      third: latency(service.latencyMicros?.p99),
      exact: service.latencyMicros ? `of the last 10 to 60 s, half, 90 % and 99 % were faster than this${sinceStart(service)}`
        : `nothing measured in the last minute${sinceStart(service)}` }),
  },
  {
    id: 'errors', series: [{ name: '', key: 'errors', colour: 'bad' }], format: rate,
    show: (service, now) => ({ title: 'Errors', value: rate(now.errors), bad: now.errors > 0,
      under: `${count(now.failed)} of late, ${count(service.errors)} in all`,
      exact: `${exact(now.failed)} in the minutes shown, ${exact(service.errors)} since the start` }),
  },
];

function sinceStart(service) {
  const all = service.latencySinceStartMicros;
  return all ? `; since the start ${latency(all.p50)}, ${latency(all.p90)}, ${latency(all.p99)}` : '';
}

function opened(service) {
  const { name, value, max } = open(service);
  const pending = service.connections?.pending ?? 0;
  const limit = max > 0 ? `of ${count(max)}` : `${count(service.sessions?.opened ?? 0)} since the start`;
  return { title: name, value: count(value), part: max > 0 ? value / max : null,
    under: pending > 0 ? `${limit}, ${count(pending)} connecting` : limit,
    exact: `${exact(value)}${max > 0 ? ` of at most ${exact(max)}` : ''}, ${exact(pending)} on their way to a server` };
}

function card(kind) {
  const canvas = el('canvas', { role: 'img' });
  const parts = {
    title: el('h3'), value: el('span', { class: 'value' }), under: el('p', { class: 'soft under' }),
    part: el('span', { class: 'part', hidden: true }, el('span')), legend: [],
  };
  const numbers = el('p', { class: 'numbers' });
  kind.series.forEach((series, index) => {
    const value = index === 0 ? parts.value : el('span', { class: 'value next' });
    const name = el('span', { class: `key probe-${series.colour}` }, series.name);
    parts.legend.push({ value, name });
    numbers.append(el('span', { class: 'figure' }, value, series.name ? name : null));
  });
  const node = el('section', { class: 'card', id: 'card-' + kind.id }, parts.title, numbers, parts.under, parts.part,
    el('div', { class: 'canvas' }, canvas));
  $('cards').append(node);
  return { kind, node, parts, canvas, draw: lineChart(canvas, kind) };
}

export function makeCards() {
  const cards = KINDS.map(card);
  return (service, rates) => {
    const now = rates.service(service.name);
    const points = rates.points(service.name);
    for (const { kind, node, parts, canvas, draw } of cards) {
      const shown = kind.show(service, now);
      text(parts.title, shown.title);
      const values = [shown.value, shown.second, shown.third];
      parts.legend.forEach(({ value }, index) => text(value, values[index]));
      text(parts.under, shown.under ?? '');
      attribute(node, 'title', shown.exact);
      node.classList.toggle('alarm', shown.bad === true);
      parts.part.hidden = shown.part == null;
      if (shown.part != null) {
        parts.part.firstChild.style.setProperty('--part', Math.min(1, shown.part));
        parts.part.classList.toggle('full', shown.part > 0.9);
      }
      attribute(canvas, 'aria-label', `${shown.title} in the last five minutes; now ${values.filter(Boolean).join(', ')}`);
      draw(points);
    }
  };
}

// The servers of a service: those with trouble first, a page of them at a time.

import { $, attribute, el, icon, keyed, setIcon, settled, text } from './dom.js';
import { ago, bytes, count, duration, exact, instant, latency, perSecond } from './format.js';
import { makePager } from './pager.js';
import { makeRow, makeTable } from './table.js';
import { stateOrder } from './verdict.js';

const COLUMNS = [
  { name: 'State', class: 'state' }, { name: 'Server', class: 'name' }, { name: 'Load', class: 'load' },
  { name: 'Served', class: 'number' }, { name: 'To server', class: 'number' }, { name: 'From server', class: 'number' },
  { name: 'p50 / p99', class: 'number' }, { name: 'Failures', class: 'failures' }, { name: '', class: 'buttons' },
];
const ORDERS = {
  trouble: (a, b) => stateOrder[a.state] - stateOrder[b.state],
  number: () => 0,
  load: (a, b) => b.connections - a.connections,
  failures: (a, b) => b.failures - a.failures,
};

const key = (server) => `${server.role} ${server.index} ${server.address}`;

function row(server, onOpen) {
  const p = {
    icon: icon(server.state), word: el('b'), why: el('span', { class: 'soft why' }),
    badge: server.role === 'regular' ? null : el('span', { class: 'badge' }, server.role), plan: el('span', { class: 'soft' }),
    load: el('span'), part: el('span', { class: 'part', 'aria-hidden': 'true' }, el('span')),
    served: el('span'), to: el('span'), from: el('span'), latency: el('span'),
    failures: el('b'), last: el('span', { class: 'soft under' }),
    button: el('button', { type: 'button', class: 'quiet', onclick: () => onOpen(node.server) }, 'Open'),
  };
  const node = makeRow(COLUMNS, [
    el('span', { class: 'chip' }, p.icon, el('span', {}, p.word, ' ', p.why)),
    el('span', {}, el('span', { class: 'address' }, server.address), el('span', { class: 'under' }, p.plan, p.badge ?? '')),
    el('span', { class: 'load-cell' }, p.load, p.part),
    p.served, p.to, p.from, p.latency, el('span', {}, p.failures, ' ', p.last), p.button,
  ]);
  node.parts = p;
  return node;
}

function limits(server) {
  const words = [];
  if (server.max > 0) {
    words.push(`${count(server.max)}`);
  }
  if (server.hard > 0) {
    words.push(`hard ${count(server.hard)}`);
  }
  return words.join(', ');
}

function fill(node, server, speed, now, busiest) {
  const p = node.parts;
  node.server = server;
  attribute(node, 'data-state', server.state);
  attribute(node, 'data-index', server.index);
  setIcon(p.icon, server.state);
  text(p.word, server.state);
  text(p.why, server.state === 'blacklisted' && server.blacklistedSeconds != null
    ? `${duration(server.blacklistedSeconds)} more` : server.reason ?? '');
  text(p.plan, [`#${server.index}`, server.weight ? `weight ${server.weight}` : '', server.prio ? `prio ${server.prio}` : '']
    .filter(Boolean).join(' · '));
  const limit = server.max || server.hard;
  text(p.load, limits(server) ? `${count(server.connections)} of ${limits(server)}` : count(server.connections));
  attribute(p.load, 'title', `${exact(server.connections)} open; soft limit ${exact(server.max) || 0}, hard limit ${exact(server.hard) || 0} (0: none)`);
  p.part.firstChild.style.setProperty('--part', Math.min(1, server.connections / (limit || busiest || 1)));
  p.part.classList.toggle('free', !limit);
  p.part.classList.toggle('full', limit > 0 && server.connections >= limit * 0.9);
  text(p.served, perSecond(count(speed.served)));
  attribute(p.served, 'title', `${exact(server.served)} since the start`);
  text(p.to, perSecond(bytes(speed.toServer)));
  attribute(p.to, 'title', `${exact(server.bytes.toServer)} bytes since the start`);
  text(p.from, perSecond(bytes(speed.fromServer)));
  attribute(p.from, 'title', `${exact(server.bytes.fromServer)} bytes since the start`);
  const times = server.latencyMicros;
  attribute(p.latency, 'title', 'within this, half and 99 % of the last 10 to 60 s');
  text(p.latency, times ? `${latency(times.p50)} / ${latency(times.p99)}` : '–');
  text(p.failures, count(server.failures));
  const last = server.lastFailure;
  text(p.last, last ? `${ago((now - instant(last.at)) / 1000)}: ${last.reason}` : '');
  attribute(p.last, 'title', last ? `${last.at}: ${last.reason}` : null);
  attribute(p.button, 'aria-label', `Open server ${server.index}, ${server.address}`);
}

/** @param onOpen what happens when a server is opened @param onAdd what happens when one is to be added */
export function makeServers(onOpen, onAdd, redraw) {
  const { table, body, heads } = makeTable('Servers', COLUMNS);
  const search = el('input', { type: 'search', placeholder: 'Find', 'aria-label': 'Find a server', autocomplete: 'off', spellcheck: 'false' });
  const order = el('select', { 'aria-label': 'Order of the servers' },
    ...[['trouble', 'trouble first'], ['number', 'by number'], ['load', 'busiest first'], ['failures', 'most failures first']]
      .map(([value, name]) => el('option', { value }, name)));
  const add = el('button', { type: 'button', id: 'add-server', onclick: () => onAdd() }, 'Add a server');
  const pager = makePager('server', redraw);
  search.addEventListener('input', settled(150, pager.restart));
  order.addEventListener('change', pager.restart);
  $('panel-servers').append(el('div', { class: 'controls' }, search, order, el('span', { class: 'grow' }), add),
    el('div', { class: 'wide' }, table), pager.node);

  return (service, rates, now, changeable) => {
    const words = search.value.trim().toLowerCase();
    const found = service.servers
      .filter((server) => `${server.address} ${server.state} ${server.role} #${server.index}`.toLowerCase().includes(words))
      .sort((a, b) => ORDERS[order.value](a, b));
    const busiest = service.servers.reduce((most, server) => Math.max(most, server.connections), 0);
    text(heads[2], service.protocol === 'dns' ? 'Outstanding' : 'Load');
    keyed(body, pager.of(found), key, (server) => row(server, onOpen),
      (node, server) => fill(node, server, rates.server(service.name, server), now, busiest));
    add.hidden = !changeable;
  };
}

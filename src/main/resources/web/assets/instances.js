// All instances of the cluster in one place: those that are not heard first, and what all did together at the end.

import { $, attribute, el, icon, keyed, setIcon, text } from './dom.js';
import { bytes, count, duration, exact } from './format.js';
import { silence, standing } from './cluster.js';
import { makePager } from './pager.js';
import { makeRow, makeTable } from './table.js';

const COLUMNS = [
  { name: 'State', class: 'state' }, { name: 'Instance', class: 'name' }, { name: 'Heard', class: 'number' },
  { name: 'Lag', class: 'number' }, { name: 'In sync', class: 'number' }, { name: 'Open', class: 'number' },
  { name: 'Accepted', class: 'number' }, { name: 'Queries', class: 'number' }, { name: 'From clients', class: 'number' },
  { name: 'From servers', class: 'number' }, { name: 'Errors', class: 'number' },
];

const back = (millis) => (millis < 60000 ? `${(millis / 1000).toFixed(1)} s ago` : `${duration(millis / 1000)} ago`);

function row(head, name, badge) {
  const p = {
    heard: el('span'), lag: el('span'), sync: el('span'),
    open: el('span'), accepted: el('span'), queries: el('span'), from: el('span'), to: el('span'), errors: el('span'),
  };
  const node = makeRow(COLUMNS, [head, el('span', {}, el('span', { class: 'address' }, name), badge),
    p.heard, p.lag, p.sync, p.open, p.accepted, p.queries, p.from, p.to, p.errors]);
  node.parts = p;
  return node;
}

function instanceRow(instance) {
  const chip = { icon: icon('up'), word: el('b'), why: el('span', { class: 'soft why' }) };
  const node = row(el('span', { class: 'chip' }, chip.icon, el('span', {}, chip.word, ' ', chip.why)), instance.name,
    instance.self ? el('span', { class: 'badge' }, 'this one') : '');
  Object.assign(node.parts, chip);
  return node;
}

function number(node, value, form, what) {
  text(node, form(value));
  attribute(node, 'title', value == null ? null : `${exact(value)} ${what}`);
}

function fillTotals(p, totals) {
  number(p.open, totals?.open, count, 'open now');
  number(p.accepted, totals?.accepted, count, 'clients since the start');
  number(p.queries, totals?.queries, count, 'datagrams or queries sent to servers since the start');
  number(p.from, totals?.bytes.fromClients, bytes, 'bytes since the start');
  number(p.to, totals?.bytes.fromServers, bytes, 'bytes since the start');
  number(p.errors, totals?.errors, count, 'errors since the start');
}

function fill(node, instance) {
  const p = node.parts;
  const state = instance.up ? 'up' : 'silent';
  attribute(node, 'data-state', state);
  setIcon(p.icon, instance.up ? 'up' : 'lost');
  text(p.word, state);
  text(p.why, instance.up ? '' : `for ${silence(instance)}`);
  text(p.heard, instance.self ? '' : back(instance.heardMillisAgo));
  number(p.lag, instance.lag, instance.self ? () => '' : count, 'on their way to it: batches of assignments, and clients that wait for their turn');
  text(p.sync, instance.self ? '' : instance.inSyncMillisAgo == null ? 'never' : back(instance.inSyncMillisAgo));
  attribute(p.sync, 'title', instance.self ? null : 'when it was last seen to know no client that is not known here');
  fillTotals(p, instance.totals);
}

export function makeInstances(redraw) {
  const { table, body } = makeTable('Instances', COLUMNS);
  const sum = row(el('b', {}, 'All that are heard'), '', '');
  sum.classList.add('sum');
  table.append(el('tbody', { role: 'rowgroup' }, sum));
  const pager = makePager('instance', redraw);
  $('instances-panel').append(el('div', { class: 'wide' }, table), pager.node);

  return (cluster) => {
    $('instances-panel').hidden = cluster === null;
    if (cluster === null) {
      return;
    }
    text($('cluster'), `${cluster.name} · ${standing(cluster)}`);
    const { told, learned, ahead } = cluster.assignments;
    const refused = Object.entries(cluster.refusedMessages).filter(([, messages]) => messages > 0);
    text($('exchanged'), [
      `assignments: ${count(told)} told, ${count(learned)} learned${ahead > 0 ? `, ${count(ahead)} too far ahead` : ''}`,
      `messages refused: ${refused.map(([reason, messages]) => `${count(messages)} ${reason}`).join(', ') || 'none'}`,
      `joined ${cluster.joins === 1 ? 'once' : `${count(cluster.joins)} times`}`,
      ...(cluster.mapFailures > 0 ? [`${count(cluster.mapFailures)} failures of maps`] : []),
    ].join(' · '));
    const shown = pager.of(cluster.instances.toSorted((a, b) => a.up - b.up));
    const seen = new Map(); // who was started anew and who he was have one name for a while
    const keys = new Map(shown.map((one) => {
      const before = seen.get(one.name) ?? 0;
      seen.set(one.name, before + 1);
      return [one, `${one.name} ${one.self} ${before}`];
    }));
    keyed(body, shown, (one) => keys.get(one), instanceRow, fill);
    fillTotals(sum.parts, cluster.totals);
  };
}

/** What all instances did for a service, for the facts about it; nothing without a cluster. */
export function together(cluster, name) {
  const all = cluster?.services.find((service) => service.name === name);
  return all ? [`all instances: ${count(all.open)} open, ${count(all.accepted)} accepted${all.queries > 0 ? `, ${count(all.queries)} queries` : ''}`] : [];
}

// The list of services: those with trouble first.

import { $, attribute, el, icon, keyed, setIcon, text } from './dom.js';
import { count, exact, perSecond, several } from './format.js';
import { healthOrder, regular, takes } from './verdict.js';
import { open, work } from './rates.js';

const SEARCHABLE = 8; // fewer are seen at a glance

/** Services in the order of the list. */
export function inOrder(services) {
  return services.toSorted((a, b) => healthOrder[a.health] - healthOrder[b.health]);
}

function line(service) {
  const parts = { icon: icon(service.health), health: el('span', { class: 'unseen' }), rate: el('span', { class: 'rate' }),
    under: el('span', { class: 'soft under' }) };
  const link = el('a', { href: '#/' + encodeURIComponent(service.name) }, parts.icon, parts.health,
    el('b', {}, service.name), parts.rate, parts.under);
  const node = el('li', {}, link);
  node.parts = { ...parts, link };
  return node;
}

export function makeServices() {
  const search = $('services-search');
  return (services, selected, rates) => {
    $('nav').hidden = services.length < 2;
    search.hidden = services.length < SEARCHABLE;
    const wanted = search.hidden ? '' : search.value.trim().toLowerCase();
    const found = inOrder(services).filter((service) => `${service.name} ${service.listen} ${service.protocol}`.toLowerCase().includes(wanted));
    keyed($('services'), found, (service) => service.name, line, (node, service) => {
      const { link, icon: picture, health, rate, under } = node.parts;
      const up = regular(service).filter(takes).length;
      const all = regular(service).length;
      attribute(link, 'aria-current', service.name === selected ? 'true' : null);
      attribute(link, 'data-level', service.health);
      setIcon(picture, service.health);
      text(health, service.health + ' ');
      text(rate, perSecond(count(rates.service(service.name).rate)));
      attribute(rate, 'title', `${exact(work(service).total)} ${work(service).name.toLowerCase()} since the start`);
      text(under, `${service.protocol} · ${up === all ? several(all, 'server') : `${exact(up)} of ${several(all, 'server')}`} · ${count(open(service).value)} open`);
    });
  };
}

/** Datagrams that were lost, and why where that is known. */
function lost({ dropped, overflowed, shed, looped }) {
  const why = [
    ...(overflowed ? [`${count(overflowed)} at a full receive buffer`] : []),
    ...(shed ? [`${count(shed)} shed`] : []),
    ...(looped ? [`${count(looped)} in a loop`] : []),
  ];
  return `${count(dropped)} dropped${why.length ? ` (${why.join(', ')})` : ''}`;
}

/** What a service is, in a line. */
export function facts(service) {
  return [
    `${service.protocol} ${service.listen}`,
    service.selection,
    `${count(service.clients.tracked)} of ${count(service.clients.max)} clients tracked`,
    ...(service.queries ? [`${count(service.queries.timeouts)} late, ${count(service.queries.rescues)} rescued, ${count(service.queries.unanswered)} unanswered`] : []),
    ...(service.queries && service.datagrams.dropped ? [lost(service.datagrams)] : []),
    ...(service.datagrams && !service.queries ? [`${lost(service.datagrams)}, ${count(service.datagrams.refused)} refused`] : []),
    ...(service.connections?.refused ? [`${count(service.connections.refused)} refused`] : []),
  ];
}

// Is it well? One sentence, and what is wrong if it is not.

import { troubles } from './certificates.js';
import { problemsOf } from './cluster.js';
import { $, attribute, el, icon, keyed, setIcon, text } from './dom.js';
import { bytes, count, duration, exact, perSecond, several, timeOfDay } from './format.js';
import { open } from './rates.js';

const SHOWN = 4;
const NEARLY_FULL = 0.95;

export const stateOrder = { down: 0, blacklisted: 1, draining: 2, unproven: 3, up: 4 };
export const healthOrder = { down: 0, degraded: 1, unproven: 2, well: 3 };
export const regular = (service) => service.servers.filter((server) => server.role === 'regular');

/** Whether a server is given clients, be it seen to be well or not. */
export const takes = (server) => server.state === 'up' || server.state === 'unproven';

/** Why a server takes no clients, in words: "down: connection refused". */
export function condition(server) {
  switch (server.state) {
    case 'down':
      return server.reason ? `down: ${server.reason}` : 'down';
    case 'blacklisted':
      return server.blacklistedSeconds == null ? 'blacklisted' : `blacklisted for ${duration(server.blacklistedSeconds)}`;
    default:
      return server.state;
  }
}

function unprovenWords(servers) {
  const named = servers.slice(0, 2).map((server) => server.address).join(' and ') + (servers.length > 2 ? ' and others' : '');
  const verb = servers.length === 1 ? 'was' : 'were';
  return servers.some((server) => server.lastFailure !== null)
    ? `${named} ${verb} not seen to be well since the last failure`
    : `${named} ${verb} not seen to be well yet: no client has come by`;
}

function ofService(service) {
  const problems = [];
  const servers = regular(service);
  const out = servers.filter((server) => !takes(server)).sort((a, b) => stateOrder[a.state] - stateOrder[b.state]);
  const add = (level, what, key = what) => problems.push({ level, service: service.name, what, key: `${service.name} ${key}` });
  if (service.health === 'down') {
    const none = `none of ${several(servers.length, 'server')} takes clients`;
    const unchosen = out.length === 0 ? `, for the selection (${service.selection}) proposes none` : '';
    add('down', servers.length === 0 ? 'it has no server' : none + unchosen);
  }
  if (service.health === 'degraded' && servers.length > 0 && out.length === servers.length) {
    add('degraded', 'only the emergency server takes clients');
  }
  if (out.length > SHOWN) {
    const named = out.slice(0, 2).map((server) => server.address).join(', ');
    add('degraded', `${exact(out.length)} of ${several(servers.length, 'server')} take no clients: ${named} and others`, 'servers ' + out.length);
  } else {
    for (const server of out) {
      const level = service.health === 'down' ? 'down' : 'degraded';
      add(level, `${server.address} is ${condition(server)}`, `${server.address} ${server.state}`);
    }
  }
  if (service.paused) {
    add('degraded', 'it takes no new clients at the moment: as many connections are open as there may be');
  } else {
    const { name, value, max } = open(service);
    if (max > 0 && value >= max * NEARLY_FULL) {
      add('degraded', `${count(value)} of ${count(max)} are ${name.toLowerCase()}`, 'nearly full');
    }
  }
  for (const { what, key } of troubles(service.tls)) {
    add('degraded', what, key);
  }
  const unproven = servers.filter((server) => server.state === 'unproven');
  if (unproven.length > 0) {
    add('unproven', unprovenWords(unproven), 'unproven ' + unproven.length);
  }
  if (service.health === 'degraded' && problems.length === 0) {
    add('degraded', 'not all servers take clients');
  }
  return problems;
}

/** What is to be said of an overview: `level` (well, unproven, degraded, down), `headline`, `problems`. */
export function judge(overview) {
  const problems = [...overview.services.flatMap(ofService), ...(overview.cluster ? problemsOf(overview.cluster) : [])];
  for (const { what, key, brief } of troubles(overview.pageTls)) {
    problems.push({ level: 'degraded', service: null, key: 'page ' + key, what: `This page: ${what}`, brief: `a certificate of this page ${brief}` });
  }
  problems.sort((a, b) => healthOrder[a.level] - healthOrder[b.level]);
  if (overview.reload && !overview.reload.ok) {
    const { at, waiting, message } = overview.reload;
    problems.push({ level: 'degraded', service: null, key: 'reload ' + at,
      brief: waiting ? 'a new configuration is waiting' : 'the configuration was refused',
      what: waiting
        ? `The new configuration is waiting, and tried again until it can be applied: ${message}`
        : `The configuration was not reloaded: ${message}` });
  }
  if (overview.notice) {
    problems.push({ level: 'degraded', service: null, key: 'notice', brief: 'commands are not taken', what: overview.notice });
  }
  const level = ['down', 'degraded', 'unproven'].find((each) => problems.some((one) => one.level === each)) ?? 'well';
  return { level, headline: headline(overview, problems, level), problems };
}

function headline(overview, problems, level) {
  if (overview.services.length === 0) {
    return 'No service runs';
  }
  const worst = [...new Set(problems.filter((one) => one.level === level && one.service !== null).map((one) => one.service))];
  if (level === 'well') {
    return 'All is well';
  }
  const brief = problems.find((one) => one.level === level && one.brief)?.brief;
  if (level === 'unproven') {
    return `No fault is known, but ${worst.length > 0 ? 'not all servers are proven' : brief}`;
  }
  if (worst.length === 0) {
    return `Clients are served, but ${brief}`;
  }
  const who = worst.length <= 2 ? worst.join(' and ') : several(worst.length, 'service');
  return `${who} ${worst.length === 1 ? 'is' : 'are'} ${level}`;
}

export function showVerdict(overview, rates) {
  const verdict = judge(overview);
  level(verdict.level);
  text($('headline'), verdict.headline);
  text($('summary'), summary(overview, rates));
  const shown = verdict.problems.slice(0, SHOWN);
  const more = verdict.problems.length - shown.length;
  if (more > 0) {
    shown.push({ key: 'more', level: 'more', service: null, what: `and ${several(more, 'more problem')}` });
  }
  keyed($('problems'), shown, (problem) => problem.key, problemLine, (node, problem) => text(node.what, problem.what));
  say(verdict.level === 'well' ? 'All is well' : `${verdict.headline}. ${shown.map((one) => one.key === 'more' ? one.what : `${one.service ?? ''} ${one.what}`).join('. ')}`,
    verdict.level + verdict.problems.map((problem) => problem.key).join());
}

function problemLine(problem) {
  const what = el('span');
  const name = problem.service === null ? null : el('a', { href: '#/' + encodeURIComponent(problem.service) }, problem.service);
  const line = el('li', { 'data-level': problem.level }, problem.level === 'more' ? null : icon(problem.level), name, what);
  line.what = what;
  return line;
}

function summary(overview, rates) {
  const servers = overview.services.flatMap(regular);
  const taking = servers.filter(takes).length;
  const total = overview.services.reduce((sum, service) => {
    const now = rates.service(service.name);
    return { bytes: sum.bytes + (now.fromClients ?? 0) + (now.fromServers ?? 0), open: sum.open + open(service).value };
  }, { bytes: 0, open: 0 });
  return [
    several(overview.services.length, 'service'),
    taking === servers.length ? several(servers.length, 'server') : `${exact(taking)} of ${several(servers.length, 'server')} take clients`,
    `${count(total.open)} open`,
    perSecond(bytes(total.bytes)),
  ].join(' · ');
}

/** Pen is not heard of any more: nobody knows how it is. */
export function showLost(since) {
  level('lost');
  text($('headline'), 'Connection to Pen lost');
  text($('summary'), since === null ? 'It does not answer. This page tries again by itself.'
    : `What you see is from ${timeOfDay(since)}. This page tries again by itself.`);
  keyed($('problems'), [], () => '');
  say('Connection to Pen lost', 'lost');
}

let levelNow = '';
function level(now) {
  if (now !== levelNow) {
    levelNow = now;
    attribute($('verdict'), 'data-level', now);
    setIcon($('verdict-icon').parentNode, now);
    attribute($('favicon'), 'href', `/assets/${now}.svg`);
  }
  document.title = { well: 'Well', unproven: '○ Unproven', degraded: '▲ Degraded', down: '■ Down', lost: '? Lost' }[now] + ' – Pen ' + location.host;
}

let said = '';
/** For screen readers: only when something else is wrong than before, not each second. */
function say(words, key) {
  if (key !== said) {
    said = key;
    text($('said'), words);
  }
}

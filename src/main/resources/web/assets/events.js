// What happened, newest first: the last few hundred, of which those that fit the filter are shown.

import { $, attribute, el, icon, keyed, settled, text } from './dom.js';
import { get } from './api.js';
import { instant, timeOfDay } from './format.js';

const KEPT = 500;
const SHOWN = 100;
const FIRST = 200; // as many are asked for at a time
const KINDS = {
  'server-failed': ['degraded', 'Server failed'], 'server-back': ['well', 'Server is back'],
  'server-down': ['down', 'Server down'], 'server-up': ['well', 'Server up'],
  vote: ['degraded', 'Vote'],
  'network-changed': ['change', 'Network changed'], 'server-changed': ['change', 'Server changed'],
  failover: ['degraded', 'Failover'],
  'service-opened': ['info', 'Service opened'], 'service-closed': ['info', 'Service closed'],
  reloaded: ['change', 'Reloaded'], 'reload-refused': ['down', 'Reload refused'], command: ['change', 'Command'],
};
const TROUBLE = new Set(['degraded', 'down']);

const look = (event) => KINDS[event.kind] ?? ['info', event.kind];

function fits(event, kind, words) {
  const [level] = look(event);
  const kindFits = kind === 'all' || (kind === 'trouble') === TROUBLE.has(level);
  return kindFits && `${look(event)[1]} ${event.service ?? ''} ${event.server ?? ''} ${event.text ?? ''}`.toLowerCase().includes(words);
}

function line(event) {
  const [level, title] = look(event);
  const at = instant(event.at);
  return el('li', { 'data-level': level }, icon(level),
    el('p', {}, el('time', { datetime: event.at, title: event.at }, timeOfDay(at)), ' ', el('b', {}, title),
      event.service === null ? null : el('span', { class: 'badge' }, event.service),
      el('span', { class: 'what' }, [event.server, event.text].filter(Boolean).join(': '))));
}

export function makeEvents() {
  let kept = []; // newest first
  let process = null;
  let complete = 0; // none is missing up to this number
  let filling = false;
  const list = $('events');
  const kind = $('events-kind');
  const search = $('events-search');

  function show() {
    const words = search.value.trim().toLowerCase();
    const found = kept.filter((event) => fits(event, kind.value, words)).slice(0, SHOWN);
    keyed(list, found, (event) => event.number, line, () => {});
    list.classList.toggle('empty', found.length === 0);
    attribute(list, 'data-empty', kept.length === 0 ? 'Nothing happened yet' : 'No event is like that');
  }

  function add(events) {
    const known = new Set(kept.map((event) => event.number));
    const fresh = events.filter((event) => !known.has(event.number));
    if (fresh.length > 0) {
      kept = [...fresh, ...kept].sort((a, b) => b.number - a.number).slice(0, KEPT);
      show();
    }
  }

  /** Events are numbered: what was missed, at the start or after a pause, is asked for once. */
  async function fill({ lastEvent }) {
    if (filling || lastEvent <= complete) {
      return;
    }
    filling = true;
    try {
      const after = Math.max(complete, lastEvent - FIRST);
      add((await get('events', { after, limit: FIRST })).items);
      complete = Math.max(complete, lastEvent);
    } catch {
      // the next overview says again what is missing
    }
    filling = false;
  }

  kind.addEventListener('change', show);
  search.addEventListener('input', settled(150, show));
  show();
  return {
    add(event) {
      if (event.number === complete + 1) {
        complete++;
      }
      add([event]);
    },
    follow(overview) {
      const now = `${overview.pid} ${overview.startedAt}`;
      if (process !== null && process !== now) {
        kept = []; // another Pen, which counts from 1 again
        complete = 0;
        show();
      }
      process = now;
      fill(overview);
    },
  };
}

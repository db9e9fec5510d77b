// A list too long to hold: one page of it is asked for, and only that page is in the document.

import { el, keyed, settled, text } from './dom.js';
import { get, path } from './api.js';
import { exact } from './format.js';
import { makeRow, makeTable } from './table.js';

const PAGE = 50;
const REFRESH_MILLIS = 4000;
const MOST_PARTS = 200;

/**
 * A list of the API in a panel. Nothing is asked before it is shown, nor while it is not.
 *
 * @param what `{resource, label, columns, keyOf, cells(item), update(node, item), placeholder}`
 */
export function makeListing(panel, what) {
  const { table, body } = makeTable(what.label, what.columns);
  const search = el('input', { type: 'search', placeholder: what.placeholder, 'aria-label': `Find: ${what.placeholder}`, autocomplete: 'off', spellcheck: 'false', inputmode: 'text' });
  const where = el('span', { class: 'soft', role: 'status' });
  const first = el('button', { type: 'button', class: 'quiet', onclick: () => go([null]) }, 'First');
  const back = el('button', { type: 'button', class: 'quiet', onclick: () => go(cursors.slice(0, -1)) }, 'Previous');
  const on = el('button', { type: 'button', class: 'quiet', onclick: () => go([...cursors, next]) }, 'Next');
  panel.append(el('div', { class: 'controls' }, search, el('span', { class: 'grow' }), ...(what.extra ?? [])),
    el('div', { class: 'wide' }, table), el('div', { class: 'pager' }, first, back, where, on));

  let service = null;
  let cursors = [null]; // where each page up to this one starts
  let next = null;
  let asking = null;
  let timer = 0;

  const shown = () => service !== null && !panel.hidden && !document.hidden;

  function go(places) {
    cursors = places;
    load();
  }

  async function load() {
    clearTimeout(timer);
    asking?.abort();
    if (!shown()) {
      return;
    }
    const mine = new AbortController();
    asking = mine;
    try {
      const answer = await ask(mine.signal);
      if (asking === mine) {
        fill(answer);
      }
    } catch (failure) {
      if (asking === mine && failure.name !== 'AbortError') {
        text(where, failure.message);
      }
    }
    if (asking === mine) {
      timer = setTimeout(load, REFRESH_MILLIS);
    }
  }

  /** A search looks at a part of a long list at a time: an empty part says where the next one starts. */
  async function ask(signal) {
    let after = cursors.at(-1);
    for (let part = 0; ; part++) {
      const answer = await get(path(service.name, what.resource), { search: search.value.trim(), after, limit: PAGE }, signal);
      if (answer.items.length > 0 || answer.next === null || part === MOST_PARTS) {
        return answer;
      }
      text(where, 'Searching…');
      after = answer.next;
    }
  }

  function fill({ total, items, next: following }) {
    next = following;
    keyed(body, items, what.keyOf, (item) => {
      const cells = what.cells(item);
      const node = makeRow(what.columns, cells.nodes);
      node.parts = cells;
      return node;
    }, (node, item) => what.update(node.parts, item, service));
    const from = (cursors.length - 1) * PAGE;
    const found = search.value.trim() ? '' : ` of ${exact(total)}`;
    text(where, items.length === 0 ? (search.value.trim() ? 'None is like that' : 'None') : `${exact(from + 1)}–${exact(from + items.length)}${found}`);
    first.disabled = back.disabled = cursors.length === 1;
    on.disabled = next === null;
  }

  search.addEventListener('input', settled(250, () => go([null])));
  document.addEventListener('visibilitychange', load);

  return {
    /** Another service, or the same with other servers; asks again only if it is another. */
    of(now) {
      const another = service?.name !== now.name;
      service = now;
      if (another) {
        search.value = '';
        body.replaceChildren();
        body.keyedNodes?.clear();
        go([null]);
      }
    },
    load,
    get searched() {
      return search.value.trim();
    },
    service: () => service,
  };
}

// Turns the pages of a list that is here as a whole.

import { el, text } from './dom.js';
import { several } from './format.js';

const PAGE = 25;

/** @param one what an item is called @param redraw shows the list again, after another page was chosen */
export function makePager(one, redraw) {
  const where = el('span', { class: 'soft' });
  const back = el('button', { type: 'button', class: 'quiet', onclick: () => turn(-1) }, 'Previous');
  const on = el('button', { type: 'button', class: 'quiet', onclick: () => turn(1) }, 'Next');
  const node = el('div', { class: 'pager' }, back, where, on);
  let page = 0;
  const turn = (by) => {
    page += by;
    redraw();
  };

  return {
    node,
    /** To the first page. */
    restart() {
      page = 0;
      redraw();
    },
    /** Of all that were found, those on the page that is looked at. */
    of(found) {
      const pages = Math.max(1, Math.ceil(found.length / PAGE));
      page = Math.min(Math.max(0, page), pages - 1);
      const shown = found.slice(page * PAGE, (page + 1) * PAGE);
      node.hidden = pages === 1 && found.length > 0;
      text(where, found.length === 0 ? `No ${one} is like that` : `${page * PAGE + 1}–${page * PAGE + shown.length} of ${several(found.length, one)}`);
      back.disabled = page === 0;
      on.disabled = page >= pages - 1;
      back.hidden = on.hidden = pages === 1;
      return shown;
    },
  };
}

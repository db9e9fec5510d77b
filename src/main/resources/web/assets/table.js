// A table that a narrow screen shows as cards: each cell knows the name of its column. The roles stay when CSS
// makes the rows something else than table rows.

import { el } from './dom.js';

/** `columns` are `{name, class}`; the last may have no name (buttons). */
export function makeTable(label, columns) {
  const body = el('tbody', { role: 'rowgroup' });
  const heads = columns.map(({ name, class: kind }) => el('th', { role: 'columnheader', scope: 'col', class: kind },
    name || el('span', { class: 'unseen' }, 'Actions')));
  const table = el('table', { role: 'table', 'aria-label': label },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...heads)), body);
  return { table, body, heads };
}

/** A row with these cells in the order of the columns. */
export function makeRow(columns, cells) {
  return el('tr', { role: 'row' }, ...columns.map(({ name, class: kind }, index) =>
    el('td', { role: 'cell', class: kind, 'data-label': name || null }, cells[index])));
}
